"""How far a judge may be from the solution: measured by the derivative's largest entry, beyond the digits shown."""

from __future__ import annotations

from flint import arb, fmpq

from derive.language.evaluate import CAP
from derive.language.expr import Derivative
from derive.language.numbers import Array, Scalar, ball
from derive.solving.derivation import Derivation

COARSEST = 5
"""Digits to which a judge is held where fewer are shown."""
TINY = fmpq(1, 10**20)
"""What a derivative's largest entry counts at least."""


def judged_digits(derivation: Derivation) -> int:
    return max(derivation.settings.digits, COARSEST)


def allowed(derivation: Derivation, target: Derivative) -> Scalar:
    """The disagreement about a derivative from which on nothing is written."""
    value = derivation.value(target)
    assert value is not None
    return fmpq(1, 2 * 10 ** (judged_digits(derivation) + 2)) * largest_entry(value)


def largest_entry(value: Array) -> Scalar:
    """The size of the largest entry, which a disagreement is measured by."""
    return max([arb(TINY), *(ball(entry).abs_upper() for entry in value.entries)], key=float)


def sharpen(derivation: Derivation, targets: list[Derivative]) -> None:
    """Raise the precision until no ball is so wide that a judge could take its width for a disagreement."""
    numbers = derivation.numbers
    digits = judged_digits(derivation) + 4
    while numbers and not all(is_sharp(numbers.known[target], digits) for target in targets):
        if 2 * numbers.bits > CAP:
            return
        numbers.refine()


def is_sharp(value: Array, digits: int) -> bool:
    limit = largest_entry(value) * fmpq(1, 10**digits)
    return all(isinstance(entry, fmpq) or entry.rad() < limit for entry in value.entries)
