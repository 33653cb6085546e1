"""Digits that were left off or cut off, and errors that cannot reach what is asked."""

from __future__ import annotations

import pytest

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")


def verdicts(*statements: str) -> list[str]:
    report = CHECKER.check("student.md", "\n\n".join(f"$${each}$$" for each in statements).encode())
    assert not report.unread
    return [line.verdict for line in report.lines]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        ("h_2 = (1, -0.66, 0.48)^T", "right"),
        ("h_2 = [1, -0.66, 0.48]^T", "right"),
        (r"\hat y_2 = (0.94, 0.06, 0)^T", "right"),
        (r"\hat y_2 = (0.94, 0.06, 1)^T", "wrong"),
        ("h_2 = (0, -0.66, 0.48)^T", "wrong"),
        ("h_2 = (1, -0.6624, 0.4844)^T", "wrong"),
    ],
)
def test_zeros_left_off(statement: str, verdict: str) -> None:
    assert verdicts(statement) == [verdict]


def test_digits_cut_off_before_a_function() -> None:
    assert verdicts(r"h_1 = \tanh\begin{bmatrix}-0.725\\0.476\\-2.274\end{bmatrix} = (-0.619, 0.443, -0.979)^T") == [
        "rounded",
        "rounded",
    ]
    assert verdicts(r"h_1 = \tanh\begin{bmatrix}-0.724\\0.476\\-2.274\end{bmatrix}") == ["wrong"]
    assert verdicts(r"h_1 = \tanh\begin{bmatrix}-0.725\\0.478\\-2.274\end{bmatrix}") == ["wrong"]


def test_an_error_counts_where_it_can_reach() -> None:
    """h_2 is no way to ŷ_0, but to ŷ_2."""
    false = "h_2 = (0.9123, -0.6421, 0.4217)^T"
    assert verdicts(false, r"\hat y_0 = (0.088, 0.072, 0.838)^T") == ["wrong", "rounded"]
    assert verdicts(false, r"\hat y_2 = (0.9394, 0.0567, 0.0039)^T") == ["wrong", "slip"]
    assert verdicts(r"\hat y_1 = (0.1, 0.4, 0.5)^T", r"\ell_0 = 0.1755") == ["wrong", "rounded"]
