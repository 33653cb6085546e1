"""The values of branches, by entries; one not taken may have none, `piecewise(x > 0, log(x), x)`."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from flint import fmpq

from derive.language import numbers
from derive.language.errors import DeriveError
from derive.language.expr import Call, Expr
from derive.language.numbers import Array, Scalar, table
from derive.language.operation import Acts, Role

Evaluate = Callable[[Expr, Any], Array]


def taken(call: Call, known: Any, evaluate: Evaluate) -> list[Array]:
    """The two sides of the comparison and the two branches; where one has no value and is not taken, the other one's.

    Errors: those of the branch that is taken.
    """
    left, right = (evaluate(arg, known) for arg in call.args[:2])
    branching = call.operation.branching
    assert branching is not None

    def test(i: int, j: int) -> Scalar:
        return fmpq(branching.holds(numbers.sign(entry(left, i, j) - entry(right, i, j))))

    holds = table(call.shape, test)

    def value(place: int, i: int, j: int) -> Scalar:
        """An entry of a branch, or of the other one where that has none."""
        is_taken = bool(holds[i, j]) == (place == 2)
        try:
            return entry_value(call.args[place], i, j, known, evaluate)
        except DeriveError:
            if is_taken:
                raise
            return entry_value(call.args[5 - place], i, j, known, evaluate)

    return [left, right, *(branch(call, place, partial(value, place), known, evaluate) for place in (2, 3))]


def branch(call: Call, place: int, value: Callable[[int, int], Scalar], known: Any, evaluate: Evaluate) -> Array:
    """A branch as a whole or, if that has no value, by its entries."""
    try:
        return evaluate(call.args[place], known)
    except DeriveError:
        return table(call.shape, value)


def entry_value(expr: Expr, i: int, j: int, known: Any, evaluate: Evaluate) -> Scalar:
    """One entry of an expression, for which the others need no value."""
    if not isinstance(expr, Call) or not is_entrywise(expr):
        return entry(evaluate(expr, known), i, j)
    operation, args = expr.operation, expr.args
    if operation.branching is not None:
        left, right = (entry_value(arg, i, j, known, evaluate) for arg in args[:2])
        place = 2 if operation.branching.holds(numbers.sign(left - right)) else 3
        return entry_value(args[place], i, j, known, evaluate)
    values = [Array((), (entry_value(arg, i, j, known, evaluate),)) for arg in args]
    return operation.value(*values).entries[0]


def is_entrywise(call: Call) -> bool:
    """Whether each entry of a call needs the same entry of its arguments alone."""
    if call.operation.role is Role.PRODUCT:
        return any(not arg.shape for arg in call.args)
    return call.operation.acts is Acts.ENTRIES


def entry(array: Array, i: int, j: int) -> Scalar:
    """Entry (i, j), where an array with one row (or column) has that in place of all."""
    return array[i if array.rows > 1 else 0, j if array.columns > 1 else 0]
