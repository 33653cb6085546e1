"""A row or a column beside a matrix: a bias over a batch, without a vector of ones."""

from __future__ import annotations

from typing import Any

import autograd.numpy as np
import pytest
from beside_autograd import assert_same, drawn, problem

from derive.feedback.check_answer import Checker
from derive.language.errors import ProblemError

ROWS = """
Z = X W + b
H = tanh(Z) .* r - c
L = mean(H ./ q) + sum(b - H) + s sqnorm(H)
"""
COLUMNS = """
Z = b + W X
H = r .* tanh(Z)
L = 1/2 sqnorm(c - q ./ H)
"""


def in_rows(v: Any) -> Any:
    z = np.dot(v["X"], v["W"]) + v["b"]
    h = np.tanh(z) * v["r"] - v["c"]
    return np.mean(h / v["q"]) + np.sum(v["b"] - h) + v["s"] * np.sum(h**2)


def in_columns(v: Any) -> Any:
    z = v["b"] + np.dot(v["W"], v["X"])
    h = v["r"] * np.tanh(z)
    return np.sum((v["c"] - v["q"] / h) ** 2) / 2


@pytest.mark.parametrize(("samples", "inputs", "units"), [(3, 2, 2)])
def test_a_batch_in_rows_is_what_autograd_says(samples: int, inputs: int, units: int) -> None:
    shapes: dict[str, tuple[int, ...]] = {"X": (samples, inputs), "W": (inputs, units), "b": (1, units)}
    shapes |= {"r": (1, units), "c": (samples, 1), "q": (samples, 1), "s": ()}
    assert_same(ROWS, in_rows, drawn(shapes, samples), list("Wbrcqs"))


@pytest.mark.parametrize(("samples", "inputs", "units"), [(2, 3, 2)])
def test_a_batch_in_columns_is_what_autograd_says(samples: int, inputs: int, units: int) -> None:
    shapes: dict[str, tuple[int, ...]] = {"X": (inputs, samples), "W": (units, inputs), "b": (units, 1)}
    shapes |= {"r": (1, samples), "c": (units, 1), "q": (units, 1)}
    assert_same(COLUMNS, in_columns, drawn(shapes, samples), list("WbrcqX"))


BATCH = {"X": [[1, 2], [0.5, -1], [0.3, 0.2]], "W": [[1, -1], [0.5, 0.25]], "b": [[0.1, -0.2]], "c": [0.3, 0.1, 2]}
LINEAR = problem("Z = X W + b\nO = tanh(Z) + c\nL = 1/6 sqnorm(O)", BATCH, "Z O dL/db dL/dc")


@pytest.mark.parametrize(
    ("question", "answer", "verdict", "diagnosis"),
    [
        ("Z", "X W + b", "right", None),
        ("Z", "X @ W + b", "right", None),
        ("Z", r"X W + \mathbf{1} b", "right", None),
        ("Z", "X W + ones(3, 1) b", "right", None),
        ("Z", "X W", "wrong", "bias_missing"),
        ("O", r"\tanh(Z) + c \mathbf{1}^\top", "right", None),
        ("O", "c + np.tanh(Z)", "right", None),
        ("dL/db", r"\mathbf{1}^\top \frac{\partial L}{\partial Z}", "right", None),
        ("dL/db", "np.sum(dL/dZ, axis=0)", "right", None),
        ("dL/db", "np.sum(dL/dZ, axis=0, keepdims=True)", "right", None),
        ("dL/dc", "(dL/dO).sum(axis=1)", "right", None),
        ("dL/dc", "1/3 O ones(2)", "right", None),
        ("dL/dc", "1/6 O ones(2)", "wrong", "factor_of_two"),
    ],
)
def test_answers_over_a_batch_are_read(question: str, answer: str, verdict: str, diagnosis: str | None) -> None:
    found = Checker(LINEAR).check(question, answer)
    assert (found.verdict, found.diagnosis) == (verdict, diagnosis)


@pytest.mark.parametrize("answer", ["W + h", "h .* W", "np.add(W, h)"])
def test_nothing_is_repeated_in_a_network_that_repeats_nothing(answer: str) -> None:
    network = problem("z = W h\nL = sum(z)", {"W": [[1, 2], [3, 4]], "h": [1, 2]}, "z")
    found = Checker(network).check("z", answer)
    assert (found.verdict, found.diagnosis) == ("wrong", "wrong_shape")


@pytest.mark.parametrize(
    ("bias", "way_out"),
    [([0.1, -0.2], "as a row such as [[1, 2]]"), ([[0.1, -0.2, 0.3, 0.4]], "differ"), ([1, 2, 3, 4], "differ")],
)
def test_a_bias_that_goes_with_no_axis_is_told_the_way_out(bias: Any, way_out: str) -> None:
    with pytest.raises(ProblemError, match="differ") as caught:
        problem("L = sum(X W + b)", {**BATCH, "b": bias}, "L")
    assert way_out in str(caught.value).replace("\n", " ")


def test_a_row_beside_a_column_stays_an_error() -> None:
    with pytest.raises(ProblemError, match="the shapes 1×2 and 3×1 differ"):
        problem("L = sum(b + c)", BATCH, "L")
