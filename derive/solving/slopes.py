"""The calls that jump at kinks: where they stand in expressions, and what is used for them there."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import permutations, product
from typing import Any

from flint import fmpq

from derive.language.evaluate import evaluate
from derive.language.expr import Call, Entry, Expr, Number, Ref, Sum, at, bind, children
from derive.language.numbers import Array
from derive.language.operation import ADDITIVE, Acts, Operation, Role
from derive.table import simplify

MOST_TERMS = 4


def terms(expr: Expr) -> Iterator[Call]:
    """All calls in an expression, those under a sum sign in every term."""
    if isinstance(expr, Call):
        yield expr
    if isinstance(expr, Sum):
        for number in range(expr.low.offset, expr.high.offset + 1):
            yield from terms(bind(expr.body, {expr.index: at(number)}))
    else:
        for child in children(expr):
            yield from terms(child)


def slopes_in(known: Mapping[Any, Array]) -> dict[Any, Array]:
    """The slopes that were settled, among what is known."""
    return {name: value for name, value in known.items() if isinstance(name, Call)}


def by_entries(call: Call, value: Array) -> Iterator[tuple[Call, Array]]:
    """The same in index notation: a call of each entry, with its value."""
    is_entrywise = call.operation.acts is Acts.ENTRIES and bool(call.shape)
    for place, used in enumerate(value.entries if is_entrywise else ()):
        entries = [entry_of(arg, place) for arg in call.args]
        for args in product(*map(reordered, entries)):
            yield Call(call.operation, args), Array((), (used,))
        if is_odd(call.operation):
            for arg in reordered(simplify.negative(entries[0])):
                yield Call(call.operation, (arg,)), Array((), (-used,))


def is_odd(operation: Operation) -> bool:
    """Whether f(−x) = −f(x), of which SymPy makes use."""
    zero = Array((), (fmpq(0),))
    jump = operation.jump
    if jump is None or operation.arity != 1 or not {"left", "right"} <= jump.choices.keys():
        return False
    left, right = (jump.choices[side](zero).entries[0] for side in ("left", "right"))
    return bool(left + right == 0)


def reordered(expr: Expr) -> Iterator[Expr]:
    """A sum with its terms in every order (SymPy has one of its own), as far as they are few."""
    parts = list(signed(expr, True))
    for order in permutations(parts) if len(parts) <= MOST_TERMS else [parts]:
        (first, is_plus), *others = order
        result = first if is_plus else simplify.negative(first)
        for part, is_added in others:
            result = simplify.plus(result, part) if is_added else simplify.minus(result, part)
        yield result


def signed(expr: Expr, is_plus: bool) -> Iterator[tuple[Expr, bool]]:
    """The terms of a sum, and whether each is added or subtracted."""
    if not isinstance(expr, Call) or expr.operation.role not in ADDITIVE:
        yield expr, is_plus
        return
    turned = expr.operation.role is not Role.SUM
    for place, arg in enumerate(expr.args):
        is_last = place == len(expr.args) - 1
        yield from signed(arg, is_plus != (turned and is_last))


def entry_of(expr: Expr, place: int) -> Expr:
    """An entry of an expression that acts on each by itself."""
    match expr:
        case Ref(shape=(_, 1)):
            return Entry(expr, (at(place),))
        case Ref(shape=(_, columns)):
            return Entry(expr, (at(place // columns), at(place % columns)))
        case Call(operation, args):
            return Call(operation, tuple(entry_of(arg, place) for arg in args))
    return expr


def has_slope(call: Call, slope: Call) -> bool:
    """Whether a slope stands in the derivative of a call by one of its arguments."""
    g = Ref("#g", (), call.shape)
    pulled = (rule.pullback(g, call.args, call) for rules in call.operation.rules for rule in rules)
    return any(slope in terms(expr) for expr in pulled)


def sided(call: Call, function: Call, g: Array, arrays: Sequence[Array], known: Mapping[Any, Array]) -> Iterator[Array]:
    """The derivative of a function by its first argument with the value of a slope on the left, and on the right."""
    assert call.operation.jump is not None
    name = Ref("#g", (), function.shape)
    pulled = function.operation.rules[0][-1].pullback(name, function.args, function)
    for side in ("left", "right"):
        at: dict[Any, Array] = {**known, name: g, call: call.operation.jump.choices[side](*arrays)}
        yield evaluate(pulled, at)


ALIKE = {"share": "middle", "first": "right", "second": "left"}
"""What the choice at a tie of two is for the slope by the first of them."""


def choice_of(call: Call, function: Call, name: str) -> Callable[..., Array] | None:
    """A value of a slope at its jump by the name of a choice."""
    assert call.operation.jump is not None
    choices = call.operation.jump.choices
    if name not in choices and isinstance(function.args[0], Number):
        name = {"first": "second", "second": "first"}.get(name, name)
    return choices.get(name) or choices.get(ALIKE.get(name, ""))


def merged(value: Array, other: Array, places: frozenset[int]) -> Array:
    """A value with some entries of another."""
    pairs = enumerate(zip(value.entries, other.entries, strict=True))
    return Array(value.shape, tuple(b if k in places else a for k, (a, b) in pairs))
