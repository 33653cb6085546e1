"""What a side is worth, and whether two values meet: the digits that were printed decide."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flint import fmpq

from derive.balls import Array, ball
from derive.checking.compare import exact_numbers, laid, middle, radius, rounded_numbers, unit_of, units, within
from derive.checking.library import same
from derive.checking.point import Point
from derive.expr import Call, Derivative, Expr, Number, is_column, walk
from derive.following.own import evaluated
from derive.following.sides import ReadSide
from derive.values import decimals

COARSEST = fmpq(1, 100)
COARSENESS = 10
"""Balls of ten times the last place decide something where a student works with two decimals or more throughout."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a side is worth: at its word, as a ball, and the unit of the last place of each entry."""

    exact: Array
    wide: Array
    units: tuple[fmpq, ...]


def value_of(side: ReadSide, point: Point, digits: int) -> Value | None:
    """What a side is worth at a point; `None` where it has no value there."""
    assert side.expr is not None
    assert side.reading is not None
    literals, layout = side.reading.literals, side.reading.layout
    exact = evaluated(point, side.expr, layout, exact_numbers(literals))
    wide = evaluated(point, side.expr, layout, rounded_numbers(literals, digits))
    if exact is None or wide is None:
        return None
    return Value(exact, wide, tuple(units(side.expr, literals, len(exact.entries), digits)))


def meets(value: Array, mine: Value, digits: int) -> bool:
    """Whether a value (a ball) and one that was printed have a point in common, and the ball decides anything."""
    exact, wide = laid(mine.exact, value.shape), laid(mine.wide, value.shape)
    if exact is None or wide is None:
        return False
    half = ball(unit_of(digits) / 2)
    least = unit_of(-(-digits // 2))
    for x, y, true, unit in zip(exact.entries, wide.entries, value.entries, mine.units, strict=True):
        spread = ball(radius(true))
        limit = ball(max(least, unit * COARSENESS) if unit <= COARSEST else least)
        if not spread.is_finite() or (spread > limit and spread > abs(ball(middle(true))) / 20):
            return False
        if not within(x, middle(true), spread + max(ball(radius(y)), half)):
            return False
    return True


def are_equal(before: ReadSide, side: ReadSide, points: Sequence[Point], digits: int) -> bool:
    """Whether two formulas have the same value at every random point."""
    for point in points:
        first, second = value_of(before, point, digits), value_of(side, point, digits)
        if first is None or second is None:
            continue
        fitted = laid(second.exact, first.exact.shape)
        if fitted is None or not same(first.exact, fitted):
            return False
    return True


def is_contracted(asked: Expr, side: ReadSide, points: Sequence[Point], digits: int) -> bool:
    """Whether a chain through ∂y/∂A, whose columns are the entries of A row by row, has the entries of ∂L/∂A."""
    if not isinstance(asked, Derivative) or is_column(asked.by.shape) or side.kind != "formula":
        return False
    for point in points:
        truth, mine = evaluated(point, asked, "gradient", {}), value_of(side, point, digits)
        if truth is None or mine is None or 1 not in mine.exact.shape:
            return False
        if len(mine.exact.entries) != len(truth.entries):
            return False
        if not same(Array(mine.exact.shape, truth.entries), mine.exact):
            return False
    return bool(points)


def is_plain_number(expr: Expr) -> bool:
    """Whether a side is a printed value and not a calculation: numbers or fractions in an array, perhaps with signs."""
    return all(
        not isinstance(part, Call) or part.operation.name in ("negate", "transpose") or is_fraction(part)
        for part in walk(expr)
    ) and not any(isinstance(part, Number) and part.shape for part in walk(expr))


def is_fraction(part: Call) -> bool:
    """Whether one number stands over another."""
    return part.operation.name == "divide" and not any(isinstance(arg, Call) for arg in part.args)


def written(value: Array, digits: int) -> str:
    """A value in decimals, its rows one after the other; nothing where they cannot be decided."""
    texts = decimals(value, digits)
    if any(text is None for text in texts):
        return ""
    columns = value.columns
    rows = [", ".join(text or "" for text in texts[k : k + columns]) for k in range(0, len(texts), columns)]
    return rows[0] if not value.shape else f"[{'; '.join(rows)}]"
