"""Mistakes planted in the right programs of the fixtures: is each found on its line and named, and no other wrong?

    python tests/bench/plants.py                 four of each program, the same ones every time
    python tests/bench/plants.py --many 10       more; --seed 3 others; --only gru_np those of one program
    python tests/bench/plants.py --kind axis     of one kind

What was missed is printed with the line as it was and as it is.  Status 1 if a right line was called wrong.
"""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS.parent), str(TESTS)]

from planted_code import plants_of, right_programs  # noqa: E402
from planted_scores import Outcome, judged, told  # noqa: E402


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--many", type=int, default=4)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--only", default="")
    arguments.add_argument("--kind", default="")
    chosen = arguments.parse_args()
    outcomes: list[Outcome] = []
    for program in right_programs():
        for plant in plants_of(program, chosen.many, chosen.seed) if chosen.only in program.name else ():
            if chosen.kind in plant.kind:
                outcomes.append(judged(plant))
                print(told(outcomes[-1]), end="", flush=True)
    print(
        f"{len(outcomes)} plants: {sum(o.is_found for o in outcomes)} found, {sum(o.is_on_line for o in outcomes)} on "
        f"their line, {sum(o.is_named for o in outcomes)} named, {sum(bool(o.others) for o in outcomes)} with another "
        f"line that is called wrong ({sum(bool(o.unspoilt) for o in outcomes)} of them one that is right)"
    )
    return int(any(outcome.others for outcome in outcomes))


if __name__ == "__main__":
    sys.exit(main())
