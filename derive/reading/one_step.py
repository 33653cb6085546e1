"""The part of a gradient that one step of a recurrent network hands back, `∂L/∂V |_{t=2}`."""

from __future__ import annotations

from functools import reduce

from derive.language.expr import Derivative, Expr, Ref, at, is_single
from derive.language.steps import Edge
from derive.problem.graph import Network
from derive.problem.local import pull
from derive.table.algebra import ADD


def part_of_step(network: Network, whole: Derivative, step: int) -> Expr | None:
    """What the equations of one step hand back to a quantity without a step; `None` where that is all or nothing.

    Its shape is that of the quantity.
    """
    of, by = whole.of, whole.by
    if not is_single(of.shape) or by.index or of.index:
        return None
    edges = network.edges(of, by)
    found = [edge for edge in edges if using(edge).index == (at(step),)]
    if not found or not all(using(edge).index for edge in edges):
        return None
    return reduce(ADD, (handed(network, of, edge) for edge in found))


def using(edge: Edge) -> Ref:
    """The quantity whose equation uses what an edge comes from."""
    return edge.through.target if edge.through else edge.child.target


def handed(network: Network, of: Ref, edge: Edge) -> Expr:
    child = edge.child.target
    g: Expr = Derivative(of, child, child.shape)
    return pull(edge, g, network.facts).expr
