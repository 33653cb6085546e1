"""Numbers far from 1: their powers of ten are calculated, not counted up to, and none is shown as zero that is not."""

from __future__ import annotations

import mpmath
import pytest
from exercises import toml
from flint import arb, fmpq

from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.language.evaluate import as_number, decimal
from derive.language.numbers import Scalar
from derive.problem.assembly import load_text

TEN = fmpq(10)


def exponential(x: int, digits: int) -> str:
    """e^x in scientific notation, from mpmath."""
    with mpmath.workdps(60):
        place = mpmath.mpf(x) / mpmath.log(10)
        whole = int(mpmath.floor(place))
        return f"{mpmath.nstr(mpmath.power(10, place - whole), digits + 1, strip_zeros=False)}e{whole}"


@pytest.mark.parametrize(
    ("x", "digits", "text"),
    [
        (1 / TEN**400, 4, "1.0000e-400"),
        (-7 / TEN**6, 4, "-7.0000e-6"),
        (fmpq(99999, 10**9), 4, "9.9999e-5"),
        (fmpq(999996, 10**16), 4, "1.0000e-10"),
        (fmpq(96, 100), 0, "1"),
        (fmpq(3, 100), 0, "3e-2"),
        (TEN**400 * 7 / 3, 4, "2.3333e400"),
        (-(TEN**20), 2, "-1.00e20"),
        (TEN**20 - 1, 1, "99999999999999999999.0"),
        (arb(-(10**9)).exp(), 4, exponential(-(10**9), 4)),
        (-arb(10**9).exp(), 6, "-" + exponential(10**9, 6)),
        (arb(-(10**30)).exp(), 4, exponential(-(10**30), 4)),
        (arb(10) ** -300, 4, "1.0000e-300"),
        (arb(0, 1e-9), 4, None),
    ],
)
def test_any_number_has_its_digits(x: Scalar, digits: int, text: str | None) -> None:
    assert decimal(x, digits) == text
    if text is not None:
        assert abs(as_number(text) / x - 1) <= fmpq(1, 2 * 10**digits) * (arb(1) + arb(10) ** -9) or digits == 0


MASKED = toml(
    "a = softmax(K q + m)\nL = 1/2 sqnorm(V a - y)",
    "K = [[1, 0.5], [-1, 1], [0.5, 0.25]]\nq = [1, 2]\nm = [0, 0, {mask}]\nV = [[1, 2, 3], [0, 1, -1]]\ny = [1, 1]",
    "a dL/dV dL/dq",
)


@pytest.mark.parametrize("mask", ["-1e9", "-1e30", "1e9"])
def test_a_mask_of_any_size_is_calculated(mask: str) -> None:
    problem = load_text(MASKED.replace("{mask}", mask), "masked", "masked.toml")
    solution = Exercise(problem).solve()
    (first,), (second,), (third,) = solution["a"].value
    if mask.startswith("-"):
        assert (first, second) == ("0.7311", "0.2689")
        assert third.startswith(("3.3605e-434294483", "6.6769e-434294481903251827651128918918"))
        assert Checker(problem).check("a", "[0.7311, 0.2689, 0]").verdict == "right"
    else:
        assert third == "1.0000"
        assert first.endswith("e-434294482")
    assert solution.to_markdown()
    assert "0.0000" not in {entry for row in solution["dL/dV"].value for entry in row}
