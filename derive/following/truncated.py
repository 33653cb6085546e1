"""Digits cut off at every step: what many do with a pocket calculator."""

from __future__ import annotations

from derive.following.notebook import Notebook
from derive.following.own_point import evaluated
from derive.following.sides import ReadSide
from derive.following.values import value_of
from derive.judging.digits import exact_numbers, laid, middle
from derive.language.numbers import ball


def is_truncated(book: Notebook, before: ReadSide, side: ReadSide, digits: int) -> bool:
    """Whether a number is what stands before it, calculated with the numbers shown, with its last digits cut off."""
    if before.expr is None or before.reading is None or side.kind != "number":
        return False
    point = book.word()
    value = evaluated(point, before.expr, before.reading.layout, exact_numbers(before.reading.literals))
    mine = value_of(side, point, digits)
    shown = laid(mine.exact, value.shape) if mine is not None and value is not None else None
    if value is None or mine is None or shown is None:
        return False
    for x, y, unit in zip(shown.entries, value.entries, mine.units, strict=True):
        printed, true = ball(x), ball(middle(y))
        if not (unit and abs(printed) <= abs(true) < abs(printed) + ball(unit) and printed * true >= 0):
            return False
    return True
