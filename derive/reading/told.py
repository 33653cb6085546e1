"""What an answer says of the quantities of its problem: `… where ŷ_t = softmax(h_t)`."""

from __future__ import annotations

from collections.abc import Iterator

from derive.language.expr import Derivative, Entry, Expr, Ref
from derive.problem.problem import Problem
from derive.reading.read import read_chain, vocabulary_of
from derive.reading.result import Fault, Unreadable


def left_of(told: str, problem: Problem) -> Ref | Entry:
    """The quantity that a definition speaks of, or an entry of it."""
    match read_chain(told, vocabulary_of(problem)).members[0].expr:
        case Ref() | Entry(Ref(), _) as left:
            return left
    raise Unreadable("expected the name of a quantity before '='", told, 0, Fault.UNCLEAR)


def name_of(left: Ref | Entry) -> str:
    return quantity_of(left).name


def quantity_of(left: Ref | Entry) -> Ref:
    of = left if isinstance(left, Ref) else left.of
    assert not isinstance(of, Derivative)
    return of


def instances(left: Ref | Entry, problem: Problem) -> Iterator[Expr]:
    """What a definition says something of: the quantity at each index that it leaves open, or one entry of it."""
    meant = quantity_of(left)
    if isinstance(left, Entry) and all(i.is_literal for i in (*left.index, *meant.index)):
        yield left
        return
    for ref in dict.fromkeys((*problem.bound, *problem.given)):
        pairs = zip(meant.index, ref.index, strict=False)
        if ref.name == meant.name and all(own == its for own, its in pairs if own.is_literal):
            yield ref
