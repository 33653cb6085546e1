"""Students' answers in many notations with the verdict that is right: `tests/answers/*.toml`, one table a case.

The numbers were calculated without the program, by hand or as in `mistaken.py`.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from exercises import RENAMED

from derive.feedback.check_answer import Checker
from derive.judging.finding import VERDICTS
from derive.problem.catalogue import load

ANSWERS = Path(__file__).parent / "answers"
Case = Mapping[str, Any]


def cases() -> Iterator[tuple[str, Case]]:
    for path in sorted(ANSWERS.glob("*.toml")):
        table = tomllib.loads(path.read_text(encoding="utf-8"))
        for case in table["case"]:
            yield case.get("problem", table["problem"]), case


ALL = list(cases())
CHECKERS: dict[str, Checker] = {}


def checker(problem: str) -> Checker:
    """One for all cases of a problem, as a course has it."""
    if problem not in CHECKERS:
        CHECKERS[problem] = Checker(load(str(RENAMED) if problem == "renamed" else problem), "full")
    return CHECKERS[problem]


@pytest.mark.parametrize(("problem", "case"), ALL, ids=[f"{problem}-{case['id']}" for problem, case in ALL])
def test_an_answer_gets_the_verdict_that_is_right(problem: str, case: Case) -> None:
    record = checker(problem).check(case["question"], case["answer"])
    assert (record.verdict, record.diagnosis) == (case["verdict"], case.get("diagnosis")), record


def test_there_are_many_cases_of_every_kind() -> None:
    assert len(ALL) >= 150
    assert {case["verdict"] for _, case in ALL} == set(VERDICTS) - {"carried", "slip", "shorthand"}
    assert len({(problem, case["id"]) for problem, case in ALL}) == len(ALL)
