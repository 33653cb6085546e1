"""The cases that stand in `tests/statements`, and one checker of write-ups for each problem."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from derive.feedback.check_writeup import WriteUps
from derive.problem import catalogue

STATEMENTS = Path(__file__).parent / "statements"
PROBLEMS = Path(__file__).parent / "problems"


@dataclass(frozen=True)
class Case:
    """A text that is handed in, with what is to be said of its relations; `name` tells cases of one title apart."""

    name: str
    problem: str
    layout: str
    file: str
    text: str
    verdicts: tuple[str, ...]
    diagnoses: tuple[str, ...]
    lines: tuple[int, ...]
    explained: str


def cases() -> Iterator[Case]:
    for path in sorted(STATEMENTS.glob("*.toml")):
        yield from cases_of(path)


def cases_of(path: Path) -> Iterator[Case]:
    table = tomllib.loads(path.read_text(encoding="utf-8"))
    title, count = "", 0
    for case in table["case"]:
        count = 1 if "title" in case else count + 1
        title = case.get("title", title)
        yield Case(
            f"{path.stem}: {title} {count}",
            located(case.get("problem", table["problem"])),
            case.get("layout", "gradient"),
            f"student.{case.get('format', 'md')}",
            case["text"],
            *(tuple(case.get(key, ())) for key in ("verdicts", "diagnoses", "lines")),
            case.get("explained", ""),
        )


def located(problem: str) -> str:
    """A problem of the catalogue by its name, or one of `tests/problems` by its path."""
    path = PROBLEMS / f"{problem}.toml"
    return str(path) if path.exists() else problem


@cache
def writeups(problem: str, layout: str = "gradient") -> WriteUps:
    """One for all tests in a process, as a course has it."""
    return WriteUps(catalogue.load(problem, settings={"layout": layout}), "full")
