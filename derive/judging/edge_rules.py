"""What each edge of a network hands back when a gradient arrives, as expressions: right, or with mistakes."""

from __future__ import annotations

from functools import cached_property

from derive.judging.dialect_slips import dialect_slips
from derive.judging.plans import Plan, plan
from derive.judging.slip import Slip, bend_for, same_edge, same_equation
from derive.language.expr import Equation, Expr, Ref, refs
from derive.language.steps import Edge
from derive.problem.graph import Network
from derive.problem.local import pull

ARRIVING = "#g"
"""No name of a problem, so that none is hidden by it."""


class Rules:
    """What each edge hands back when `g` arrives, right or with slips; worked out once for a network."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.found: dict[str, Expr] = {}
        self.needs: dict[str | Ref, frozenset[Ref]] = {}
        self.orders: dict[tuple[Ref, Ref], list[Ref]] = {}
        self.acting: dict[tuple[str, Slip], bool] = {}
        self.bent: dict[tuple[str, Slip], Expr | None] = {}
        self.plans: dict[tuple[Ref, Ref], Plan] = {}
        self.touched: dict[tuple[Slip, Ref, Ref], frozenset[str]] = {}
        self.changed: dict[tuple[Ref, Slip], Equation] = {}

    @cached_property
    def dialects(self) -> tuple[Slip, ...]:
        """The equations as other libraries have them."""
        return tuple(dialect_slips(self.network.problem))

    def pulled(self, edge: Edge, slips: tuple[Slip, ...]) -> Expr | None:
        """The expression in `g`, the gradient by the edge's child; `None` where a slip drops the edge."""
        if not slips or (len(slips) == 1 and not slips[0].is_backward):
            return self.right(edge)
        if len(slips) > 1:
            acting = tuple(slip for slip in slips if self.acts(slip, edge))
            return self.pulled(edge, acting) if len(acting) < 2 else self.pulled_with(edge, acting)
        key = edge.name, slips[0]
        if key not in self.bent:
            self.bent[key] = self.pulled_with(edge, slips) if self.acts(slips[0], edge) else self.right(edge)
        return self.bent[key]

    def acts(self, slip: Slip, edge: Edge) -> bool:
        """Whether a slip may change what an edge hands back."""
        key = edge.name, slip
        if key not in self.acting:
            self.acting[key] = slip.edge is not same_edge or slip.bends(edge) is not None
        return self.acting[key]

    def pulled_with(self, edge: Edge, slips: tuple[Slip, ...]) -> Expr | None:
        bend = bend_for(slips, edge)
        expr: Expr | None
        if bend is None:
            expr = self.right(edge)
        else:
            expr = pull(edge, arriving(edge.child.target), self.network.facts, bend).expr
        for slip in slips:
            if expr is not None:
                expr = slip.edge(edge, expr)
        return expr

    def equation(self, equation: Equation, slips: tuple[Slip, ...]) -> Equation:
        """An equation of the network as it is with slips; those that change it are remembered, most do not."""
        result = equation
        for slip in slips:
            if slip.equation is same_equation:
                continue
            known = self.changed.get((equation.target, slip)) if result is equation else None
            if known is None:
                before, known = result, slip.equation(result)
                if before is equation and known is not equation:
                    self.changed[equation.target, slip] = known
            result = known
        return result

    def right(self, edge: Edge) -> Expr:
        if edge.name not in self.found:
            self.found[edge.name] = pull(edge, arriving(edge.child.target), self.network.facts).expr
        return self.found[edge.name]

    def used(self, edge: Edge) -> frozenset[Ref]:
        """What the right rule of an edge uses."""
        if edge.name not in self.needs:
            self.needs[edge.name] = frozenset(refs(self.right(edge)))
        return self.needs[edge.name]

    def inputs(self, equation: Equation) -> frozenset[Ref]:
        """What an equation uses."""
        found = self.needs.get(equation.target)
        if found is None:
            found = self.needs[equation.target] = frozenset(refs(equation.rhs))
        return found

    def plan(self, of: Ref, by: Ref) -> Plan:
        """The way from a scalar back to a variable."""
        if (of, by) not in self.plans:
            self.plans[of, by] = plan(self, of, by)
        return self.plans[of, by]

    def reached(self, slips: tuple[Slip, ...], way: Plan) -> frozenset[str]:
        """The names of the edges of a way that slips change."""
        found: frozenset[str] = frozenset()
        for slip in (slip for slip in slips if slip.is_backward):
            key = slip, way.nodes[-1], way.nodes[0]
            if key not in self.touched:
                edges = (use.edge for uses in way.uses for use in uses)
                bent = (edge.name for edge in edges if self.pulled(edge, (slip,)) is not self.right(edge))
                self.touched[key] = frozenset(bent)
            found |= self.touched[key]
        return found

    def order(self, of: Ref, by: Ref) -> list[Ref]:
        """The quantities on the ways from `by` to `of`, from `of` backwards."""
        if (of, by) not in self.orders:
            self.orders[of, by] = self.network.between(of, [by])
        return self.orders[of, by]


def arriving(child: Ref) -> Ref:
    """The name of the gradient that arrives at a quantity."""
    return Ref(ARRIVING, (), child.shape)
