"""Smooth activation functions, and the functions of the normal distribution that some of them are made of."""

from __future__ import annotations

from typing import Any

from flint import arb, fmpq

from derive.language import numbers
from derive.language.expr import Expr
from derive.language.numbers import Scalar, scalar
from derive.language.operation import ATOM, POWER, PRODUCT, Code, Notation, Operation, Style
from derive.table import simplify
from derive.table.elementwise import ABS, SIGMOID, TANH, activation, elementwise, instead, one_minus, one_minus_square
from derive.table.row import row, sympy

PI = row(
    Operation(
        "pi",
        lambda args: (),
        lambda: scalar(arb.pi()),
        lambda i, j: sympy().pi,
        Notation(Style("pi", ATOM, ()), Style(r"\pi", ATOM, ())),
        (),
        code=Code("np.pi"),
    )
)
INFINITY = row(
    Operation(
        "infinity",
        lambda args: (),
        lambda: scalar(arb.pos_inf()),
        lambda i, j: sympy().oo,
        Notation(Style("inf", ATOM, ()), Style(r"\infty", ATOM, ())),
        (),
        code=Code("np.inf", torch="math.inf"),
    )
)
"""What stands in a mask, behind a minus sign."""
CUBIC = fmpq(44715, 1000000)
"""The coefficient in the approximation of GELU by tanh (Hendrycks and Gimpel, Gaussian Error Linear Units, 2016)."""


def fraction(top: int, bottom: int) -> Expr:
    return simplify.number(fmpq(top, bottom))


def cube(x: Expr) -> Expr:
    return simplify.entrywise(x, simplify.entrywise(x, x))


def density(x: Scalar) -> Scalar:
    ball = numbers.ball(x)
    return (-ball * ball / 2).exp() / (2 * arb.pi()).sqrt()


def distribution(x: Scalar) -> Scalar:
    return fmpq(1, 2) if numbers.is_zero(x) else (1 + (numbers.ball(x) / arb(2).sqrt()).erf()) / 2


NORMAL_DENSITY = elementwise(
    "normal_pdf",
    r"\Phi'",
    density,
    lambda x: sympy().exp(-x * x / 2) / sympy().sqrt(2 * sympy().pi),
    lambda x, y: simplify.negative(simplify.entrywise(x, y)),
    fold=lambda x, y: {sympy().exp(-x * x / 2): y * sympy().sqrt(2 * sympy().pi)},
    spellings=("phi",),
    redefinable=True,
    code=Code(
        "np.exp(-(#1**2) / 2) / np.sqrt(2 * np.pi)",
        torch="torch.exp(-(#1**2) / 2) / math.sqrt(2 * math.pi)",
        level=PRODUCT,
        needs=(ATOM,),
    ),
)
NORMAL_DISTRIBUTION = elementwise(
    "normal_cdf",
    r"\Phi",
    distribution,
    lambda x: (1 + sympy().erf(x / sympy().sqrt(2))) / 2,
    lambda x, y: NORMAL_DENSITY(x),
    spellings=("Phi",),
    redefinable=True,
    code=Code(
        "(1 + np.vectorize(math.erf)(#1 / np.sqrt(2))) / 2",
        jax="(1 + jax.scipy.special.erf(#1 / jnp.sqrt(2))) / 2",
        torch="(1 + torch.erf(#1 / math.sqrt(2))) / 2",
        level=PRODUCT,
        needs=(PRODUCT,),
    ),
)
ERF = elementwise(
    "erf",
    r"\mathrm{erf}",
    numbers.odd(lambda x: x.erf()),
    lambda x: sympy().erf(x),
    lambda x, y: bell(x),
    head="erf",
    redefinable=True,
    code=Code("np.vectorize(math.erf)(#1)", jax="jax.scipy.special.erf(#1)", torch="torch.erf(#1)"),
)


def bell(x: Expr) -> Expr:
    """2/√π exp(−x²)."""
    factor = simplify.divided(simplify.number(2), simplify.TABLE["sqrt"](PI()))
    return simplify.times(factor, simplify.TABLE["exp"](simplify.negative(simplify.entrywise(x, x))))


def silu_slope(x: Expr, y: Expr) -> Expr:
    """σ(x) (1 + x (1 − σ(x)))."""
    s = SIGMOID(x)
    return simplify.entrywise(s, simplify.plus(simplify.number(1), simplify.entrywise(x, one_minus(s))))


SILU = elementwise(
    "silu",
    r"\mathrm{SiLU}",
    lambda x: numbers.times(x, numbers.sigmoid(x)),
    lambda x: x / (1 + sympy().exp(-x)),
    silu_slope,
    mistakes=activation("silu", silu_slope, instead("sigmoid"), instead("relu")),
    spellings=("swish",),
    redefinable=True,
    code=Code("#1 / (1 + np.exp(-#1))", level=PRODUCT, needs=(POWER,)),
)


def gelu_slope(x: Expr, y: Expr) -> Expr:
    """Φ(x) + x Φ′(x)."""
    return simplify.plus(NORMAL_DISTRIBUTION(x), simplify.entrywise(x, NORMAL_DENSITY(x)))


GELU = elementwise(
    "gelu",
    r"\mathrm{GELU}",
    lambda x: numbers.times(x, distribution(x)),
    lambda x: x * (1 + sympy().erf(x / sympy().sqrt(2))) / 2,
    gelu_slope,
    mistakes=activation("gelu", gelu_slope, instead("gelu_tanh"), instead("relu")),
    redefinable=True,
    code=Code(
        "#1 * (1 + np.vectorize(math.erf)(#1 / np.sqrt(2))) / 2",
        jax="#1 * (1 + jax.scipy.special.erf(#1 / jnp.sqrt(2))) / 2",
        torch="#1 * (1 + torch.erf(#1 / math.sqrt(2))) / 2",
        level=PRODUCT,
        needs=(PRODUCT,),
    ),
)


def gelu_tanh_value(x: Scalar) -> Scalar:
    if numbers.is_zero(x):
        return numbers.ZERO
    ball = numbers.ball(x)
    return ball * (1 + ((2 / arb.pi()).sqrt() * (ball + CUBIC * ball**3)).tanh()) / 2


def gelu_tanh_definition(x: Any) -> Any:
    root = sympy().sqrt(2 / sympy().pi)
    cubic = sympy().Rational(int(CUBIC.p), int(CUBIC.q))
    return x * (1 + sympy().tanh(root * (x + cubic * x**3))) / 2


def gelu_tanh_slope(x: Expr, y: Expr) -> Expr:
    """(1 + t)/2 + x/2 (1 − t²) √(2/π) (1 + 3 · 0.044715 x²), where t = tanh(√(2/π) (x + 0.044715 x³))."""
    root = simplify.TABLE["sqrt"](simplify.divided(simplify.number(2), PI()))
    cubic = simplify.times(simplify.number(CUBIC), cube(x))
    t = TANH(simplify.times(root, simplify.plus(x, cubic)))
    inner = simplify.plus(simplify.number(1), simplify.times(simplify.number(3 * CUBIC), simplify.entrywise(x, x)))
    outer = simplify.entrywise(simplify.times(fraction(1, 2), x), one_minus_square(t))
    half = simplify.times(fraction(1, 2), simplify.plus(simplify.number(1), t))
    return simplify.plus(half, simplify.entrywise(outer, simplify.times(root, inner)))


GELU_TANH = elementwise(
    "gelu_tanh",
    r"\mathrm{GELU}_{\tanh}",
    gelu_tanh_value,
    gelu_tanh_definition,
    gelu_tanh_slope,
    mistakes=activation("gelu_tanh", gelu_tanh_slope, instead("gelu"), instead("relu")),
    redefinable=True,
    code=Code(
        "#1 / 2 * (1 + np.tanh(np.sqrt(2 / np.pi) * (#1 + 0.044715 * #1**3)))",
        torch="#1 / 2 * (1 + torch.tanh(math.sqrt(2 / math.pi) * (#1 + 0.044715 * #1**3)))",
        level=PRODUCT,
        needs=(ATOM,),
    ),
)


def softsign_slope(x: Expr, y: Expr) -> Expr:
    """1/(1 + |x|)²."""
    below = simplify.plus(simplify.number(1), ABS(x))
    square = simplify.entrywise(below, below) if x.shape else simplify.powered(below, simplify.number(2))
    return simplify.divided(simplify.number(1), square)


SOFTSIGN = elementwise(
    "softsign",
    r"\mathrm{softsign}",
    lambda x: numbers.divide(x, 1 + (x if numbers.sign(x) >= 0 else -x)),
    lambda x: x / (1 + sympy().Abs(x)),
    softsign_slope,
    mistakes=activation("softsign", softsign_slope, instead("tanh")),
    redefinable=True,
    code=Code("#1 / (1 + np.abs(#1))", level=PRODUCT, needs=(PRODUCT,)),
)


def logarithm(base: int) -> Operation:
    """The row of the logarithm to another base than e."""

    def value(x: Scalar) -> Scalar:
        return numbers.ZERO if x == 1 else numbers.log(x) / numbers.ball(fmpq(base)).log()

    def slope(x: Expr, y: Expr) -> Expr:
        below = simplify.times(simplify.TABLE["log"](simplify.number(base)), x)
        return simplify.divided(simplify.number(1), below)

    return elementwise(
        f"log{base}",
        rf"\log_{{{base}}}",
        value,
        lambda x: sympy().log(x) / sympy().log(base),
        slope,
        mistakes=(instead("log"),),
        code=Code(f"np.log{base}(#1)"),
        spellings={10: ("lg",)}.get(base, ()),
        redefinable=True,
    )


LOG2, LOG10 = logarithm(2), logarithm(10)
