"""Two sides of which neither is a quantity: whether they are equal."""

from __future__ import annotations

from dataclasses import replace

from flint import fmpq

from derive.following.notebook import Notebook
from derive.following.sides import ReadSide
from derive.following.values import Value, allows, is_plain_number, meets, value_of
from derive.judging.digits import laid, radius, unit_beside, unit_of, within
from derive.judging.finding import Finding, wrong
from derive.judging.judge import Judge
from derive.language.numbers import Array, ball


def equality(judge: Judge, book: Notebook, head: ReadSide, side: ReadSide) -> Finding:
    """Whether both are equal at the problem's values or at the student's own.

    Numbers are taken at their word first, and the digits of the result decide.  Only numbers as fine as those may
    have been carried on unrounded; coarser ones may be roundings too, but nothing tells so.
    """
    if judge.home is None:
        return Finding("unread", details={"expected": "formula"})
    unit = unit_shown(side, judge.digits)
    left = finely(head, unit)
    right = side if is_result(side) else finely(side, unit)
    points = ((judge.home, "right"), (book.own(), "carried"))
    for point, verdict in points:
        first, second = value_of(left, point, judge.digits), value_of(right, point, judge.digits)
        if first is None or second is None:
            continue
        if shows(second, first.exact, judge.digits) or meets(first.wide, second, judge.digits):
            return Finding(verdict)
        if shows(second, first.exact, judge.digits, halves=3):
            return Finding("rounded")
    for point, verdict in points:
        found = value_of(side, point, judge.digits)
        if found is not None and allows(head, found, point, judge.digits):
            return Finding("rounded", "coarse_numbers") if verdict == "right" else Finding(verdict)
    return wrong("false_equality", first=head.source.text)


def is_result(side: ReadSide) -> bool:
    return side.expr is not None and is_plain_number(side.expr)


def unit_shown(side: ReadSide, digits: int) -> fmpq:
    """The unit of the last place of a result, at least of the last place asked."""
    literals = side.reading.literals.values() if side.reading and is_result(side) else ()
    return max(unit_of(digits), min((each.unit for each in literals if each.is_decimal), default=fmpq(0)))


def finely(side: ReadSide, unit: fmpq) -> ReadSide:
    """A side in which numbers with a coarser last place are exact."""
    assert side.reading is not None
    literals = {
        ref: replace(each, is_given=each.is_given or each.unit > unit) for ref, each in side.reading.literals.items()
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
