"""Symbols that look like formulas: `\\log\\sigma^2`, `\\Delta w`, `\\theta^-`, and `q'` beside `q`."""

from __future__ import annotations

import pytest
from exercises import toml

import derive
from derive.problem.assembly import load_text

NOTATION = r"""
s = '\log\sigma^2'
step = '\Delta w'
old = '\theta^{-}'
q2 = "q'"
"""
EQUATIONS = "step = exp(s/2) .* e\nq = step + old\nL = sum(q .* q) - max(q2) + q[2]"
VALUES = "s = [0.5, -1]\ne = [1, 2]\nold = [0.2, 0.3]\nq2 = [2, 1]"
TEXT = toml(EQUATIONS, VALUES, "step q L dL/ds dL/dold", settings=f"[notation]\n{NOTATION}")
PROBLEM = load_text(TEXT, "test", "test.toml")


@pytest.mark.parametrize(
    ("line", "verdict"),
    [
        (r"\Delta w = \exp(\frac{\log\sigma^2}{2}) \odot e", "right"),
        (r"\Delta w = \exp(\frac12 \log\sigma^{2}) \odot e", "right"),
        (r"\Delta w = \exp(\log\sigma^2) \odot e", "wrong"),
        (r"q = \Delta w + \theta^-", "right"),
        (r"q = \Delta w - \theta^{-}", "wrong"),
        (r"L = q^\top q - \max(q') + q_2", "right"),
        (r"L = q^\top q - \max(q) + q_2", "wrong"),
        (r"\frac{\partial L}{\partial \theta^-} = \frac{\partial L}{\partial q}", "right"),
    ],
)
def test_a_symbol_of_the_problem_is_one_name_however_it_looks(line: str, verdict: str) -> None:
    assert [each.verdict for each in derive.check_writeup(PROBLEM, f"$${line}$$").lines] == [verdict]


@pytest.mark.parametrize("form", ["md", "tex"])
def test_the_own_solution_is_read_with_its_symbols(form: str) -> None:
    text = derive.api.Exercise(PROBLEM).solve().render(form)
    lines = derive.check_writeup(PROBLEM, text).lines
    assert {line.verdict for line in lines} <= {"right", "rounded"}
