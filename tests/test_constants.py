"""Declared constants are not varied when formulas are judged, so that their numbers may stand in them."""

from __future__ import annotations

import pytest
from exercises import toml

from derive.feedback.check_answer import Checker
from derive.feedback.records import Record
from derive.problem.assembly import load_text

EQUATIONS = "d = W x - y\nL = 1/2 sqnorm(d) + lambda sqnorm(W)"
VALUES = "W = [[1, -2], [0.5, 1]]\nx = [1, 2]\ny = [0.5, -1]\nlambda = {}"


def checked(given: str, answer: str) -> Record:
    problem = load_text(toml(EQUATIONS, VALUES.format(given), "dL/dW"), "ridge", "ridge.toml")
    return Checker(problem).check("dL/dW", answer)


@pytest.mark.parametrize("answer", ["d x^T + W", "d x^T + 2 * 0.5 W", "d x^T + 2 lambda W"])
def test_the_number_of_a_constant_stands_for_it(answer: str) -> None:
    record = checked("{ constant = 0.5 }", answer)
    assert record.verdict == "right"
    assert "at the problem's values" not in record.message


def test_the_number_of_another_value_is_judged_at_the_problems_values() -> None:
    assert "at the problem's values" in checked("0.5", "d x^T + W").message


@pytest.mark.parametrize("given", ["0.5", "{ constant = 0.5 }"])
def test_a_wrong_number_is_wrong(given: str) -> None:
    assert checked(given, "d x^T + 1.5 W").verdict == "wrong"
