"""Formulas that are right but for the step or the order of factors, or for where a sum begins or ends."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from itertools import combinations, islice, product
from typing import Any

from derive.following.own_point import evaluated
from derive.following.sides import ReadSide
from derive.following.values import value_of
from derive.judging.digits import laid
from derive.judging.point import Point
from derive.judging.sameness import same
from derive.language.errors import DeriveError
from derive.language.expr import Call, Derivative, Expr, Index, Ref, Sum, rewrite, walk
from derive.language.operation import Role
from derive.table.products import MULTIPLY

TIME, RANGE, ORDER = "time_off_by_one", "sum_stops_early", "factors_swapped"
SHIFTS = (1, -1, 2, -2)
MOST_TRIED = 60
MOST_FACTORS = 6
Pair = tuple[Any, Any]


def misplaced(asked: Expr, side: ReadSide, points: Sequence[Point], layout: str, digits: int) -> str:
    """The mistake in a formula that is true with its indices or factors moved; nothing where there is none."""
    truths = [evaluated(point, asked, layout, {}) for point in points]
    if side.expr is None or not points or any(truth is None for truth in truths):
        return ""

    def is_true(expr: Expr) -> bool:
        for point, truth in zip(points, truths, strict=True):
            mine = value_of(side.saying(expr), point, digits)
            fitted = laid(mine.exact, truth.shape) if mine is not None and truth is not None else None
            if fitted is None or truth is None or not same(fitted, truth):
                return False
        return True

    for name, tried in ((RANGE, longer(side.expr)), (ORDER, exchanged(side.expr)), (TIME, moved(side.expr))):
        if any(is_true(expr) for expr in islice(tried, MOST_TRIED)):
            return name
    return ""


def longer(expr: Expr) -> Iterator[Expr]:
    """The formula with a term more at an end of one of its sums."""
    for wanted in dict.fromkeys(part for part in walk(expr) if isinstance(part, Sum)):
        for low, high in ((0, 1), (-1, 0)):
            longer_one = replace(wanted, low=shifted(wanted.low, low), high=shifted(wanted.high, high))
            yield rewrite(expr, replacing({wanted: longer_one}))


def exchanged(expr: Expr) -> Iterator[Expr]:
    """The formula with two neighbours of a product of arrays the other way round."""
    for part in dict.fromkeys(filter(is_product, walk(expr))):
        assert isinstance(part, Call)
        left, right = part.args
        ways: list[Pair] = [(right, left)]
        if isinstance(right, Call) and is_product(right):
            ways.append((right.args[0], (left, right.args[1])))
        if isinstance(left, Call) and is_product(left):
            ways.append(((left.args[0], right), left.args[1]))
        for way in ways:
            try:
                yield rewrite(expr, replacing({part: product_of(way)}))
            except DeriveError:
                continue


def is_product(part: Expr) -> bool:
    """Whether two arrays are multiplied."""
    return isinstance(part, Call) and part.operation.role is Role.PRODUCT and all(arg.shape for arg in part.args)


def product_of(factors: Pair) -> Expr:
    left, right = (product_of(each) if isinstance(each, tuple) else each for each in factors)
    return MULTIPLY(left, right)


def moved(expr: Expr) -> Iterator[Expr]:
    """The formula with one of its factors, or two, at other steps."""
    factors = list(dict.fromkeys(part for part in walk(expr) if is_indexed(part)))[:MOST_FACTORS]
    for factor, shift in product(factors, SHIFTS):
        yield rewrite(expr, replacing({factor: at_step(factor, shift)}))
    for (one, other), (first, second) in product(combinations(factors, 2), ((1, -1), (-1, 1))):
        yield rewrite(expr, replacing({one: at_step(one, first), other: at_step(other, second)}))


def is_indexed(part: Expr) -> bool:
    return bool(part.by.index) if isinstance(part, Derivative) else isinstance(part, Ref) and bool(part.index)


def at_step(factor: Expr, shift: int) -> Expr:
    """A quantity at another step; a derivative by what is at another step."""
    match factor:
        case Ref(name, index, shape):
            return Ref(name, tuple(shifted(i, shift) for i in index), shape)
        case Derivative(_, by):
            return replace(factor, by=Ref(by.name, tuple(shifted(i, shift) for i in by.index), by.shape))
    return factor


def shifted(index: Index, shift: int) -> Index:
    return Index(index.name, index.offset + shift)


def replacing(changes: dict[Expr, Expr]) -> Callable[[Expr], Expr | None]:
    return changes.get
