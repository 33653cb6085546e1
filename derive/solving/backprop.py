"""Backpropagation: one sweep from the end, a gradient for each node from the gradients of its children.

Rumelhart, Hinton and Williams, Learning representations by back-propagating errors, Nature 323 (1986); for recurrent
networks Goodfellow, Bengio and Courville, Deep Learning, section 10.2.2.
"""

from __future__ import annotations

from collections.abc import Iterable

from derive.language.expr import Derivative, Expr, Ref, Sum, children, is_single
from derive.language.steps import Edge, Reason, Step
from derive.solving.method import Method
from derive.solving.sums import ParameterSum, Use
from derive.table import simplify


class Backprop(Method):
    """∂L/∂node for every node that any question about L needs, then the parameters."""

    def derive(self, target: Derivative) -> None:
        self.sweep(target.of)
        if target not in self.sheet.done:
            self.parameter(target)

    def contribution(self, target: Derivative, uses: list[Edge]) -> None:
        self.sweep(target.of)
        super().contribution(target, uses)

    def rows(self, of: Ref, by: Iterable[Ref]) -> None:
        """The sweep has been through all nodes on the way to a scalar already."""
        if not is_single(of.shape):
            super().rows(of, by)

    def sweep(self, of: Ref) -> None:
        """The gradients of all nodes between `of` and what is asked, from the end to the start."""
        problem = self.network.problem
        asked = [d.by for d in self.asked if d.of == of]
        nodes = [
            node
            for node in self.network.between(of, asked)
            if node != of and node in problem.bound and self.names.derivative(of, node) not in self.sheet.done
        ]
        if not nodes:
            return
        self.forward([of])
        self.general_rows(nodes, {node: self.gradient(of, node)[0] for node in nodes}, of)
        for node in nodes:
            self.gathered("row", of, node)

    def gathered(self, kind: str, of: Ref, node: Ref) -> None:
        """The step to ∂of/∂node from the gradients of its children."""
        rhs, reasons = self.gradient(of, node)
        chains = tuple(self.chain(of, edge) for edge in self.network.edges(of, node))
        count = self.network.count_paths(of, node)
        name = self.names.derivative(of, node)
        step = Step(kind, name, rhs, tuple(map(Reason, reasons)), self.question, chains=chains, path_count=count)
        self.put(step)

    def collect(self, of: Ref, by: Ref) -> None:
        self.gathered("row", of, by)

    def gradient(self, of: Ref, node: Ref) -> tuple[Expr, tuple[str, ...]]:
        """The gradient by a node: the sum of what its children hand back."""
        terms = [self.names.gradient_term(of, edge) for edge in self.network.edges(of, node)]
        rhs = simplify.added([term.expr for term in terms], node.shape)
        reasons = dict.fromkeys(key for term in terms for key in term.reasons)
        return self.names.laid_out(rhs, node), tuple(reasons)

    def parameter(self, target: Derivative) -> None:
        """A parameter or an input: the sum over its uses, the general formula first."""
        of, by = target.of, target.by
        uses = [Use(of, edge) for edge in self.network.edges(of, by)]
        formula = ParameterSum(self.names, uses, simplify.number(1)).formula()
        if formula is not None and any(isinstance(part, Sum) for part in (formula, *children(formula))):
            laid_out = self.names.laid_out(formula, by)
            self.put(Step("general", target, laid_out, (Reason("sum_over_uses"),), self.question))
        self.gathered("answer", of, by)
