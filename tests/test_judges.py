"""The reference exercise before independent judges, each with a forward pass of its own written from the exercise."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import autograd
import autograd.numpy as anp
import mpmath
import numpy as np
import pytest
import sympy
from exercises import exercise, numbers

import derive

GIVEN: dict[str, Any] = {
    "U": [[1, 2, 3], [-1, 0, 1], [2, -1, 0]],
    "W": [[1, 0, -1], [2, 1, 0], [-1, 2, 1]],
    "V": [[2, -1, 0], [1, 1, -1], [-1, 2, 1]],
    "b": [[0], [1], [-1]],
    "c": [[1], [1], [0]],
}
INPUTS = [[[1], [-1], [0]], [[-1], [1], [0]], [[1], [1], [0]]]
CLASSES = [2, 1, 2]


def loss_in_mpmath(given: Mapping[str, Any], inputs: list[Any], push: Any = None) -> Any:
    """L; `push` is added to h_1 where it is used."""
    given = {name: mpmath.matrix(value) for name, value in given.items()}
    total = mpmath.mpf(0)
    h = None
    for t, (x, label) in enumerate(zip(inputs, CLASSES, strict=True)):
        hbar = given["U"] * mpmath.matrix(x) + given["b"]
        if h is not None:
            hbar += given["W"] * h
        h = hbar.apply(mpmath.tanh)
        if t == 1 and push is not None:
            h = h + mpmath.matrix(push)
        powers = (given["V"] * h + given["c"]).apply(mpmath.exp)
        total -= mpmath.log(powers[label] / sum(powers))
    return total / 3


def moved(array: Any, i: int, j: int, step: Any) -> Any:
    return [[e + step if (k, m) == (i, j) else mpmath.mpf(e) for m, e in enumerate(r)] for k, r in enumerate(array)]


def loss_moved(name: str, i: int, j: int, step: Any) -> Any:
    match name:
        case "h[1]":
            return loss_in_mpmath(GIVEN, INPUTS, moved([[0], [0], [0]], i, j, step))
        case "x[0]":
            return loss_in_mpmath(GIVEN, [moved(INPUTS[0], i, j, step), *INPUTS[1:]])
    return loss_in_mpmath({**GIVEN, name: moved(GIVEN[name], i, j, step)}, INPUTS)


@pytest.mark.parametrize("name", ["U", "h[1]", "x[0]"])
def test_central_differences_at_fifty_digits_agree_to_fifteen(name: str) -> None:
    value = derive.load("rnn").solve(only=f"dL/d{name}", digits=18)[f"dL/d{name}"].value
    with mpmath.workdps(50):
        step = mpmath.mpf(10) ** -15
        for i, row in enumerate(value):
            for j, ours in enumerate(row):
                slope = (loss_moved(name, i, j, step) - loss_moved(name, i, j, -step)) / (2 * step)
                assert abs(mpmath.mpf(ours) - slope) < mpmath.mpf(10) ** -15


def loss_in_autograd(given: Mapping[str, Any]) -> Any:
    h = anp.zeros((3, 1))
    losses = []
    for t, (x, label) in enumerate(zip(INPUTS, CLASSES, strict=True)):
        recurrent = anp.dot(given["W"], h) if t else 0.0
        h = anp.tanh(recurrent + anp.dot(given["U"], anp.array(x)) + given["b"])
        mu = anp.dot(given["V"], h) + given["c"]
        losses.append(anp.log(anp.sum(anp.exp(mu))) - mu[label, 0])
    return sum(losses) / 3


def test_the_autograd_package_agrees_on_every_parameter() -> None:
    given = {name: np.array(value, dtype=float) for name, value in GIVEN.items()}
    theirs = autograd.grad(loss_in_autograd)(given)
    solution = derive.load("rnn").solve(digits=14)
    for name, gradient in theirs.items():
        ours = np.array(solution[f"dL/d{name}"].value, dtype=float)
        np.testing.assert_allclose(ours, gradient, rtol=0, atol=1e-13, err_msg=name)


SMALL = """
hbar[0] = U x[0] + b
hbar[t] = W h[t-1] + U x[t] + b
h[t]    = tanh(hbar[t])
yhat[t] = softmax(V h[t] + c)
l[t]    = CE(y[t], yhat[t])
L       = 1/2 sum(t, l[t])
"""
SMALL_VALUES = {
    "U": [["1/2", "-1"], ["2/3", "1/4"]],
    "W": [["-3/4", "1"], ["1/5", "1/2"]],
    "V": [["1", "-2/3"], ["1/3", "3/2"]],
    "b": [["1/7"], ["-1/2"]],
    "c": [["0"], ["2/5"]],
}
SMALL_FILE = """
U = [["1/2", -1], ["2/3", 0.25]]
W = [[-0.75, 1], [0.2, "1/2"]]
V = [[1, "-2/3"], ["1/3", 1.5]]
b = ["1/7", -0.5]
c = [0, "2/5"]
x = [[1, -1], ["1/3", 2]]
y = { one_hot = [2, 1] }
"""


def test_sympy_differentiates_the_unrolled_loss_of_two_steps_to_the_same_values() -> None:
    symbols = {
        name: sympy.Matrix(2, len(rows[0]), lambda i, j, name=name: sympy.Symbol(f"{name}{i}{j}"))
        for name, rows in SMALL_VALUES.items()
    }
    U, W, V, b, c = symbols.values()
    first = (U * sympy.Matrix([1, -1]) + b).applyfunc(sympy.tanh)
    second = (W * first + U * sympy.Matrix([sympy.Rational(1, 3), 2]) + b).applyfunc(sympy.tanh)
    loss = sympy.Integer(0)
    for h, label in ((first, 1), (second, 0)):
        powers = (V * h + c).applyfunc(sympy.exp)
        loss -= sympy.log(powers[label] / sum(powers)) / 2
    values = {
        symbols[name][i, j]: sympy.Rational(text)
        for name, rows in SMALL_VALUES.items()
        for i, row in enumerate(rows)
        for j, text in enumerate(row)
    }
    asked = [f"dL/d{name}" for name in SMALL_VALUES]
    solution = exercise(SMALL, SMALL_FILE, " ".join(asked), index="t = [0, 1]").solve(digits=20)
    for name, ours in zip(SMALL_VALUES, asked, strict=True):
        exact = [sympy.diff(loss, symbol) for symbol in symbols[name]]
        slopes = sympy.lambdify(list(values), exact, "mpmath", cse=True)
        with mpmath.workdps(30):
            theirs = [str(slope) for slope in slopes(*(mpmath.mpf(v.p) / v.q for v in values.values()))]
        for mine, their in zip(numbers(solution[ours].value), theirs, strict=True):
            assert abs(mine - Decimal(their)) < Decimal("1e-19")
