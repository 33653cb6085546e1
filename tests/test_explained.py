"""Each row that explains a verdict explains some statement in `tests/statements`, and nothing else would."""

from __future__ import annotations

from collections.abc import Iterable
from types import ModuleType

import pytest
from cases import Case, cases, writeups

from derive.following import reasoning, truths
from derive.following.cause import Cause, first
from derive.following.consequences import Consequences
from derive.following.relation import Relation
from derive.judging.finding import VERDICTS, Finding

TABLES: tuple[tuple[ModuleType, str], ...] = (
    (reasoning, "EXPLANATIONS"),
    (reasoning, "COARSE"),
    (reasoning, "DOUBTS"),
    (truths, "TRUTHS"),
)
ROWS: dict[str, tuple[ModuleType, str, Cause]] = {
    row.name: (module, table, row) for module, table in TABLES for row in getattr(module, table)
}
EXPLAINED = [case for case in cases() if case.explained]


def verdicts(case: Case) -> list[tuple[str, str | None]]:
    report = writeups(case.problem, case.layout).check(case.file, case.text.encode())
    return [(line.verdict, line.diagnosis) for line in report.lines]


def test_no_two_rows_have_one_name() -> None:
    assert len(ROWS) == sum(len(getattr(module, table)) for module, table in TABLES)


def test_a_row_tells_its_verdict_or_how_to_find_it() -> None:
    for _, _, row in ROWS.values():
        assert callable(row.verdict) or row.verdict in VERDICTS
        assert row.applies


def test_every_row_has_a_statement() -> None:
    assert {case.explained for case in EXPLAINED} == {*ROWS}


@pytest.mark.parametrize("case", EXPLAINED, ids=lambda case: case.explained)
def test_a_statement_has_another_verdict_without_the_row_that_explains_it(
    monkeypatch: pytest.MonkeyPatch, case: Case
) -> None:
    explained = []

    def noted(causes: Iterable[Cause], so_far: Consequences, relation: Relation) -> Finding | None:
        found = ((cause.name, cause.found(so_far, relation)) for cause in causes)
        name, finding = next(((name, finding) for name, finding in found if finding is not None), ("", None))
        explained.append(name)
        return finding

    for module in (reasoning, truths):
        assert module.first is first
        monkeypatch.setattr(module, "first", noted)
    with_the_row = verdicts(case)
    assert case.explained in explained
    module, table, row = ROWS[case.explained]
    monkeypatch.setattr(module, table, tuple(each for each in getattr(module, table) if each is not row))
    assert verdicts(case) != with_the_row
