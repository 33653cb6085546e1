"""Rectifiers whose slope on the left is given with them."""

from __future__ import annotations

from typing import Any

from derive.language import numbers
from derive.language.expr import Expr, Shape
from derive.language.numbers import Array, Scalar
from derive.language.operation import Acts, Argument, Operation, Option, Rule
from derive.language.usual_mistakes import Misreading, WrongRule
from derive.table import simplify
from derive.table.elementwise import LINEAR, NO_DERIVATIVE, one_minus
from derive.table.row import constant, function, row, shape_error, sympy

Args = tuple[Expr, ...]


def shape_with_number(args: Args) -> Shape:
    """The shape of the first argument, if the second is a plain number."""
    if constant(args[1]) is None:
        raise shape_error("the slope of leaky_relu must be a number, such as 0.01")
    return args[0].shape


def leaky_value(x: Array, a: Array) -> Array:
    slope = a.entries[0]

    def leak(entry: Scalar) -> Scalar:
        return entry if numbers.sign(entry) > 0 else numbers.times(slope, entry)

    return Array(x.shape, tuple(map(leak, x.entries)))


def leaky_definition(x: Any, a: Any, i: Any, j: Any) -> Any:
    """a x + (1 − a) max(x, 0), which has one jump in its derivative."""
    return a(0, 0) * x(i, j) + (1 - a(0, 0)) * sympy().Max(x(i, j), 0)


def leaky_slope(x: Expr, a: Expr) -> Expr:
    """a + (1 − a) step(x): 1 on the right, a on the left."""
    gain = simplify.times(one_minus(a), simplify.TABLE["step"](x))
    return simplify.plus(a, gain)


def leaky_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    return simplify.entrywise(leaky_slope(*args), g)


LEAKY_RELU = row(
    Operation(
        "leaky_relu",
        shape_with_number,
        leaky_value,
        leaky_definition,
        function("leaky_relu", r"\mathrm{LeakyReLU}", 2),
        ((Rule(leaky_pullback, "leaky_relu", lambda args, result: simplify.diag(leaky_slope(*args))),), ()),
        kink=True,
        acts=Acts.ENTRIES,
        takes=(Argument.QUANTITY, Argument.LITERAL),
        options=(Option("slope", spellings=("alpha", "negative_slope")),),
        mistakes=(
            NO_DERIVATIVE,
            WrongRule("activation_derivative_of_other_function", 0, lambda g, args, result: relu_pullback(g, args)),
            Misreading("other_function", lambda args, facts: simplify.TABLE["relu"](args[0])),
            LINEAR,
        ),
    )
)


def relu_pullback(g: Expr, args: Args) -> Expr:
    return simplify.entrywise(simplify.TABLE["step"](args[0]), g)
