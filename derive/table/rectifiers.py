"""Rectifiers with a slope or an exponential on the left."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from derive.language import numbers
from derive.language.expr import Expr, Number, Shape, describe, is_single, size
from derive.language.numbers import Array, Scalar, scalar
from derive.language.operation import ATOM, PRODUCT, SUM, Acts, Argument, Code, Operation, Option, Rule
from derive.language.usual_mistakes import Misreading, WrongRule
from derive.table import simplify
from derive.table.algebra import collect, each, is_spread, repeated, shaped
from derive.table.elementwise import LINEAR, NO_DERIVATIVE, elementwise, one_minus
from derive.table.row import constant, function, row, shape_error, spread_shape, sympy

Args = tuple[Expr, ...]


def shape_with_number(args: Args) -> Shape:
    """The shape of the first argument, if the second is a plain number."""
    if constant(args[1]) is None:
        raise shape_error("the second argument must be a number, such as 0.01; a slope to learn is that of prelu")
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
        code=Code("np.where(#1 > 0, #1, #2 * #1)", needs=(ATOM, PRODUCT)),
    )
)


def relu_pullback(g: Expr, args: Args) -> Expr:
    return simplify.entrywise(simplify.TABLE["step"](args[0]), g)


def prelu_shape(args: Args) -> Shape:
    """The shape of the first argument; a slope for all entries, for each row or column, or for each entry."""
    shape = spread_shape(args)
    if size(shape) > size(args[0].shape):
        raise shape_error(f"a slope that is {describe(args[1].shape)} is more than {describe(args[0].shape)} needs")
    return shape


def prelu_value(x: Scalar, a: Scalar) -> Scalar:
    return x if numbers.sign(x) > 0 else numbers.times(a, x)


def prelu_definition(x: Any, a: Any, i: Any, j: Any) -> Any:
    """a x + (1 − a) max(x, 0), which has one jump in its derivative."""
    slope = repeated(a, x)(i, j)
    return slope * x(i, j) + (1 - slope) * sympy().Max(x(i, j), 0)


def prelu_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """(a + (1 − a) step(x)) ∘ g."""
    x, a = args
    gain = simplify.entrywise(one_minus(a), simplify.TABLE["step"](x))
    return simplify.entrywise(simplify.plus(a, gain), g)


def prelu_slope_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """min(x, 0) ∘ g, summed over the entries that share the slope."""
    x, a = args
    below = simplify.negative(simplify.TABLE["relu"](simplify.negative(x)))
    if is_spread(a, result) and is_single(a.shape):
        return shaped(simplify.dot(below, g), a)
    return collect(simplify.entrywise(below, g), a, result)


PRELU = row(
    Operation(
        "prelu",
        prelu_shape,
        each(prelu_value),
        prelu_definition,
        function("prelu", r"\mathrm{PReLU}", 2),
        ((Rule(prelu_pullback, "leaky_relu"),), (Rule(prelu_slope_pullback, "prelu"),)),
        kink=True,
        acts=Acts.ENTRIES,
        mistakes=(
            NO_DERIVATIVE,
            Misreading("other_function", lambda args, facts: simplify.TABLE["relu"](args[0])),
            LINEAR,
        ),
        redefinable=True,
        code=Code("np.where(#1 > 0, #1, #2 * #1)", needs=(ATOM, PRODUCT)),
    )
)


RELU_INSTEAD = Misreading("other_function", lambda args, facts: simplify.TABLE["relu"](args[0]))


def exponential(
    name: str,
    latex: str,
    left: Callable[[Scalar, Scalar], Scalar],
    definition: Callable[[Any, Any], Any],
    slope: Callable[[Expr, Expr, Expr], Expr],
    is_smooth: Callable[[Scalar], bool],
    power: str,
) -> Operation:
    """The row of f(x, a) = x for x > 0 and `left(x, a)` elsewhere, whose derivative there is `slope(x, a, y)`.

    It has no kink at 0 for the a for which it `is_smooth`; `power` is the exponent of `left` in code.
    """

    def derivative(args: Args, result: Expr) -> Expr:
        """step(x) + (1 − step(x)) slope."""
        on = simplify.TABLE["step"](args[0])
        return simplify.plus(on, simplify.entrywise(one_minus(on), slope(args[0], args[1], result)))

    def value(x: Array, a: Array) -> Array:
        entries = (entry if numbers.sign(entry) > 0 else left(entry, a.entries[0]) for entry in x.entries)
        return Array(x.shape, tuple(entries))

    def entry(x: Any, a: Any, i: Any, j: Any) -> Any:
        return sympy().Piecewise((x(i, j), x(i, j) > 0), (definition(x(i, j), a(0, 0)), True))

    rule = Rule(
        lambda g, args, result: simplify.entrywise(derivative(args, result), g),
        name,
        lambda args, result: simplify.diag(derivative(args, result)),
    )
    return row(
        Operation(
            name,
            shape_with_number,
            value,
            entry,
            function(name, latex, 2),
            ((rule,), ()),
            kink=True,
            margin=lambda x, a: scalar(1) if is_smooth(a.entries[0]) else x,
            acts=Acts.ENTRIES,
            takes=(Argument.QUANTITY, Argument.LITERAL),
            options=(Option("alpha", "1"),),
            mistakes=(NO_DERIVATIVE, RELU_INSTEAD, LINEAR),
            redefinable=True,
            code=Code(f"np.where(#1 > 0, #1, #2 * (np.exp({power}) - 1))", needs=(ATOM, ATOM)),
        )
    )


ELU = exponential(
    "elu",
    r"\mathrm{ELU}",
    lambda x, a: numbers.times(a, numbers.exp(x) - 1),
    lambda x, a: a * (sympy().exp(x) - 1),
    lambda x, a, y: simplify.plus(y, a),
    lambda a: bool(a == 1),
    "#1",
)
"""Clevert, Unterthiner and Hochreiter, Fast and accurate deep network learning by exponential linear units, 2015."""
CELU = exponential(
    "celu",
    r"\mathrm{CELU}",
    lambda x, a: numbers.times(a, numbers.exp(numbers.divide(x, a)) - 1),
    lambda x, a: a * (sympy().exp(x / a) - 1),
    lambda x, a, y: simplify.TABLE["exp"](x if simplify.is_one(a) else simplify.divided(x, a)),
    lambda a: True,
    "#1 / #2",
)
"""Barron, Continuously differentiable exponential linear units, 2017."""
SCALE, ALPHA = fmpq(10507009873554805, 10**16), fmpq(16732632423543772, 10**16)
"""λ and α of Klambauer et al., Self-normalizing neural networks, 2017, to the digits of a double."""


def selu_slope(x: Expr, y: Expr) -> Expr:
    """λ where x > 0 and λα exp(x) elsewhere."""
    on = simplify.TABLE["step"](x)
    left = simplify.entrywise(one_minus(on), simplify.times(decimal(ALPHA), simplify.TABLE["exp"](x)))
    return simplify.times(decimal(SCALE), simplify.plus(on, left))


def decimal(value: fmpq) -> Expr:
    """A number between 1 and 10 with its 16 decimals written out."""
    digits = str((value * fmpq(10) ** 16).p)
    return Number((value,), (), (f"{digits[0]}.{digits[1:]}",))


def selu_definition(x: Any) -> Any:
    scale, alpha = (sympy().Rational(int(v.p), int(v.q)) for v in (SCALE, ALPHA))
    return sympy().Piecewise((scale * x, x > 0), (scale * alpha * (sympy().exp(x) - 1), True))


ELU_INSTEAD = Misreading("other_function", lambda args, facts: ELU(args[0], simplify.number(1)))
SELU = elementwise(
    "selu",
    r"\mathrm{SELU}",
    lambda x: SCALE * (x if numbers.sign(x) > 0 else numbers.times(ALPHA, numbers.exp(x) - 1)),
    selu_definition,
    selu_slope,
    kink=True,
    mistakes=(NO_DERIVATIVE, ELU_INSTEAD, LINEAR),
    redefinable=True,
    code=Code(
        "1.0507009873554805 * np.where(#1 > 0, #1, 1.6732632423543772 * (np.exp(#1) - 1))", level=PRODUCT, needs=(SUM,)
    ),
)
