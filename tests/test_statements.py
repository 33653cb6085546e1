"""Statements with the verdicts that are right: the tables of `tests/statements/*.toml`, each handed in as a write-up.

A case is added to the file that fits, or to a new one, by writing what a student wrote and what is to be said of it:

    problem = "rnn"                       # or one of `tests/problems`, at the head of the file; a case may name another

    [[case]]
    title = "the mean over the steps may not be left out"
    text = '$$L = l_0 + l_1 + l_2 = 6.0432$$'
    verdicts = ["wrong", "slip"]

There is one verdict for each relation that is judged, in their order; `"any"` where it does not matter.  A case without
a title belongs to the one above it.  What else a case may say: `diagnoses`, the name of the mistake beside each verdict
(`""` for none); `lines`, where each stands; `layout = "jacobian"`; `format`, `md` unless it is `tex` or `txt`;
`explained`, the row that explains one of them and without which it has another verdict (`test_explained.py`).  Texts
stand in single quotes, in which TOML leaves backslashes alone, or in three of them on several lines.  The verdicts are
worked out by hand or with NumPy, never copied from what the program says.
"""

from __future__ import annotations

from typing import Any

import pytest
from cases import Case, cases, writeups
from tiers import swept

from derive.judging.finding import VERDICTS

ALL = list(cases())
ALIKE = 5
"""How many cases of one title the suite takes; of those behind them every other one is left to the sweep."""


def in_tiers(case: Case) -> Any:
    count = int(case.name.rpartition(" ")[2])
    return swept(case) if count > ALIKE and count % 2 else case


@pytest.mark.parametrize("case", [in_tiers(case) for case in ALL], ids=lambda case: case.name)
def test_every_relation_has_the_verdict_that_is_right(case: Case) -> None:
    report = writeups(case.problem, case.layout).check(case.file, case.text.encode())
    assert not report.unread
    found = [line.verdict for line in report.lines]
    assert ["any" if "any" in pair else pair[1] for pair in zip(case.verdicts, found, strict=True)] == [*case.verdicts]
    if case.diagnoses:
        assert [line.diagnosis or "" for line in report.lines] == [*case.diagnoses]
    if case.lines:
        assert [line.line for line in report.lines] == [*case.lines]


def test_there_are_many_cases_of_every_kind() -> None:
    assert len(ALL) >= 700
    assert {verdict for case in ALL for verdict in case.verdicts} - {"any"} == set(VERDICTS) - {"refused"}
    assert len({case.name for case in ALL}) == len(ALL)
