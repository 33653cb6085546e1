"""The usual edits (`usual_edits.py`) made in the equations of a network and on its edges: at all steps, and at one."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from operator import is_
from typing import TypeVar

from flint import fmpq

from derive.judging.edge_rules import Rules
from derive.judging.mistakes_in_rows import MOST_PLACES
from derive.judging.mistakes_on_paths import Ways, dropping, scaling
from derive.judging.slip import Slip
from derive.judging.usual_edits import EDITS, Edit, Surroundings, has_two
from derive.language.errors import DeriveError
from derive.language.expr import (
    Call,
    Equation,
    Expr,
    Grid,
    Number,
    Ref,
    Sum,
    children,
    is_single,
    refs,
    rewrite,
    size,
    walk,
)
from derive.language.numbers import Array
from derive.language.operation import Role
from derive.language.steps import Edge
from derive.table import simplify
from derive.table.reductions import AVERAGE

P = TypeVar("P", str, Ref)


SWAPPED = "time_off_by_one"
"""A mistake that may also be another one at each step: what belongs to two steps, exchanged."""


def alternatives(edits: Iterable[Edit], expr: Expr, look: Surroundings) -> Iterator[tuple[Hashable, str, Expr]]:
    """The expression with each edit made in it, with what it has in common with the same edit at other steps."""
    for edit in edits:
        for place, part in enumerate(dict.fromkeys(walk(expr))):
            for k, instead in enumerate(changes(edit, part, look)):
                found = exchanged(expr, part, instead)
                if found is not None and found != expr:
                    alike = likeness(part, instead, k)
                    yield (edit.change, place, alike), edit.name, found
                    if alike != k and edit.name == SWAPPED:
                        yield (edit.change, place, k), edit.name, found


def likeness(part: Expr, instead: Expr, number: int) -> Hashable:
    """What tells one of several changes of a part from another at every step: of a quantity its name and how many
    steps away it is, of anything else its number."""
    if not isinstance(part, Ref) or not isinstance(instead, Ref) or len(part.index) != len(instead.index):
        return number
    return instead.name, tuple(new.offset - old.offset for new, old in zip(instead.index, part.index, strict=True))


def changes(edit: Edit, part: Expr, look: Surroundings) -> list[Expr]:
    try:
        return list(edit.change(part, look))
    except DeriveError:
        return []


def exchanged(expr: Expr, part: Expr, instead: Expr) -> Expr | None:
    """The expression with another part in place of one; `None` where shapes do not fit then."""

    def change(found: Expr) -> Expr:
        if found == part:
            return instead
        inner = children(found)
        new = tuple(map(change, inner))
        if all(map(is_, new, inner)):
            return found
        match found:
            case Call(operation):
                return operation(*new)
            case Sum():
                return replace(found, body=new[0])
            case Grid():
                return replace(found, entries=new)
        return found

    try:
        return change(expr)
    except DeriveError:
        return None


def by_kind(found: Iterable[tuple[Hashable, P, Expr]]) -> Iterator[dict[P, Expr]]:
    """What stands at all places of a kind, and at each alone where there are several."""
    kinds: dict[Hashable, dict[P, Expr]] = {}
    for kind, place, expr in found:
        kinds.setdefault(kind, {})[place] = expr
    for places in kinds.values():
        yield places
        if len(places) > 1:
            yield from ({place: expr} for place, expr in list(places.items())[:MOST_PLACES])


def edited_equations(look: Surroundings, equations: Iterable[Equation], rows: Sequence[Edit] = EDITS) -> Iterator[Slip]:
    """The edits in the equations themselves."""
    edits = [edit for edit in rows if edit.in_values]
    found: dict[str, list[tuple[Hashable, Ref, Expr]]] = {}
    for equation in equations:
        for count, name, expr in alternatives(edits, equation.rhs, look):
            kind = equation.target.name, count
            found.setdefault(name, []).append((kind, equation.target, expr))
    for name in in_order(edits, found):
        for places in by_kind(found[name]):
            yield Slip(name, equation=written_over(places))


def in_order(edits: Iterable[Edit], found: Iterable[str]) -> list[str]:
    """Names of edits in the order of their rows."""
    every = list(dict.fromkeys(edit.name for edit in edits))
    return sorted(found, key=every.index)


def written_over(places: Mapping[Ref, Expr]) -> Callable[[Equation], Equation]:
    def equation(right: Equation) -> Equation:
        expr = places.get(right.target)
        return right if expr is None else replace(right, rhs=expr)

    return equation


def edited_edges(
    rules: Rules, look: Surroundings, edges: Iterable[Edge], rows: Sequence[Edit] = EDITS
) -> Iterator[Slip]:
    """The edits in what the edges hand back."""
    edits = [edit for edit in rows if edit.in_gradients]
    found: dict[str, list[tuple[Hashable, str, Expr]]] = {}
    for edge in edges:
        for count, name, expr in alternatives(edits, rules.right(edge), look):
            kind = edge.child.target.name, edge.by.name, count
            found.setdefault(name, []).append((kind, edge.name, expr))
    for name in in_order(edits, found):
        for places in by_kind(found[name]):
            yield Slip(name, edge=handing_back(places))


def handing_back(places: Mapping[str, Expr]) -> Callable[[Edge, Expr], Expr | None]:
    return lambda edge, pulled: places.get(edge.name, pulled)


def lost_edges(found: Ways) -> Iterator[Slip]:
    """One of several ways left out: the one that passes by the others, or any."""
    for edges in edges_by_kind(edge for edge in found.edges if not found.is_crossing(edge)):
        name = "skip_path_missing" if all(passes_by(found, edge) for edge in edges) else "path_missing"
        yield Slip(name, edge=dropping(edges))


def edges_by_kind(edges: Iterable[Edge]) -> Iterator[list[Edge]]:
    kinds: dict[Hashable, list[Edge]] = {}
    for edge in edges:
        kinds.setdefault((edge.child.target.name, edge.by.name), []).append(edge)
    for each in kinds.values():
        yield each
        if len(each) > 1:
            yield from ([edge] for edge in each[:MOST_PLACES])


def passes_by(found: Ways, edge: Edge) -> bool:
    """Whether an edge leads to a quantity of the same size that other ways lead to as well."""
    child, by = edge.child.target, edge.by
    if isinstance(edge.child.rhs, Call) and edge.child.rhs.operation.role is Role.DIFFERENCE:
        return False
    others = [ref for ref in refs(edge.child.rhs) if ref != by and ref in found.network.problem.bound]
    return child.shape == by.shape and any(by in found.network.ancestors(ref) for ref in others)


def scaled_edges(found: Ways) -> Iterator[Slip]:
    """A factor of two lost or put in where one belongs."""
    for edges in edges_by_kind(edge for edge in found.edges if has_two(edge.child.rhs)):
        for factor in (fmpq(2), fmpq(1, 2)):
            yield Slip("factor_of_two", edge=scaling(edges, lambda edge, factor=factor: simplify.number(factor)))  # type: ignore[misc]


def centred_equations(equations: Iterable[Equation]) -> Iterator[Slip]:
    """The mean taken off, x - mean(x) for x throughout, where the definition has the mean of x² alone."""
    chosen = list(equations)
    squared = (square_in(part) for equation in chosen for part in walk(equation.rhs))
    for ref in dict.fromkeys(filter(None, squared)):
        centred = simplify.minus(ref, simplify.times(AVERAGE(ref), simplify.ones(*ref.shape)))
        yield Slip("mean_subtracted", equation=partial(put_for, ref=ref, instead=centred))


def undivided_equations(look: Surroundings, equations: Iterable[Equation]) -> Iterator[Slip]:
    """Divisions by what is given left out in all equations at once, such as the corrections of running means."""
    found: dict[Ref, Expr] = {}
    for equation in equations:
        match equation.rhs:
            case Call(operation, (above, below)) if (
                operation.role is Role.QUOTIENT and above.shape == equation.target.shape
            ):
                if all(map(look.is_given, refs(below))) and list(refs(below)):
                    found[equation.target] = above
    if len(found) > 1:
        yield Slip("factor_missing", equation=written_over(found))


def square_in(part: Expr) -> Ref | None:
    """The vector of whose squares a mean is taken, if it is one that has a name."""
    inner = part.args[0] if isinstance(part, Call) and part.operation is AVERAGE else None
    factors = inner.args if isinstance(inner, Call) and inner.operation.role is Role.ENTRYWISE_PRODUCT else ()
    return factors[0] if len(set(factors)) == 1 and isinstance(factors[0], Ref) else None


def put_for(equation: Equation, ref: Ref, instead: Expr) -> Equation:
    rhs = rewrite(equation.rhs, lambda part: instead if part == ref else None)
    return replace(equation, rhs=rhs) if rhs != equation.rhs else equation


def scaled_equations(equations: Iterable[Equation]) -> Iterator[Slip]:
    """The same in the equations."""
    for equation in equations:
        if has_two(equation.rhs):
            for factor in (fmpq(2), fmpq(1, 2)):
                expr = simplify.times(simplify.number(factor), equation.rhs)
                yield Slip("factor_of_two", equation=written_over({equation.target: expr}))


def scaled_results(equations: Iterable[Equation]) -> Iterator[Slip]:
    """The whole with a factor lost or put in: two, a number of the equations, a number of entries."""
    for factor in (fmpq(2), fmpq(1, 2)):
        yield Slip("factor_of_two", result=multiplied(factor))
    known: dict[fmpq, None] = {}
    for equation in equations:
        for part in walk(equation.rhs):
            if isinstance(part, Number) and is_single(part.shape):
                known[abs(part.entries[0])] = None
            elif isinstance(part, Call) and is_single(part.shape):
                known.update(dict.fromkeys(fmpq(1, size(arg.shape)) for arg in part.args if not is_single(arg.shape)))
    for number in known:
        if number not in (0, 1, 2, fmpq(1, 2)):
            small = min(number, 1 / number)
            yield Slip("missing_mean_factor", result=multiplied(1 / small))
            yield Slip("mean_factor_twice", result=multiplied(small))


def multiplied(factor: fmpq) -> Callable[[Array], Array | None]:
    return lambda value: Array(value.shape, tuple(factor * entry for entry in value.entries))
