"""Thousands set apart: y = w x = (100·1000 + 2·176, 3·1000 + 4·176) = (100352, 3704), L = ½|y|² = 5042121760."""

from __future__ import annotations

import pytest
from exercises import exercise

from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps

PROBLEM = exercise("y = w x\nL = 1/2 sqnorm(y)", "w = [[100, 2], [3, 4]]\nx = [1000, 176]", "y L").problem


@pytest.mark.parametrize(
    ("question", "answer", "is_right"),
    [
        ("y[0]", "100,352", True),
        ("y[0]", "100{,}352", True),
        ("y[0]", r"100\,352", True),
        ("y[0]", "100,353", False),
        ("y[0]", "100.352", False),
        ("L", "5,042,121,760", True),
        ("y", "[100,352; 3,704]", True),
        ("y", r"\begin{pmatrix} 100{,}352 \\ 3{,}704 \end{pmatrix}", True),
    ],
)
def test_thousands_are_read_where_they_make_it_right(question: str, answer: str, is_right: bool) -> None:
    found = Checker(PROBLEM).check(question, answer)
    assert (found.verdict == "right") is is_right
    left = "L" if question == "L" else "y_1" if question == "y[0]" else "y"
    [line] = WriteUps(PROBLEM).check("a.md", f"$${left} = {answer}$$".encode()).lines
    assert (line.verdict == "right") is is_right


def test_commas_part_numbers_and_decimals_as_ever() -> None:
    problem = exercise("y = 2 x", "x = [50, 0.176]", "y").problem
    assert Checker(problem).check("y", "[100,0.352]").verdict == "right"
    assert Checker(problem).check("y", "(100; 0,352)").verdict == "right"
    assert Checker(exercise("y = x", "x = [100, 352]", "y").problem).check("y", "[100,352]").verdict == "right"
