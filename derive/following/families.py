"""What a name with a number as its index means at other numbers: `\\delta_2 = ∂L/∂h̄_2` tells what `\\delta_1` is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.following.own_point import Name
from derive.language.expr import Derivative, Expr, Index, Ref, Sum, at, rewrite, walk
from derive.reading.name_meanings import OwnDefinition


def family(
    definition: OwnDefinition,
    expr: Expr,
    quantity: Callable[[Expr], Name | None],
    exists: Callable[[Expr], bool],
    whole: range,
    index: str,
) -> OwnDefinition | None:
    """The definition at every index, if what is defined at one is the same quantity wherever the formula is moved to.

    A formula that is a quantity at one index only, such as the last step, tells nothing of the others.
    """
    if len(definition.index) != 1 or not definition.index[0].is_literal or any(isinstance(p, Sum) for p in walk(expr)):
        return None
    number = definition.index[0].offset
    own = quantity(expr)
    if own is None or own != at_other(own, 0) or not is_indexed(own):
        return None
    others = [k - number for k in whole if k != number]
    moved = [(at_other(expr, shift), at_other(own, shift)) for shift in others]
    there = [(other, wanted) for other, wanted in moved if exists(other) and exists(wanted)]
    if number not in whole or not there or any(quantity(other) != wanted for other, wanted in there):
        return None
    return replace(definition, index=(Index(index),), body=in_general(own, number, index))


def is_indexed(name: Name) -> bool:
    return bool(name.by.index) if isinstance(name, Derivative) else bool(name.index)


def at_other(expr: Expr, shift: int) -> Expr:
    """An expression with all literal indices moved."""
    return indexed(expr, lambda i: at(i.offset + shift) if i.is_literal else i)


def in_general(expr: Expr, number: int, index: str) -> Expr:
    """An expression at a number as it is at an index."""
    return indexed(expr, lambda i: Index(index, i.offset - number) if i.is_literal else i)


def indexed(expr: Expr, change: Callable[[Index], Index]) -> Expr:
    def of(ref: Ref) -> Ref:
        return Ref(ref.name, tuple(map(change, ref.index)), ref.shape) if ref.index else ref

    def found(part: Expr) -> Expr | None:
        match part:
            case Ref():
                return of(part)
            case Derivative(above, below):
                return replace(part, of=of(above), by=of(below))
        return None

    return rewrite(expr, found)
