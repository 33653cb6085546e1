"""Numbers that are zero without a calculation: fractions of powers of e and of values of functions that cancel."""

from __future__ import annotations

import autograd.numpy as np
import pytest
import sympy
from beside_autograd import Values, assert_same
from sympy import E, Rational, exp, tanh

from derive.problem.spec import ALL_METHODS
from derive.solving.exact_zeros import cancels

HALF, THIRD = Rational(1, 2), Rational(1, 3)
A, B = exp(HALF + tanh(THIRD)), exp(THIRD)
ZEROS = [
    A / (A + B) + B / (A + B) - 1,
    exp(Rational(5, 6)) - sympy.Mul(exp(HALF), exp(THIRD), evaluate=False),
    1 / (1 + E) + 1 / (1 + exp(-1)) - 1,
    E * exp(2 + tanh(1)) - exp(3 + tanh(1)),
    exp(2 * tanh(1)) - exp(tanh(1)) ** 2,
    sympy.Integer(0),
]


@pytest.mark.parametrize("number", ZEROS)
def test_what_cancels_is_zero(number: sympy.Expr) -> None:
    assert cancels(number)


@pytest.mark.parametrize("number", [*(zero + Rational(1, 10**40) for zero in ZEROS), A - B, E - exp(2), exp(-E) - 1])
def test_what_does_not_cancel_is_not_called_zero(number: sympy.Expr) -> None:
    assert not cancels(number)


def test_a_difference_that_is_zero_only_in_its_value_has_a_square() -> None:
    """W a = W p in the first entry, so that a ball around exactly 0 is squared."""

    def loss(v: Values) -> float:
        return np.sqrt(np.sum((np.tanh(np.dot(v["W"], v["a"])) - np.tanh(np.dot(v["W"], v["p"]))) ** 2))

    values = {"W": [[0.6, -0.3], [0.2, 0.9]], "a": [1, 0.5], "p": [0.8, 0.1]}
    ways = [(method, "gradient") for method in ALL_METHODS]
    assert_same("L = norm(tanh(W a) - tanh(W p))", loss, values, ["W", "a"], ways)
