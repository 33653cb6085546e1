"""Write-ups in different hands, each with the verdict on every relation in the file beside it."""

from __future__ import annotations

import tomllib
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from derive.feedback.check_writeup import WriteUps
from derive.marking.report import Report
from derive.problem import catalogue

FOLDER = Path(__file__).parent / "writeups"
FILES = sorted(path for path in FOLDER.iterdir() if not path.name.endswith(".expected.toml"))


@cache
def checker(problem: str) -> WriteUps:
    return WriteUps(catalogue.load(problem), "full")


@cache
def expected_of(path: Path) -> dict[str, Any]:
    return tomllib.loads((path.parent / f"{path.stem}.expected.toml").read_text())


@cache
def report_on(path: Path) -> Report:
    return checker(expected_of(path)["problem"]).check(path.name, path.read_bytes())


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_every_relation_has_its_verdict(path: Path) -> None:
    expected = [(r.get("cell"), r["line"], r["verdict"], r.get("diagnosis")) for r in expected_of(path)["relation"]]
    found = [(line.cell, line.line, line.verdict, line.diagnosis) for line in report_on(path).lines]
    named = {(cell, line) for cell, line, _, diagnosis in expected if diagnosis}
    found = [(c, n, v, d if (c, n) in named else None) for c, n, v, d in found]
    assert found == expected


@pytest.mark.parametrize("path", [path for path in FILES if "marks" in expected_of(path)], ids=lambda path: path.name)
def test_every_question_has_its_marks(path: Path) -> None:
    found = {question.name: question.marks for question in report_on(path).questions}
    expected = {name: Fraction(str(marks)) for name, marks in expected_of(path)["marks"].items()}
    assert {name: found[name] for name in expected} == expected
