"""Given numbers in a calculation are exact: what was not rounded explains no other result."""

from __future__ import annotations

import pytest
from exercises import exercise

from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps

PROBLEM = exercise("z = w x + b\ng = tanh(z)\nL = 0.5 (g - y)^2", "w = 0.5\nx = 2\nb = -0.2\ny = 0.25", "z g L").problem
CHECKER = WriteUps(PROBLEM, "full")


def verdicts(*statements: str) -> list[str]:
    report = CHECKER.check("student.md", "\n\n".join(f"$${each}$$" for each in statements).encode())
    assert not report.unread
    return [line.verdict for line in report.lines]


@pytest.mark.parametrize(
    ("calculation", "result"),
    [
        (r"0.5\cdot 2 - 0.2", "0.95"),
        (r"0.5\cdot 2 - 0.2", "0.85"),
        (r"0.5\cdot 2.0 - 0.2", "0.92"),
        (r"\frac{2}{2} - 0.2", "0.85"),
    ],
)
def test_after_an_error_a_calculation_with_given_numbers_has_one_value(calculation: str, result: str) -> None:
    for error in ("z = 0.9", "z = 0.93"):
        assert verdicts(error, f"z = {calculation} = {result}") == ["wrong", "right", "wrong"]
        assert verdicts(error, f"z = {calculation} = 0.8") == ["wrong", "right", "right"]


def test_an_error_of_sign_does_not_widen_the_numbers_beside_it() -> None:
    assert verdicts(r"z = 0.5\cdot 2 + 0.2 = 1.2") == ["wrong", "carried"]
    assert verdicts(r"z = 0.5\cdot 2 + 0.2 = 1.25") == ["wrong", "wrong"]
    assert verdicts(r"z = w x + 0.2 = 1.25") == ["wrong", "wrong"]


def test_a_number_in_the_equations_is_given_too() -> None:
    """0.5 (0.71 − 0.25)² = 0.1058, and with 0.45 for 0.5 it would be 0.0952."""
    assert verdicts("g = 0.71", r"L = 0.5 (0.71 - 0.25)^2 = 0.1058") == ["wrong", "carried", "carried"]
    assert verdicts("g = 0.71", r"L = 0.5 (0.71 - 0.25)^2 = 0.0992") == ["wrong", "carried", "wrong"]


def test_a_result_that_was_rounded_to_a_given_number_is_still_rounded() -> None:
    """tanh 0.2554 = 0.2500: the student goes on with more digits than he shows."""
    page = exercise("z = w x\ng = 10 z\nh = 3 g", "w = 0.25\nx = 1.0136", "z g h").problem
    checker = WriteUps(page, "full")
    text = "$$z = 0.25$$\n\n$$g = 10\\cdot 0.25 = 2.534$$"
    assert [line.verdict for line in checker.check("student.md", text.encode()).lines][-1] == "right"


def test_a_result_that_looks_like_a_given_number_may_be_rounded() -> None:
    """z = 0.2534; the answer 0.25 is right to two decimals, although 0.25 is given."""
    checker = Checker(exercise("z = w x", "w = 0.25\nx = 1.0136", "z").problem)
    assert checker.check("z", "0.25").verdict == "right"
    assert checker.check("z", r"0.25 \cdot 1.0136").verdict == "right"
    assert checker.check("z", r"0.25 \cdot 1.02").verdict == "wrong"


@pytest.mark.parametrize(
    ("equality", "verdict"),
    [
        ("0.1 + 0.2 = 0.3", "right"),
        (r"0.25 \cdot 0.5 = 0.125", "right"),
        (r"0.25 \cdot 0.5 = 0.13", "right"),
        (r"\tanh(0.5) = 0.4621", "right"),
        (r"\tanh(0.5) = 0.46", "right"),
        (r"\tanh(0.5) = 0.46212", "right"),
        (r"0.3 \cdot 0.3 = 0.09", "right"),
        (r"1.5^2 = 2.25", "right"),
        (r"e^{0.5} = 1.6487", "right"),
        (r"\begin{bmatrix} 0.1 & 0.2 \end{bmatrix} + \begin{bmatrix} 0.2 & 0.4 \end{bmatrix} = [0.3, 0.6]", "right"),
        (r"2 \cdot 0.9394 = 1.8789", "right"),
        (r"2 \cdot 0.9394 = 1.8786", "wrong"),
        (r"0.4 \cdot 0.4 = 0.19", "wrong"),
        (r"0.4 \cdot 0.4 = 0.21", "wrong"),
        (r"\tanh(0.3) = 0.30", "wrong"),
        (r"\tanh(0.3) = 0.2914", "rounded"),
        (r"\tanh(0.3) = 0.31", "wrong"),
        ("0.7 + 0.3 = 1.08", "wrong"),
        ("0.7 + 0.3 = 1.12", "wrong"),
        (r"0.5 \cdot 0.25 = 0.14", "wrong"),
        (r"0.5 \cdot 0.25 = 0.15", "wrong"),
    ],
)
def test_numbers_are_taken_at_their_word_and_the_result_decides_the_digits(equality: str, verdict: str) -> None:
    assert verdicts(equality) == [verdict]
