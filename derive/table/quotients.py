"""Quotients and powers, entry by entry."""

from __future__ import annotations

from derive.language.expr import Expr, Number, Shape, describe, is_single
from derive.language.numbers import divide, power, table
from derive.language.operation import ATOM, POWER, PRODUCT, Acts, Argument, Code, Notation, Operation, Role, Rule, Style
from derive.language.usual_mistakes import Misreading, WrongRule
from derive.table import simplify
from derive.table.algebra import Args, collect, each, is_spread, repeated, shaped, spread
from derive.table.products import is_factor
from derive.table.row import row, shape_error, spread_shape


def quotient_pullback_left(g: Expr, args: Args, result: Expr) -> Expr:
    """∂(a/b)/∂a = 1/b; a scalar 1/b stands before an array."""
    if g.shape and is_single(args[1].shape):
        return collect(simplify.times(simplify.divided(simplify.number(1), args[1]), g), args[0], result)
    return collect(simplify.divided(g, args[1]), args[0], result)


def quotient_pullback_right(g: Expr, args: Args, result: Expr) -> Expr:
    """∂(a/b)/∂b = −(a/b)/b."""
    factor = simplify.divided(result, args[1])
    if is_spread(args[1], result) and is_single(args[1].shape):
        return simplify.negative(shaped(simplify.dot(factor, g), args[1]))
    return simplify.negative(collect(simplify.entrywise(factor, g), args[1], result))


QUOTIENT_LEFT = Rule(
    quotient_pullback_left,
    "quotient_left",
    lambda args, result: spread(simplify.divided(simplify.number(1), args[1]), args[0], result),
)
QUOTIENT_RIGHT = Rule(
    quotient_pullback_right,
    "quotient_right",
    lambda args, result: simplify.negative(spread(simplify.divided(result, args[1]), args[1], result)),
)

DIVIDE = row(
    Operation(
        "divide",
        spread_shape,
        each(divide),
        lambda a, b, i, j: repeated(a, b)(i, j) / repeated(b, a)(i, j),
        Notation(Style("#1/#2", PRODUCT, (PRODUCT, POWER)), Style(r"\frac{#1}{#2}", POWER, (0, 0))),
        ((QUOTIENT_LEFT,), (QUOTIENT_RIGHT,)),
        mistakes=(
            Misreading("missing_mean_factor", lambda args, facts: args[0] if is_factor(args[1]) else None),
            WrongRule("missing_mean_factor", 0, lambda g, args, result: g if is_factor(args[1]) else None),
        ),
        role=Role.QUOTIENT,
        acts=Acts.ENTRIES,
        code=Code("#1 / #2", level=PRODUCT, needs=(PRODUCT, POWER)),
    )
)


def power_shape(args: Args) -> Shape:
    base, exponent = args
    if not is_single(exponent.shape):
        raise shape_error(f"an exponent must be a scalar, this one is {describe(exponent.shape)}")
    if base.shape and not is_single(base.shape) and base.shape[0] == base.shape[1]:
        raise shape_error("a power of a square matrix can be read in two ways; write A A, A .* A or inv(A)")
    return base.shape


def power_factor(args: Args, result: Expr) -> Expr:
    """p x^(p−1)."""
    base, exponent = args
    lowered = simplify.minus(exponent, simplify.number(1))
    if simplify.is_number(exponent, 2):
        lowered = simplify.number(1)
    elif isinstance(exponent, Number):
        lowered = simplify.number(exponent.entries[0] - 1)
    return simplify.times(exponent, simplify.powered(base, lowered))


def power_pullback_base(g: Expr, args: Args, result: Expr) -> Expr:
    """∂x^p/∂x = p x^(p−1), entry by entry."""
    return simplify.entrywise(power_factor(args, result), g)


def power_exponent_factor(args: Args, result: Expr) -> Expr:
    """∂x^p/∂p = x^p log x."""
    return simplify.entrywise(result, simplify.TABLE["log"](args[0]))


POWER_BASE = Rule(
    power_pullback_base, "power", lambda args, result: spread(power_factor(args, result), args[0], result)
)
POWER_EXPONENT = Rule(
    lambda g, args, result: simplify.dot(power_exponent_factor(args, result), g),
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
        role=Role.POWER,
        acts=Acts.ENTRIES,
        takes=(Argument.QUANTITY, Argument.SCALAR),
        code=Code("#1**#2", level=POWER, needs=(ATOM, POWER)),
    )
)
