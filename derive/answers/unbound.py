"""The index names in an expression that nothing in it introduces."""

from __future__ import annotations

from collections.abc import Iterator

from derive.expr import Derivative, Entry, Expr, Ref, Sum, children
from derive.reading.build import entry_sizes


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
            yield from (
                (i.name, n) for i, n in zip(index, entry_sizes(of), strict=True) if i.name and i.name not in bound
            )
        case Sum(name, low, high, body):
            yield from ((i.name, None) for i in (low, high) if i.name and i.name not in bound)
            yield from free_indices(body, bound | {name})
        case _:
            for child in children(expr):
                yield from free_indices(child, bound)
