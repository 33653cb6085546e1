"""Derivatives in index notation, once for each kind of edge: SymPy is asked where none is kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from derive.language.errors import NoIndexForm
from derive.language.expr import Entry, Equation, Expr, Ref, Shape, Sum, at, order, refs, rewrite, walk
from derive.language.steps import Edge
from derive.solving.kept import Form, is_afresh, kept
from derive.solving.trees import from_lists, to_lists

ROLES = ("i", "m", "j", "p", "q", "r", "s", "n", "u")
SPARE = ("v", "w", "a", "b", "c", "e", "f", "g", "o")


@dataclass(frozen=True, slots=True)
class IndexDerivative:
    """`result` is the entry (left) of the child by an entry of the quantity; `definition` what it comes from.

    `left` and `by` are the entries; `general` is the result before a property (entries adding up to 1) was used.
    """

    left: Expr
    by: Expr
    definition: Expr
    general: Expr
    result: Expr
    indices: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Letters:
    """Names for entry indices that mean nothing else in the problem."""

    of: tuple[str, str]
    vector: str
    matrix: tuple[str, str]
    bound: tuple[str, ...]

    def child(self, shape: Shape) -> list[str]:
        return list(self.of[: order(shape)])

    def by(self, shape: Shape) -> list[str]:
        return [[], [self.vector], list(self.matrix)][order(shape)]


def letters(taken: Iterable[str]) -> Letters:
    """i for the entries of what is differentiated, j (or p and q) for those of the variable, further ones in sums.

    Errors: `NoIndexForm` where all of them are taken.
    """
    names = set(taken)
    spare = [letter for letter in (*SPARE, *(f"i{k}" for k in range(9))) if letter not in names]
    missing = [role for role in ROLES if role in names]
    if len(missing) > len(spare):
        raise NoIndexForm(missing)
    instead = dict(zip(missing, spare, strict=False))
    found = [instead.get(role, role) for role in ROLES]
    return Letters((found[0], found[1]), found[2], (found[3], found[4]), tuple(found[5:]))


def quantities(edge: Edge) -> list[Ref]:
    found = [edge.child.target, edge.by]
    for equation in (edge.child, edge.through):
        if equation:
            found += [*all_refs(equation.rhs), *written_refs(equation.rhs)]
    return list(dict.fromkeys(found))


def written_refs(expr: Expr) -> Iterable[Ref]:
    """The quantities under sums with their index written out, where its bounds are known."""
    return refs(expr) if all(p.low.is_literal and p.high.is_literal for p in walk(expr) if isinstance(p, Sum)) else ()


def all_refs(expr: Expr) -> Iterable[Ref]:
    return (part for part in walk(expr) if isinstance(part, Ref))


def index_derivative(edge: Edge, taken: Iterable[str], sums_to_one: Iterable[Ref] = ()) -> IndexDerivative:
    """The derivative of an entry of the edge's child by an entry of its quantity.

    `taken` are names that no index may have; the entries of `sums_to_one` add up to 1.  Edges that differ by a shift
    of their step are differentiated once.
    """
    found = quantities(edge)
    ones = frozenset(sums_to_one) & frozenset(found)
    step = first_step(edge)
    if step:
        edge, found, ones = moved_edge(edge, -step), [moved_ref(r, -step) for r in found], moved_refs(ones, -step)
    result = differentiated(edge, tuple(ref.shape for ref in found), frozenset(taken), ones, is_afresh())
    return moved_derivative(result, step) if step else result


def first_step(edge: Edge) -> int:
    """The step of the edge's child: what all steps may be shifted by; 0 where an index is summed over or not alone."""
    index = edge.child.target.index
    rhs = [equation.rhs for equation in (edge.child, edge.through) if equation]
    if len(index) != 1 or not index[0].is_literal or any(isinstance(p, Sum) for e in rhs for p in walk(e)):
        return 0
    return index[0].offset


def moved_ref(ref: Ref, shift: int) -> Ref:
    if len(ref.index) != 1 or not ref.index[0].is_literal:
        return ref
    return Ref(ref.name, (at(ref.index[0].offset + shift),), ref.shape)


def moved_refs(refs: Iterable[Ref], shift: int) -> frozenset[Ref]:
    return frozenset(moved_ref(ref, shift) for ref in refs)


def moved(expr: Expr, shift: int) -> Expr:
    """The expression with the steps of all quantities shifted."""

    def change(part: Expr) -> Expr | None:
        match part:
            case Ref():
                return moved_ref(part, shift)
            case Entry(Ref() as of, index):
                return Entry(moved_ref(of, shift), index)
        return None

    return rewrite(expr, change)


def moved_edge(edge: Edge, shift: int) -> Edge:
    def equation(e: Equation) -> Equation:
        return Equation(moved_ref(e.target, shift), moved(e.rhs, shift))

    return Edge(equation(edge.child), moved_ref(edge.by, shift), equation(edge.through) if edge.through else None)


def moved_derivative(found: IndexDerivative, shift: int) -> IndexDerivative:
    left, by, definition, general, result = (
        moved(e, shift) for e in (found.left, found.by, found.definition, found.general, found.result)
    )
    return IndexDerivative(left, by, definition, general, result, found.indices)


@lru_cache(maxsize=512)
def differentiated(
    edge: Edge,
    shapes: tuple[Shape, ...],
    taken: frozenset[str],
    sums_to_one: frozenset[Ref],
    is_asked_afresh: bool = False,
) -> IndexDerivative:
    """Once for each kind of edge in a process (names compare without their shapes, which therefore go with them).

    What was `is_asked_afresh` is told from what may have been kept.
    """

    def derived() -> IndexDerivative:
        from derive.solving.deltas import entry_derivative

        return entry_derivative(edge, taken, sums_to_one)

    equations = [equation for equation in (edge.child, edge.through) if equation]
    form = [[to_lists(e.target), to_lists(e.rhs)] for e in equations]
    names = [sorted(taken), sorted(map(str, sums_to_one)), to_lists(edge.by)]
    return kept(Form("index", [form, names], tuple(e.rhs for e in equations)), derived, written, as_written)


def written(found: IndexDerivative) -> Any:
    """For the disk, and back."""
    exprs = (found.left, found.by, found.definition, found.general, found.result)
    return [[to_lists(expr) for expr in exprs], list(found.indices)]


def as_written(lists: Any) -> IndexDerivative:
    exprs, indices = lists
    left, by, definition, general, result = map(from_lists, exprs)
    return IndexDerivative(left, by, definition, general, result, tuple(map(str, indices)))
