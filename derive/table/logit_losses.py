"""Losses of logits, whose softmax or sigmoid is part of them; the divergence of two distributions; Huber's function."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from derive.language import numbers
from derive.language.expr import Expr, Shape
from derive.language.numbers import Array, Scalar, paired, scalar, softplus, times, total
from derive.language.operation import ATOM, PRODUCT, SUM, Acts, Argument, Code, Notation, Operation, Option, Rule, Style
from derive.language.usual_mistakes import Misreading, WrongRule
from derive.table import simplify
from derive.table.elementwise import NO_DERIVATIVE, SIGMOID
from derive.table.extremes import CLIP
from derive.table.losses import CROSS_ENTROPY, summed, weighted_log
from derive.table.reductions import COLUMNS, ROWS, WHOLE, Reach
from derive.table.row import alike, constant, function, row, shape_error, sympy
from derive.table.softmaxes import LOG_SOFTMAX, SOFTMAX, log_of_total, matrix_shape, vector_shape

Args = tuple[Expr, ...]


def logits_shape(reach: Reach) -> Callable[[Args], Shape]:
    """A scalar from labels and logits of one shape: vectors, or a batch of them with a word for its axis."""

    def shape(args: Args) -> Shape:
        (matrix_shape if reach.word else vector_shape("CE_logits"))(args[1:])
        return alike(args)

    return shape


def ce_logits_value(reach: Reach) -> Callable[[Array, Array], Array]:
    def value(y: Array, z: Array) -> Array:
        """Σ (Σy logsumexp(z) − Σ y z) over the samples."""
        pairs = zip(reach.groups(y), reach.groups(z), strict=True)
        return scalar(total(total(a) * log_of_total(b) - total(map(times, a, b)) for a, b in pairs))

    return value


def ce_logits_definition(reach: Reach) -> Callable[..., Any]:
    def definition(y: Any, z: Any, i: Any, j: Any) -> Any:
        ln, e = sympy().log, sympy().exp

        def term(p: Any, q: Any) -> Any:
            return y(p, q) * (ln(reach.summed(z.shape, lambda r, c: e(z(r, c)), p, q)) - z(p, q))

        return summed(y, term, i)

    return definition


def certain(reach: Reach) -> Callable[[Expr, Args, Expr], Expr]:
    """g (softmax(z) − y)."""
    softmax = SOFTMAX.along.get(reach.word, SOFTMAX)
    return lambda g, args, result: simplify.times(g, simplify.minus(softmax(args[1]), args[0]))


def uncertain(reach: Reach) -> Callable[[Expr, Args, Expr], Expr]:
    """g (Σy softmax(z) − y)."""
    softmax, sums = SOFTMAX.along.get(reach.word, SOFTMAX), simplify.TABLE[reach.key("total")]

    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        whole = simplify.entrywise(softmax(args[1]), sums(args[0]))
        return simplify.times(g, simplify.minus(whole, args[0]))

    return pullback


def by_label(reach: Reach) -> Callable[[Expr, Args, Expr], Expr]:
    """−g log softmax(z)."""
    log_softmax = LOG_SOFTMAX.along.get(reach.word, LOG_SOFTMAX)
    return lambda g, args, result: simplify.negative(simplify.times(g, log_softmax(args[1])))


def ce_logits_notation(reach: Reach) -> Notation:
    axis = f', axis="{reach.word}"' if reach.word else ""
    below = rf"_{{\mathrm{{{reach.word}}}}}" if reach.word else ""
    latex = rf"\mathrm{{CElogits}}{below}(#1, #2)"
    return Notation(Style(f"CE_logits(#1, #2{axis})", ATOM, (0, 0)), Style(latex, ATOM, (0, 0)))


def ce_logits(reach: Reach, along: Mapping[str, Operation]) -> Operation:
    fact = f"{reach.word}_sum_to_one" if reach.word else "sums_to_one"
    reason = f"softmax_{reach.word}_cross_entropy" if reach.word else "softmax_cross_entropy"
    right = certain(reach)
    return row(
        Operation(
            reach.key("cross_entropy_of_logits"),
            logits_shape(reach),
            ce_logits_value(reach),
            ce_logits_definition(reach),
            ce_logits_notation(reach),
            (
                (Rule(by_label(reach), "cross_entropy_label"),),
                (Rule(right, reason, condition=(0, fact)), Rule(uncertain(reach), f"{reason}_general")),
            ),
            acts=Acts.ALIKE,
            along=along,
            mistakes=(
                Misreading("softmax_missing", lambda args, facts: CROSS_ENTROPY(*args)),
                WrongRule("sign", 1, lambda g, args, result: simplify.negative(right(g, args, result))),
            ),
            code=replace(
                reach.code("-np.sum(#1 * (#2 - np.log(np.sum(np.exp(#2)AXIS))))"), level=SUM, needs=(PRODUCT, SUM)
            ),
        )
    )


CE_LOGITS = ce_logits(WHOLE, {"rows": ce_logits(ROWS, {}), "columns": ce_logits(COLUMNS, {})})


def bce_logits_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """g (σ(z) − y)."""
    return simplify.times(g, simplify.minus(SIGMOID(args[1]), args[0]))


def bce_logits_value(y: Array, z: Array) -> Array:
    return scalar(total(softplus(b) - times(a, b) for a, b in paired(y.entries, z.entries)))


BCE_LOGITS = row(
    Operation(
        "binary_cross_entropy_of_logits",
        alike,
        bce_logits_value,
        lambda y, z, i, j: summed(y, lambda r, c: sympy().log(1 + sympy().exp(z(r, c))) - y(r, c) * z(r, c), i),
        function("BCE_logits", r"\mathrm{BCElogits}", 2),
        (
            (
                Rule(
                    lambda g, args, result: simplify.negative(simplify.times(g, args[1])), "binary_cross_entropy_label"
                ),
            ),
            (Rule(bce_logits_pullback, "sigmoid_binary_cross_entropy"),),
        ),
        acts=Acts.ALIKE,
        mistakes=(
            WrongRule("sign", 1, lambda g, args, result: simplify.negative(bce_logits_pullback(g, args, result))),
        ),
        code=Code("np.sum(np.log(1 + np.exp(#2)) - #1 * #2)", needs=(ATOM, ATOM)),
    )
)


def divergence_term(p: Scalar, q: Scalar) -> Scalar:
    return weighted_log(p, p) - weighted_log(p, q)


def divergence_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """g (log p − log q + 1)."""
    ln = simplify.TABLE["log"]
    inner = simplify.plus(simplify.minus(ln(args[0]), ln(args[1])), simplify.number(1))
    return simplify.times(g, inner)


KL = row(
    Operation(
        "divergence",
        alike,
        lambda p, q: scalar(total(divergence_term(a, b) for a, b in paired(p.entries, q.entries))),
        lambda p, q, i, j: summed(p, lambda r, c: p(r, c) * (sympy().log(p(r, c)) - sympy().log(q(r, c))), i),
        function("KL", r"\mathrm{KL}", 2),
        (
            (Rule(divergence_pullback, "divergence_left"),),
            (
                Rule(
                    lambda g, args, result: simplify.negative(simplify.times(g, simplify.divided(*args))),
                    "divergence_right",
                ),
            ),
        ),
        acts=Acts.ALIKE,
        mistakes=(Misreading("swapped_arguments", lambda args, facts: simplify.TABLE["divergence"](*reversed(args))),),
        code=Code("np.sum(#1 * (np.log(#1) - np.log(#2)))", needs=(PRODUCT, 0)),
    )
)


def huber_shape(args: Args) -> Shape:
    delta = constant(args[1])
    if delta is None or delta <= 0:
        raise shape_error("delta of huber must be a positive number, such as 1")
    return args[0].shape


def huber_value(r: Array, d: Array) -> Array:
    (delta,) = d.entries

    def term(x: Scalar) -> Scalar:
        size = x if numbers.sign(x) >= 0 else -x
        return x * x / 2 if numbers.sign(size - delta) <= 0 else delta * (size - delta / 2)

    return Array(r.shape, tuple(map(term, r.entries)))


def huber_definition(r: Any, d: Any, i: Any, j: Any) -> Any:
    """The integral of r cut off at ±δ: (max(r + δ, 0)² − max(r − δ, 0)² − δ²)/2 − δ r."""
    x, delta = r(i, j), d(0, 0)
    squares = sympy().Max(x + delta, 0) ** 2 - sympy().Max(x - delta, 0) ** 2
    return (squares - delta**2) / 2 - delta * x


def huber_slope(args: Args) -> Expr:
    """r cut off at ±δ."""
    return CLIP(args[0], simplify.negative(args[1]), args[1])


HUBER = row(
    Operation(
        "huber",
        huber_shape,
        huber_value,
        huber_definition,
        function("huber", r"\mathrm{huber}", 2),
        (
            (
                Rule(
                    lambda g, args, result: simplify.entrywise(huber_slope(args), g),
                    "huber",
                    lambda args, result: simplify.diag(huber_slope(args)),
                ),
            ),
            (),
        ),
        acts=Acts.ENTRIES,
        takes=(Argument.QUANTITY, Argument.LITERAL),
        options=(Option("delta", "1"),),
        mistakes=(NO_DERIVATIVE,),
        redefinable=True,
        code=Code("np.where(np.abs(#1) <= #2, #1**2 / 2, #2 * (np.abs(#1) - #2 / 2))", needs=(ATOM, ATOM)),
    )
)
"""Huber, Robust estimation of a location parameter, 1964, equation 1.1 of the residual r."""
