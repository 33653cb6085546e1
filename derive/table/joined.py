"""Arrays joined: `concat(a, b)` side by side, `concat(a; b)` below each other."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from derive.language.expr import Expr, Number, Shape, describe, is_column
from derive.language.numbers import Array, table
from derive.language.operation import ATOM, Code, Notation, Operation, Rule, Style
from derive.language.usual_mistakes import Misreading
from derive.table import simplify
from derive.table.row import row, shape_error, sympy

Args = tuple[Expr, ...]


def sizes(arg: Any) -> Shape:
    """Rows and columns; a scalar has one of each."""
    return arg.shape or (1, 1)


def joined(axis: int) -> Callable[[Args], Shape]:
    """The shape rule for arrays below each other (axis 0) or side by side (axis 1)."""

    def shape(args: Args) -> Shape:
        left, right = map(sizes, args)
        if left[1 - axis] != right[1 - axis]:
            what = ("columns", "rows")[axis]
            message = f"the {what} of {describe(args[0].shape)} and {describe(args[1].shape)} differ in number"
            turned = ("side by side with ','", "below each other with ';'")[axis]
            raise shape_error(f"{message}; {turned} they fit" if left[axis] == right[axis] else message)
        whole = list(left)
        whole[axis] += right[axis]
        return tuple(whole)

    return shape


def value(axis: int) -> Callable[[Array, Array], Array]:
    def below(a: Array, b: Array) -> Array:
        return table((a.rows + b.rows, a.columns), lambda i, j: a[i, j] if i < a.rows else b[i - a.rows, j])

    def beside(a: Array, b: Array) -> Array:
        return table((a.rows, a.columns + b.columns), lambda i, j: a[i, j] if j < a.columns else b[i, j - a.columns])

    return (below, beside)[axis]


def definition(axis: int) -> Callable[..., Any]:
    """The entry of the one or of the other, whichever stands at that place."""

    def entry(a: Any, b: Any, i: Any, j: Any) -> Any:
        place, size = (i, j)[axis], sizes(a)[axis]
        moved = (i - size, j) if axis == 0 else (i, j - size)
        if isinstance(place, int):
            return a(i, j) if place < size else b(*moved)
        return sympy().Piecewise((a(i, j), place < size), (b(*moved), True))

    return entry


def span(args: Args, position: int, axis: int) -> tuple[int, int]:
    """The first and the last place of an argument in the whole, counted from 1 on."""
    before = sizes(args[0])[axis] if position else 0
    return before + 1, before + sizes(args[position])[axis]


def rule(position: int, axis: int) -> Rule:
    cut = ("rows_of", "columns_of")[axis]

    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        """The part of the gradient that stands where the argument does."""
        part = simplify.TABLE[cut](g, *map(simplify.number, span(args, position, axis)))
        return part if args[position].shape else simplify.entry_total(part)

    def jacobian(args: Args, result: Expr) -> Expr | None:
        """The identity where the argument stands, and zeros."""
        if not is_column(result.shape):
            return None
        first, last = span(args, position, axis)
        entries = tuple(fmpq(i == j) for i in range(1, result.shape[0] + 1) for j in range(first, last + 1))
        return Number(entries, (result.shape[0], last - first + 1))

    return Rule(pullback, "concat", jacobian)


def join(name: str, separator: str, axis: int, below: Operation | None = None) -> Operation:
    """The row for one direction."""

    def style(word: str) -> Style:
        return Style(f"{word}(#1{separator} #2)", ATOM, (0, 0))

    def swapped(args: Args) -> Expr:
        return simplify.TABLE[name](*reversed(args))

    return row(
        Operation(
            name,
            joined(axis),
            value(axis),
            definition(axis),
            Notation(style("concat"), style(r"\mathrm{concat}")),
            ((rule(0, axis),), (rule(1, axis),)),
            linear=True,
            below=below,
            associative=True,
            mistakes=(Misreading("swapped_parts", lambda args, facts: swapped(args)),),
            code=Code(f"np.{('vstack', 'hstack')[axis]}((#1, #2))"),
        )
    )


BELOW = join("concat_below", ";", 0)
BESIDE = join("concat", ",", 1, BELOW)
