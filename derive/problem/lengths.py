"""Which lengths are 0 with a problem's values, so that they have no direction to change in."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import suppress

from derive.language.errors import DeriveError, NoValue, Undecided
from derive.language.evaluate import Environment, evaluate, fitted
from derive.language.expr import Call, Expr, Sum, at, bind, children, refs
from derive.language.numbers import Array, is_zero
from derive.problem.problem import Problem
from derive.table.arrays import NORM


def vanishing(problem: Problem) -> frozenset[Expr]:
    """What stands in the lengths that are 0."""
    within = {arg for equation in problem.equations for arg in measured(equation.rhs)}
    if not within or problem.values is None:
        return frozenset()
    known = dict(problem.values)
    for equation in problem.equations:
        if (value := found(equation.rhs, known)) is not None:
            with suppress(NoValue):
                known[equation.target] = fitted(value, equation.target)
    values = {arg: found(arg, known) for arg in within}
    return frozenset(arg for arg, value in values.items() if value and all(map(is_zero, value.entries)))


def found(expr: Expr, known: Environment) -> Array | None:
    """The value of an expression, if it has one."""
    with suppress(DeriveError, NoValue, Undecided):
        if all(ref in known for ref in refs(expr)):
            return evaluate(expr, known)
    return None


def measured(expr: Expr) -> Iterator[Expr]:
    """The arguments of all lengths, under a sum sign in every term."""
    if isinstance(expr, Sum):
        if any(True for _ in measured(expr.body)):
            for number in range(expr.low.offset, expr.high.offset + 1):
                yield from measured(bind(expr.body, {expr.index: at(number)}))
        return
    if isinstance(expr, Call) and expr.operation is NORM:
        yield expr.args[0]
    for child in children(expr):
        yield from measured(child)
