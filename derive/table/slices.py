"""Rows and columns taken out of an array, both ends included and counted from 1 on."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from derive.language.expr import Expr, Number, Shape, order
from derive.language.numbers import Array, table
from derive.language.operation import Argument, Operation, Rule
from derive.table import simplify
from derive.table.arrays import count, whole
from derive.table.row import function, row, shape_error, sympy

Args = tuple[Expr, ...]


def taken(axis: int) -> Callable[[Args], Shape]:
    """The shape rule of rows (axis 0) or columns (axis 1) out of an array."""

    def shape(args: Args) -> Shape:
        sizes = list(args[0].shape or (1, 1))
        first, last = whole(args[1]), whole(args[2])
        if not first <= last <= sizes[axis]:
            raise shape_error(f"places {first} to {last} do not exist among {sizes[axis]}")
        sizes[axis] = last - first + 1
        return tuple(sizes)

    return shape


def selection(args: Args, axis: int) -> Expr:
    """S with ones at the places that are taken: the rows of A are S A."""
    first, last, size = whole(args[1]), whole(args[2]), (args[0].shape or (1, 1))[axis]
    places = range(first - 1, last)
    return Number(tuple(fmpq(k == place) for place in places for k in range(size)), (len(places), size))


def rows_value(a: Array, first: Array, last: Array) -> Array:
    start = count(first) - 1
    return table((count(last) - start, a.columns), lambda i, j: a[start + i, j])


def columns_value(a: Array, first: Array, last: Array) -> Array:
    start = count(first) - 1
    return table((a.rows, count(last) - start), lambda i, j: a[i, start + j])


def within(place: Any, entry: Any) -> Any:
    """The entry; at a symbolic place by cases, since a Kronecker delta would lead out of the part that was taken."""
    if isinstance(place, int):
        return entry
    return sympy().Piecewise((entry, place >= 0), (0, True))


def rows_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """Sᵀ g: each row back in its place, zeros elsewhere."""
    return shaped(simplify.times(simplify.transposed(selection(args, 0)), g), args[0])


def rows_jacobian(args: Args, result: Expr) -> Expr | None:
    return selection(args, 0) if order(args[0].shape) < 2 else None


def columns_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """g S: each column back in its place, zeros elsewhere."""
    return shaped(simplify.times(g, selection(args, 1)), args[0])


def shaped(gradient: Expr, arg: Expr) -> Expr:
    return gradient if arg.shape else simplify.entry_total(gradient)


PLACES = (Argument.QUANTITY, Argument.PLACE, Argument.PLACE)

ROWS = row(
    Operation(
        "rows_of",
        taken(0),
        rows_value,
        lambda a, first, last, i, j: within(i, a(i + int(first(0, 0)) - 1, j)),
        function("rows_of", r"\mathrm{rows}", 3),
        ((Rule(rows_pullback, "slice", rows_jacobian),), (), ()),
        linear=True,
        takes=PLACES,
        spellings=("rows",),
    )
)

COLUMNS = row(
    Operation(
        "columns_of",
        taken(1),
        columns_value,
        lambda a, first, last, i, j: within(j, a(i, j + int(first(0, 0)) - 1)),
        function("columns_of", r"\mathrm{columns}", 3),
        ((Rule(columns_pullback, "slice"),), (), ()),
        linear=True,
        takes=PLACES,
        spellings=("columns",),
    )
)
