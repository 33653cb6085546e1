"""Cross-entropies and squared errors, and the pairs that simplify together."""

from __future__ import annotations

from collections.abc import Callable
from functools import reduce
from itertools import product
from typing import Any

from flint import fmpq

from derive.language.expr import Entry, Expr, Ref, at, order, size
from derive.language.numbers import Array, Scalar, divide, is_zero, log, paired, scalar, times, total
from derive.language.operation import ATOM, PRODUCT, SUM, Acts, Code, Composition, Operation, Rule
from derive.language.usual_mistakes import Facts, Misreading, WrongRule
from derive.table import simplify
from derive.table.algebra import ADD
from derive.table.elementwise import SIGMOID, one_minus
from derive.table.products import MULTIPLY
from derive.table.quotients import DIVIDE, POWER_ROW
from derive.table.row import COMPOSITIONS, alike, function, over, row, sympy
from derive.table.softmaxes import SOFTMAX, SOFTMAX_COLUMNS, SOFTMAX_ROWS, softmax_pullback

Args = tuple[Expr, ...]
MOST_WRITTEN = 6
"""Entries that a loss is written out with."""


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


def few_entries(*args: Expr) -> list[tuple[Expr, ...]]:
    """The entries of arguments of one shape, place by place; none where they are many, or have no names."""
    if size(args[0].shape) > MOST_WRITTEN or not all(isinstance(arg, Ref) for arg in args):
        return []
    sizes = args[0].shape[: order(args[0].shape)]
    places = [tuple(map(at, place)) for place in product(*map(range, sizes))]
    return [tuple(Entry(arg, place) if place else arg for arg in args if isinstance(arg, Ref)) for place in places]


def cross_entropy_by_entries(args: Args, values: tuple[Array, ...]) -> Expr | None:
    """−Σ y_i log ŷ_i over the classes whose label is not zero."""
    log, counted = simplify.TABLE["log"], [k for k, label in enumerate(values[0].entries) if label != 0]
    entries = few_entries(*args)
    if not entries or not counted:
        return None
    terms = [log(p) if values[0].entries[k] == 1 else MULTIPLY(y, log(p)) for k in counted for y, p in [entries[k]]]
    return simplify.negative(reduce(ADD, terms))


def squared_error_by_entries(args: Args, values: tuple[Array, ...]) -> Expr | None:
    """The squares of the differences, one by one."""
    squares = [POWER_ROW(simplify.TABLE["subtract"](*pair), simplify.number(2)) for pair in few_entries(*args)]
    if len(squares) < 2:
        return squares[0] if squares else None
    return MULTIPLY(DIVIDE(simplify.number(1), simplify.number(len(squares))), reduce(ADD, squares))


def other_log_base(loss: str, base: int) -> Misreading:
    """The logarithm to a base other than e: everything divided by its natural logarithm."""

    def instead(args: Args, facts: Facts) -> Expr:
        return simplify.divided(simplify.TABLE[loss](*args), simplify.TABLE["log"](simplify.number(base)))

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
        by_entries=cross_entropy_by_entries,
        mistakes=(
            other_log_base("cross_entropy", 2),
            other_log_base("cross_entropy", 10),
            Misreading("all_classes_summed", lambda args, facts: negative_log_sum(args[1])),
        ),
        acts=Acts.ALIKE,
        spellings=("crossentropy",),
        code=Code("-np.sum(#1 * np.log(#2))", level=SUM, needs=(PRODUCT, 0)),
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


def rows_general_pullback(g: Expr, args: Args, inner: Expr) -> Expr:
    """g (P times the sum of each row of Y, less Y)."""
    sums = simplify.TABLE["total_rows"](args[0])
    return simplify.times(g, simplify.minus(simplify.entrywise(inner, sums), args[0]))


def columns_general_pullback(g: Expr, args: Args, inner: Expr) -> Expr:
    """g (P times the sum of each column of Y, less Y)."""
    sums = simplify.TABLE["total_columns"](args[0])
    return simplify.times(g, simplify.minus(simplify.entrywise(inner, sums), args[0]))


def batch_pair(inner: Operation, word: str, general: Callable[[Expr, Args, Expr], Expr]) -> Composition:
    """Cross-entropy of a batch and the softmax of each of its samples: P − Y where each label adds up to 1."""
    return Composition(
        CROSS_ENTROPY,
        inner,
        1,
        (
            Rule(pair_pullback, f"softmax_{word}_cross_entropy", condition=(0, f"{word}_sum_to_one")),
            Rule(general, f"softmax_{word}_cross_entropy_general"),
        ),
        (WrongRule("softmax_derivative_missing", 1, pair_without_softmax), WrongRule("sign", 1, pair_turned)),
    )


COMPOSITIONS.append(batch_pair(SOFTMAX_ROWS, "rows", rows_general_pullback))
COMPOSITIONS.append(batch_pair(SOFTMAX_COLUMNS, "columns", columns_general_pullback))


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
        mistakes=(other_log_base("binary_cross_entropy", 2), other_log_base("binary_cross_entropy", 10)),
        acts=Acts.ALIKE,
        code=Code("-np.sum(#1 * np.log(#2) + (1 - #1) * np.log(1 - #2))", level=SUM, needs=(ATOM, PRODUCT)),
    )
)


def pair_without_sigmoid(g: Expr, args: Args, inner: Expr) -> Expr:
    """Only the derivative of the cross-entropy by ŷ."""
    return bce_pullback(g, (args[0], inner), inner)


def pair_with_sigmoid_again(g: Expr, args: Args, inner: Expr) -> Expr:
    """g (ŷ − y) ŷ (1 − ŷ): the derivative of the sigmoid multiplied on once more."""
    slope = simplify.entrywise(inner, simplify.minus(simplify.number(1), inner))
    return simplify.entrywise(slope, pair_pullback(g, args, inner))


COMPOSITIONS.append(
    Composition(
        BINARY_CROSS_ENTROPY,
        SIGMOID,
        1,
        (Rule(pair_pullback, "sigmoid_binary_cross_entropy"),),
        (
            WrongRule("sign", 1, pair_turned),
            WrongRule("activation_derivative_missing", 1, pair_without_sigmoid),
            WrongRule("extra_activation_derivative", 1, pair_with_sigmoid_again),
        ),
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
        by_entries=squared_error_by_entries,
        code=Code("np.mean((#1 - #2)**2)", needs=(SUM, PRODUCT)),
    )
)
