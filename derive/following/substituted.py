"""Numbers that a student put in for what he had printed earlier, taken for what they stand for."""

from __future__ import annotations

from collections.abc import Iterator

from derive.following.notebook import Notebook
from derive.following.own_point import evaluated
from derive.following.printed import FALSE_STATUSES
from derive.following.sides import ReadSide
from derive.judging.digits import exact_numbers
from derive.language.expr import Expr, Grid, Ref, is_single, rewrite
from derive.language.numbers import Array
from derive.table import TABLE


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
        if isinstance(part, Ref) and part in numbers and side.reading is not None:
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
            return TABLE["transpose"](expr)
    return None
