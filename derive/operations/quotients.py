"""Quotients and powers, entry by entry."""

from __future__ import annotations

from derive.balls import divide, power, table
from derive.expr import (
    ATOM,
    POWER,
    PRODUCT,
    Expr,
    Notation,
    Number,
    Operation,
    Rule,
    Shape,
    Style,
    describe,
    is_single,
)
from derive.mistake import Misreading, WrongRule
from derive.operations import make
from derive.operations.algebra import Args, collect, each, is_spread, shaped, spread
from derive.operations.products import is_factor
from derive.operations.table import row, same_shape, shape_error


def quotient_pullback_left(g: Expr, args: Args, result: Expr) -> Expr:
    """∂(a/b)/∂a = 1/b; a scalar 1/b stands before an array."""
    if g.shape and is_single(args[1].shape):
        return collect(make.times(make.divided(make.number(1), args[1]), g), args[0], result)
    return collect(make.divided(g, args[1]), args[0], result)


def quotient_pullback_right(g: Expr, args: Args, result: Expr) -> Expr:
    """∂(a/b)/∂b = −(a/b)/b."""
    factor = make.divided(result, args[1])
    if is_spread(args[1], result):
        return make.negative(shaped(make.dot(factor, g), args[1]))
    return make.negative(make.entrywise(factor, g))


QUOTIENT_LEFT = Rule(
    quotient_pullback_left,
    "quotient_left",
    lambda args, result: spread(make.divided(make.number(1), args[1]), args[0], result),
)
QUOTIENT_RIGHT = Rule(
    quotient_pullback_right,
    "quotient_right",
    lambda args, result: make.negative(spread(make.divided(result, args[1]), args[1], result)),
)

DIVIDE = row(
    Operation(
        "divide",
        same_shape,
        each(divide),
        lambda a, b, i, j: a(i, j) / b(i, j),
        Notation(Style("#1/#2", PRODUCT, (PRODUCT, POWER)), Style(r"\frac{#1}{#2}", POWER, (0, 0))),
        ((QUOTIENT_LEFT,), (QUOTIENT_RIGHT,)),
        mistakes=(
            Misreading("missing_mean_factor", lambda args, facts: args[0] if is_factor(args[1]) else None),
            WrongRule("missing_mean_factor", 0, lambda g, args, result: g if is_factor(args[1]) else None),
        ),
    )
)


def power_shape(args: Args) -> Shape:
    base, exponent = args
    if not is_single(exponent.shape):
        raise shape_error(f"an exponent must be a scalar, this one is {describe(exponent.shape)}")
    if base.shape and not is_single(base.shape) and base.shape[0] == base.shape[1]:
        raise shape_error("a power of a square matrix can be read in two ways; write A A or A .* A")
    return base.shape


def power_factor(args: Args, result: Expr) -> Expr:
    """p x^(p−1)."""
    base, exponent = args
    lowered = make.minus(exponent, make.number(1))
    if make.is_number(exponent, 2):
        lowered = make.number(1)
    elif isinstance(exponent, Number):
        lowered = make.number(exponent.entries[0] - 1)
    return make.times(exponent, make.powered(base, lowered))


def power_pullback_base(g: Expr, args: Args, result: Expr) -> Expr:
    """∂x^p/∂x = p x^(p−1), entry by entry."""
    return make.entrywise(power_factor(args, result), g)


def power_exponent_factor(args: Args, result: Expr) -> Expr:
    """∂x^p/∂p = x^p log x."""
    return make.entrywise(result, make.TABLE["log"](args[0]))


POWER_BASE = Rule(
    power_pullback_base, "power", lambda args, result: spread(power_factor(args, result), args[0], result)
)
POWER_EXPONENT = Rule(
    lambda g, args, result: make.dot(power_exponent_factor(args, result), g),
    "power_exponent",
    lambda args, result: spread(power_exponent_factor(args, result), args[1], result),
)

POWER_ROW = row(
    Operation(
        "power",
        power_shape,
        lambda a, p: table(a.shape, lambda i, j: power(a[i, j], p.entries[0])),
        lambda a, p, i, j: a(i, j) ** p(0, 0),
        Notation(Style("#1^#2", POWER, (ATOM, ATOM)), Style("#1^{#2}", POWER, (ATOM, 0))),
        ((POWER_BASE,), (POWER_EXPONENT,)),
    )
)
