"""Sums, differences and signs, and what the rows of entrywise operations share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from derive.language.expr import Expr, Shape, is_single, size
from derive.language.numbers import Array, Scalar, is_minus_infinity, plus, table
from derive.language.operation import ENTRYWISE, PRODUCT, SUM, Acts, Code, Notation, Operation, Role, Rule, Style
from derive.language.usual_mistakes import Facts, Misreading
from derive.table import simplify
from derive.table.row import row, spread_shape

Args = tuple[Expr, ...]


def entry(array: Array, i: int, j: int) -> Scalar:
    """Entry (i, j), where an array with one row (or column) has that in place of all."""
    return array[i if array.rows > 1 else 0, j if array.columns > 1 else 0]


def broadcast(*arrays: Array) -> Shape:
    return max((array.shape for array in arrays), key=lambda shape: (size(shape), len(shape)))


def repeated(a: Any, like: Any) -> Callable[[Any, Any], Any]:
    """The entries of an argument in a definition, repeated as far as those of the other one reach."""
    if len(a.shape) != 2 or a.shape == like.shape:
        return a  # type: ignore[no-any-return]
    one_row, one_column = (few == 1 for few in a.shape)
    return lambda i, j: a(0 if one_row else i, 0 if one_column else j)


def each(function: Callable[[Scalar, Scalar], Scalar]) -> Callable[[Array, Array], Array]:
    """The value of an operation on corresponding entries."""

    def value(a: Array, b: Array) -> Array:
        if a.shape == b.shape:
            return Array(a.shape, tuple(map(function, a.entries, b.entries)))
        if not a.shape:
            return Array(b.shape, tuple([function(a.entries[0], entry) for entry in b.entries]))
        return table(broadcast(a, b), lambda i, j: function(entry(a, i, j), entry(b, i, j)))

    return value


def collect(g: Expr, arg: Expr, result: Expr) -> Expr:
    """The gradient by an argument that was repeated: the sum of what arrives at all its places."""
    if not is_spread(arg, result):
        return g
    if is_single(arg.shape):
        return shaped(simplify.entry_total(g), arg)
    rows, columns = result.shape
    if arg.shape[0] == 1:
        return simplify.times(simplify.ones(1, rows), g)
    return simplify.times(g, simplify.ones(columns))


def is_spread(arg: Expr, result: Expr) -> bool:
    """Whether an argument is repeated over a larger result: one entry, or a row or a column of a matrix."""
    return size(arg.shape) < size(result.shape)


def shaped(scalar: Expr, arg: Expr) -> Expr:
    """A scalar in the shape of an argument with one entry."""
    return simplify.times(scalar, simplify.ones(1)) if arg.shape and not scalar.shape else scalar


def spread(factor: Expr, arg: Expr, result: Expr) -> Expr:
    """The Jacobian of an operation that acts on each entry with the derivative `factor`; of a row it is a column."""
    if is_spread(arg, result):
        whole = simplify.entrywise(factor, simplify.ones(*result.shape)) if is_single(factor.shape) else factor
        return simplify.transposed(whole) if result.shape[0] == 1 else whole
    if is_single(factor.shape) and not is_single(result.shape):
        return simplify.times(factor, simplify.identity(size(result.shape)))
    return simplify.diag(factor)


def constant_rule(factor: int, reason: str, position: int) -> Rule:
    one = simplify.number

    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        return simplify.times(one(factor), collect(g, args[position], result))

    def jacobian(args: Args, result: Expr) -> Expr:
        return spread(one(factor), args[position], result)

    return Rule(pullback, reason, jacobian)


def without_bias(args: Args, facts: Facts) -> Expr | None:
    """A sum without the parameter in it that stands in sums only."""
    left, right = args
    if facts(right, "bias") and not is_spread(left, right):
        return left
    return right if facts(left, "bias") and not is_spread(right, left) else None


ADD = row(
    Operation(
        "add",
        spread_shape,
        each(plus),
        lambda a, b, i, j: repeated(a, b)(i, j) + repeated(b, a)(i, j),
        Notation(Style("#1 + #2", SUM, (SUM, ENTRYWISE)), Style("#1 + #2", SUM, (SUM, ENTRYWISE))),
        ((constant_rule(1, "sum", 0),), (constant_rule(1, "sum", 1),)),
        linear=True,
        mistakes=(Misreading("bias_missing", without_bias),),
        role=Role.SUM,
        acts=Acts.ENTRIES,
        code=Code("#1 + #2", level=SUM, needs=(SUM, PRODUCT)),
    )
)


def difference(x: Scalar, y: Scalar) -> Scalar:
    """x − y; of one and the same number exactly 0, however wide its ball is."""
    return fmpq(0) if x is y and not is_minus_infinity(x) else x - y


SUBTRACT = row(
    Operation(
        "subtract",
        spread_shape,
        each(difference),
        lambda a, b, i, j: repeated(a, b)(i, j) - repeated(b, a)(i, j),
        Notation(Style("#1 - #2", SUM, (SUM, ENTRYWISE)), Style("#1 - #2", SUM, (SUM, ENTRYWISE))),
        ((constant_rule(1, "sum", 0),), (constant_rule(-1, "sum", 1),)),
        linear=True,
        role=Role.DIFFERENCE,
        acts=Acts.ENTRIES,
        code=Code("#1 - #2", level=SUM, needs=(SUM, PRODUCT)),
    )
)

NEGATE = row(
    Operation(
        "negate",
        lambda args: args[0].shape,
        lambda a: table(a.shape, lambda i, j: -a[i, j]),
        lambda a, i, j: -a(i, j),
        Notation(Style("-#1", SUM, (ENTRYWISE,)), Style("-#1", SUM, (ENTRYWISE,))),
        ((constant_rule(-1, "sum", 0),),),
        linear=True,
        role=Role.OPPOSITE,
        acts=Acts.ENTRIES,
        code=Code("-#1", level=SUM, needs=(PRODUCT,)),
    )
)
