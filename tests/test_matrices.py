"""Traces, determinants, inverses and quadratic forms, against autograd."""

from __future__ import annotations

from typing import Any

import autograd.numpy as np
import pytest
from beside_autograd import assert_same, problem
from tiers import in_ways

from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.language.errors import DeriveError, ProblemError

EQUATIONS = """
B = inv(A + C)
q = x' B x
L = log(det(A)) + trace(A C) + 1/2 q + trace(B)
"""
GIVEN: dict[str, Any] = {"A": [[2, 0.5, 0], [-0.5, 1, 0.3], [0.2, 0, 1.5]], "C": np.eye(3).tolist(), "x": [1, -0.5, 2]}


def loss(v: Any) -> Any:
    b = np.linalg.inv(v["A"] + v["C"])
    x = np.reshape(v["x"], (3, 1))
    return np.log(np.linalg.det(v["A"])) + np.trace(np.dot(v["A"], v["C"])) + np.sum(x * np.dot(b, x)) / 2 + np.trace(b)


@in_ways
def test_matrix_functions_are_what_autograd_says(ways: list[tuple[str, str]]) -> None:
    assert_same(EQUATIONS, loss, GIVEN, "Ax", ways)


def test_a_power_of_each_entry_of_a_square_matrix_is_one_with_a_dot() -> None:
    values = {"A": [[2, 0.5], [-0.5, 1]]}
    assert_same("L = sum(A.^3)", lambda v: np.sum(v["A"] ** 3), values, "A", [("chain", "gradient")])
    with pytest.raises(ProblemError, match="A is a square matrix; an entrywise power of it takes whole numbers"):
        problem("L = sum(A.^0.5)", values, "L")


def test_the_square_of_a_norm_has_a_derivative_at_zero_however_it_is_written() -> None:
    for square in ("norm(r)^2", "‖r‖^2", "||r||^2", "sqnorm(r)"):
        assert_same(f"L = 3 {square}", lambda v: 3 * np.sum(v["r"] ** 2), {"r": [0, 0]}, "r", [("chain", "gradient")])


BARE = {
    "(I + W) x": lambda w: np.eye(2) + w,
    "(W - 2 I) x": lambda w: w - 2 * np.eye(2),
    "inv(3 I + W) x": lambda w: np.linalg.inv(w + 3 * np.eye(2)),
}


@pytest.mark.parametrize("formula", BARE)
def test_a_bare_i_is_the_identity_of_its_neighbours_size(formula: str) -> None:
    values = {"W": [[0.1, 0.2], [0.3, 0.4]], "x": [1, 2]}

    def length(v: Any) -> Any:
        return np.sum(np.dot(BARE[formula](v["W"]), v["x"]) ** 2)

    assert_same(f"y = {formula}\nL = y' y", length, values, "W", [("chain", "gradient")])


SQUARE = problem(
    "B = inv(A)\nd = det(A)\nt = trace(A)\nL = d + t + sum(B)", {"A": [[2, 1], [-1, 3]]}, "B d t L dL/dd dd/dA"
)


@pytest.mark.parametrize(
    ("question", "answer", "verdict"),
    [
        ("B", "A^{-1}", "right"),
        ("B", "np.linalg.inv(A)", "right"),
        ("B", "[[3/7, -1/7], [1/7, 2/7]]", "right"),
        ("d", r"\det(A)", "right"),
        ("d", "7", "right"),
        ("t", r"\mathrm{tr}(A)", "right"),
        ("dd/dA", r"\det(A) (A^{-1})^\top", "right"),
        ("dd/dA", r"\det(A) A^{-1}", "wrong"),
    ],
)
def test_answers_are_read(question: str, answer: str, verdict: str) -> None:
    assert Checker(SQUARE).check(question, answer).verdict == verdict


def test_what_has_no_inverse_is_said() -> None:
    with pytest.raises(DeriveError, match="singular"):
        Exercise(problem("L = sum(inv(A))", {"A": [[1, 2], [2, 4]]}, "L")).solve()
    for call in ("inv(A)", "det(A)"):
        with pytest.raises(ProblemError, match="square matrix"):
            problem(f"L = sum({call})", {"A": [[1, 2, 3], [2, 4, 5]]}, "L")
        with pytest.raises(ProblemError, match="at most 4×4"):
            problem(f"L = sum({call})", {"A": np.eye(5).tolist()}, "L")
