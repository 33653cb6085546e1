"""Numbers shown with so few digits that they decide little: `0.00` under a logarithm, one digit in a quotient.

What the digits shown allow is never wrong, what they exclude is; what is right is decided by the unrounded values.
"""

from __future__ import annotations

from math import exp, log

import pytest

from derive import catalogue
from derive.marker import WriteUps
from derive.marking.report import Line

CHECKER = WriteUps(catalogue.load("rnn"), "full")
BIAS_MISSING = r"\hat y_2 = [0.98, 0.02, 0.00]^\top"


def lines(*statements: str) -> list[Line]:
    report = CHECKER.check("student.md", "\n\n".join(f"$${each}$$" for each in statements).encode())
    assert not report.unread
    return list(report.lines)


def verdicts(*statements: str) -> list[str]:
    return [line.verdict for line in lines(*statements)]


@pytest.mark.parametrize(
    ("equality", "verdict"),
    [
        (rf"-\log(0.00) = {-log(0.000427):.4f}", "rounded"),
        (rf"-\log(0.00) = {-log(0.0049):.4f}", "rounded"),
        (rf"-\log(0.00) = {-log(0.0061):.4f}", "wrong"),
        (r"-\log(0.00) = -7.7593", "wrong"),
        (r"-\log(0) = 7.7593", "wrong"),
        (rf"-\log(0.0004) = {-log(0.000427):.4f}", "right"),
        (rf"-\log(0.0004) = {-log(0.000327):.4f}", "wrong"),
        (rf"\frac{{1}}{{0.00}} = {1 / 0.0032:.1f}", "rounded"),
        (rf"\frac{{1}}{{0.00}} = {1 / -0.0032:.1f}", "rounded"),
        (rf"\frac{{1}}{{0.00}} = {1 / 0.0052:.1f}", "wrong"),
        (r"\frac{0.001}{0.002} = 0.3512", "rounded"),
        (r"\frac{0.001}{0.002} = 1.3512", "wrong"),
        (r"0.00 \cdot 350 = 1.2340", "rounded"),
        (r"0.00 \cdot 350 = 1.8340", "wrong"),
        (r"\log [0.98, 0.00, 0.00]^\top = [-0.0202, -5.8091, -7.7593]^\top", "rounded"),
        (r"\log [0.98, 0.00, 0.00]^\top = [-0.0202, -5.8091, -4.7593]^\top", "wrong"),
        (r"1.2 \cdot 3.4 = 4.5", "wrong"),
    ],
)
def test_two_numbers(equality: str, verdict: str) -> None:
    assert verdicts(equality) == [verdict]


def test_zero_put_in_for_what_was_rounded_to_it() -> None:
    assert verdicts(r"l_2 = -\log(0.00) = 5.5581") == ["rounded", "right"]
    assert verdicts(r"l_2 = -\log(0.004) = 5.5581") == ["right", "right"]
    assert exp(-0.1754) > 0.005
    assert verdicts(r"l_0 = -\log(0.00) = 0.1754") == ["wrong", "slip"]


@pytest.mark.parametrize("formula", ["", r" = -\log(0.00)"])
def test_an_error_printed_as_zero_is_carried_on_unrounded(formula: str) -> None:
    found = verdicts(BIAS_MISSING, rf"l_2{formula} = 7.7593", r"L = \frac13 (0.1754 + 0.3097 + 7.7593) = 2.7481")
    assert found[0] == "wrong"
    assert "wrong" not in found[1:]
    assert found[-3:] == ["carried", "carried", "carried"]


def test_an_error_printed_as_zero_does_not_explain_everything() -> None:
    assert verdicts(BIAS_MISSING, "l_2 = 4.2") == ["wrong", "wrong"]
    assert verdicts(BIAS_MISSING, "l_0 = 7.7593") == ["wrong", "wrong"]


def test_the_message_says_what_happened() -> None:
    (few,) = lines("l_1 = 0.3")
    assert (few.verdict, few.diagnosis) == ("rounded", "few_digits")
    (coarse,) = lines(r"-\log(0.00) = 7.7593")
    assert coarse.diagnosis == "coarse_numbers"
    assert not any("coarse to be judged" in line.message for line in (few, coarse))


def test_drift_is_told_with_the_decimals_that_were_carried_on() -> None:
    line = lines(r"l_2 = -\log(0.004) = 5.5215")[-1]
    assert (line.verdict, line.diagnosis) == ("rounded", "premature_rounding")
    assert "3 decimals" in line.message
