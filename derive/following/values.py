"""What a side is worth, and whether two values meet: the digits that were printed decide."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from flint import arb, fmpq

from derive.following.own_point import evaluated
from derive.following.printed import PIECES, piece, touches_zero
from derive.following.sides import ReadSide
from derive.judging.digits import (
    exact_numbers,
    laid,
    middle,
    radius,
    rounded_numbers,
    unit_beside,
    unit_of,
    units,
    within,
)
from derive.judging.finding import Finding
from derive.judging.judge import Judge
from derive.judging.numbers_in_formulas import SIGNS
from derive.judging.point import Point
from derive.judging.sameness import same
from derive.language.evaluate import decimals
from derive.language.expr import Call, Derivative, Expr, Number, Numeral, is_column, walk
from derive.language.numbers import Array, ball
from derive.language.operation import Role
from derive.reading.result import Literal

COARSEST = fmpq(1, 100)
FINEST = 50
"""Digits of a number that is calculated on with: all that were printed, also beyond those asked."""
COARSENESS = 10
"""Balls of ten times the last place decide something where a student works with two decimals or more throughout."""


@dataclass(frozen=True, slots=True)
class Value:
    """What a side is worth: at its word, as a ball, and the unit of the last place of each entry."""

    exact: Array
    wide: Array
    units: tuple[fmpq, ...]


def taken(value: Array, units: tuple[fmpq, ...] | None = None) -> Value:
    """A value as if it had been printed with all its digits."""
    return Value(value, value, units or (fmpq(0),) * len(value.entries))


def value_of(side: ReadSide, point: Point, digits: int) -> Value | None:
    """What a side is worth at a point; `None` where it has no value there."""
    assert side.expr is not None
    assert side.reading is not None
    literals, layout = side.reading.literals, side.reading.layout
    exact = evaluated(point, side.expr, layout, exact_numbers(literals))
    wide = exact
    if any(literal.is_rounded for literal in literals.values()):
        wide = evaluated(point, side.expr, layout, rounded_numbers(literals, FINEST))
    if exact is None or wide is None:
        return None
    return Value(exact, wide, tuple(units(side.expr, literals, len(exact.entries), digits)))


def meets(value: Array, mine: Value, digits: int, coarsely: bool = False) -> bool:
    """Whether a value (a ball) and one that was printed have a point in common, and the ball decides anything.

    With `coarsely` a point in common is enough: nothing says that they differ.
    """
    exact, wide = laid(mine.exact, value.shape), laid(mine.wide, value.shape)
    if exact is None or wide is None:
        return False
    least = unit_of(-(-digits // 2))
    for x, y, true, unit in zip(exact.entries, wide.entries, value.entries, mine.units, strict=True):
        spread = ball(radius(true))
        limit = ball(max(least, unit * COARSENESS) if unit <= COARSEST else least)
        is_coarse = spread > limit and spread > abs(ball(middle(true))) / 20
        if not spread.is_finite() or (is_coarse and not coarsely):
            return False
        if not within(x, middle(true), spread + max(ball(radius(y)), ball(unit_beside(x, true, digits) / 2))):
            return False
    return True


def allows(side: ReadSide, mine: Value, point: Point, digits: int) -> bool:
    """Whether the numbers shown in a side can be roundings of numbers that give a value, however wide that leaves it.

    A number shown as zero has no logarithm and nothing is divided by it, but what was rounded to zero has one.
    """
    assert side.expr is not None
    assert side.reading is not None
    numbers = rounded_numbers(side.reading.literals, FINEST)
    value = evaluated(point, side.expr, side.reading.layout, numbers)
    if value is not None and all(ball(entry).is_finite() for entry in value.entries):
        return meets(value, mine, digits, coarsely=True)
    for own in pieced(numbers):
        value = evaluated(point, side.expr, side.reading.layout, own)
        if value is not None and meets(value, mine, digits, coarsely=True):
            return True
    return False


def is_cut_off(truth: Array, side: ReadSide, point: Point, digits: int) -> bool:
    """Whether a calculation has the true value if digits of its numbers were cut off instead of rounded."""
    assert side.expr is not None
    assert side.reading is not None
    literals = side.reading.literals
    value = evaluated(point, side.expr, side.reading.layout, cut_off(literals))
    fitted = laid(value, truth.shape) if value is not None else None
    if fitted is None:
        return False
    units = max((literal.unit for literal in literals.values() if literal.is_rounded), default=fmpq(0))
    return meets(fitted, taken(truth, (units,) * len(truth.entries)), digits)


def cut_off(literals: Mapping[Numeral, Literal]) -> dict[Numeral, Array]:
    """The numbers of an answer with all that they may have been cut off from, or rounded from."""
    found = exact_numbers(literals)
    for ref, literal in literals.items():
        if literal.is_rounded:
            unit = literal.unit
            shift = unit / 4 if literal.value > 0 else -unit / 4 if literal.value < 0 else fmpq(0)
            found[ref] = Array((), (arb(literal.value + shift, arb(unit * fmpq(3, 4))),))
    return found


def pieced(numbers: Mapping[Numeral, Array]) -> Iterator[dict[Numeral, Array]]:
    """The numbers with those shown as zero narrowed to pieces without it: two of them apart, more of them alike."""
    zeros = [ref for ref, number in numbers.items() if touches_zero(number.entries[0])]
    kinds = range(PIECES)
    choices = product(kinds, repeat=len(zeros)) if len(zeros) <= 2 else ((k,) * len(zeros) for k in kinds)
    for choice in choices if zeros else ():
        own = {ref: Array((), (piece(numbers[ref].entries[0], k),)) for ref, k in zip(zeros, choice, strict=True)}
        yield {**numbers, **own}


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
        not isinstance(part, Call) or part.operation.role in SIGNS or is_fraction(part) for part in walk(expr)
    ) and not any(isinstance(part, Number) and part.shape for part in walk(expr))


def is_fraction(part: Call) -> bool:
    """Whether one number stands over another."""
    return part.operation.role is Role.QUOTIENT and not any(isinstance(arg, Call) for arg in part.args)


def written(value: Array, digits: int) -> str:
    """A value in decimals, its rows one after the other; nothing where they cannot be decided."""
    texts = decimals(value, digits)
    if any(text is None for text in texts):
        return ""
    columns = value.columns
    rows = [", ".join(text or "" for text in texts[k : k + columns]) for k in range(0, len(texts), columns)]
    return rows[0] if not value.shape else f"[{'; '.join(rows)}]"


def expected(judge: Judge, asked: Expr | None, finding: Finding) -> str:
    """The true value of what is asked, to the digits asked, where something else was found; else nothing."""
    if finding.verdict not in ("wrong", "slip") or judge.home is None or asked is None:
        return ""
    value = evaluated(judge.home, asked, judge.problem.settings.layout, {})
    return written(value, judge.digits) if value is not None else ""
