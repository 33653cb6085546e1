"""What a side has to do with false values that a student printed before: put in, made a mistake with, cut off."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial

from derive.following.notebook import Notebook
from derive.following.own_point import OwnPoint, OwnVaried, evaluated
from derive.following.printed import FALSE_STATUSES
from derive.following.sides import ReadSide
from derive.following.values import meets, value_of
from derive.judging.digits import exact_numbers, laid, middle
from derive.judging.judge import Judge
from derive.judging.point import tried
from derive.language.expr import Expr, Grid, Numeral, is_single, rewrite
from derive.language.numbers import Array, ball
from derive.table.products import TRANSPOSE


def own_names(judge: Judge, book: Notebook, asked: Expr, side: ReadSide) -> list[str]:
    """The mistakes that lead from the student's own values to what was printed."""
    found = []
    base = OwnPoint(judge.rules, book.given, book.errors())
    printed = value_of(side, base, judge.digits) if side.kind == "number" else None
    for variant in judge.suspect(asked).library.single:
        point = tried(partial(OwnVaried, base, variant.slips))
        value = tried(partial(point.asked, asked, judge.problem.settings.layout)) if point is not None else None
        if point is None or value is None:
            continue
        mine = printed if side.kind == "number" else value_of(side, point, judge.digits)
        if mine is not None and meets(value, mine, judge.digits):
            found += ["+".join(variant.names)]
    return list(dict.fromkeys(found))


def unsubstituted(side: ReadSide, book: Notebook) -> ReadSide | None:
    """A side with names in place of false values that were printed earlier; `None` where it has none of them."""
    if side.expr is None or side.reading is None:
        return None
    wrong = list(false_values(book))
    point = book.untouched()
    numbers = exact_numbers(side.reading.literals)

    def change(part: Expr) -> Expr | None:
        if isinstance(part, Grid):
            return meant(evaluated(point, part, "gradient", numbers), wrong)
        if isinstance(part, Numeral) and side.reading is not None:
            is_decimal = side.reading.literals[part].is_decimal
            return meant(numbers[part], wrong) if is_decimal else None
        return None

    expr = rewrite(side.expr, change)
    return None if expr == side.expr else side.saying(expr)


def false_values(book: Notebook) -> Iterator[tuple[Expr, Array]]:
    for name, value in (*book.printed.items(), *book.parts.items()):
        if value.status in (*FALSE_STATUSES, "carried"):
            yield name, value.exact


def meant(value: Array | None, wrong: list[tuple[Expr, Array]]) -> Expr | None:
    """What has this value, perhaps laid down."""
    for expr, other in wrong:
        if value is None or value.entries != other.entries:
            continue
        if value.shape == other.shape or (is_single(value.shape) and is_single(other.shape)):
            return expr
        if value.shape == other.shape[::-1] and 1 in value.shape:
            return TRANSPOSE(expr)
    return None


def is_truncated(book: Notebook, before: ReadSide | None, side: ReadSide, digits: int) -> bool:
    """Whether a number is what stands before it, calculated with the numbers shown, with its last digits cut off."""
    if before is None or before.expr is None or before.reading is None or side.kind != "number":
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
