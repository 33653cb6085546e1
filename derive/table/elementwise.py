"""Functions that act on each entry by itself."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flint import fmpq

from derive.language import numbers
from derive.language.expr import SCALAR, Expr
from derive.language.numbers import Array, Scalar
from derive.language.operation import (
    ATOM,
    NO_CODE,
    POWER,
    PRODUCT,
    SUM,
    Acts,
    Code,
    Jump,
    Notation,
    Operation,
    Rule,
    Style,
)
from derive.language.usual_mistakes import Facts, Misreading, Mistake, WrongRule
from derive.table import simplify
from derive.table.row import function, row, shape_of_argument, sympy

Derivative = Callable[[Expr, Expr], Expr]


def square(expr: Expr) -> Expr:
    return simplify.powered(expr, simplify.number(2)) if expr.shape == SCALAR else simplify.entrywise(expr, expr)


def elementwise(
    name: str,
    latex: str,
    value: Callable[[Scalar], Scalar],
    definition: Callable[[Any], Any],
    derivative: Derivative,
    fold: Callable[..., dict[Any, Any]] | None = None,
    kink: bool = False,
    jump: Jump | None = None,
    notation: Notation | None = None,
    mistakes: tuple[Mistake, ...] = (),
    head: str = "",
    spellings: tuple[str, ...] = (),
    redefinable: bool = False,
    margin: Callable[[Array], Array] = lambda x: x,
    code: Code = NO_CODE,
) -> Operation:
    """The row of a function y = f(x) of one number; `derivative(x, y)` is f′ as an expression."""

    def pullback(g: Expr, args: tuple[Expr, ...], result: Expr) -> Expr:
        return simplify.entrywise(derivative(args[0], result), g)

    def jacobian(args: tuple[Expr, ...], result: Expr) -> Expr:
        return simplify.diag(derivative(args[0], result))

    return row(
        Operation(
            name,
            shape_of_argument,
            lambda a: Array(a.shape, tuple(map(value, a.entries))),
            lambda a, i, j: definition(a(i, j)),
            notation or function(name, latex),
            ((Rule(pullback, name, jacobian),),),
            kink=kink,
            jump=jump,
            fold=fold,
            mistakes=mistakes,
            acts=Acts.ENTRIES,
            head=head,
            spellings=spellings,
            redefinable=redefinable,
            margin=margin,
            code=code,
        )
    )


def one_minus(expr: Expr) -> Expr:
    return simplify.minus(simplify.number(1), expr)


def one_minus_square(expr: Expr) -> Expr:
    return one_minus(square(expr))


def own_complement(expr: Expr) -> Expr:
    """y(1 − y)."""
    return simplify.entrywise(expr, one_minus(expr))


def instead(name: str) -> Misreading:
    """Another function in place of this one."""
    return Misreading("other_function", lambda args, facts: simplify.TABLE[name](*args))


def wrong_factor(name: str, factor: Callable[[Expr, Expr], Expr]) -> WrongRule:
    """A wrong f′; `factor(x, y)` is what is multiplied with."""
    return WrongRule(name, 0, lambda g, args, result: simplify.entrywise(factor(args[0], result), g))


def other_base(base: int) -> Misreading:
    """The logarithm to a base other than e: divided by the natural logarithm of that."""

    def in_base(args: tuple[Expr, ...], facts: Facts) -> Expr:
        log = simplify.TABLE["log"]
        return simplify.divided(log(*args), log(simplify.number(base)))

    return Misreading("other_log_base", in_base)


LINEAR = Misreading("activation_missing", lambda args, facts: args[0])
NO_DERIVATIVE = WrongRule("activation_derivative_missing", 0, lambda g, args, result: g)


def activation(name: str, derivative: Derivative, *own: Mistake) -> tuple[Mistake, ...]:
    """What goes wrong with an activation function: left out, its derivative left out or taken at another place."""
    return (
        NO_DERIVATIVE,
        *own,
        wrong_factor("activation_for_derivative", lambda x, y: y),
        wrong_factor("activation_derivative_at_output", lambda x, y: derivative(y, simplify.TABLE[name](y))),
        wrong_factor("activation_derivative_at_input", lambda x, y: derivative(x, x)),
        LINEAR,
    )


def at_zero(left: int, right: int) -> Jump:
    """The jump of a function of one number at 0, from one value to another."""
    middle = fmpq(left + right, 2)
    values = {"left": fmpq(left), "right": fmpq(right), "middle": middle}
    return Jump(
        lambda a: frozenset(k for k, entry in enumerate(a.entries) if numbers.is_zero(entry)),
        {name: partial(filled, value) for name, value in values.items()},
    )


def filled(value: Scalar, a: Array) -> Array:
    """One number in every entry."""
    return Array(a.shape, (value,) * len(a.entries))


def step_value(x: Scalar) -> Scalar:
    return fmpq(1) if numbers.sign(x) > 0 else fmpq(0)


TANH = elementwise(
    "tanh",
    r"\tanh",
    numbers.odd(lambda x: x.tanh()),
    lambda x: sympy().tanh(x),
    lambda x, y: one_minus_square(y),
    fold=lambda x, y: {sympy().tanh(x): y},
    mistakes=activation(
        "tanh",
        lambda x, y: one_minus_square(y),
        wrong_factor("activation_derivative_no_square", lambda x, y: one_minus(y)),
        wrong_factor("activation_derivative_of_other_function", lambda x, y: own_complement(y)),
        instead("sigmoid"),
    ),
    head="tanh",
    spellings=("th", "tgh"),
    code=Code("np.tanh(#1)"),
)
SIGMOID = elementwise(
    "sigmoid",
    r"\sigma",
    numbers.sigmoid,
    lambda x: 1 / (1 + sympy().exp(-x)),
    lambda x, y: own_complement(y),
    fold=lambda x, y: {sympy().exp(-x): 1 / y - 1},
    mistakes=activation(
        "sigmoid",
        lambda x, y: own_complement(y),
        wrong_factor("activation_derivative_no_square", lambda x, y: one_minus(y)),
        wrong_factor("activation_derivative_of_other_function", lambda x, y: one_minus_square(y)),
        instead("tanh"),
    ),
    spellings=("sigma", "sigm", "sig", "logistic", "expit"),
    code=Code("1 / (1 + np.exp(-#1))", level=PRODUCT, needs=(POWER,)),
)
EXP = elementwise(
    "exp",
    r"\exp",
    numbers.exp,
    lambda x: sympy().exp(x),
    lambda x, y: y,
    fold=lambda x, y: {sympy().exp(x): y},
    mistakes=(NO_DERIVATIVE,),
    head="exp",
    code=Code("np.exp(#1)"),
)
LOG = elementwise(
    "log",
    r"\log",
    numbers.log,
    lambda x: sympy().log(x),
    lambda x, y: simplify.divided(simplify.number(1), x),
    mistakes=(other_base(2), other_base(10)),
    head="log",
    spellings=("ln",),
    code=Code("np.log(#1)"),
)
SQRT = elementwise(
    "sqrt",
    r"\sqrt",
    numbers.sqrt,
    lambda x: sympy().sqrt(x),
    lambda x, y: simplify.divided(simplify.number(1), simplify.times(simplify.number(2), y)),
    fold=lambda x, y: {sympy().sqrt(x): y},
    notation=Notation(Style("sqrt(#1)", ATOM, (0,)), Style(r"\sqrt{#1}", POWER, (0,))),
    code=Code("np.sqrt(#1)"),
)
SIN = elementwise(
    "sin",
    r"\sin",
    numbers.odd(lambda x: x.sin()),
    lambda x: sympy().sin(x),
    lambda x, y: simplify.TABLE["cos"](x),
    head="sin",
    code=Code("np.sin(#1)"),
)
COS = elementwise(
    "cos",
    r"\cos",
    lambda x: fmpq(1) if numbers.is_zero(x) else numbers.ball(x).cos(),
    lambda x: sympy().cos(x),
    lambda x, y: simplify.negative(simplify.TABLE["sin"](x)),
    head="cos",
    code=Code("np.cos(#1)"),
)
SOFTPLUS = elementwise(
    "softplus",
    r"\mathrm{softplus}",
    numbers.softplus,
    lambda x: sympy().log(1 + sympy().exp(x)),
    lambda x, y: simplify.TABLE["sigmoid"](x),
    mistakes=(NO_DERIVATIVE, LINEAR),
    code=Code("np.log(1 + np.exp(#1))"),
)
RELU = elementwise(
    "relu",
    r"\mathrm{ReLU}",
    lambda x: x if numbers.sign(x) > 0 else fmpq(0),
    lambda x: sympy().Max(x, 0),
    lambda x, y: simplify.TABLE["step"](x),
    kink=True,
    mistakes=(NO_DERIVATIVE, LINEAR),
    spellings=("ReLU",),
    code=Code("np.maximum(#1, 0)", torch="torch.relu(#1)"),
)
STEP = elementwise(
    "step",
    r"\mathrm{step}",
    step_value,
    lambda x: sympy().Piecewise((1, x > 0), (0, True)),
    lambda x, y: simplify.number(0, x.shape),
    kink=True,
    jump=at_zero(0, 1),
    head="Heaviside",
    code=Code("np.heaviside(#1, 0.0)", torch="(#1 > 0).to(torch.float64)", needs=(SUM,)),
)
ABS = elementwise(
    "abs",
    r"\mathrm{abs}",
    lambda x: x if numbers.sign(x) >= 0 else -x,
    lambda x: sympy().Abs(x),
    lambda x, y: simplify.TABLE["sign"](x),
    kink=True,
    head="Abs",
    code=Code("np.abs(#1)"),
)
SIGN = elementwise(
    "sign",
    r"\mathrm{sign}",
    lambda x: fmpq(numbers.sign(x)),
    lambda x: sympy().sign(x),
    lambda x, y: simplify.number(0, x.shape),
    kink=True,
    jump=at_zero(-1, 1),
    head="sign",
    code=Code("np.sign(#1)"),
)
