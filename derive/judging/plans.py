"""The way back from a scalar to a variable, laid out once: what is run again for every mistake on it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from derive.language.expr import Ref
from derive.language.record import record
from derive.language.steps import Edge

if TYPE_CHECKING:
    from derive.judging.edge_rules import Rules


@record
class EdgeUse:
    """An edge into a node: the place of its child among the nodes, the name of what arrives there, and what it uses."""

    edge: Edge
    child: int
    arriving: Ref
    used: frozenset[Ref]


@record
class Plan:
    """The quantities from `nodes[0]`, a scalar, backwards, and the edges by which gradients come to each."""

    nodes: tuple[Ref, ...]
    uses: tuple[tuple[EdgeUse, ...], ...]


def plan(rules: Rules, of: Ref, by: Ref) -> Plan:
    from derive.judging.edge_rules import arriving

    nodes = tuple(dict.fromkeys((of, *rules.order(of, by))))
    places = {node: k for k, node in enumerate(nodes)}

    def uses(node: Ref) -> Sequence[EdgeUse]:
        edges = rules.network.edges(of, node)
        return [
            EdgeUse(edge, places[edge.child.target], arriving(edge.child.target), rules.used(edge)) for edge in edges
        ]

    return Plan(nodes, tuple(tuple(uses(node)) if node != of else () for node in nodes))
