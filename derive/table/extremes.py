"""The larger and the smaller of two, and what is cut off at bounds."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from derive.language import numbers
from derive.language.expr import Expr, Shape, is_single
from derive.language.numbers import Array, Scalar
from derive.language.operation import SUM, Acts, Argument, Code, Operation, Option, Rule
from derive.table import simplify
from derive.table.algebra import collect, each, is_spread, repeated, shaped
from derive.table.elementwise import LINEAR, NO_DERIVATIVE, STEP, elementwise, instead, one_minus
from derive.table.largest import LARGEST, SMALLEST
from derive.table.row import constant, function, row, shape_error, spread_shape, sympy

Args = tuple[Expr, ...]


def larger(a: Scalar, b: Scalar) -> Scalar:
    return a if numbers.sign(a - b) > 0 else b


def smaller(a: Scalar, b: Scalar) -> Scalar:
    return a if numbers.sign(a - b) < 0 else b


def passed_on(position: int, is_larger: bool) -> Callable[[Args], Expr]:
    """1 where the argument in a position is the one that counts, 0 elsewhere.

    At a tie it is the second one, but nothing beside a plain number: max(0, x) has the derivative of ReLU.
    """

    def factor(args: Args) -> Expr:
        mine, other = args[position], args[1 - position]
        ahead, behind = simplify.minus(mine, other), simplify.minus(other, mine)
        if not is_larger:
            ahead, behind = behind, ahead
        if position == 0 or constant(args[0]) is not None:
            return STEP(ahead)
        return one_minus(STEP(behind))

    return factor


def chosen(position: int, is_larger: bool, reason: str) -> Rule:
    factor = passed_on(position, is_larger)

    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        arg = args[position]
        if is_spread(arg, result) and is_single(arg.shape):
            return shaped(simplify.dot(factor(args), g), arg)
        return collect(simplify.entrywise(factor(args), g), arg, result)

    return Rule(pullback, reason)


def definition(sign: int) -> Callable[..., Any]:
    """The larger (1) or smaller (−1) of two entries by max(·, 0), so that a tie is the same as in the rules."""

    def entry(a: Any, b: Any, i: Any, j: Any) -> Any:
        first, second = repeated(a, b)(i, j), repeated(b, a)(i, j)
        start, other = (first, second) if first.is_number else (second, first)
        return start + sign * sympy().Max(sign * (other - start), 0)

    return entry


def pair(name: str, is_larger: bool, alone: Operation) -> Operation:
    return row(
        Operation(
            f"{name}imum",
            spread_shape,
            each(larger if is_larger else smaller),
            definition(1 if is_larger else -1),
            function(name, rf"\{name}", 2),
            ((chosen(0, is_larger, "larger"),), (chosen(1, is_larger, "larger"),)),
            kink=True,
            margin=each(lambda x, y: x - y),
            acts=Acts.ENTRIES,
            associative=True,
            alone=alone,
            along=alone.along,
            spellings=(f"{name}imum",),
            code=Code(f"np.{name}imum(#1, #2)", f"torch.{name}imum(torch.as_tensor(#1), torch.as_tensor(#2))"),
        )
    )


MAXIMUM, MINIMUM = pair("max", True, LARGEST), pair("min", False, SMALLEST)


def bounds_shape(args: Args) -> Shape:
    """The shape of the first argument, if the others are numbers, the smaller one first."""
    low, high = constant(args[1]), constant(args[2])
    if low is None or high is None:
        raise shape_error("the bounds of clip must be numbers or quantities with one entry")
    if not low < high:
        raise shape_error("the lower bound of clip must be smaller than the upper one")
    return args[0].shape


def clip_general(args: Args) -> Expr | None:
    """min(max(x, lo), hi), where a bound is a quantity with one entry."""
    x, low, high = args
    if not all(is_single(bound.shape) for bound in (low, high)) or None not in map(constant, (low, high)):
        return None
    return MINIMUM(MAXIMUM(x, low), high)


def clipped(x: Array, low: Array, high: Array) -> Array:
    bottom, top = low.entries[0], high.entries[0]
    return Array(x.shape, tuple(smaller(larger(entry, bottom), top) for entry in x.entries))


def clip_definition(x: Any, low: Any, high: Any, i: Any, j: Any) -> Any:
    """lo + max(x − lo, 0) − max(x − hi, 0)."""
    bottom, top = low(0, 0), high(0, 0)
    return bottom + sympy().Max(x(i, j) - bottom, 0) - sympy().Max(x(i, j) - top, 0)


def between(x: Expr, low: Expr, high: Expr) -> Expr:
    """step(x − lo) − step(x − hi): 1 between the bounds, 0 beyond."""
    return simplify.minus(STEP(simplify.minus(x, low)), STEP(simplify.minus(x, high)))


def ends(x: Array, *bounds: Scalar) -> Array:
    """What is 0 where an entry stands at a bound."""
    return Array(x.shape, tuple((entry - bounds[0]) * (entry - bounds[1]) for entry in x.entries))


CLIP = row(
    Operation(
        "clip",
        bounds_shape,
        clipped,
        clip_definition,
        function("clip", r"\mathrm{clip}", 3),
        (
            (
                Rule(
                    lambda g, args, result: simplify.entrywise(between(*args), g),
                    "clip",
                    lambda args, result: simplify.diag(between(*args)),
                ),
            ),
            (),
            (),
        ),
        kink=True,
        margin=lambda x, low, high: ends(x, low.entries[0], high.entries[0]),
        acts=Acts.ENTRIES,
        takes=(Argument.QUANTITY, Argument.LITERAL, Argument.LITERAL),
        options=(Option("low", spellings=("min", "a_min")), Option("high", spellings=("max", "a_max"))),
        general=clip_general,
        mistakes=(NO_DERIVATIVE, LINEAR),
        spellings=("clamp",),
        redefinable=True,
        code=Code("np.clip(#1, #2, #3)"),
    )
)


def hard(name: str, latex: str, bound: int, width: int, shift: fmpq, other: str) -> Operation:
    """The row of x/width + shift, cut off where x is ±bound."""

    def value(x: Scalar) -> Scalar:
        return smaller(larger(x, fmpq(-bound)), fmpq(bound)) / width + shift

    def entry(x: Any) -> Any:
        rise = sympy().Max(x + bound, 0) - sympy().Max(x - bound, 0) - bound
        return rise / width + sympy().Rational(int(shift.p), int(shift.q))

    def derivative(x: Expr, y: Expr) -> Expr:
        return simplify.times(
            simplify.number(fmpq(1, width)), between(x, simplify.number(-bound), simplify.number(bound))
        )

    return elementwise(
        name,
        latex,
        value,
        entry,
        derivative,
        kink=True,
        margin=lambda x: ends(x, fmpq(-bound), fmpq(bound)),
        mistakes=(NO_DERIVATIVE, instead(other), LINEAR),
        redefinable=True,
        code=Code(f"np.clip(#1, -{bound}, {bound}) / {width} + {shift}", level=SUM),
    )


HARDTANH = hard("hardtanh", r"\mathrm{hardtanh}", 1, 1, fmpq(0), "tanh")
HARDSIGMOID = hard("hardsigmoid", r"\mathrm{hardsigmoid}", 3, 6, fmpq(1, 2), "sigmoid")
"""max(0, min(1, x/6 + 1/2)), as PyTorch and ONNX's operator with α = 1/6 have it."""
