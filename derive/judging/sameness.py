"""Whether values can be told apart."""

from __future__ import annotations

from flint import fmpq

from derive.language.numbers import Array, Scalar


def same(left: Array, right: Array) -> bool:
    """Whether two values cannot be told apart."""
    if left.shape != right.shape:
        return False
    return all(map(touch, left.entries, right.entries))


def touch(a: Scalar, b: Scalar) -> bool:
    """Whether two numbers are equal, or balls with a point in common."""
    difference = a - b
    return not difference if isinstance(difference, fmpq) else bool(difference.contains(0))
