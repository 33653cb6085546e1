"""Activation functions that are made of the smooth rectifier log(1 + eˣ)."""

from __future__ import annotations

from derive.language import numbers
from derive.language.expr import Expr
from derive.language.operation import POWER, SUM, Code
from derive.table import simplify
from derive.table.elementwise import SIGMOID, activation, elementwise, instead, one_minus
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
