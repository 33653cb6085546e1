"""Answers and write-ups of the fixtures, changed at random: is each judged, without a fault and within the limit?

    python tests/bench/fuzz.py N                 N changed texts, an eighth of them write-ups; status 1 if any failed
    python tests/bench/fuzz.py N --seed 7        others
    python tests/bench/fuzz.py N --seconds 10    how long one may take

What failed is printed with the line of the program where, so that it can be tried again by itself.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, replace
from multiprocessing import get_context
from pathlib import Path

TESTS = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(TESTS.parent), str(TESTS), str(TESTS / "bench")]

import verdicts  # noqa: E402
from verdicts import Case  # noqa: E402

from derive.judging.finding import VERDICTS  # noqa: E402
from derive.language.errors import DeriveError  # noqa: E402
from derive.writeup.drafts import FAILED  # noqa: E402

SECONDS = 20
"""How long one text may take, of the processor's time."""
LONGEST = 4000
"""Characters of a text that is changed; a longer one is cut at a line."""
AT_ONCE = 50
PIECES = (
    r"\frac { } ^ _ ( ) [ ] , ; : & \\ ' T + - * / = := += ≈ ⇒ \sum_{t=0}^{2} \hat d L h_1 h_t V 1 0.5 1e9 \tanh \log "
    r"sum for t in where δ_t ^T np. .T .. ... \begin{bmatrix} \end{bmatrix} \begin{align} \end{align} ∂ ∇ √ ᵀ ₁ \left "
    r"\right ‖ \text{or} no, should be $ $$ | # ``` ~~ <!-- --> \[ \] \cancel{ gradient nach \lor @ ** // % \n"
).split(" ")


@dataclass(frozen=True)
class Outcome:
    """What became of one text: a verdict or a kind of failure, and how long it took."""

    kind: str
    seconds: float
    case: Case | None = None
    told: str = ""


class TooLong(BaseException):
    """No error that the program could take for one of its own."""


def fixtures() -> tuple[list[Case], list[Case]]:
    """Answers, and write-ups."""
    answers = [case for case in verdicts.answers() if case.question]
    files = [case for case in (*verdicts.statements(), *verdicts.files()) if case.file]
    return list(dict.fromkeys(answers)), list(dict.fromkeys(files))


def changed(text: str, other: str, chance: random.Random) -> str:
    """A text with some changes: pieces put in, cut out, doubled, swapped, or a part of another text."""
    text = text if len(text) <= LONGEST else text[: text.rfind("\n", 0, LONGEST)]
    for _ in range(chance.randint(1, 5)):
        start = chance.randint(0, len(text))
        stop = min(len(text), start + chance.choice((0, 1, 1, 2, 5, 20)))
        begin = chance.randint(0, len(other))
        put = chance.choice(
            (
                "",
                chance.choice(PIECES).replace("\\n", "\n"),
                text[start:stop] * 2,
                text[start:stop][::-1],
                other[begin : begin + chance.randint(1, 40)],
                str(chance.randint(0, 99)),
                chr(chance.choice((0x0, 0x2028, 0x301, 0x1D7D9, 0x202E, chance.randint(32, 0x2FFF)))),
            )
        )
        text = text[:start] + put + text[stop:]
    return text


def cases(count: int, seed: int) -> Iterator[Case]:
    chance = random.Random(seed)
    answers, files = fixtures()
    for k in range(count):
        among = files if k % 8 == 7 else answers
        case, other = chance.choice(among), chance.choice(among)
        yield replace(case, text=changed(case.text, other.text, chance))


def judged(case: Case) -> list[str]:
    """The verdicts on a case; an exception that escapes goes on."""
    if case.question:
        found = verdicts.checker(case.source).check(case.question, case.text)
        return ["fault" if found.diagnosis == "not_judged" else found.verdict]
    report = verdicts.writeups(case.source).check(case.file, case.text.encode("utf-8", "replace"))
    faults = ["fault" for line in report.lines if line.diagnosis == "not_judged"]
    faults += ["fault" for gap in report.unread if gap.message == FAILED]
    return faults or ["report"]


def tried(case: Case, seconds: int) -> Outcome:
    """What becomes of a case."""
    signal.signal(signal.SIGVTALRM, stop)
    signal.setitimer(signal.ITIMER_VIRTUAL, seconds)
    begin = time.process_time()
    try:
        kind, told = judged(case)[0], ""
    except TooLong:
        kind, told = "over the limit", ""
    except DeriveError as error:
        kind, told = "error", str(error)
    except Exception as error:
        kind, told = "raised", where(error)
    finally:
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)
    taken = time.process_time() - begin
    if kind == "fault":
        kind, told = "raised", shown(case)
    return Outcome(kind, taken, case if kind in FAILURES else None, told)


FAILURES = ("raised", "error", "over the limit")


def stop(*_: object) -> None:
    raise TooLong


def shown(case: Case) -> str:
    """Where a fault comes from that was kept from the student."""
    os.environ["DERIVE_TRACEBACK"] = "1"
    try:
        with suppress(DeriveError):
            judged(case)
    except Exception as error:
        return where(error)
    finally:
        del os.environ["DERIVE_TRACEBACK"]
    return "no fault the second time"


def where(error: Exception) -> str:
    last = traceback.extract_tb(error.__traceback__)[-1]
    return f"{type(error).__name__}: {error} in {Path(last.filename).name}:{last.lineno} ({last.name})"


def some(chosen: Sequence[Case], seconds: int) -> list[Outcome]:
    return [tried(case, seconds) for case in chosen]


def main() -> int:
    options = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    options.add_argument("count", type=int)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--seconds", type=int, default=SECONDS)
    options.add_argument("--processes", type=int, default=os.cpu_count())
    chosen = options.parse_args()
    every = list(cases(chosen.count, chosen.seed))
    parts = [every[k : k + AT_ONCE] for k in range(0, len(every), AT_ONCE)]
    found: list[Outcome] = []
    with ProcessPoolExecutor(chosen.processes, mp_context=get_context("fork")) as pool:
        for outcomes in pool.map(some, parts, [chosen.seconds] * len(parts)):
            for each in outcomes:
                if each.case is not None:
                    print(each.kind, each.case.source.name, each.case.question or each.case.file, repr(each.case.text))
                    print("   ", each.told, flush=True)
            found += outcomes
    counts = Counter(each.kind for each in found)
    known = [kind for kind in (*VERDICTS, "report", *FAILURES) if counts[kind]]
    print(f"{len(found)} texts, the slowest {max(each.seconds for each in found):.1f} s:")
    print(", ".join(f"{counts[kind]} {kind}" for kind in known))
    return int(any(counts[kind] for kind in FAILURES))


if __name__ == "__main__":
    sys.exit(main())
