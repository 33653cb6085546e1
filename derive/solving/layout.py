"""How derivatives are named and turned: rows, gradients and Jacobians in the layout of the problem."""

from __future__ import annotations

from dataclasses import dataclass

from derive.language.errors import Complaint, ProblemError
from derive.language.expr import Derivative, Expr, Ref, describe, is_column, is_single
from derive.language.steps import Edge
from derive.problem.graph import Network
from derive.problem.local import Local, jacobian, pull
from derive.table import simplify


@dataclass(frozen=True)
class Names:
    """The names of derivatives in one network and layout."""

    network: Network
    layout: str

    def derivative(self, of: Ref, by: Ref) -> Derivative:
        scope = self.network.problem.scope
        return Derivative(of, by, type(scope)(scope.shapes, layout=self.layout).derivative_shape(of, by))

    def is_vector(self, ref: Ref) -> bool:
        """Whether a quantity is a vector or a scalar, so that Jacobians go with it."""
        return self.network.problem.scope.is_vector(ref.shape)

    def row(self, of: Ref, by: Ref) -> Expr:
        """∂of/∂by as a row (a Jacobian if `of` is a column); by a matrix, in the shape of the matrix."""
        name = self.derivative(of, by)
        turned = is_single(of.shape) and is_column(by.shape) and self.layout == "gradient"
        return simplify.transposed(name) if turned else name

    def gradient(self, of: Ref, by: Ref) -> Expr:
        """∂of/∂by in the shape of `by`."""
        name = self.derivative(of, by)
        return simplify.transposed(name) if is_column(by.shape) and self.layout == "jacobian" else name

    def laid_out(self, gradient: Expr, by: Ref) -> Expr:
        """A gradient in the shape of its variable, turned as the layout wants it."""
        return simplify.transposed(gradient) if is_column(by.shape) and self.layout == "jacobian" else gradient

    def row_term(self, of: Ref, edge: Edge) -> Local:
        """What one edge contributes to the row ∂of/∂by: the row of the child times the local Jacobian."""
        child = edge.child.target
        if self.is_vector(child) and self.is_vector(edge.by):
            local = jacobian(edge, self.network.facts)
            if local is not None:
                return local if child == of else Local(simplify.times(self.row(of, child), local.expr), local.reasons)
        if not is_single(of.shape):
            raise ProblemError(no_jacobian(of, edge, edge.by if not self.is_vector(edge.by) else child))
        term = self.gradient_term(of, edge)
        return Local(simplify.transposed(term.expr) if is_column(edge.by.shape) else term.expr, term.reasons)

    def gradient_term(self, of: Ref, edge: Edge) -> Local:
        """What one edge contributes to the gradient ∂of/∂by, in the shape of `by`."""
        child = edge.child.target
        g = simplify.number(1) if child == of else self.gradient(of, child)
        return pull(edge, g, self.network.facts)


def no_jacobian(of: Ref, edge: Edge, middle: Ref) -> Complaint:
    return Complaint(
        f"d{of}/d{edge.by}",
        f"the way leads through {middle}, which is {describe(middle.shape)}; a Jacobian needs vectors all the way "
        f"(ask for the derivative of a scalar)",
    )
