"""Calls as NumPy and PyTorch have them: arrays joined, and the slope of a leaky ReLU left out or named."""

from __future__ import annotations

import pytest
from exercises import exercise

from derive.feedback.check_answer import Checker

JOINED = exercise(
    "u = concat(h; x)\na = leaky_relu(concat(W, U) u + b, 0.1)\nL = sum(a)",
    "W = [[0.5, 1], [1, 2]]\nU = [[1, 0], [2, 1]]\nh = [1, 2]\nx = [0.5, -1]\nb = [0.1, -9]",
    "a u",
).problem
SLOPED = exercise("z = W x\na = leaky_relu(z, 0.1)\nL = sum(a)", "W = [[0.5, 1], [1, -2]]\nx = [1, 2]", "dL/dz").problem
TWO_SLOPES = exercise(
    "z = W x\na = leaky_relu(leaky_relu(z, 0.1), 0.2)\nL = sum(a)", "W = [[0.5, 1], [1, -2]]\nx = [1, 2]", "dL/dz"
).problem


@pytest.mark.parametrize(
    ("question", "answer", "verdict"),
    [
        ("u", "np.hstack([h, x])", "right"),
        ("u", "np.hstack((h, x))", "right"),
        ("u", "np.vstack([h, x])", "right"),
        ("u", "np.hstack([x, h])", "wrong"),
        ("a", "leaky_relu(np.hstack([W, U]) @ u + b, 0.1)", "right"),
        ("a", "leaky_relu(np.concatenate((W, U), 1) @ np.concatenate((h, x)) + b, 0.1)", "right"),
        ("a", "leaky_relu(np.hstack([U, W]) @ u + b, 0.1)", "wrong"),
        ("a", "F.leaky_relu(W @ h + U @ x + b, negative_slope=0.1)", "right"),
        ("a", r"\mathrm{LeakyReLU}(W h + U x + b)", "right"),
        ("a", "leaky_relu(W @ h + U @ x + b, 0.2)", "wrong"),
    ],
)
def test_joined_arrays_and_slopes(question: str, answer: str, verdict: str) -> None:
    assert Checker(JOINED).check(question, answer).verdict == verdict


@pytest.mark.parametrize(
    ("answer", "verdict"),
    [
        (r"\mathrm{LeakyReLU}'(z)", "right"),
        ("leaky_relu'(z, 0.1)", "right"),
        ("leaky_relu'(z, 0.3)", "wrong"),
        (r"\mathrm{LeakyReLU}(z)", "wrong"),
    ],
)
def test_the_derivative_of_a_function_with_a_number_has_the_models(answer: str, verdict: str) -> None:
    assert Checker(SLOPED).check("dL/dz", answer).verdict == verdict


def test_a_slope_that_the_model_has_twice_is_not_guessed() -> None:
    assert Checker(TWO_SLOPES).check("dL/dz", "leaky_relu'(z)").verdict == "unread"
