"""Arrays joined side by side and below each other: rows that everything else finds by itself."""

from __future__ import annotations

import json
from collections.abc import Callable

import numpy as np
import pytest
from exercises import WAYS

import derive
from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.language.errors import ProblemError
from derive.problem.assembly import load_text
from derive.problem.problem import Problem

TEXT = """
title = "Joined arrays"
[settings]
layout = "gradient"
[index]
t = [1, 2]
[model]
equations = \"\"\"
h[0] = h0
h[t] = tanh(A concat(h[t-1]; x[t]))
p    = concat(h[1], h[2], k) w
q    = concat(W, U) concat(h[2]; k)
L    = 1/2 sqnorm(p) + sum(q)
\"\"\"
[values]
A = [[1, -2, 1, 0.5], [2, 1, -1, 0.2]]
h0 = [0.1, 0.3]
x = [[0.1, 0.2], [-0.1, 0.3]]
k = [0.7, -0.4]
w = [1, 2, -1]
W = [[1, 2], [0, -1]]
U = [[1, -1], [0.5, 1]]
[[questions]]
ask = "dL/dA"
[[questions]]
ask = "dL/dW"
[[questions]]
ask = "dL/dU"
[[questions]]
ask = "dL/dk"
[[questions]]
ask = "dh[2]/dh[1]"
[[questions]]
ask = "h[1]"
[[questions]]
ask = "q"
"""
GIVEN = {
    "A": np.array([[1, -2, 1, 0.5], [2, 1, -1, 0.2]]),
    "W": np.array([[1.0, 2], [0, -1]]),
    "U": np.array([[1, -1], [0.5, 1]]),
    "k": np.array([0.7, -0.4]),
}
H0, X, TIMES = np.array([0.1, 0.3]), np.array([[0.1, 0.2], [-0.1, 0.3]]), np.array([1.0, 2, -1])


def problem(layout: str = "gradient") -> Problem:
    return load_text(TEXT.replace('"gradient"', f'"{layout}"'), "joined", "joined.toml")


def after(h: np.ndarray, x: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return np.tanh(weight @ np.concatenate([h, x]))


def loss(A: np.ndarray, W: np.ndarray, U: np.ndarray, k: np.ndarray) -> float:
    first = after(H0, X[0], A)
    second = after(first, X[1], A)
    p = np.stack([first, second, k], axis=1) @ TIMES
    q = np.hstack([W, U]) @ np.concatenate([second, k])
    return float((p**2).sum() / 2 + q.sum())


def slopes(function: Callable[[np.ndarray], np.ndarray | float], at: np.ndarray) -> np.ndarray:
    result = []
    for place in np.ndindex(at.shape):
        step = np.zeros_like(at)
        step[place] = 1e-6
        result.append((np.asarray(function(at + step)) - function(at - step)) / 2e-6)
    return np.array(result)


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_each_method_finds_what_central_differences_find(method: str, layout: str) -> None:
    solution = Exercise(problem(layout)).solve(method=method)
    for name, given in GIVEN.items():
        theirs = slopes(lambda value, name=name: loss(**{**GIVEN, name: value}), given)
        ours = np.array(solution[f"dL/d{name}"].value, dtype=float).ravel()
        assert np.allclose(ours, theirs, atol=1e-4), name
    jacobian = slopes(lambda h: after(h, X[1], GIVEN["A"]), after(H0, X[0], GIVEN["A"])).T
    assert np.allclose(np.array(solution["dh[2]/dh[1]"].value, dtype=float), jacobian, atol=1e-4)
    check = json.loads(solution.to_json())["check"]
    assert float(check["sympy"]) < 1e-20
    assert check["entries_compared"] > 0


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_its_own_solution_is_right_throughout(method: str, layout: str) -> None:
    text = Exercise(problem(layout)).solve(method=method).to_markdown()
    assert {line.verdict for line in derive.check_writeup(problem(layout), text).lines} <= {"right", "rounded"}


@pytest.mark.parametrize(
    ("question", "answer", "verdict", "diagnosis"),
    [
        ("h[1]", r"\tanh(A \mathrm{concat}(h_0; x_1))", "right", None),
        ("h[1]", "np.tanh(A @ concat(h[0]; x[1]))", "right", None),
        ("h[1]", r"\tanh(A \mathrm{concat}(x_1; h_0))", "wrong", "swapped_parts"),
        ("q", "concat(W, U) concat(h[2]; k)", "right", None),
        ("q", r"\operatorname{concat}(W, U) \operatorname{concat}(h_2; k)", "right", None),
        ("q", "W h[2] + U k", "right", None),
        ("q", "concat(U, W) concat(h[2]; k)", "wrong", "swapped_parts"),
        ("dL/dW", "columns_of(ones(2) concat(h[2]; k)', 1, 2)", "right", None),
        ("dL/dU", "columns_of(ones(2) concat(h[2]; k)', 3, 4)", "right", None),
        ("dL/dU", "columns_of(ones(2) concat(h[2]; k)', 1, 2)", "wrong", "other_quantity"),
    ],
)
def test_answers_are_read_and_mistakes_named(question: str, answer: str, verdict: str, diagnosis: str | None) -> None:
    found = Checker(problem()).check(question, answer)
    assert (found.verdict, found.diagnosis) == (verdict, diagnosis)


@pytest.mark.parametrize("call", ["concat(W; k)", "concat(w, k)", "concat(W)", "concat(W, U; k)", "concat()"])
def test_what_does_not_fit_together_is_said_with_its_place(call: str) -> None:
    with pytest.raises(ProblemError):
        load_text(TEXT.replace("concat(W, U)", call), "joined", "joined.toml")
