"""This tree beside another one, in turn: how long checking takes in both, and how much memory.

    python tests/bench/beside.py OTHER_CHECKOUT [ROUNDS]

Each work is done in a process of its own, first by one tree and then by the other, ROUNDS times (3 if not given) after
one round that fills the caches.  Times are those of the processor in user mode, children's included, which other
programs on the machine disturb least; medians count.  A checkout is run by the Python in its `.venv`, if it has one.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from statistics import median

HERE = Path(__file__).parent
ROOT = HERE.parent.parent
TIME_LIMIT = 600
START = """
import resource, sys, tempfile, time
from pathlib import Path
sys.path.insert(0, BENCH)
try:
    from derive.cohort.one_writeup import Reporter
    from derive.cohort.cohort import check_folder
    from derive.feedback.check_answer import Checker
    from derive.problem import catalogue
except ImportError:
    from derive.writeups import Reporter
    from derive.cohort import check_folder
    from derive.checker import Checker
    from derive import catalogue

def used():
    times = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime for each in times)

def page(reporter, text):
    report = reporter.check("a.md", text.encode())
    for form in ("md", "json"):
        reporter.written(report, form)

def told(start):
    peak = max(resource.getrusage(who).ru_maxrss for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    print(used() - start, peak / 1024)
"""
FIRST = """
from checking import write_up
text = write_up(20, 20)
start = used()
page(Reporter(catalogue.load("rnn")), text)
told(start)
"""
WARM = """
from checking import write_up
text = write_up(20, 20)
reporter = Reporter(catalogue.load("rnn"))
page(reporter, text)
start = used()
page(reporter, text)
told(start)
"""
FOLDER = """
from checking import write_up
with tempfile.TemporaryDirectory() as name:
    folder = Path(name) / "in"
    folder.mkdir()
    for number in range(40):
        (folder / f"{number:03}.md").write_text(write_up(5, number % 2 * 3, number), encoding="utf-8")
    start = used()
    check_folder("rnn", folder, output=Path(name) / "out")
    told(start)
"""
ANSWERS = """
import tomllib
tables = [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted(Path(sys.argv[1]).glob("*.toml"))]
few = [(table["problem"], case) for table in tables for case in table["case"] if table["problem"] != "renamed"][::7]
checkers = {problem: Checker(catalogue.load(problem), "full") for problem, _ in few}
for problem, case in few:
    checkers[problem].check(case["question"], case["answer"])
start = used()
for problem, case in few:
    checkers[problem].check(case["question"], case["answer"])
told(start)
"""
COMMAND = """
import resource, subprocess, sys
subprocess.run([sys.executable, *sys.argv[1:]], stdout=subprocess.DEVNULL)
found = resource.getrusage(resource.RUSAGE_CHILDREN)
print(found.ru_utime, found.ru_maxrss / 1024)
"""
ANSWER = ("-m", "derive", "check", "rnn", "--question", "dL/dc", "[0.3630, -0.0457, -0.3172]")
SOLVE = ("-m", "derive", "solve", "rnn", "-o", "-")
FLOOR = ("-c", "import sympy, jinja2")
GOAL, COLD_GOAL = 0.7, 1.35
OTHER = "{the other checkout}/tests/answers"
"""The answers that both judge: those of the other checkout, which has fewer."""


@dataclass(frozen=True)
class Work:
    """A work: its name, the program that does it and tells what it took, with its arguments."""

    name: str
    program: str
    arguments: tuple[str, ...] = ()


WORKS = (
    Work("20 pages, first use", START + FIRST),
    Work("20 pages, warm", START + WARM),
    Work("40 submissions", START + FOLDER),
    Work("an answer, cold", COMMAND, ANSWER),
    Work("answers, warm", START + ANSWERS, (OTHER,)),
)


def python(tree: Path) -> str:
    own = tree / ".venv" / "bin" / "python"
    return str(own) if own.exists() else sys.executable


def taken(tree: Path, work: Work) -> tuple[float, float]:
    """Seconds and megabytes."""
    paths = os.pathsep.join(map(str, (tree, tree / "tests", tree / "tests" / "bench")))
    # With nothing kept in between each process would compile both trees anew, the one with more modules for longer.
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    program = f"BENCH = {str(HERE)!r}\n{work.program}"
    done = subprocess.run(
        [python(tree), "-c", program, *work.arguments],
        check=False,
        env={**environment, "PYTHONPATH": paths},
        cwd=tree / "tests",
        capture_output=True,
        text=True,
        timeout=TIME_LIMIT,
    )
    if done.returncode:
        raise SystemExit(f"{tree}, {work.name}:\n{done.stderr}")
    seconds, megabytes = done.stdout.split()[-2:]
    return float(seconds), float(megabytes)


def in_turn(first: tuple[Path, Work], second: tuple[Path, Work], rounds: int) -> list[tuple[float, float]]:
    """The medians of two works that are done in turn, after one round that does not count."""
    found = [(taken(*first), taken(*second)) for _ in range(rounds + 1)][1:]
    return [tuple(median(run[k][what] for run in found) for what in (0, 1)) for k in (0, 1)]  # type: ignore[misc]


def lines(other: Path, rounds: int) -> Iterator[str]:
    yield f"{'':24} {'here':>9} {'there':>9}  ratio         memory here and there"
    for work in WORKS:
        arguments = (str(other / "tests" / "answers") if each == OTHER else each for each in work.arguments)
        work = replace(work, arguments=tuple(arguments))
        (here, room), (there, their_room) = in_turn((ROOT, work), (other, work), rounds)
        verdict = "met" if here <= GOAL * there else "missed"
        yield (
            f"{work.name:24} {here:7.3f} s {there:7.3f} s  {here / there:5.2f} ({verdict:6}) "
            f"{room:6.0f} MB {their_room:6.0f} MB"
        )
    solve, floor = Work("derive solve rnn, cold", COMMAND, SOLVE), Work("import sympy, jinja2", COMMAND, FLOOR)
    (here, _), (there, _) = in_turn((ROOT, solve), (ROOT, floor), rounds)
    verdict = "met" if here <= COLD_GOAL * there else "missed"
    yield f"{solve.name:24} {here:7.3f} s {there:7.3f} s  {here / there:5.2f} ({verdict:6}) beside {floor.name}"


def main(other: Path, rounds: int) -> None:
    for line in lines(other, rounds):
        print(line, flush=True)


if __name__ == "__main__":
    main(Path(sys.argv[1]).resolve(), int(sys.argv[2]) if len(sys.argv) > 2 else 3)
