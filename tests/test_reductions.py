"""Sums, means, variances, largest entries and norms: of whole arrays, of rows, of columns."""

from __future__ import annotations

from typing import Any

import autograd.numpy as np
import pytest
from beside_autograd import assert_same, drawn, problem
from tiers import in_ways

from derive.feedback.check_answer import Checker
from derive.language.errors import ProblemError

STATISTICS = """
Z = X W
C = Z - mean(Z, axis="rows")
N = C ./ sqrt(var(Z, axis="rows") + 0.01)
B = (Z - mean(Z, axis="columns")) ./ sqrt(var(Z, axis="columns", correction=1) + 0.01)
L = sum(sum(N .* B, axis="columns") .* g) + var(Z) + 1/2 norm2(sum(B, axis="rows")) + mean(C) + norm(N)
"""
LARGEST = """
Z = X W
L = max(Z) + 2 min(Z) + norm2(max(Z, axis="rows") - q) + sum(g .* max(Z, axis="columns") .* min(Z, axis="columns"))
"""


def statistics(v: Any) -> Any:
    z = np.dot(v["X"], v["W"])
    c = z - np.mean(z, axis=1, keepdims=True)
    n = c / np.sqrt(np.var(z, axis=1, keepdims=True) + 0.01)
    b = (z - np.mean(z, axis=0)) / np.sqrt(np.var(z, axis=0, ddof=1) + 0.01)
    total = np.sum(np.sum(n * b, axis=0) * v["g"]) + np.var(z) + np.mean(c)
    return total + np.sum(np.sum(b, axis=1) ** 2) / 2 + np.sqrt(np.sum(n**2))


def largest(v: Any) -> Any:
    z = np.dot(v["X"], v["W"])
    rows = np.max(z, axis=1, keepdims=True) - v["q"]
    return np.max(z) + 2 * np.min(z) + np.sum(rows**2) + np.sum(v["g"] * np.max(z, axis=0) * np.min(z, axis=0))


@in_ways
def test_statistics_of_rows_and_columns_are_what_autograd_says(ways: list[tuple[str, str]]) -> None:
    assert_same(STATISTICS, statistics, drawn({"X": (3, 2), "W": (2, 2), "g": (1, 2)}, 3), "Wg", ways)


@in_ways
def test_the_largest_and_smallest_entries_are_what_autograd_says(ways: list[tuple[str, str]]) -> None:
    assert_same(LARGEST, largest, drawn({"X": (3, 2), "W": (2, 2), "g": (1, 2), "q": (3, 1)}, 3), "Wgq", ways)


MATRIX = problem(
    'm = mean(X, axis="rows")\ns = sum(X, axis="columns")\nu = var(X)\np = max(X)\nr = norm(X)\n'
    "L = sum(m) + sum(s) + u + p + r",
    {"X": [[1, -2, 4], [0.5, 3, 1]]},
    "m s u p r dL/dX",
)


@pytest.mark.parametrize(
    ("question", "answer", "verdict", "diagnosis"),
    [
        ("m", "np.mean(X, axis=1)", "right", None),
        ("m", "X.mean(axis=1)", "right", None),
        ("m", r"\frac{1}{3} X \mathbf{1}", "right", None),
        ("m", "sum(X, axis=1)", "wrong", "missing_mean_factor"),
        ("s", "np.sum(X, axis=0)", "right", None),
        ("s", r"\mathbf{1}^\top X", "right", None),
        ("u", "np.var(X)", "right", None),
        ("u", "mean((X - mean(X)) .* (X - mean(X)))", "right", None),
        ("u", "var(X, correction=1)", "wrong", "other_divisor"),
        ("p", r"\max(X)", "right", None),
        ("p", "X.max()", "right", None),
        ("p", "4", "right", None),
        ("r", "np.linalg.norm(X)", "right", None),
        ("r", r"\lVert X\rVert", "right", None),
        ("r", "sqnorm(X)", "wrong", "norm_squared"),
    ],
)
def test_answers_are_read_and_mistakes_named(question: str, answer: str, verdict: str, diagnosis: str | None) -> None:
    found = Checker(MATRIX).check(question, answer)
    assert (found.verdict, found.diagnosis) == (verdict, diagnosis)


@pytest.mark.parametrize(
    ("call", "way_out"),
    [
        ('sum(X, axis="row")', 'axis="rows"'),
        ("sum(X, axis=0)", "axis"),
        ("var(X, correction=6)", "below 6"),
        ("var(X, X)", "must be a number"),
    ],
)
def test_what_does_not_fit_is_said_with_the_way_out(call: str, way_out: str) -> None:
    with pytest.raises(ProblemError) as caught:
        problem(f"L = {call}", {"X": [[1, -2, 4], [0.5, 3, 1]]}, "L")
    assert way_out in str(caught.value)
