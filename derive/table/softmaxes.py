"""Softmax and the logarithms that go with it: of a vector, of the rows of a matrix, of its columns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from flint import fmpq

from derive.language.expr import Expr, Shape, describe, is_column, is_single
from derive.language.numbers import ZERO, Array, Scalar, complain, divide, exp, is_minus_infinity, log, total
from derive.language.operation import PRODUCT, SUM, Code, Operation, Rule
from derive.language.usual_mistakes import Misreading, Mistake, WrongRule
from derive.table import simplify
from derive.table.elementwise import instead
from derive.table.largest import spread
from derive.table.reductions import COLUMNS, ROWS, Reach, family
from derive.table.row import function, over, row, shape_error, sympy

Args = tuple[Expr, ...]
WIDE = 1e-12
"""The radius from which on the enclosure of a softmax is worth more exponentials."""


def vector_shape(name: str) -> Callable[[Args], Shape]:
    """The shape of a row or a column; a number alone, and a matrix without a word for the axis, are refused."""

    def shape(args: Args) -> Shape:
        found = args[0].shape
        if 1 not in found:
            axis = f'; of a matrix it is {name}(X, axis="rows") or "columns"' if found else ""
            raise shape_error(f"{name} takes a column or a row, not {describe(found)}{axis}")
        return found

    return shape


def softmax_value(a: Array) -> Array:
    """exp(a_i) / Σ exp(a_k), or 1 / Σ exp(a_k − a_i): exact where entries are equal, and narrow for wide balls.

    An entry −∞ is masked: it has exactly 0.  Errors: `DomainError` where all entries are.
    """
    if any(map(is_minus_infinity, a.entries)):
        return masked(a)
    if not a.is_exact and not any(is_wide(x) for x in a.entries):
        powers = [exp(x) for x in a.entries]
        whole = divide(fmpq(1), total(powers))
        return Array(a.shape, tuple([power * whole for power in powers]))

    def beside(i: int) -> Scalar:
        return total(fmpq(1) if k == i else exp(x - a.entries[i]) for k, x in enumerate(a.entries))

    return Array(a.shape, tuple(divide(fmpq(1), beside(i)) for i in range(len(a.entries))))


def masked(a: Array) -> Array:
    """The softmax of the entries that are not masked."""
    seen = tuple(entry for entry in a.entries if not is_minus_infinity(entry))
    if not seen:
        raise complain("a softmax in which everything is masked")
    parts = iter(softmax_value(Array((len(seen), 1), seen)).entries)
    return Array(a.shape, tuple(ZERO if is_minus_infinity(entry) else next(parts) for entry in a.entries))


def is_wide(x: Scalar) -> bool:
    """Whether a number is a ball as wide as printed digits are."""
    return not isinstance(x, fmpq) and bool(x.rad() > WIDE)


def softmax_definition(a: Any, i: Any, j: Any) -> Any:
    """exp(a_i) / Σ exp(a_k)."""
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
        raise shape_error("this takes a matrix, not a scalar")
    return args[0].shape


def softmax_along_value(reach: Reach) -> Callable[[Array], Array]:
    def value(a: Array) -> Array:
        groups = [softmax_value(Array((len(group), 1), group)).entries for group in reach.groups(a)]
        return spread(reach, a.shape, groups)

    return value


def softmax_along_definition(reach: Reach) -> Callable[..., Any]:
    def definition(a: Any, i: Any, j: Any) -> Any:
        e = sympy().exp
        return e(a(i, j)) / reach.summed(a.shape, lambda p, q: e(a(p, q)), i, j)

    return definition


def softmax_along_pullback(reach: Reach) -> Callable[[Expr, Args, Expr], Expr]:
    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        """A∘(G − sums of A∘G): from each entry of G, the mean of its row (column) weighted by A is taken away."""
        rows, columns = result.shape
        product = simplify.entrywise(result, g)
        if reach.word == "rows":
            totals = simplify.times(simplify.times(product, simplify.ones(columns)), simplify.ones(1, columns))
        else:
            totals = simplify.times(simplify.ones(rows), simplify.times(simplify.ones(1, rows), product))
        return simplify.entrywise(result, simplify.minus(g, totals))

    return pullback


def softmax_along_entries(reach: Reach) -> Callable[[Args, tuple[Array, ...]], Expr]:
    def by_entries(args: Args, values: tuple[Array, ...]) -> Expr:
        """exp(X), each row (or column) times one over its sum."""
        powers = simplify.TABLE["exp"](args[0])
        rows, columns = args[0].shape
        if reach.word == "rows":
            return simplify.times(shares(simplify.times(powers, simplify.ones(columns))), powers)
        return simplify.times(powers, shares(simplify.times(simplify.ones(1, rows), powers)))

    return by_entries


def shares(sums: Expr) -> Expr:
    """One over each of several sums, on a diagonal; over a single one, the number itself."""
    if is_single(sums.shape):
        return simplify.divided(simplify.number(1), sums)
    return simplify.TABLE["diag"](simplify.TABLE["divide"](simplify.ones(*sums.shape), sums))


def softmax_mistakes() -> tuple[Mistake, ...]:
    return (
        instead("sigmoid"),
        Misreading("softmax_not_normalised", lambda args, facts: simplify.TABLE["exp"](*args)),
        WrongRule("softmax_derivative_missing", 0, lambda g, args, result: g),
        WrongRule("softmax_derivative_diagonal", 0, lambda g, args, result: simplify.entrywise(own_slope(result), g)),
        WrongRule("softmax_derivative_diagonal", 0, lambda g, args, result: simplify.entrywise(result, g)),
    )


def own_slope(result: Expr) -> Expr:
    """ŷ (1 − ŷ), the derivative of each entry by its own logit."""
    return simplify.entrywise(result, simplify.minus(simplify.number(1), result))


def softmax_along(reach: Reach) -> Operation:
    return row(
        Operation(
            f"softmax_{reach.word}",
            matrix_shape,
            softmax_along_value(reach),
            softmax_along_definition(reach),
            function(f"softmax_{reach.word}", rf"\mathrm{{softmax}}_{{\mathrm{{{reach.word}}}}}"),
            ((Rule(softmax_along_pullback(reach), f"softmax_{reach.word}"),),),
            fold=softmax_fold,
            by_entries=softmax_along_entries(reach),
            mistakes=softmax_mistakes(),
            spellings=(f"softmax{reach.word[:-1]}",),
            code=replace(reach.code("np.exp(#1) / np.sum(np.exp(#1)AXIS)"), level=PRODUCT),
        )
    )


SOFTMAX_ROWS, SOFTMAX_COLUMNS = softmax_along(ROWS), softmax_along(COLUMNS)
SOFTMAX = row(
    Operation(
        "softmax",
        vector_shape("softmax"),
        softmax_value,
        softmax_definition,
        function("softmax", r"\mathrm{softmax}"),
        ((Rule(softmax_pullback, "softmax", softmax_jacobian),),),
        fold=softmax_fold,
        unfold=softmax_unfold,
        along={"rows": SOFTMAX_ROWS, "columns": SOFTMAX_COLUMNS},
        mistakes=softmax_mistakes(),
        code=Code("np.exp(#1) / np.sum(np.exp(#1))", level=PRODUCT),
    )
)


def log_of_total(entries: tuple[Scalar, ...]) -> Scalar:
    """log Σ exp(x)."""
    return log(total(map(exp, entries)))


def logsumexp(reach: Reach, along: Mapping[str, Operation]) -> Operation:
    softmax = SOFTMAX.along.get(reach.word, SOFTMAX)

    def definition(a: Any, i: Any, j: Any) -> Any:
        return sympy().log(reach.summed(a.shape, lambda p, q: sympy().exp(a(p, q)), i, j))

    def shape(args: Args) -> Shape:
        return reach.shape((matrix_shape if reach.word else vector_shape("logsumexp"))(args))

    return row(
        Operation(
            reach.key("logsumexp"),
            shape,
            lambda a: Array(reach.shape(a.shape), tuple(map(log_of_total, reach.groups(a)))),
            definition,
            reach.notation("logsumexp", r"\mathrm{logsumexp}"),
            ((Rule(lambda g, args, result: simplify.entrywise(softmax(*args), g), "logsumexp"),),),
            along=along,
            spellings=() if reach.word else ("lse",),
            code=reach.code("np.log(np.sum(np.exp(#1)AXIS))"),
        )
    )


LOGSUMEXP = family(logsumexp)


def log_softmax(reach: Reach, along: Mapping[str, Operation]) -> Operation:
    softmax = SOFTMAX.along.get(reach.word, SOFTMAX)
    sums = simplify.TABLE[reach.key("total")]

    def value(a: Array) -> Array:
        groups = [[x - log_of_total(group) for x in group] for group in reach.groups(a)]
        return spread(reach, a.shape, groups)

    def definition(a: Any, i: Any, j: Any) -> Any:
        return a(i, j) - sympy().log(reach.summed(a.shape, lambda p, q: sympy().exp(a(p, q)), i, j))

    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        """g − softmax(x) times the sum of g."""
        return simplify.minus(g, simplify.entrywise(softmax(*args), sums(g)))

    def jacobian(args: Args, result: Expr) -> Expr | None:
        """I − 1 ŷᵀ."""
        if not is_column(result.shape):
            return None
        count = result.shape[0]
        same = simplify.times(simplify.ones(count), simplify.transposed(softmax(*args)))
        return simplify.minus(simplify.identity(count), same)

    return row(
        Operation(
            reach.key("log_softmax"),
            matrix_shape if reach.word else vector_shape("log_softmax"),
            value,
            definition,
            reach.notation("log_softmax", r"\mathrm{logsoftmax}"),
            ((Rule(pullback, "log_softmax", None if reach.word else jacobian),),),
            along=along,
            mistakes=(Misreading("other_function", lambda args, facts: softmax(*args)),),
            code=replace(reach.code("#1 - np.log(np.sum(np.exp(#1)AXIS))"), level=SUM, needs=(SUM,)),
        )
    )


LOG_SOFTMAX = family(log_softmax)
