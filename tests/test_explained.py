"""Each row that explains a verdict explains some statement in `tests/statements`, and nothing else would."""

from __future__ import annotations

from types import ModuleType

import pytest
from cases import Case, cases, writeups

from derive.following import readings, reasoning, truths
from derive.following.cause import Cause
from derive.following.habits import Habit
from derive.judging.finding import VERDICTS

TABLES: tuple[tuple[ModuleType, str], ...] = (
    (reasoning, "EXPLANATIONS"),
    (reasoning, "COARSE"),
    (reasoning, "DOUBTS"),
    (truths, "TRUTHS"),
    (readings, "HABITS"),
)
ROWS: dict[str, tuple[ModuleType, str, Cause | Habit]] = {
    row.name: (module, table, row) for module, table in TABLES for row in getattr(module, table)
}
ELSEWHERE = {"other_variant", "slip_of_the_pen"}
"""Rows that no statement alone shows: numbers of another variant (`test_other_variants.py`), and a short way to a name
that the next rows would find as well, later."""
EXPLAINED = [case for case in cases() if case.explained]


def verdicts(case: Case) -> list[tuple[str, str | None]]:
    report = writeups(case.problem, case.layout).check(case.file, case.text.encode())
    return [(line.verdict, line.diagnosis) for line in report.lines]


def test_no_two_rows_have_one_name() -> None:
    assert len(ROWS) == sum(len(getattr(module, table)) for module, table in TABLES)


def test_a_row_tells_its_verdict_or_how_to_find_it() -> None:
    causes = [row for _, _, row in ROWS.values() if isinstance(row, Cause)]
    assert all(callable(row.verdict) or row.verdict in VERDICTS for row in causes)
    assert all(row.applies <= {"number", "mixed", "formula"} for row in causes)


def test_every_row_has_a_statement() -> None:
    assert {case.explained for case in EXPLAINED} == {*ROWS} - ELSEWHERE


@pytest.mark.parametrize("case", EXPLAINED, ids=lambda case: case.explained)
def test_a_statement_has_another_verdict_without_the_row_that_explains_it(
    monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    with_the_row = verdicts(case)
    module, table, row = ROWS[case.explained]
    monkeypatch.setattr(module, table, tuple(each for each in getattr(module, table) if each is not row))
    assert verdicts(case) != with_the_row


def test_a_letter_that_counts_no_steps_elsewhere_is_likelier_an_entry() -> None:
    report = writeups("rnn").check("student.md", rb"$h_i = \tanh(\bar h_i)$")
    assert report.lines[0].about == tuple(f"h[{t}][{i}]" for t in range(3) for i in range(3))
