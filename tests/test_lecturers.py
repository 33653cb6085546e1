"""Problem files as lecturers write them, `tests/lecturers/*.toml`, with numbers calculated without the program.

A file is added as its text and the numbers of what it asks, row by row, from autograd or NumPy.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import pytest
from exercises import numbers
from tiers import sample

from derive.api import Exercise
from derive.feedback.check_writeup import WriteUps
from derive.problem.assembly import load_text

FILES = sorted((Path(__file__).parent / "lecturers").glob("*.toml"))
WAYS = (
    ("chain", "gradient", "md"),
    ("backprop", "jacobian", "tex"),
    ("index", "gradient", ""),
    ("forward", "jacobian", ""),
)
"""Method, layout, and in which form the solution is handed in to the program's own judge."""


@dataclass(frozen=True)
class LecturersFile:
    title: str
    problem: str
    numbers: dict[str, list[float]]


def files() -> list[LecturersFile]:
    tables = (table for path in FILES for table in tomllib.loads(path.read_text(encoding="utf-8"))["file"])
    return [LecturersFile(table["title"], table["problem"], table["numbers"]) for table in tables]


@pytest.mark.parametrize("file", sample(files(), 2, seed=1), ids=lambda file: file.title)
def test_every_way_gives_the_numbers_of_autograd_and_no_line_is_found_wrong(file: LecturersFile) -> None:
    exercise = Exercise(load_text(file.problem, "lecturer", "lecturer.toml"))
    for method, layout, form in WAYS:
        solution = exercise.solve(method=method, layout=layout, digits=12)
        for name, true in file.numbers.items():
            ours = [float(number) for number in numbers(solution[name].value)]
            assert ours == pytest.approx(true, rel=1e-9, abs=1e-10), (name, method, layout)
        if form:
            problem = load_text(file.problem, "lecturer", "lecturer.toml", settings={"layout": layout})
            text = Exercise(problem).solve(method=method).render(form)
            report = WriteUps(problem).check(f"solution.{form}", text.encode())
            assert [line for line in report.lines if line.verdict not in ("right", "rounded")] == []
            assert len(report.lines) >= len(file.numbers)
