"""A rectifier with a slope on the left: a row that everything else finds by itself."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from exercises import WAYS

import derive
from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.problem.assembly import load_text

TEXT = """
title = "A leaky rectifier"
[index]
t = [1, 2]
[model]
equations = \"\"\"
h[0] = h0
z[t] = W h[t-1] + U x[t]
h[t] = leaky_relu(z[t], 0.01)
L    = sum(t, 1/2 sqnorm(h[t] - y[t]))
\"\"\"
[values]
W = [[1, -2], [-1, 1]]
U = [[2, 1], [1, -1]]
h0 = [0.5, -1]
x = [[1, -2], [-1, 3]]
y = [[1, 0], [0, -1]]
[[questions]]
ask = "dL/dW"
[[questions]]
ask = "dL/dh[1]"
[[questions]]
ask = "h[2]"
"""
PROBLEM = load_text(TEXT, "leaky", "leaky.toml")
W, U = np.array([[1.0, -2], [-1, 1]]), np.array([[2.0, 1], [1, -1]])
X, Y = np.array([[1.0, -2], [-1, 3]]), np.array([[1.0, 0], [0, -1]])


def leaky(z: np.ndarray, slope: float = 0.01) -> np.ndarray:
    return np.where(z > 0, z, slope * z)


def loss(weight: np.ndarray, after_first: np.ndarray | None = None) -> float:
    h, total = np.array([0.5, -1]), 0.0
    for step, (x, y) in enumerate(zip(X, Y, strict=True)):
        h = leaky(weight @ h + U @ x)
        h = after_first if after_first is not None and step == 0 else h
        total += ((h - y) ** 2).sum() / 2
    return total


def slopes(function: Callable[[np.ndarray], float], at: np.ndarray) -> np.ndarray:
    result = np.zeros_like(at)
    for place in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[place] = 1e-6
        result[place] = (function(at + step) - function(at - step)) / 2e-6
    return result


def h_after(steps: int) -> np.ndarray:
    h = np.array([0.5, -1])
    for x in X[:steps]:
        h = leaky(W @ h + U @ x)
    return h


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_each_method_finds_what_central_differences_find(method: str, layout: str) -> None:
    solution = Exercise(PROBLEM).solve(method=method, layout=layout)
    by_weight = np.array(solution["dL/dW"].value, dtype=float)
    by_state = np.array(solution["dL/dh[1]"].value, dtype=float).ravel()
    assert np.allclose(by_weight, slopes(loss, W), atol=1e-4)
    assert np.allclose(by_state, slopes(lambda h: loss(W, h), h_after(1)), atol=1e-4)
    check = json.loads(solution.to_json())["check"]
    assert float(check["sympy"]) < 1e-20
    assert check["entries_compared"] > 0


SLOPE = "(0.01 + 0.99 (z_2 > 0))"
BACK = f"W^T ({SLOPE} \\odot (h_2 - y_2)) + h_1 - y_1"


@pytest.mark.parametrize(
    ("question", "answer", "verdict", "diagnosis"),
    [
        ("h[2]", r"\mathrm{LeakyReLU}(W h_1 + U x_2, 0.01)", "right", None),
        ("h[2]", r"\operatorname{leaky\_relu}(z_2, 1/100)", "right", None),
        ("h[2]", "F.leaky_relu(W @ h[1] + U @ x[2], 0.01)", "right", None),
        ("h[2]", "np.where(z[2] > 0, z[2], 0.01 * z[2])", "right", None),
        ("h[2]", "leaky_relu(z[2], 0.1)", "wrong", None),
        ("h[2]", "leaky_relu(z[2])", "right", None),
        ("h[2]", "leaky_relu(z[2], z[2])", "unread", None),
        ("h[2]", r"\max(0, z_2)", "wrong", "other_function"),
        ("h[2]", r"W h_1 + U x_2", "wrong", "activation_missing"),
        ("dL/dh[1]", BACK, "right", None),
        ("dL/dh[1]", "h_1 - y_1 + W^T (h_2 - y_2)", "wrong", "activation_derivative_missing"),
        (
            "dL/dh[1]",
            r"W^T ((z_2 > 0) \odot (h_2 - y_2)) + h_1 - y_1",
            "wrong",
            "activation_derivative_of_other_function",
        ),
    ],
)
def test_answers_are_read_and_mistakes_named(question: str, answer: str, verdict: str, diagnosis: str | None) -> None:
    found = Checker(PROBLEM).check(question, answer)
    assert (found.verdict, found.diagnosis) == (verdict, diagnosis)


def test_its_own_solution_is_right_throughout() -> None:
    for method, layout in WAYS[::2]:
        text = Exercise(PROBLEM).solve(method=method, layout=layout).to_markdown()
        assert {line.verdict for line in derive.check_writeup(PROBLEM, text).lines} == {"right"}
