"""Forward mode: tangents pushed from a variable to what is differentiated, one sweep for each entry of the variable.

Wengert, A simple automatic derivative evaluation program, Communications of the ACM 7 (1964); Griewank and Walther,
Evaluating Derivatives, section 3.1.  No row of the table has a rule for tangents: what an edge hands back is linear in
the arriving gradient, and its own gradient is what the edge pushes forward (Townsend, A new trick for calculating
Jacobian vector products, 2017).
"""

from __future__ import annotations

from functools import cache, cached_property, reduce
from itertools import product

from flint import fmpq

from derive.language.errors import Complaint, ProblemError
from derive.language.expr import (
    Derivative,
    Equation,
    Expr,
    Grid,
    Number,
    Ref,
    gradient_of,
    is_column,
    is_single,
    order,
    size,
)
from derive.language.steps import Edge, Reason, Step
from derive.problem.local import Facts, Local, pull
from derive.solving.chain_rule import ChainRule
from derive.solving.method import Method
from derive.table import simplify
from derive.table.joined import BESIDE
from derive.table.row import TABLE

MOST_SWEEPS = 64
"""Entries of a variable beyond which a sweep for each of them is no way to differentiate."""

OF_GRADIENTS = frozenset({"product_left", "transpose", "concat", "slice"})
"""Reasons that are told of the gradient that arrives; tangents go the other way."""

Place = tuple[int, ...]


def push(edge: Edge, tangent: Expr, facts: Facts) -> Local:
    """The tangent of the edge's child when the quantity moves along `tangent`: the transpose of what `pull` does."""
    g = Ref("#g", (), edge.child.target.shape)
    back = pull(edge, g, facts)
    along = Edge(Equation(Ref("#b", (), edge.by.shape), back.expr), g)
    return Local(pull(along, tangent, facts).expr, back.reasons)


@cache
def either_way() -> frozenset[str]:
    """The reasons that speak of local derivatives, not of the gradient that arrives."""
    rules = (rule for operation in TABLE.values() for rules in operation.rules for rule in rules)
    return frozenset(rule.reason for rule in rules if rule.jacobian) - OF_GRADIENTS


def places(by: Ref) -> list[Place]:
    """The entries of a quantity, as they are counted: none for a scalar, one index for a column, two otherwise."""
    rows, columns = by.shape or (1, 1)
    return list(product(*(range(rows), range(columns))[: order(by.shape)]))


class ForwardMode(Method):
    """∂node/∂entry in the shape of each node, for each entry of the variable, from the variable onwards."""

    def derive(self, target: Derivative) -> None:
        count = size(target.by.shape)
        if count > MOST_SWEEPS:
            message = f"{target.by} has {count} entries, each with a sweep of its own; forward mode takes {MOST_SWEEPS}"
            raise ProblemError(Complaint(str(target), f"{message} at most, so use backprop"))
        ends = [self.sweep(target, place) for place in places(target.by)]
        if ends != [target]:
            rhs = self.gathered(target, ends)
            self.put(Step("answer", target, rhs, (Reason("tangents"),), self.question))

    def rows(self, of: Ref, by: object) -> None:
        """A Jacobian column by column."""
        for ref in by if isinstance(by, list) else ():
            self.derive(self.names.derivative(of, ref))

    def gathered(self, target: Derivative, ends: list[Expr]) -> Expr:
        """The gradient from its entries, or the Jacobian from its columns."""
        if is_single(target.of.shape):
            return Grid(tuple(ends), target.shape)
        return reduce(BESIDE, ends)

    def sweep(self, target: Derivative, place: Place) -> Expr:
        """The tangents on the way from one entry; what it ends in."""
        of, by = target.of, target.by
        on_the_way = self.network.descendants(by) & self.network.ancestors(of)
        known: dict[Ref, Expr] = {by: unit(by, place)}
        for equation in self.network.problem.equations:
            if equation.target in on_the_way and equation.target != by:
                known[equation.target] = self.tangent(equation, by, place, known)
        return known[of]

    def tangent(self, equation: Equation, by: Ref, place: Place, known: dict[Ref, Expr]) -> Expr:
        """The step to the tangent of one quantity, from those of what it uses."""
        node = equation.target
        name = self.name(node, by, place)
        if name in self.sheet.done:
            return name
        edges = [Edge(equation, ref) for ref in self.network.used[node] if ref in known]
        terms = [push(edge, known[edge.by], self.network.facts) for edge in edges]
        rhs = simplify.added([term.expr for term in terms], node.shape)
        reasons = dict.fromkeys(key for term in terms for key in term.reasons if key in either_way())
        self.put(Step("tangent", name, rhs, tuple(map(Reason, reasons or ("tangent",))), self.question))
        return name

    def name(self, node: Ref, by: Ref, place: Place) -> Derivative:
        """∂node/∂entry, in the shape of the node."""
        whole = self.names.derivative(node, by)
        plain = not place and (is_single(node.shape) or is_column(node.shape))
        return whole if plain else Derivative(node, by, node.shape, column=place)

    def contribution(self, target: Derivative, uses: list[Edge]) -> None:
        """One use of a quantity has no entries to start from that are not in the others too: a row, as in the chain."""
        other = ChainRule(self.names, self.asked)
        other.sheet, other.question = self.sheet, self.question
        other.contribution(target, uses)

    def collect(self, of: Ref, by: Ref) -> None:
        """A gradient that is a value and was not asked for: as its equation in the network has it."""
        rhs = self.network.problem.bound[gradient_of(of, by)].rhs
        self.put(Step("use", self.names.derivative(of, by), self.names.laid_out(rhs, by), (), self.question))

    def formula(self, target: Ref | Derivative) -> Expr:
        """The formula of an answer as a whole, the same as in the chain method."""
        self.whole.ask(target, 0)
        return self.whole.formula(target)

    @cached_property
    def whole(self) -> ChainRule:
        """The chain method, which asks the same questions in the same order."""
        return ChainRule(self.names, self.asked)


def unit(by: Ref, place: Place) -> Expr:
    """One in one place, zero elsewhere."""
    if is_single(by.shape):
        return simplify.number(1, by.shape)
    at = place[0] if len(place) == 1 else place[0] * by.shape[1] + place[1]
    return Number(tuple(fmpq(k == at) for k in range(size(by.shape))), by.shape)
