"""Sums, differences and signs, and what the rows of entrywise operations share."""

from __future__ import annotations

from collections.abc import Callable

from derive.language.expr import Expr, Shape, is_single, size
from derive.language.numbers import Array, Scalar, plus, table
from derive.language.operation import ENTRYWISE, SUM, Acts, Notation, Operation, Role, Rule, Style
from derive.language.usual_mistakes import Facts, Misreading
from derive.table import simplify
from derive.table.row import row, same_shape

Args = tuple[Expr, ...]


def entry(array: Array, i: int, j: int) -> Scalar:
    """Entry (i, j), where an array with one entry stands for all places."""
    return array.entries[0] if len(array.entries) == 1 else array[i, j]


def broadcast(*arrays: Array) -> Shape:
    return max((array.shape for array in arrays), key=lambda shape: (size(shape), len(shape)))


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
    """The gradient by an argument that was spread over all entries: the sum of the entries of `g`."""
    return shaped(simplify.entry_total(g), arg) if is_spread(arg, result) else g


def is_spread(arg: Expr, result: Expr) -> bool:
    """Whether an argument with one entry acts on all entries of a larger result."""
    return is_single(arg.shape) and not is_single(result.shape)


def shaped(scalar: Expr, arg: Expr) -> Expr:
    """A scalar in the shape of an argument with one entry."""
    return simplify.times(scalar, simplify.ones(1)) if arg.shape and not scalar.shape else scalar


def spread(factor: Expr, arg: Expr, result: Expr) -> Expr:
    """The Jacobian of an operation that acts on each entry with the derivative `factor`."""
    if is_spread(arg, result):
        return simplify.entrywise(factor, simplify.ones(*result.shape)) if is_single(factor.shape) else factor
    if is_single(factor.shape) and not is_single(result.shape):
        return simplify.times(factor, simplify.identity(result.shape[0]))
    return simplify.diag(factor)


def constant_rule(factor: int, reason: str, position: int) -> Rule:
    one = simplify.number

    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        return simplify.times(one(factor), collect(g, args[position], result))

    def jacobian(args: Args, result: Expr) -> Expr:
        return spread(one(factor), args[position], result)

    return Rule(pullback, reason, jacobian)


def without_bias(args: Args, facts: Facts) -> Expr | None:
    """A sum without the parameter in it."""
    left, right = args
    if facts(right, "parameter") and not is_spread(left, right):
        return left
    return right if facts(left, "parameter") and not is_spread(right, left) else None


ADD = row(
    Operation(
        "add",
        same_shape,
        each(plus),
        lambda a, b, i, j: a(i, j) + b(i, j),
        Notation(Style("#1 + #2", SUM, (SUM, ENTRYWISE)), Style("#1 + #2", SUM, (SUM, ENTRYWISE))),
        ((constant_rule(1, "sum", 0),), (constant_rule(1, "sum", 1),)),
        linear=True,
        mistakes=(Misreading("bias_missing", without_bias),),
        role=Role.SUM,
        acts=Acts.ENTRIES,
    )
)

SUBTRACT = row(
    Operation(
        "subtract",
        same_shape,
        each(lambda x, y: x - y),
        lambda a, b, i, j: a(i, j) - b(i, j),
        Notation(Style("#1 - #2", SUM, (SUM, ENTRYWISE)), Style("#1 - #2", SUM, (SUM, ENTRYWISE))),
        ((constant_rule(1, "sum", 0),), (constant_rule(-1, "sum", 1),)),
        linear=True,
        role=Role.DIFFERENCE,
        acts=Acts.ENTRIES,
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
    )
)
