"""Softmax, cross-entropies and squared errors, and the pairs that simplify together."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from derive.language.expr import Expr, Shape, describe, is_column, size
from derive.language.numbers import Array, Scalar, divide, exp, is_zero, log, paired, scalar, table, times, total
from derive.language.operation import Acts, Composition, Operation, Rule
from derive.language.usual_mistakes import Facts, Misreading, WrongRule
from derive.table import simplify
from derive.table.elementwise import SIGMOID, instead, one_minus
from derive.table.row import COMPOSITIONS, alike, function, over, row, shape_error, sympy

Args = tuple[Expr, ...]
WIDE = 1e-12
"""The radius from which on the enclosure of a softmax is worth more exponentials."""


def vector_shape(args: Args) -> Shape:
    shape = args[0].shape
    if not is_column(shape) and shape[:1] != (1,):
        raise shape_error(f"softmax takes a column or a row, not {describe(shape)}")
    return shape


def softmax_value(a: Array) -> Array:
    """exp(a_i) / Σ exp(a_k), or 1 / Σ exp(a_k − a_i): exact where entries are equal, and narrow for wide balls."""
    if not a.is_exact and not any(is_wide(x) for x in a.entries):
        powers = [exp(x) for x in a.entries]
        whole = divide(fmpq(1), total(powers))
        return Array(a.shape, tuple([power * whole for power in powers]))

    def beside(i: int) -> Scalar:
        return total(fmpq(1) if k == i else exp(x - a.entries[i]) for k, x in enumerate(a.entries))

    return table(a.shape, lambda i, j: divide(fmpq(1), beside(i + j)))


def is_wide(x: Scalar) -> bool:
    """Whether a number is a ball as wide as printed digits are."""
    return not isinstance(x, fmpq) and bool(x.rad() > WIDE)


def softmax_definition(a: Any, i: Any, j: Any) -> Any:
    e = sympy().exp
    if a.shape[1] == 1:
        return e(a(i, 0)) / over(a.shape[0], lambda k: e(a(k, 0)), i)
    return e(a(0, j)) / over(a.shape[1], lambda k: e(a(0, k)), j)


def softmax_fold(x: Any, y: Any) -> dict[Any, Any]:
    """exp(x_i) is y_i times the sum of all."""
    return {sympy().exp(x): y * sympy().Symbol("_total")}


def softmax_unfold(args: Args) -> Expr:
    """exp(x) times one over the sum of its entries."""
    powers = simplify.TABLE["exp"](args[0])
    return simplify.times(simplify.divided(simplify.number(1), simplify.entry_total(powers)), powers)


def softmax_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """ŷ∘g − ŷ(ŷᵀg)."""
    return simplify.minus(simplify.entrywise(result, g), simplify.times(result, simplify.dot(result, g)))


def softmax_jacobian(args: Args, result: Expr) -> Expr:
    """diag(ŷ) − ŷŷᵀ, for a row diag(ŷ) − ŷᵀŷ."""
    turned = simplify.transposed(result)
    outer = simplify.times(result, turned) if is_column(result.shape) else simplify.times(turned, result)
    return simplify.minus(simplify.diag(result), outer)


def matrix_shape(args: Args) -> Shape:
    if not args[0].shape:
        raise shape_error("softmax_rows takes a matrix, not a scalar")
    return args[0].shape


def softmax_rows_value(a: Array) -> Array:
    rows = (softmax_value(Array((len(row), 1), tuple(row))).entries for row in a.by_rows())
    return Array(a.shape, tuple(entry for row in rows for entry in row))


def softmax_rows_definition(a: Any, i: Any, j: Any) -> Any:
    e = sympy().exp
    return e(a(i, j)) / over(a.shape[1], lambda k: e(a(i, k)), i)


def softmax_rows_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """A∘(G − (A∘G) 1 1ᵀ): from each entry of G, the mean of its row weighted by A is taken away."""
    columns = result.shape[1]
    totals = simplify.times(simplify.entrywise(result, g), simplify.ones(columns))
    return simplify.entrywise(result, simplify.minus(g, simplify.times(totals, simplify.ones(1, columns))))


SOFTMAX_ROWS = row(
    Operation(
        "softmax_rows",
        matrix_shape,
        softmax_rows_value,
        softmax_rows_definition,
        function("softmax_rows", r"\mathrm{softmax}_{\mathrm{rows}}"),
        ((Rule(softmax_rows_pullback, "softmax_rows"),),),
        fold=softmax_fold,
        spellings=("softmaxrow",),
    )
)


SOFTMAX = row(
    Operation(
        "softmax",
        vector_shape,
        softmax_value,
        softmax_definition,
        function("softmax", r"\mathrm{softmax}"),
        ((Rule(softmax_pullback, "softmax", softmax_jacobian),),),
        fold=softmax_fold,
        unfold=softmax_unfold,
        along={"rows": SOFTMAX_ROWS},
        mistakes=(
            instead("sigmoid"),
            Misreading("softmax_not_normalised", lambda args, facts: simplify.TABLE["exp"](*args)),
            WrongRule("softmax_derivative_missing", 0, lambda g, args, result: g),
        ),
    )
)


def weighted_log(y: Scalar, p: Scalar) -> Scalar:
    return fmpq(0) if is_zero(y) else times(y, log(p))


def summed(a: Any, term: Any, like: Any) -> Any:
    """Σ term(i, j) over the entries of `a`."""
    rows, columns = a.shape or (1, 1)
    if columns == 1:
        return over(rows, lambda p: term(p, 0), like)
    return over(rows, lambda p: over(columns, lambda q: term(p, q), like), like)


def cross_entropy_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """−g y/ŷ, entry by entry."""
    return simplify.negative(simplify.times(g, simplify.divided(args[0], args[1])))


def cross_entropy_label_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """−g log ŷ."""
    return simplify.negative(simplify.times(g, simplify.TABLE["log"](args[1])))


def cross_entropy_unfold(args: Args) -> Expr:
    """−yᵀ log ŷ (for scalars and matrices the sum of the entrywise product)."""
    return simplify.negative(simplify.dot(args[0], simplify.TABLE["log"](args[1])))


def other_log_base(base: int) -> Misreading:
    """The logarithm to a base other than e: everything divided by its natural logarithm."""

    def instead(args: Args, facts: Facts) -> Expr:
        return simplify.divided(CROSS_ENTROPY(*args), simplify.TABLE["log"](simplify.number(base)))

    return Misreading("other_log_base", instead)


def negative_log_sum(p: Expr) -> Expr:
    """−Σ log p_i over all classes, whatever the label."""
    return simplify.negative(simplify.entry_total(simplify.TABLE["log"](p)))


CROSS_ENTROPY = row(
    Operation(
        "cross_entropy",
        alike,
        lambda y, p: scalar(-total(weighted_log(a, b) for a, b in paired(y.entries, p.entries))),
        lambda y, p, i, j: -summed(y, lambda r, c: y(r, c) * sympy().log(p(r, c)), i),
        function("CE", r"\mathrm{CE}", 2),
        (
            (Rule(cross_entropy_label_pullback, "cross_entropy_label"),),
            (Rule(cross_entropy_pullback, "cross_entropy"),),
        ),
        unfold=cross_entropy_unfold,
        mistakes=(
            other_log_base(2),
            other_log_base(10),
            Misreading("all_classes_summed", lambda args, facts: negative_log_sum(args[1])),
        ),
        acts=Acts.ALIKE,
        spellings=("crossentropy",),
    )
)


def pair_pullback(g: Expr, args: Args, inner: Expr) -> Expr:
    """g (ŷ − y)."""
    return simplify.times(g, simplify.minus(inner, args[0]))


def pair_general_pullback(g: Expr, args: Args, inner: Expr) -> Expr:
    """g ((Σy) ŷ − y)."""
    return simplify.times(g, simplify.minus(simplify.times(simplify.entry_total(args[0]), inner), args[0]))


def pair_with_softmax_again(g: Expr, args: Args, inner: Expr) -> Expr:
    """(diag(ŷ) − ŷŷᵀ)(ŷ − y): the derivative of the softmax multiplied on once more."""
    return softmax_pullback(pair_pullback(g, args, inner), args, inner)


def pair_turned(g: Expr, args: Args, inner: Expr) -> Expr:
    """g (y − ŷ)."""
    return simplify.times(g, simplify.minus(args[0], inner))


def pair_without_softmax(g: Expr, args: Args, inner: Expr) -> Expr:
    """−g y/ŷ: only the derivative of the cross-entropy."""
    return cross_entropy_pullback(g, (args[0], inner), inner)


COMPOSITIONS.append(
    Composition(
        CROSS_ENTROPY,
        SOFTMAX,
        1,
        (
            Rule(pair_pullback, "softmax_cross_entropy", condition=(0, "sums_to_one")),
            Rule(pair_general_pullback, "softmax_cross_entropy_general"),
        ),
        (
            WrongRule("extra_softmax_derivative", 1, pair_with_softmax_again),
            WrongRule("softmax_derivative_missing", 1, pair_without_softmax),
            WrongRule("sign", 1, pair_turned),
        ),
    )
)


def bce_term(y: Scalar, p: Scalar) -> Scalar:
    return -(weighted_log(y, p) + weighted_log(1 - y, 1 - p))


def bce_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """g (p − y) / (p(1 − p)), entry by entry."""
    y, p = args
    return simplify.times(g, simplify.divided(simplify.minus(p, y), simplify.entrywise(p, one_minus(p))))


def bce_unfold(args: Args) -> Expr:
    """−(yᵀ log p + (1 − y)ᵀ log(1 − p))."""
    y, p = args
    ln = simplify.TABLE["log"]
    return simplify.negative(simplify.plus(simplify.dot(y, ln(p)), simplify.dot(one_minus(y), ln(one_minus(p)))))


def bce_label_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    logarithm = simplify.TABLE["log"]
    return simplify.times(g, simplify.minus(logarithm(one_minus(args[1])), logarithm(args[1])))


def bce_definition(y: Any, p: Any, i: Any, j: Any) -> Any:
    ln = sympy().log
    return -summed(y, lambda r, c: y(r, c) * ln(p(r, c)) + (1 - y(r, c)) * ln(1 - p(r, c)), i)


BINARY_CROSS_ENTROPY = row(
    Operation(
        "binary_cross_entropy",
        alike,
        lambda y, p: scalar(total(bce_term(a, b) for a, b in paired(y.entries, p.entries))),
        bce_definition,
        function("BCE", r"\mathrm{BCE}", 2),
        ((Rule(bce_label_pullback, "binary_cross_entropy_label"),), (Rule(bce_pullback, "binary_cross_entropy"),)),
        unfold=bce_unfold,
        acts=Acts.ALIKE,
    )
)
COMPOSITIONS.append(
    Composition(
        BINARY_CROSS_ENTROPY,
        SIGMOID,
        1,
        (Rule(pair_pullback, "sigmoid_binary_cross_entropy"),),
        (WrongRule("sign", 1, pair_turned),),
    )
)


def squared_mean(y: Array, p: Array) -> Scalar:
    squares = ((a - b) * (a - b) for a, b in paired(y.entries, p.entries))
    return divide(total(squares), fmpq(len(y.entries)))


def squared_error_rule(position: int) -> Rule:
    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        """±2 (y − p) / n, where n is the number of entries."""
        difference = simplify.minus(args[position], args[1 - position])
        return simplify.times(simplify.times(simplify.number(fmpq(2, size(args[0].shape))), g), difference)

    return Rule(pullback, "mean_squared_error")


MEAN_SQUARED_ERROR = row(
    Operation(
        "mean_squared_error",
        alike,
        lambda y, p: scalar(squared_mean(y, p)),
        lambda y, p, i, j: summed(y, lambda r, c: (y(r, c) - p(r, c)) ** 2, i) / size(y.shape),
        function("MSE", r"\mathrm{MSE}", 2),
        ((squared_error_rule(0),), (squared_error_rule(1),)),
        mistakes=(
            Misreading(
                "missing_mean_factor", lambda args, facts: simplify.TABLE["squared_norm"](simplify.minus(*args))
            ),
            WrongRule("missing_mean_factor", 1, lambda g, args, y: simplify.times(g, simplify.minus(args[1], args[0]))),
            WrongRule("sign", 1, lambda g, args, y: simplify.negative(squared_error_rule(1).pullback(g, args, y))),
        ),
        acts=Acts.ALIKE,
    )
)
