"""Activation functions that are made of the smooth rectifier log(1 + eˣ)."""

from __future__ import annotations

from derive.language import numbers
from derive.language.expr import Expr
from derive.language.operation import POWER, PRODUCT, SUM, Code
from derive.table import simplify
from derive.table.elementwise import (
    SIGMOID,
    SOFTPLUS,
    TANH,
    activation,
    elementwise,
    instead,
    one_minus,
    one_minus_square,
)
from derive.table.row import sympy


def log_sigmoid_slope(x: Expr, y: Expr) -> Expr:
    """1 − σ(x)."""
    return one_minus(SIGMOID(x))


LOG_SIGMOID = elementwise(
    "log_sigmoid",
    r"\mathrm{LogSigmoid}",
    lambda x: -numbers.softplus(-x),
    lambda x: -sympy().log(1 + sympy().exp(-x)),
    log_sigmoid_slope,
    mistakes=activation("log_sigmoid", log_sigmoid_slope, instead("sigmoid"), instead("softplus")),
    spellings=("logsigmoid",),
    redefinable=True,
    code=Code("-np.log(1 + np.exp(-#1))", level=SUM, needs=(POWER,)),
)


def mish_slope(x: Expr, y: Expr) -> Expr:
    """t + x σ(x) (1 − t²), where t = tanh(log(1 + eˣ))."""
    t = TANH(SOFTPLUS(x))
    return simplify.plus(t, simplify.entrywise(simplify.entrywise(x, SIGMOID(x)), one_minus_square(t)))


MISH = elementwise(
    "mish",
    r"\mathrm{Mish}",
    lambda x: numbers.times(x, numbers.ball(numbers.softplus(x)).tanh()),
    lambda x: x * sympy().tanh(sympy().log(1 + sympy().exp(x))),
    mish_slope,
    mistakes=activation("mish", mish_slope, instead("silu"), instead("tanh")),
    redefinable=True,
    code=Code("#1 * np.tanh(np.log(1 + np.exp(#1)))", level=PRODUCT, needs=(PRODUCT,)),
)
"""Misra, Mish: A Self Regularized Non-Monotonic Activation Function (2019)."""
