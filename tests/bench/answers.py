"""How quickly answers are judged, beside others that read mathematics: `python tests/bench/answers.py`.

Each fixture is judged once to warm up and then `--rounds` times; `--cold` also shows the first pass, in which the
tables of mistakes are worked out.  With `--others`, SymPy's `parse_latex` and math-verify read the same answers; they
are skipped, with the reason, where they are not installed, and what they cannot read counts with the time it took.
"""

from __future__ import annotations

import argparse
import resource
import signal
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median, quantiles
from types import FrameType

sys.path.insert(0, str(Path(__file__).parent.parent))

from test_answers import ALL, checker

LIMIT = 5
"""Seconds after which an answer is given up."""


class OverrunError(Exception):
    """An answer took longer than the limit."""


def overrun(number: int, frame: FrameType | None) -> None:
    raise OverrunError


def timed(judge: Callable[[str, str, str], object]) -> list[float]:
    """Milliseconds for each of the fixtures."""
    taken = []
    for problem, case in ALL:
        start = time.perf_counter()
        signal.alarm(LIMIT)
        try:
            judge(problem, case["question"], case["answer"])
        except Exception as error:  # whatever the others raise at what they cannot read
            if isinstance(error, OverrunError):
                print(f"    gave up after {LIMIT} s: {case['answer'][:60]!r}")
        finally:
            signal.alarm(0)
        taken.append(1000 * (time.perf_counter() - start))
    return taken


def shown(name: str, taken: list[float]) -> str:
    high = quantiles(taken, n=20)[-1]
    return f"{name:34} median {median(taken):8.2f} ms   95th percentile {high:8.2f} ms   longest {max(taken):8.1f} ms"


def ours(problem: str, question: str, answer: str) -> object:
    return checker(problem).check(question, answer)


def others() -> Iterator[tuple[str, Callable[[str, str, str], object] | str]]:
    """The name of each of the others with what it does, or why it is skipped."""
    try:
        import antlr4  # noqa: F401
        from sympy.parsing.latex import parse_latex

        yield "SymPy parse_latex (antlr)", lambda problem, question, answer: parse_latex(answer)
    except ImportError as error:
        yield "SymPy parse_latex (antlr)", str(error)
    try:
        from sympy.parsing.latex import parse_latex_lark

        yield "SymPy parse_latex (lark)", lambda problem, question, answer: parse_latex_lark(answer)
    except ImportError as error:
        yield "SymPy parse_latex (lark)", str(error)
    try:
        from math_verify import parse, verify

        yield (
            "math-verify parse + verify",
            lambda problem, question, answer: verify(parse("$2.0144$"), parse(f"${answer}$")),
        )
    except ImportError as error:
        yield "math-verify parse + verify", str(error)


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--cold", action="store_true")
    options.add_argument("--others", action="store_true")
    chosen = options.parse_args()
    signal.signal(signal.SIGALRM, overrun)
    first = timed(ours)
    if chosen.cold:
        print(shown("derive, first pass", first))
    print(shown("derive, warm", [taken for _ in range(chosen.rounds) for taken in timed(ours)]))
    print(f"{len(ALL)} answers, peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:.0f} MB")
    for name, judge in others() if chosen.others else ():
        print(f"{name:34} skipped: {judge}" if isinstance(judge, str) else shown(name, timed(judge)))


if __name__ == "__main__":
    main()
