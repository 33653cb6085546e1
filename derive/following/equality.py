"""Two sides of which neither is a quantity: whether they are equal."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from flint import arb, fmpq

from derive.following.notebook import Notebook
from derive.following.rounded_steps import is_of_numbers, stepwise
from derive.following.sides import ReadSide
from derive.following.values import COARSEST, Value, allows, is_plain_number, meets, value_of
from derive.judging.digits import digits_shown, is_truncated, laid, radius, unit_beside, unit_of, within
from derive.judging.finding import Finding, wrong
from derive.judging.judge import Judge
from derive.judging.point import Point, tried
from derive.language.expr import Derivative, Number, is_single, walk
from derive.language.numbers import Array, Scalar, ball
from derive.reading.result import Literal

TELLING_DIGITS = 3
"""Digits from which on a number of one decimal may be what another was rounded to."""


def equality(judge: Judge, book: Notebook, head: ReadSide, side: ReadSide) -> Finding:
    """Whether both are equal at the problem's values or at the student's own.

    Numbers are taken at their word first, and the digits of the result decide.  Numbers as fine as those may have been
    carried on unrounded; coarser ones are roundings only of what the exercise or the student has.
    """
    if judge.home is None:
        return Finding("unread", details={"expected": "formula"})
    unit = unit_shown(side, judge.digits)
    own = frozenset(book.rounded_numbers())
    left = rounded_where(head, lambda each: each.unit <= unit and (is_telling(each) or abs(each.value) in own))
    right = side if is_result(side) else rounded_where(side, lambda each: each.unit <= unit)
    points = ((judge.home, "right"), (book.own(), "carried"))
    for point, verdict in points:
        first, second = value_of(left, point, judge.digits), value_of(right, point, judge.digits)
        if first is None or second is None:
            continue
        if shows(second, first.exact, judge.digits) or meets(first.wide, second, judge.digits):
            return Finding(verdict)
        if is_rounded_on_the_way(left, point, second, first.exact, judge.digits):
            return Finding("rounded")
    shown = rounded_where(head, partial(is_shown_of, calculated(judge, judge.home), own))
    for point, verdict in points:
        found = value_of(side, point, judge.digits)
        if found is not None and allows(shown, found, point, judge.digits):
            return Finding("rounded", "coarse_numbers") if verdict == "right" else Finding(verdict)
    return wrong("false_equality", first=head.source.text)


def is_result(side: ReadSide) -> bool:
    return side.expr is not None and is_plain_number(side.expr)


def unit_shown(side: ReadSide, digits: int) -> fmpq:
    """The unit of the last place of a result, at least of the last place asked."""
    literals = side.reading.literals.values() if side.reading and is_result(side) else ()
    return max(unit_of(digits), min((each.unit for each in literals if each.is_decimal), default=fmpq(0)))


def is_telling(literal: Literal) -> bool:
    """Whether a number was written with so many digits that it may be what others were rounded to."""
    return literal.unit <= COARSEST or digits_shown(literal.value, literal.unit) >= TELLING_DIGITS


def is_shown_of(known: Collection[Scalar], own: Collection[fmpq], literal: Literal) -> bool:
    """Whether a number is what something is rounded to that is known, or that the student has printed so."""
    numbers = (*own, *known) if is_telling(literal) else own
    return any(within(abs(literal.value), each, literal.unit / 2) for each in numbers)


def calculated(judge: Judge, home: Point) -> list[arb]:
    """The numbers that are calculated in the exercise, without their signs: values, and gradients of what is asked."""
    problem = judge.problem
    parts = [part for equation in problem.equations for part in (equation.target, *walk(equation.rhs))]
    values = [tried(partial(home.value, part)) for part in dict.fromkeys(parts) if not isinstance(part, Number)]
    asked = (name for question in problem.questions for name in question.targets if isinstance(name, Derivative))
    for whole in {name.of for name in asked if is_single(name.of.shape)}:
        values += [home.gradient(whole, ref) for ref in problem.network.ancestors(whole)]
    return [abs(ball(entry)) for value in values if value is not None for entry in value.entries]


def rounded_where(side: ReadSide, may_be: Callable[[Literal], bool]) -> ReadSide:
    """A side in which all other numbers are exact."""
    assert side.reading is not None
    literals = {
        ref: replace(each, is_given=each.is_given or not may_be(each)) for ref, each in side.reading.literals.items()
    }
    return replace(side, reading=replace(side.reading, literals=literals))


def shows(mine: Value, value: Array, digits: int, halves: int = 1) -> bool:
    """Whether a result is a value to some halves of the unit of its last place."""
    exact, wide = laid(mine.exact, value.shape), laid(mine.wide, value.shape)
    if exact is None or wide is None:
        return False
    parts = zip(exact.entries, wide.entries, value.entries, strict=True)
    return all(
        within(x, true, max(ball(radius(y)), ball(unit_beside(x, true, digits) / 2)) * halves) for x, y, true in parts
    )


def is_rounded_on_the_way(side: ReadSide, point: Point, mine: Value, value: Array, digits: int) -> bool:
    """Whether a result is a value but for a unit of its last place, where something can have been rounded before it.

    A result of fewer digits than asked must come from rounding every step to as many, or be cut off.
    """
    if not shows(mine, value, digits, halves=3):
        return False
    unit = max(mine.units)
    if unit <= unit_of(digits) or side.expr is None or not is_of_numbers(side.expr):
        return True
    exact = laid(mine.exact, value.shape)
    assert exact is not None
    if all(map(partial(is_truncated, unit=unit), exact.entries, value.entries)):
        return True
    loosened = stepwise(side, point, unit)
    return loosened is not None and shows(mine, loosened, digits)
