"""The index names in an expression that nothing in it introduces, and the letters that may be some."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.language.expr import Derivative, Entry, Expr, Index, IndexNumber, Ref, Sum, children
from derive.problem.scope import entry_sizes
from derive.reading.vocabulary import Vocabulary

INDEX_LETTERS = frozenset("abijklmnpqrstuv")


def free_indices(expr: Expr, bound: frozenset[str] = frozenset()) -> Iterator[tuple[str, int | None]]:
    """The index names that nothing in the expression introduces, with the number of entries they count, if any."""
    match expr:
        case Ref(_, index):
            yield from ((i.name, None) for i in index if i.name and i.name not in bound)
        case Derivative(of, by):
            yield from free_indices(of, bound)
            yield from free_indices(by, bound)
        case Entry(of, index):
            yield from free_indices(of, bound)
            for place, count in zip(index, entry_sizes(of), strict=True):
                found = [name for name in place.names if name not in bound]
                yield from ((name, count if len(place.names) == 1 else None) for name in found)
        case IndexNumber(Index(name)):
            yield from () if name in bound else ((name, None),)
        case Sum(name, low, high, body):
            yield from ((i.name, None) for i in (low, high) if i.name and i.name not in bound)
            yield from free_indices(body, bound | {name})
        case _:
            for child in children(expr):
                yield from free_indices(child, bound)


def refs_of(part: Expr) -> tuple[Ref, ...]:
    """The quantities that a part of an expression names itself."""
    if isinstance(part, Derivative):
        return part.of, part.by
    return (part,) if isinstance(part, Ref) else ()


def beyond(expr: Expr, sums: Mapping[str, tuple[Index, Index]] | None = None) -> Entry | None:
    """An entry that its array does not have, itself or for a term of the sums around it."""
    known = sums or {}
    match expr:
        case Entry(of, index):
            places = zip(index, entry_sizes(of), strict=False)
            return expr if any(not 0 <= end < n for i, n in places for end in ends(i, known)) else None
        case Sum(name, low, high, body):
            return beyond(body, {**known, name: (low, high)})
    return next(filter(None, (beyond(child, known) for child in children(expr))), None)


def ends(index: Index, sums: Mapping[str, tuple[Index, Index]]) -> tuple[int, ...]:
    """The least and the greatest number that an index is in the sums around it, as far as they are known."""
    if index.is_literal:
        return (index.offset,)
    low, high = sums.get(index.name, (index, index))
    if low.is_literal and high.is_literal and low.offset > high.offset:
        return ()
    return tuple(end.offset + index.offset for end in (low, high) if end.is_literal)


def may_count(letter: str, vocabulary: Vocabulary) -> bool:
    """Whether a letter may count entries: a usual one, or any that names nothing."""
    return letter in INDEX_LETTERS or (len(letter) == 1 and letter.islower() and not vocabulary.knows_word(letter))
