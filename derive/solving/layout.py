"""How derivatives are named and turned: rows, gradients and Jacobians in the layout of the problem."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derive.language.errors import Complaint, ProblemError
from derive.language.expr import Derivative, Entry, Expr, Ref, describe, is_column, is_single, rewrite
from derive.language.steps import Edge
from derive.problem.graph import Network
from derive.problem.local import Local, jacobian, pull
from derive.table import simplify


@dataclass(frozen=True)
class Names:
    """The names of derivatives in one network and layout."""

    network: Network
    layout: str

    @cached_property
    def known(self) -> dict[tuple[Ref, Ref], Derivative]:
        return {}

    @cached_property
    def jacobians(self) -> dict[Edge, Local | None]:
        """The local Jacobian of each edge, which is the same for every loss."""
        return {}

    @cached_property
    def terms(self) -> dict[tuple[Ref, Edge], Local]:
        return {}

    def derivative(self, of: Ref, by: Ref) -> Derivative:
        found = self.known.get((of, by))
        if found is None:
            scope = self.network.problem.scope
            found = Derivative(of, by, type(scope)(scope.shapes, layout=self.layout).derivative_shape(of, by))
            self.known[of, by] = found
        return found

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

    def one_use(self, target: Derivative) -> Expr:
        """The left side of a derivative by one use of its variable."""
        return target

    def spelled(self, expr: Expr) -> Expr:
        """The expression with the names of derivatives in place of gradients that are quantities."""

        def change(part: Expr) -> Expr | None:
            match part:
                case Ref(gradient=(of, by)):
                    return self.gradient(of, by)
                case Entry(Ref(gradient=(of, by)), index):
                    return Entry(self.derivative(of, by), index)
            return None

        return rewrite(expr, change)

    def row_term(self, of: Ref, edge: Edge) -> Local:
        """What one edge contributes to the row ∂of/∂by: the row of the child times the local Jacobian."""
        child = edge.child.target
        if self.is_vector(child) and self.is_vector(edge.by):
            local = self.jacobian(edge)
            if local is not None:
                return local if child == of else Local(simplify.times(self.row(of, child), local.expr), local.reasons)
        if not is_single(of.shape):
            raise ProblemError(no_jacobian(of, edge, edge.by if not self.is_vector(edge.by) else child))
        term = self.gradient_term(of, edge)
        return Local(simplify.transposed(term.expr) if is_column(edge.by.shape) else term.expr, term.reasons)

    def jacobian(self, edge: Edge) -> Local | None:
        if edge not in self.jacobians:
            self.jacobians[edge] = jacobian(edge, self.network.facts)
        return self.jacobians[edge]

    def gradient_term(self, of: Ref, edge: Edge) -> Local:
        """What one edge contributes to the gradient ∂of/∂by, in the shape of `by`."""
        if (of, edge) not in self.terms:
            child = edge.child.target
            g = simplify.number(1) if child == of else self.gradient(of, child)
            self.terms[of, edge] = pull(edge, g, self.network.facts)
        return self.terms[of, edge]


def no_jacobian(of: Ref, edge: Edge, middle: Ref) -> Complaint:
    return Complaint(
        f"d{of}/d{edge.by}",
        f"the way leads through {middle}, which is {describe(middle.shape)}; a Jacobian needs vectors all the way "
        f"(ask for the derivative of a scalar)",
    )
