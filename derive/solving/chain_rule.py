"""The chain rule, loss by loss: a row for each node on the way, local Jacobians multiplied from the left.

Each row is computed once, from the rows of the node's children, so the cost grows with the number of edges and never
with the number of paths.
"""

from __future__ import annotations

from derive.language.expr import Derivative, Expr, Ref, Sum
from derive.language.steps import Reason, Step
from derive.solving.method import Method
from derive.solving.sums import ParameterSum, Use
from derive.table import simplify


class ChainRule(Method):
    """∂l/∂node as a row, for each loss l and each node that the question needs."""

    def derive(self, target: Derivative) -> None:
        of, by = target.of, target.by
        parts = self.parts(of, by)
        if by in self.network.problem.bound or (by.index and self.names.is_vector(by)):
            for _, loss in parts:
                if loss != by:
                    self.rows(loss, [by])
            self.together(target, parts)
        else:
            self.parameter(target, parts)

    def together(self, target: Derivative, parts: list[tuple[Expr, Ref]]) -> None:
        """∂L/∂by from the derivatives of the losses; nothing if there is but one loss, `of` itself."""
        if [loss for _, loss in parts] == [target.of]:
            return
        rhs = combined(parts, [self.factor(loss, target.by) for _, loss in parts], target.shape)
        count = self.network.count_paths(target.of, target.by)
        reasons = (Reason("linearity"),)
        self.put(Step("answer", target, rhs, reasons, self.question, path_count=count))

    def factor(self, loss: Ref, by: Ref) -> Expr:
        return simplify.number(1) if loss == by else self.names.derivative(loss, by)

    def parameter(self, target: Derivative, parts: list[tuple[Expr, Ref]]) -> None:
        """A parameter: for each loss, the sum over the uses; before that, the general formula."""
        of, by = target.of, target.by
        uses = []
        for _, loss in parts:
            edges = self.network.edges(loss, by)
            uses += [Use(loss, edge) for edge in edges]
            self.rows(loss, [edge.child.target for edge in edges if edge.child.target != loss])
        factors = [factor for factor, _ in parts]
        if all(factor == factors[0] for factor in factors):
            formula = ParameterSum(self.names, uses, factors[0]).formula()
            if formula is not None and any(isinstance(p, Sum) for p in (formula, *getattr(formula, "args", ()))):
                laid_out = self.names.laid_out(formula, by)
                self.put(
                    Step("general", self.general_target(target), laid_out, (Reason("sum_over_uses"),), self.question)
                )
        for _, loss in parts:
            self.use(loss, by, [use for use in uses if use.loss == loss], is_answer=loss == of)
        self.together(target, parts)

    def collect(self, of: Ref, by: Ref) -> None:
        self.use(of, by, [Use(of, edge) for edge in self.network.edges(of, by)], is_answer=False)

    def general_target(self, target: Derivative) -> Expr:
        """The left side of a parameter's general formula."""
        return target

    def use(self, loss: Ref, by: Ref, uses: list[Use], is_answer: bool) -> None:
        name = self.names.derivative(loss, by)
        if name in self.sheet.done:
            return
        terms = [self.names.gradient_term(loss, use.edge) for use in uses]
        gradient = simplify.added([term.expr for term in terms], by.shape)
        reasons = tuple(dict.fromkeys(key for term in terms for key in term.reasons))
        self.put(
            Step(
                "answer" if is_answer else "use",
                name,
                self.names.laid_out(gradient, by),
                tuple(map(Reason, reasons)),
                self.question,
                chains=tuple(self.chain(loss, use.edge) for use in uses),
                path_count=self.network.count_paths(loss, by),
            )
        )


def combined(parts: list[tuple[Expr, Ref]], derivatives: list[Expr], shape: tuple[int, ...]) -> Expr:
    """The sum of factor times derivative, a common factor taken out."""
    factors = [factor for factor, _ in parts]
    if all(factor == factors[0] for factor in factors):
        return simplify.times(factors[0], simplify.added(derivatives, shape))
    terms = [simplify.times(factor, d) for factor, d in zip(factors, derivatives, strict=True)]
    return simplify.added(terms, shape)
