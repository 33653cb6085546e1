"""The entries of an array in another shape: a column of all of them, or so many rows and columns."""

from __future__ import annotations

from typing import Any

from derive.language.expr import Expr, Shape, describe, size
from derive.language.numbers import Array
from derive.language.operation import ATOM, Argument, Code, Operation, Rule
from derive.table import simplify
from derive.table.arrays import count, whole
from derive.table.convolution import written
from derive.table.joined import sizes
from derive.table.row import function, row, shape_error, sympy
from derive.table.slices import shaped

Args = tuple[Expr, ...]


def in_order(shape: Shape, a: Any, i: Any, j: Any) -> Any:
    """The entry of `a` that has the same number, row by row, as entry (i, j) of an array of a shape."""
    rows, columns = sizes(a)
    place, delta = i * shape[1] + j, sympy().KroneckerDelta
    return sympy().Add(*(a(p, q) * delta(place, p * columns + q) for p in range(rows) for q in range(columns)))


def back(gradient: Expr, shape: Shape) -> Expr:
    """The gradient in the shape that was taken apart row by row."""
    return simplify.TABLE["reshape"](gradient, *map(simplify.number, shape or (1, 1)))


def given_shape(args: Args) -> Shape:
    shape = whole(args[1]), whole(args[2])
    if size(shape) != size(args[0].shape):
        found = f"{describe(args[0].shape)} has {size(args[0].shape)} entries, {describe(shape)} has {size(shape)}"
        raise shape_error(found)
    return shape


RESHAPE = row(
    Operation(
        "reshape",
        given_shape,
        lambda a, m, n: Array((count(m), count(n)), a.entries),
        lambda a, m, n, i, j: in_order((written(m), written(n)), a, i, j),
        function("reshape", r"\mathrm{reshape}", 3),
        ((Rule(lambda g, args, result: shaped(back(g, args[0].shape), args[0]), "reshaped"),), (), ()),
        linear=True,
        takes=(Argument.QUANTITY, Argument.SIZE, Argument.SIZE),
        code=Code("#1.reshape(#2, #3)", needs=(ATOM, 0, 0)),
    )
)
FLATTEN = row(
    Operation(
        "flatten",
        lambda args: (size(args[0].shape), 1),
        lambda a: Array((len(a.entries), 1), a.entries),
        lambda a, i, j: in_order((1, 1), a, i, j),
        function("flatten", r"\mathrm{flatten}"),
        ((Rule(lambda g, args, result: shaped(back(g, args[0].shape), args[0]), "reshaped"),),),
        linear=True,
        code=Code("#1.reshape(-1, 1)", needs=(ATOM,)),
    )
)
"""All entries below each other, row by row, as NumPy's and PyTorch's flatten.  LaTeX's vec is an arrow above a name."""
