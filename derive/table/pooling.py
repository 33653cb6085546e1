"""Pooling: windows of an array, moved by a stride, of which each gives one number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flint import fmpq

from derive.language.expr import Expr, Shape, describe
from derive.language.numbers import Array, Scalar, divide, table, total
from derive.language.operation import Argument, Operation, Option, Rule
from derive.table import simplify
from derive.table.arrays import count
from derive.table.convolution import from_zero, shaped, sizes, written
from derive.table.row import function, over, row, shape_error, sympy
from derive.table.slices import natural

Args = tuple[Expr, ...]


def moved(numbers: Sequence[int]) -> tuple[int, int]:
    """The size of a window and its stride, which is the size where it is 0."""
    size, stride = numbers
    return size, stride or size


def pooled_shape(args: Args) -> Shape:
    """One entry for each window that lies within the array."""
    size, stride = moved([natural(arg) for arg in args[1:]])
    shape = sizes(args[0].shape)
    if size < 1 or min(shape) < size:
        raise shape_error(f"a window of {size}×{size} does not fit into {describe(shape)}")
    return tuple((length - size) // stride + 1 for length in shape)


def windows(x: Array, *steps: Array) -> list[list[list[Scalar]]]:
    """The entries of each window, by the place of the window."""
    size, stride = moved([count(steps[0]), from_zero(steps[1])])
    rows, columns = ((length - size) // stride + 1 for length in sizes(x.shape))
    return [
        [[x[i * stride + a, j * stride + b] for a in range(size) for b in range(size)] for j in range(columns)]
        for i in range(rows)
    ]


def of_each(function_of: Callable[[Sequence[Scalar]], Scalar]) -> Callable[..., Array]:
    """The array with a number for each window."""

    def value(x: Array, *steps: Array) -> Array:
        found = windows(x, *steps)
        return table((len(found), len(found[0])), lambda i, j: function_of(found[i][j]))

    return value


def mean(entries: Sequence[Scalar]) -> Scalar:
    return divide(total(entries), fmpq(len(entries)))


def average_definition(x: Any, *rest: Any) -> Any:
    *steps, i, j = rest
    size, stride = moved([written(step) for step in steps])
    inner = over(size, lambda a: over(size, lambda b: x(i * stride + a, j * stride + b), i), i)
    return inner / sympy().Integer(size * size)


def average_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """Every entry of a window gets the same share of its gradient."""
    size, stride = moved([natural(arg) for arg in args[1:]])
    share = simplify.times(simplify.number(fmpq(1, size * size)), simplify.ones(size, size))
    extra = [
        length - (places - 1) * stride - size for length, places in zip(sizes(args[0].shape), result.shape, strict=True)
    ]
    steps = map(simplify.number, (stride, 0, 1, 0, *extra))
    return shaped(simplify.TABLE["conv2d_transpose"](g, share, *steps), args[0])


AVERAGE = row(
    Operation(
        "avgpool",
        pooled_shape,
        of_each(mean),
        average_definition,
        function("avgpool", r"\mathrm{avgpool}", 2),
        ((Rule(average_pullback, "average_pooling"),), (), ()),
        linear=True,
        takes=(Argument.QUANTITY, Argument.PLACE, Argument.BOUND),
        options=(Option("size", spellings=("kernel_size", "pool_size")), Option("stride", "0", ("strides",))),
        spellings=("avg_pool2d", "avgpool2d"),
    )
)
