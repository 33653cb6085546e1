"""The zero start of a recurrence, its terms kept or left out, and zeros written as one 0."""

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
    "statement",
    [
        "h_{-1} = 0",
        r"h_{-1} := \mathbf{0}",
        r"h_{-1} = \mathbf{0}_3",
        r"h_{-1} = \vec 0",
        r"h_{-1} = [0, 0, 0]^\top",
        r"h_{-1} = \begin{bmatrix} 0 \\ 0 \\ 0 \end{bmatrix}",
        r"\frac{\partial L}{\partial h_3} = 0",
        r"\bar h_0 = U x_0 + b",
        r"\bar h_0 = W h_{-1} + U x_0 + b = U x_0 + b",
        r"\bar h_0 = W \mathbf{0} + U x_0 + b",
        r"\bar h_0 = U x_0 + b + W \boldsymbol{0}",
        r"\bar h_0 = W \cdot 0 + U x_0 + b = [-1, 0, 2]^\top",
        r"\bar h_0 = W [0, 0, 0]^\top + U x_0 + b",
        r"\bar h_0 = 0 + U x_0 + b",
        r"\bar h_0 = \mathbf{0} + U x_0 + b",
        r"\bar h_t = W h_{t-1} + U x_t + b, \quad h_{-1} = 0",
        r"\frac{\partial \bar h_0}{\partial W} = 0",
        r"\frac{\partial l_0}{\partial h_1} = \mathbf{0}",
        r"l_0 = -\log (\hat y_0)_3",
        r"l_0 = -\log \hat y_{0,3} = -\log 0.8391 = 0.1754",
        r"\frac{\partial L}{\partial W} = \sum_{t=0}^2 \frac{\partial L}{\partial \bar h_t} h_{t-1}^\top",
        r"\frac{\partial L}{\partial W} = \sum_{t=1}^2 \frac{\partial L}{\partial \bar h_t} h_{t-1}^\top",
    ],
)
def test_right(statement: str) -> None:
    assert set(verdicts(statement)) == {"right"}


@pytest.mark.parametrize(
    "statement",
    [
        r"\bar h_1 = W \cdot 0 + U x_1 + b",
        r"\bar h_1 = W \mathbf{0} + U x_1 + b",
        r"\bar h_1 = U x_1 + b",
        r"\bar h_0 = W \mathbf{0} + U x_0",
        r"\frac{\partial \bar h_1}{\partial W} = 0",
        r"x_0 = \mathbf{0}",
        r"l_0 = -\log (\hat y_0)_2",
    ],
)
def test_wrong(statement: str) -> None:
    assert verdicts(statement) == ["wrong"]


@pytest.mark.parametrize("statement", [r"h_{-1} = [1, 0, 0]^\top", "h_{-1} = h_0"])
def test_other_things_said_of_what_does_not_exist_are_not_read(statement: str) -> None:
    assert verdicts(statement) == ["unread"]
