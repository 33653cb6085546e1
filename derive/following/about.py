"""What a relation tells the values of: what its left side names, and what a sum on its right side is made of."""

from __future__ import annotations

from collections.abc import Iterator

from derive.following.judged import About
from derive.following.own_point import Name
from derive.following.sides import ReadSide
from derive.following.values import allows, taken
from derive.judging.finding import Finding
from derive.judging.judge import Judge
from derive.language.expr import Call, Derivative, Entry, Expr, Grid, Ref, is_single, refs
from derive.table import TABLE

SUMS = ("add", "subtract")


def about(judge: Judge, name: Name | None, meant: Expr, side: ReadSide, finding: Finding) -> tuple[About, ...]:
    """The quantities and entries that a relation is about."""
    if isinstance(meant, Entry):
        return (meant,)
    if isinstance(meant, Grid) and finding.is_accepted and side.kind == "number":
        return tuple(part for part in meant.entries if isinstance(part, Ref | Derivative | Entry))
    if name is None:
        return ()
    return (name, *(summands(judge, name, side) if finding.is_accepted and side.kind == "number" else ()))


def summands(judge: Judge, name: Name, side: ReadSide) -> list[Ref]:
    """The scalars that a quantity is the sum of, if a side has the value of each of them in order."""
    equation = judge.problem.bound.get(name) if isinstance(name, Ref) else None
    used = refs(equation.rhs) if equation else ()
    parts = [ref for ref in used if is_single(ref.shape) and ref in judge.problem.bound]
    terms = list(terms_of(side.expr)) if side.expr is not None else []
    if judge.home is None or len(parts) < 2 or len(terms) != len(parts):
        return []
    told = (is_told(judge, side, term, part) for term, part in zip(terms, parts, strict=True))
    return parts if all(told) else []


def is_told(judge: Judge, side: ReadSide, term: Expr, part: Ref) -> bool:
    """Whether a term has the value of a quantity."""
    assert judge.home is not None
    return allows(side.saying(term), taken(judge.home.known[part]), judge.home, judge.digits)


def terms_of(expr: Expr) -> Iterator[Expr]:
    """The terms of the sum inside a calculation, with their signs; a factor beside the sum is left out."""
    match expr:
        case Call(operation, (left, right)) if operation.name in SUMS:
            yield from terms_of(left)
            yield right if operation.name == "add" else TABLE["negate"](right)
        case Call(operation, args) if operation.name in ("multiply", "divide") and any(map(is_sum, args)):
            yield from terms_of(next(filter(is_sum, args)))
        case _:
            yield expr


def is_sum(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.operation.name in SUMS
