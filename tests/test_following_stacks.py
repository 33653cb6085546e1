"""All values of a quantity at once, without its index, as programs print them."""

from __future__ import annotations

import numpy as np
import pytest
from handwriting import X, write

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
TRUE = write().values
H = np.hstack([TRUE[f"h{t}"] for t in range(3)]).T
AFTER = r"h_1 = \tanh(W h_0 + U x_1 + b)"


def listed(rows: np.ndarray) -> str:  # type: ignore[type-arg]
    return "[" + ", ".join("[" + ", ".join(f"{x:.4f}" for x in row) + "]" for row in rows) + "]"


def verdicts(text: str, name: str = "student.md") -> list[str]:
    report = CHECKER.check(name, text.encode())
    assert not report.unread
    return [line.verdict for line in report.lines]


@pytest.mark.parametrize(
    "stack",
    [
        f"h = {listed(H)}",
        f"h = {listed(H.T)}",
        f"x = {listed(np.hstack(X).T)}",
        "y = [3, 2, 3]",
        "y = [2, 1, 2]",
        r"\ell = [0.1754, 0.3097, 5.5581]",
    ],
)
def test_a_stack_is_all_instances(stack: str) -> None:
    assert verdicts(f"${stack}$\n\n${AFTER}$") == ["right", "right"]


@pytest.mark.parametrize("stack", ["y = [1, 1, 2]", "h = (1, 2)", r"\hat y = [[1, 2], [3, 4], [5, 6]]", "h = 3"])
def test_what_is_no_stack_is_unread_and_shadows_nothing(stack: str) -> None:
    assert verdicts(f"${stack}$\n\n${AFTER}$") == ["unread", "right"]


def test_a_wrong_entry_of_a_stack() -> None:
    false = H.copy()
    false[1, 2] *= -1
    report = CHECKER.check("student.md", f"$h = {listed(false)}$".encode())
    assert [(line.verdict, line.diagnosis) for line in report.lines] == [("wrong", "sign_in_one_entry")]
    assert report.lines[0].about == ("h[0]", "h[1]", "h[2]")


def test_a_stack_printed_by_a_program() -> None:
    printed = "h =\n" + str(np.round(H, 4)) + "\n\nh_2 = tanh(hbar_2)"
    assert verdicts(printed, "student.txt") == ["right", "right"]
