"""What follows from a false formula for every step, numbers or formulas, also for the terms of a sum."""

from __future__ import annotations

import pytest

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
SIGN = r"Let $\mu_t = Vh_t+c$. \[\frac{\partial l_t}{\partial\mu_t} = y_t-\hat y_t\]"


def verdicts(text: str) -> list[str]:
    return [line.verdict for line in CHECKER.check("student.md", text.encode()).lines]


@pytest.mark.parametrize(
    ("then", "verdict"),
    [
        (r"\frac{\partial L}{\partial c} = \frac13\sum_t(y_t-\hat y_t)", "carried"),
        (r"\frac{\partial L}{\partial c} = \sum_t(y_t-\hat y_t)", "wrong"),
        (r"\frac{\partial L}{\partial c} = (-0.3630, 0.0457, 0.3172)^\top", "carried"),
        (r"\frac{\partial L}{\partial c} = (-1.0890, 0.1372, 0.9517)^\top", "wrong"),
        (r"\frac{\partial L}{\partial V} = \frac13\sum_t(y_t-\hat y_t)h_t^\top", "carried"),
        (r"\frac{\partial L}{\partial V} = \frac13\sum_t(y_t-\hat y_t)h_0^\top", "wrong"),
        (r"\frac{\partial L}{\partial h_2} = \frac13V^\top(y_2-\hat y_2)", "carried"),
        (r"\frac{\partial L}{\partial h_2} = \frac13V(y_2-\hat y_2)", "wrong"),
        (r"\frac{\partial L}{\partial h_2} = \frac13V^\top(\hat y_2-y_2)", "right"),
    ],
)
def test_from_a_formula_for_every_step(then: str, verdict: str) -> None:
    assert verdicts(f"{SIGN} Hence \\[{then}\\]") == ["right", "wrong", verdict]
