"""Numbers below the last place asked: zero says enough, and who writes more is taken at the digits written.

p = sigmoid(-11.95141) = 6.45009…e-6, q = tanh [6.45009e-6, -6.45009e-6, 0.5], and four digits are asked.
"""

from __future__ import annotations

from math import exp, tanh

import pytest
from exercises import exercise
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps

PROBLEM = exercise(
    "z = w x\np = sigmoid(z)\nq = tanh(s)", "w = -11.95141\nx = 1\ns = [6.45009e-6, -6.45009e-6, 0.5]", "p q z"
).problem
ANSWERS, PAGES = Checker(PROBLEM), WriteUps(PROBLEM, "full")
NEAR_ONE = Checker(exercise("L = 1 - tanh(x)", "x = 15").problem)
TRUTH = 1 / (1 + exp(11.95141))

RIGHT = [
    "6.45e-6", "6.5e-6", "6e-6", "6.4501e-6", "6.45009015e-6", "0.0000065", "0.000006", "0.00001", "0.00000645",
    r"6.45 \cdot 10^{-6}", r"6.5 \times 10^{-6}", r"0.65\cdot 10^{-5}", r"6{,}45 \cdot 10^{-6}", "0.0000", "0", "0.00",
    r"\frac{1}{1 + e^{11.95141}}", "1/(1 + exp(11.95141))", "0.00254^2",
]  # fmt: skip
ROUNDED = ["6.46e-6", "6.44e-6", "6.4e-6", r"6.46 \cdot 10^{-6}", "0.00000646", "0.0001"]
WRONG = [
    "8.9e-6", "3e-5", "-4e-5", "4e-5", "-6.45e-6", "-6e-6", "7e-6", "6.48e-6", "6.7e-6", "6.45e-5", "6.45e-7", "1e-6",
    r"8.9 \cdot 10^{-6}", r"-4\cdot 10^{-5}", "0.0000089", "0.00003", "-0.00004", "0.00002", "1.2e-4", "2/100000",
]  # fmt: skip
CASES = [
    (text, verdict) for verdict, texts in (("right", RIGHT), ("rounded", ROUNDED), ("wrong", WRONG)) for text in texts
]


def lines(*statements: str) -> list[str]:
    report = PAGES.check("student.md", "\n\n".join(f"$${each}$$" for each in statements).encode())
    assert not report.unread
    return [line.verdict for line in report.lines]


def test_the_truth_of_this_page() -> None:
    assert 6.450085e-6 < TRUTH < 6.450095e-6


@pytest.mark.parametrize(("text", "verdict"), CASES)
def test_a_single_answer(text: str, verdict: str) -> None:
    assert ANSWERS.check("p", text).verdict == verdict


@pytest.mark.parametrize(("text", "verdict"), [case for case in CASES if "exp" not in case[0]])
def test_a_line(text: str, verdict: str) -> None:
    assert lines(f"p = {text}") == [verdict]


@pytest.mark.parametrize(
    ("text", "verdict"),
    [
        ("[6.45e-6, -6.45e-6, 0.4621]", "right"),
        ("[0.0000, 0.0000, 0.4621]", "right"),
        ("[6.45e-6, -0.0000, 0.4621]", "right"),
        ("[6.45e-6, 6.45e-6, 0.4621]", "wrong"),
        ("[3e-5, -6.45e-6, 0.4621]", "wrong"),
    ],
)
def test_entries(text: str, verdict: str) -> None:
    assert ANSWERS.check("q", text).verdict == verdict
    assert lines(f"q = {text}") == [verdict]


def test_another_sign_is_named_and_another_number_is_no_sign() -> None:
    assert ANSWERS.check("q", "[6.45e-6, 6.45e-6, 0.4621]").diagnosis == "sign_in_one_entry"
    assert ANSWERS.check("q", "[6.45e-6, 3e-5, 0.4621]").diagnosis != "sign_in_one_entry"


@pytest.mark.parametrize(("text", "verdict"), [("8.9e-6", "wrong"), ("-6.45e-6", "wrong"), ("6.45e-7", "wrong")])
def test_a_right_calculation_does_not_excuse_what_stands_behind_it(text: str, verdict: str) -> None:
    calculation = r"\frac{1}{1 + e^{11.9514}}"
    assert lines(f"p = {calculation} = {text}")[-1] == verdict
    assert lines("z = -11.9514", f"p = {text}")[-1] == verdict
    assert lines(f"{calculation} = {text}") == [verdict]


def test_a_value_from_a_rounded_one_is_right_up_to_rounding() -> None:
    """sigmoid(-11.95) = 6.4592e-6: right for the z that is printed, and not for the unrounded one."""
    found = f"{1 / (1 + exp(11.95)):.4e}"
    assert lines("z = -11.95", f"p = {found}")[-1] == "rounded"
    assert lines("z = -11.95", "p = 6.5592e-6")[-1] == "wrong"
    assert lines("z = -10.95", f"p = {1 / (1 + exp(10.95)):.4e}") == ["wrong", "carried"]
    assert lines("z = -10.95", "p = 2.0e-5") == ["wrong", "wrong"]


@pytest.mark.parametrize("text", [f"{1 - tanh(15):.4e}", f"{1 - tanh(15):.16f}", "1.9e-13", "0.0000", "0"])
def test_what_floating_point_numbers_leave_is_not_held_against_anybody(text: str) -> None:
    assert NEAR_ONE.check("L", text).verdict == "right"


@pytest.mark.parametrize("text", ["4e-13", "-1.9e-13", "3e-5"])
def test_more_than_floating_point_numbers_leave_is_wrong(text: str) -> None:
    assert NEAR_ONE.check("L", text).verdict == "wrong"


@settings(derandomize=True, deadline=None, max_examples=60)
@given(st.integers(2, 30), st.integers(0, 3), st.sampled_from((1, -1)))
def test_digits_are_right_if_and_only_if_they_are_the_rounded_ones(tenths: int, decimals: int, sign: int) -> None:
    """All multiples of a unit near the truth: only the nearest is right, and only a positive number."""
    unit = 10.0 ** (-6 - decimals)
    number = round(TRUTH / unit) + (tenths - 10)
    text = f"{sign * number * unit:.{decimals}e}"
    if number <= 0 or abs(float(text) / unit - sign * number) > 1e-6:
        return
    is_right = sign == 1 and abs(number * unit - TRUTH) <= unit / 2
    assert (ANSWERS.check("p", text).verdict == "right") == is_right
