"""Pages as they are printed are judged as their source is: two columns of formulas, other fonts, tall brackets.

What their sources say, and which of it is false or follows from that, was calculated with NumPy beforehand.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

import pytest

from derive.cohort.one_writeup import Reporter
from derive.marking.report import Report
from derive.problem import catalogue

PAGES = Path(__file__).parent / "pages"
PROBLEMS = {"rnn": "rnn", "mlp_rows": str(Path(__file__).parent / "programs/mlp_rows.toml")}
TOLD = {"rnn": "rrrrrrrrrrrrrrrrrrrrrrrrrrrwrrrwcrrcrcrcrc", "mlp_rows": "rrrrrrrrrrrrrrwrrwrcrc"}
"""Right, wrong or carried, statement by statement."""


@cache
def judged(name: str) -> Report:
    reporter = Reporter(catalogue.load(PROBLEMS[name.partition(".")[0]]))
    return reporter.check(name, (PAGES / name).read_bytes())


@pytest.mark.parametrize("name", ["rnn.columns.pdf", "rnn.palatino.pdf", "mlp_rows.mathjax.pdf"])
def test_a_page_is_judged_as_its_source(name: str) -> None:
    found = judged(name)
    assert not found.unread
    assert "".join(line.verdict[0] for line in found.lines) == TOLD[name.partition(".")[0]]
