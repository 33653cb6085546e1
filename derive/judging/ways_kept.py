"""Mistakes about whole ways: a term of the loss left out, one way alone taken, what arrives not put in."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from derive.judging.edge_rules import Rules, arriving
from derive.judging.mistakes_on_paths import Ways, dropping
from derive.judging.slip import Slip
from derive.language.expr import Call, Expr, Ref, is_single, rewrite
from derive.language.operation import Role
from derive.language.steps import Edge
from derive.table import simplify

MOST_WAYS = 8
"""Ways from a variable to the result of which each is tried as the only one."""
TERMS = (Role.SUM, Role.DIFFERENCE)


def lost_loss_terms(found: Ways) -> Iterator[Slip]:
    """One of the terms of a loss left out where all of it is differentiated: ∂R/∂μ for ∂(R + K)/∂μ."""
    terms = [edge for edge in found.edges if edge.child.target == found.of and is_single(edge.by.shape)]
    rhs = terms[0].child.rhs if terms else None
    if len(terms) > 1 and isinstance(rhs, Call) and rhs.operation.role in TERMS:
        for edge in terms:
            yield Slip("loss_term_missing", edge=dropping([edge]))


def lone_ways(found: Ways) -> Iterator[Slip]:
    """One way from the variable to the result without all others, where there are a few."""
    every = list(all_ways(found))
    if 2 < len(every) <= MOST_WAYS:
        for way in every:
            kept = {edge.name for edge in way}
            yield Slip("path_missing", edge=dropping(edge for edge in found.edges if edge.name not in kept))


def all_ways(found: Ways) -> Iterator[tuple[Edge, ...]]:
    """The ways from the variable to the result, one more than are tried at the most."""
    after: dict[Ref, list[Edge]] = {}
    for edge in found.edges:
        after.setdefault(edge.by, []).append(edge)
    counts = {found.of: 1}
    if count(found.by, after, counts) <= MOST_WAYS:
        yield from from_here(found.by, found.of, after)


def count(node: Ref, after: Mapping[Ref, list[Edge]], counts: dict[Ref, int]) -> int:
    """How many ways lead from a quantity to the result."""
    if node not in counts:
        counts[node] = sum(count(edge.child.target, after, counts) for edge in after.get(node, []))
    return counts[node]


def from_here(node: Ref, end: Ref, after: Mapping[Ref, list[Edge]]) -> Iterator[tuple[Edge, ...]]:
    if node == end:
        yield ()
    for edge in after.get(node, []):
        yield from ((edge, *rest) for rest in from_here(edge.child.target, end, after))


def lost_arrivals(rules: Rules, found: Ways) -> Iterator[Slip]:
    """The local derivative alone, without the gradient that arrives: (1 - h²) for g ⊙ (1 - h²)."""
    kinds: dict[tuple[str, str], list[Edge]] = {}
    for edge in found.edges:
        if edge.child.target != found.of:
            kinds.setdefault((edge.child.target.name, edge.by.name), []).append(edge)
    for edges in kinds.values():
        yield Slip("upstream_missing", edge=without_arrival(rules, edges))


def without_arrival(rules: Rules, edges: list[Edge]) -> Callable[[Edge, Expr], Expr | None]:
    alone = {edge.name: local(rules, edge) for edge in edges}
    return lambda edge, pulled: alone.get(edge.name, pulled)


def local(rules: Rules, edge: Edge) -> Expr:
    """What an edge hands back where ones arrive."""
    arrives = arriving(edge.child.target)
    one = simplify.number(1) if is_single(arrives.shape) else simplify.ones(*arrives.shape)
    return rewrite(rules.right(edge), lambda part: one if part == arrives else None)
