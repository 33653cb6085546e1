"""Not one line of what `derive solve` writes is called anything but right."""

from __future__ import annotations

from functools import cache

import pytest
from tiers import sample

from derive import api
from derive.feedback.check_writeup import WriteUps
from derive.problem import catalogue

DOCUMENTS = [
    (name, method, layout, form)
    for name in ("rnn", "mazur", "rnn-scalar", "lstm", "attention")
    for method in ("chain", "backprop", "index")
    for layout, form in (("gradient", "md"), ("jacobian", "tex"))
]


@cache
def checker(name: str, layout: str) -> WriteUps:
    return WriteUps(catalogue.load(name, settings={"layout": layout}))


@pytest.mark.parametrize(("name", "method", "layout", "form"), sample(DOCUMENTS, 6))
def test_every_line_of_a_solution_is_right(name: str, method: str, layout: str, form: str) -> None:
    text = api.load(name).solve(method=method, layout=layout).render(form)
    report = checker(name, layout).check(f"solution.{form}", text.encode())
    assert len(report.lines) > 50
    bad = [line for line in report.lines if line.verdict != "right"]
    assert [(line.line, line.verdict, line.diagnosis, line.left, line.text) for line in bad] == []
    assert not report.unread


@pytest.mark.parametrize(
    ("name", "method"), [("mlp", "chain"), pytest.param("attention", "backprop", marks=pytest.mark.sweep)]
)
def test_no_line_of_the_web_page_is_wrong(name: str, method: str) -> None:
    """Its lines are set in blocks, each side of a relation in its own, and long ones in several."""
    page = api.load(name).solve(method=method).render("html")
    lines = checker(name, "gradient").check("solution.html", page.encode()).lines
    assert len(lines) > 50
    bad = [line for line in lines if line.verdict not in ("right", "unread")]
    assert [(line.line, line.verdict, line.left, line.text) for line in bad] == []
    assert sum(line.verdict == "unread" for line in lines) < len(lines) / 10
