"""How fast write-ups are checked: one of twenty pages, its growth, and a class.

    python tests/bench/checking.py [SUBMISSIONS]

The class has SUBMISSIONS write-ups of five pages (40 if not given), every other one with a mistake of its own; its
time is also given for 500.
"""

from __future__ import annotations

import random
import re
import resource
import sys
import tempfile
import time
from itertools import pairwise
from pathlib import Path

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE.parent.parent))
PAGE = (HERE.parent / "submissions" / "right.md").read_text(encoding="utf-8")
RELATIONS_ON_A_PAGE = 25
NUMBER = re.compile(r"\d\.\d{4}")
CLASS = 500


def write_up(pages: int, mistakes: int = 0, seed: int = 0) -> str:
    """Working of so many pages (copies of the right one), with digits changed in some places."""
    chance = random.Random(seed)
    relations = PAGE.count(" = ") + PAGE.count("\\approx")
    copies = max(1, round(pages * RELATIONS_ON_A_PAGE / relations))
    text = "\n".join([PAGE] * copies)
    places = [match.start() for match in NUMBER.finditer(text)]
    for place in chance.sample(places, mistakes):
        text = text[: place + 3] + str((int(text[place + 3]) + chance.randint(1, 9)) % 10) + text[place + 4 :]
    return text


def one(reporter: object, text: str) -> tuple[float, int]:
    """Seconds of processor time, which other programs on the machine disturb least, and the relations judged."""
    start = time.process_time()
    report = reporter.check("a.md", text.encode())  # type: ignore[attr-defined]
    for form in ("md", "json"):
        reporter.written(report, form)  # type: ignore[attr-defined]
    return time.process_time() - start, len(report.lines)


def growth(reporter: object, mistakes: bool) -> None:
    kind = "a digit wrong on every page" if mistakes else "all right"
    one(reporter, write_up(20, 20 * mistakes))
    times = {pages: one(reporter, write_up(pages, pages * mistakes)) for pages in (5, 10, 20, 40)}
    for pages, (elapsed, lines) in times.items():
        print(f"{pages:>3} pages, {lines:>4} relations, {kind}: {elapsed:.2f} s")
    ratios = ", ".join(f"{b[0] / a[0]:.1f}" for a, b in pairwise(times.values()))
    print(f"    twice the length takes {ratios} times as long; 20 pages: target 2 s")


def cohort(count: int) -> None:
    from derive.cohort.cohort import check_folder

    with tempfile.TemporaryDirectory() as name:
        folder = Path(name) / "in"
        folder.mkdir()
        for number in range(count):
            (folder / f"{number:03}.md").write_text(write_up(5, number % 2 * 3, number), encoding="utf-8")
        start = time.perf_counter()
        found = check_folder("rnn", folder, output=Path(name) / "out")
        elapsed = time.perf_counter() - start
    done = sum(row.report is not None for row in found.rows)
    print(f"{done} of {count} submissions of 5 pages: {elapsed:.1f} s; for {CLASS}: {elapsed * CLASS / count:.0f} s")
    print(f"    target 180 s for {CLASS} on 2 processors")
    for who, which in (("this process", resource.RUSAGE_SELF), ("the largest other one", resource.RUSAGE_CHILDREN)):
        print(f"    memory of {who}: {resource.getrusage(which).ru_maxrss / 1024:.0f} MB")


def main(count: int) -> None:
    from derive.cohort.one_writeup import Reporter
    from derive.problem import catalogue

    reporter = Reporter(catalogue.load("rnn"))
    growth(reporter, False)
    growth(reporter, True)
    cohort(count)


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 40)
