"""Whether an answer gives the question back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from derive.language.expr import Derivative, Entry, Expr, Number, Ref, rewrite, walk
from derive.reading.result import Literal


def restates(expr: Expr, asked: Expr, literals: Mapping[Ref, Literal]) -> bool:
    """Whether an expression uses what is asked, or any derivative by the variable asked."""
    if with_numbers(expr, literals) == asked:
        return True
    forbidden = set(quantities_asked(asked))
    variables = {part.by for part in forbidden if isinstance(part, Derivative)}
    return any(
        part == asked or part in forbidden or (isinstance(part, Derivative) and part.by in variables)
        for part in walk(expr)
        if isinstance(part, Ref | Derivative | Entry)
    )


def quantities_asked(asked: Expr) -> Iterator[Expr]:
    """What an answer must not use: the quantity asked, the whole of an entry, the derivatives in an expression."""
    match asked:
        case Ref() | Derivative():
            yield asked
        case Entry(of, _):
            yield of
        case _:
            yield from (part for part in walk(asked) if isinstance(part, Derivative))


def with_numbers(expr: Expr, literals: Mapping[Ref, Literal]) -> Expr:
    """The expression with its numbers as numbers, not as they were written."""

    def change(part: Expr) -> Expr | None:
        return Number((literals[part].value,)) if isinstance(part, Ref) and part in literals else None

    return rewrite(expr, change)
