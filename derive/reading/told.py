"""What an answer says of the quantities of its problem: `… where ŷ_t = softmax(h_t)`."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.language.expr import Derivative, Entry, Expr, Ref, at
from derive.problem.problem import Problem
from derive.reading.read import read_chain, vocabulary_of
from derive.reading.result import Fault, Unreadable

Told = Ref | Entry | Derivative
"""What a definition can say something of."""


def left_of(told: str, problem: Problem) -> Told:
    """The quantity that a definition speaks of, or an entry of it, or a derivative."""
    match read_chain(told, vocabulary_of(problem)).members[0].expr:
        case Ref() | Entry(Ref(), _) | Derivative() as left:
            return left
    raise Unreadable("expected the name of a quantity before '='", told, 0, Fault.UNCLEAR)


def is_tautology(told: str, problem: Problem) -> bool:
    """Whether a definition only says what a short sign stands for, `dS = ∂L/∂S`."""
    left, *others = (member.expr for member in read_chain(told, vocabulary_of(problem)).members)
    return left is not None and all(other == left for other in others)


def name_of(left: Told) -> str:
    """What could be defined anew; a derivative could not."""
    return "" if isinstance(left, Derivative) else quantity_of(left).name


def quantity_of(left: Ref | Entry) -> Ref:
    of = left if isinstance(left, Ref) else left.of
    assert not isinstance(of, Derivative)
    return of


def instances(left: Told, problem: Problem) -> Iterator[Expr]:
    """What a definition says something of: the quantity at each index that it leaves open, or one entry of it."""
    if isinstance(left, Derivative):
        yield from derivatives(left, problem)
        return
    meant = quantity_of(left)
    if isinstance(left, Entry) and all(i.is_literal for i in (*left.index, *meant.index)):
        yield left
        return
    for ref in dict.fromkeys((*problem.bound, *problem.given)):
        pairs = zip(meant.index, ref.index, strict=False)
        if ref.name == meant.name and all(own == its for own, its in pairs if own.is_literal):
            yield ref


def derivatives(left: Derivative, problem: Problem) -> Iterator[Expr]:
    """The derivative at each number of the only index that it leaves open."""
    names = {i.name for i in (*left.of.index, *left.by.index) if i.name}
    if not names:
        yield left
        return
    refs = {(ref.name, ref.index) for ref in (*problem.bound, *problem.given)}
    for k in vocabulary_of(problem).ranges.get(names.pop(), range(0)):
        of, by = moved(left.of, k), moved(left.by, k)
        if not names and {(of.name, of.index), (by.name, by.index)} <= refs:
            yield replace(left, of=of, by=by)


def moved(ref: Ref, number: int) -> Ref:
    """A quantity with a number in place of the name in its index."""
    return replace(ref, index=tuple(at(i.offset + number) if i.name else i for i in ref.index))
