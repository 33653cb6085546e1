"""Every printed digit is the true one: rounding, small numbers, zero, and what no precision decides."""

from __future__ import annotations

import math
from decimal import ROUND_HALF_UP, Decimal, localcontext
from fractions import Fraction

import pytest
from exercises import exercise
from flint import arb, fmpq
from hypothesis import given, settings
from hypothesis import strategies as st

from derive.api import Solution
from derive.language.evaluate import decimal
from derive.language.expr import Ref
from derive.language.numbers import precision, rational

STEADY = settings(derandomize=True, deadline=None, max_examples=300)
EXACT = st.fractions(min_value=-1000, max_value=1000, max_denominator=10**7)


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("1/8", 2, "0.13"),
        ("-1/8", 2, "-0.13"),
        ("3/8", 2, "0.38"),
        ("12345/100000", 4, "0.1235"),
        ("-12345/100000", 4, "-0.1235"),
        ("3/2", 0, "2"),
        ("5/2", 0, "3"),
        ("-5/2", 0, "-3"),
        ("19/20", 1, "1.0"),
        ("99999/100000", 4, "1.0000"),
        ("3", 4, "3.0000"),
        ("10000000000", 1, "10000000000.0"),
    ],
)
def test_ties_go_away_from_zero_and_trailing_zeros_stay(value: str, digits: int, text: str) -> None:
    assert decimal(rational(Fraction(value)), digits) == text


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [
        ("1/10000", 4, "0.0001"),
        ("9999/100000000", 4, "9.9990e-5"),
        ("-1/20000", 4, "-5.0000e-5"),
        ("-1/300000", 4, "-3.3333e-6"),
        ("99999951/1000000000000", 4, "1.0000e-4"),
        ("1/3", 0, "3e-1"),
        ("-1/1000000000000000000000000000000", 4, "-1.0000e-30"),
        ("1/2000", 2, "5.00e-4"),
    ],
)
def test_a_number_too_small_for_its_decimals_is_in_scientific_notation(value: str, digits: int, text: str) -> None:
    assert decimal(rational(Fraction(value)), digits) == text


@pytest.mark.parametrize("digits", [0, 1, 4, 50])
def test_exact_zero_has_no_sign_and_no_exponent(digits: int) -> None:
    text = "0." + "0" * digits if digits else "0"
    assert decimal(fmpq(0), digits) == text
    assert decimal(fmpq(0) * -1, digits) == text
    assert decimal(arb(0), digits) == text
    assert decimal(-arb(0), digits) == text


@STEADY
@given(EXACT, st.integers(0, 8))
def test_rounding_is_that_of_the_decimal_module(value: Fraction, digits: int) -> None:
    text = decimal(rational(value), digits)
    unit = Decimal(1).scaleb(-digits)
    if value and abs(value) < Fraction(unit):
        assert text is not None
        assert "e-" in text
        assert abs(Fraction(text) - value) <= abs(value) * Fraction(1, 2 * 10**digits)
        return
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    assert text == f"{exact.quantize(unit, ROUND_HALF_UP):f}"


@STEADY
@given(EXACT, st.integers(0, 8), st.integers(10, 90))
def test_a_ball_gives_the_digits_of_its_true_value_or_none(value: Fraction, digits: int, bits: int) -> None:
    with precision(bits):
        ball = arb(rational(value))
    assert decimal(ball, digits) in (None, decimal(rational(value), digits))


def test_a_wide_ball_decides_nothing() -> None:
    assert decimal(arb("0.93945", "0.00001"), 4) is None
    assert decimal(arb("0.9394", "0.00001"), 4) == "0.9394"
    assert decimal(arb("0", "1e-9"), 4) is None
    assert decimal(arb("1e-4", "1e-9"), 4) is None


def solved(equations: str, values: str, ask: str = "L", digits: int = 4) -> Solution:
    return exercise(equations, values, ask).solve(digits=digits)


def test_a_digit_that_seventeen_digits_of_float_get_wrong_is_right() -> None:
    """1 − tanh 15 = 2 / (e^30 + 1) = 1.8715…e-13, and its derivative."""
    solution = solved("L = 1 - tanh(x)", "x = 15", "L dL/dx")
    assert f"{1 - math.tanh(15):.4e}" != "1.8715e-13"
    assert solution["L"].value == "1.8715e-13"
    assert solution["dL/dx"].value == "-3.7430e-13"


def test_a_difference_that_float_takes_for_zero_is_not_zero() -> None:
    assert math.tanh(22) - math.tanh(21) == 0
    assert solved("L = tanh(x) - tanh(y)", "x = 22\ny = 21")["L"].value == "9.9428e-19"


def test_large_numbers_that_nearly_cancel_keep_their_digits() -> None:
    """(e^40 + 1/3) − e^40 is a third."""
    assert f"{(math.exp(40) + 1 / 3) - math.exp(40):.4f}" == "0.0000"
    assert solved("L = (exp(x) + y) - exp(x)", 'x = 40\ny = "1/3"', digits=10)["L"].value == "0.3333333333"


def test_a_decimal_is_exactly_what_is_written() -> None:
    assert f"{2.675:.2f}" == "2.67"
    assert f"{0.1 + 0.2 - 0.3:.4e}" == "5.5511e-17"
    assert solved("L = x", "x = 2.675", digits=2)["L"].value == "2.68"
    assert solved("L = x + y - z", "x = 0.1\ny = 0.2\nz = 0.3")["L"].value == "0.0000"
    assert solved("L = x y", "x = 0.15\ny = 0.1", digits=2)["L"].value == "0.02"


ZEROS = [
    ("a = tanh(x)\nb = tanh(x')\nL = a - b", 'x = 0.7\n"x\'" = 0.7'),
    ("L = exp(x) - exp(y) exp(z)", "x = 0.7\ny = 0.3\nz = 0.4"),
    ("L = sin(x)^2 + cos(x)^2 - 1", "x = 0.7"),
    ("L = log(exp(x)) - x", "x = 0.7"),
    ("L = sqrt(x) sqrt(x) - x", "x = 0.7"),
    ("L = sum(softmax(z)) - 1", "z = [1, 2, 3]"),
]


@pytest.mark.parametrize(("equations", "values"), ZEROS)
def test_a_zero_that_is_no_exact_number_is_proven_by_sympy(equations: str, values: str) -> None:
    solution = solved(equations, values)
    numbers = solution.derivation.numbers
    assert numbers is not None
    target = solution.derivation.answers[0].target
    assert numbers.known[target].entries[0] != 0 or not numbers.known[target].is_exact
    assert solution["L"].value == "0.0000"
    assert dict(numbers.undecided) == {}


def test_a_zero_that_nothing_proves_is_noted() -> None:
    """The addition theorem of tanh holds, but no precision shows a zero, and SymPy does not see it."""
    addition = "L = tanh(x) + tanh(y) - tanh(x + y) (1 + tanh(x) tanh(y))"
    solution = solved(addition, "x = 0.3\ny = 0.4", "L dL/dx")
    numbers = solution.derivation.numbers
    assert numbers is not None
    assert solution["L"].value == "0.0000"
    assert Ref("L") in numbers.undecided


def test_what_is_noted_is_shown_where_entries_are_counted_from_one_too() -> None:
    equations = 'P = x[1, 2] x\np = softmax(P + P, axis="rows")\nL = sum(p)'
    text = exercise(equations, "x = [[-0.5, -0.11, 0.44]]", "L dL/dP").solve(method="index").to_markdown()
    assert r"shown as zero: $\frac{\partial L}{\partial P}$, $\sum_{m=1}^{3}" in text


def test_a_number_that_only_looks_like_zero_is_given_to_the_digits_asked() -> None:
    """A difference of 10^-300 takes more than the first precision, and is no zero."""
    solution = solved("L = tanh(x + y) - tanh(x)", "x = 1\ny = 1e-300", digits=3)
    assert solution["L"].value == "4.200e-301"
    numbers = solution.derivation.numbers
    assert numbers is not None
    assert dict(numbers.undecided) == {}
    assert numbers.bits > 1000


@pytest.mark.parametrize("digits", [1, 5, 20, 50])
def test_all_digits_asked_are_printed_and_true(digits: int) -> None:
    """e = 2.71828182845904523536028747135266249775724709369995957…"""
    e = "2.71828182845904523536028747135266249775724709369995957"
    text = solved("L = exp(x)", "x = 1", digits=digits)["L"].value
    with localcontext(prec=60):
        assert text == str(Decimal(e).quantize(Decimal(1).scaleb(-digits)))
