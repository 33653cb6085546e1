"""A name with a bracket directly behind it: a product, an entry, or a quantity as the function that it is."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence

from derive.language.expr import Call, Expr, Ref, is_single
from derive.language.patterns import regex
from derive.problem.problem import Problem
from derive.reading.result import Fault, Unreadable
from derive.reading.tree import Name, Node, Num, Transpose

OPEN = regex(r"(?:\\left|\\[bB]igg?l?)?\s?\(")
Factor = tuple[str, Node, Expr]
"""The sign before a factor, where it stands, and what it is."""


def refuse_entries(built: Sequence[Factor], text: str) -> None:
    """Errors: `Unreadable` where a number stands in brackets behind a vector, `x(2)`: an entry, or twice the vector."""
    for (_, name, vector), (_, number, _) in pairs(built, text):
        if isinstance(number, Num) and vector.shape and not is_single(vector.shape):
            message = "a number in brackets behind an array is not clear; write x_2 or x[2] for an entry"
            raise Unreadable(message, text, name.start, Fault.UNCLEAR)
    for (_, turned, _), (sign, behind, _) in itertools.pairwise(built):
        is_primed = isinstance(turned, Transpose) and isinstance(turned.body, Name) and not sign
        if is_primed and isinstance(behind, Name) and text[turned.end - 1 : turned.end + 1] == "'(":
            message = "a prime between a name and a name in brackets is not clear: a transpose, or a slope"
            raise Unreadable(message, text, turned.start, Fault.UNCLEAR)


def applied(built: Sequence[Factor], text: str, problem: Problem, *, is_product: bool) -> list[Factor] | None:
    """The factors with quantities put to what stands behind them, `h(W x + b)`, where h is f of something; `None` where
    there are none.  Where it `is_product` too, this is meant only for what the quantity is calculated from.
    """
    for (sign, name, quantity), (_, behind, argument) in pairs(built, text):
        assert isinstance(name, Name)
        for call in (*of_quantity(quantity, problem), *of_sign(name, problem)):
            own = call.args[0]
            is_own = argument == own or (own in problem.bound and argument == problem.bound[own].rhs)
            if argument.shape == own.shape and (is_own or not is_product):
                k = next(k for k, factor in enumerate(built) if factor[1] is name)
                value = call.operation(argument, *call.args[1:])
                return [*built[:k], (sign, behind, value), *built[k + 2 :]]
    return None


def of_quantity(quantity: Expr, problem: Problem) -> Iterator[Call]:
    """The call that a quantity is the value of."""
    rule = problem.bound.get(quantity) if isinstance(quantity, Ref) else None
    if rule is not None and isinstance(rule.rhs, Call):
        yield rule.rhs


def of_sign(name: Name, problem: Problem) -> Iterator[Call]:
    """The calls of a function whose sign is the name, `\\sigma(z)` beside a standard deviation σ."""
    if not name.parts:
        yield from problem.calls_by_sign.get(name.word, ())


def refuse_signs(built: Sequence[Factor], text: str, problem: Problem) -> None:
    """Errors: `Unreadable` where what a name has in brackets behind it could be a factor or what a function is of."""
    for (_, name, quantity), (_, behind, argument) in pairs(built, text):
        assert isinstance(name, Name)
        if (is_single(quantity.shape) or is_single(argument.shape)) and any(of_sign(name, problem)):
            message = f"whether {name.word} is a factor or a function of what stands in brackets is not clear"
            raise Unreadable(message, text, behind.start, Fault.UNCLEAR)


def pairs(built: Sequence[Factor], text: str) -> Iterator[tuple[Factor, Factor]]:
    """The names that have a bracket directly behind them, with what stands in it."""
    for first, second in itertools.pairwise(built):
        if isinstance(first[1], Name) and not second[0] and OPEN.match(text, first[1].end):
            yield first, second
