"""A point run again with mistakes: only what they touch is calculated anew."""

from __future__ import annotations

from collections.abc import Mapping

from derive.judging.plans import EdgeUse, Plan
from derive.judging.point import GradientKey, Point, added, fit, seed, zeros
from derive.judging.slip import Slip
from derive.language.evaluate import evaluate, fitted
from derive.language.expr import Derivative, Equation, Expr, Ref, is_single
from derive.language.numbers import Array
from derive.language.steps import Edge


class Varied(Point):
    """A point with slips, calculated from the point without them: what no slip touches is taken from there.

    It `is_plain` where nothing but the slips is other than there.
    """

    is_plain = True

    def __init__(self, base: Point, slips: tuple[Slip, ...], equations: tuple[Equation, ...]) -> None:
        self.base = base
        self.changed: set[Ref] = set()
        self.work = 0
        self.same: set[GradientKey] = set()
        super().__init__(base.rules, base.known, slips, equations if any(s.is_forward for s in slips) else ())

    def run(self, equation: Equation) -> None:
        if equation.target.gradient:
            super().run(equation)
            if (*equation.target.gradient, False) not in self.same:
                self.changed.add(equation.target)
            return
        bent = self.rules.equation(equation, self.slips)
        if bent is equation and (not self.changed or self.changed.isdisjoint(self.rules.inputs(equation))):
            return
        self.work += 1
        value = evaluate(bent.rhs, self.known)
        self.known[equation.target] = fitted(value, equation.target) if is_single(value.shape) else value
        self.changed.add(equation.target)

    def gradient(self, of: Ref, by: Ref) -> Array:
        """The gradient of a scalar: along the way laid out for it, where all that arrives is treated alike."""
        if self.carried or not self.is_plain:
            return super().gradient(of, by)
        if (of, by, False) not in self.gradients:
            self.gradients[of, by, False] = self.swept(of, by)
        return self.gradients[of, by, False]

    def swept(self, of: Ref, by: Ref) -> Array:
        """The gradient by the last quantity of a way; noted as the same where no slip touches what leads to it."""
        way = self.rules.plan(of, by)
        if way.nodes[-1] != by:
            return zeros(by.shape)
        acting = self.rules.reached(self.slips, way)
        found: list[Array | None] = [None] * len(way.nodes)
        for k in range(1, len(way.nodes)):
            uses = way.uses[k]
            if any(self.is_touched(use, acting, found) for use in uses):
                found[k] = self.arriving(way, k, found)
        last = found[-1]
        if last is not None:
            return last
        self.same.add((of, by, False))
        return self.base.gradient(of, by)

    def is_touched(self, use: EdgeUse, acting: frozenset[str], found: list[Array | None]) -> bool:
        """Whether an edge hands back anything else than without slips; what is found by now is what is not the same."""
        if found[use.child] is not None or use.edge.name in acting:
            return True
        return bool(self.changed) and not self.changed.isdisjoint(use.used)

    def arriving(self, way: Plan, place: int, found: list[Array | None]) -> Array:
        """The sum of what the edges hand back to one quantity on a way."""
        node, total, of = way.nodes[place], None, way.nodes[0]
        for use in way.uses[place]:
            expr = self.rules.pulled(use.edge, self.slips)
            if expr is None:
                continue
            self.work += 1
            g = found[use.child]
            term = fit(
                self.handed_by(use, expr, self.base.gradient(of, way.nodes[use.child]) if g is None else g), node
            )
            total = term if total is None else added(total, term)
        return zeros(node.shape) if total is None else total

    def handed_by(self, use: EdgeUse, expr: Expr, g: Array) -> Array:
        """What an edge hands back, by the matrix of the base where no slip changes anything in that."""
        self.known[use.arriving] = g
        edge = self.base.linear(use, expr)
        is_changed = bool(self.changed) and not self.changed.isdisjoint(edge.used)
        return evaluate(expr, self.known) if is_changed else edge(self.known, g)

    def arrive(self, of: Ref, node: Ref, bent: bool, found: Mapping[GradientKey, Array]) -> Array:
        if found is not self.gradients:
            return super().arrive(of, node, bent, found)
        edges = self.network.edges(of, node)
        if edges and all(self.is_untouched(of, edge, bent) for edge in edges):
            self.same.add((of, node, bent))
            return self.base.gradient(of, node)
        return super().arrive(of, node, bent, found)

    def handed(self, edge: Edge, expr: Expr, g: Array) -> Array:
        self.work += 1
        return super().handed(edge, expr, g)

    def is_untouched(self, of: Ref, edge: Edge, bent: bool) -> bool:
        """Whether an edge hands back what it does without slips."""
        child = edge.child.target
        if child != of and (of, child, self.is_carried(edge)) not in self.same:
            return False
        right = self.rules.right(edge)
        slips = self.slips if bent else self.uncarried
        return self.rules.pulled(edge, slips) is right and self.changed.isdisjoint(self.rules.used(edge))


def with_local_slips(asked: Expr, slips: tuple[Slip, ...], point: Point) -> Array | None:
    """A gradient with slips in what is handed back to the quantities that use the variable; all beyond is right."""
    assert isinstance(asked, Derivative)
    of, by = asked.of, asked.by
    total = zeros(by.shape)
    for edge in point.network.edges(of, by):
        child = edge.child.target
        arrives = seed(of.shape, 0) if child == of else handed_back(point, of, child, slips)
        total = added(total, fit(point.handed(edge, point.rules.right(edge), arrives), by))
    return total


def handed_back(point: Point, of: Ref, node: Ref, slips: tuple[Slip, ...]) -> Array:
    """What arrives at a quantity by edges with slips, from right gradients."""
    total = zeros(node.shape)
    for edge in point.network.edges(of, node):
        expr = point.rules.pulled(edge, slips)
        if expr is not None:
            total = added(total, fit(point.handed(edge, expr, point.gradient(of, edge.child.target)), node))
    return total
