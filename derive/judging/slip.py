"""A mistake made somewhere: how it changes the equations, the rules along the edges, or the result."""

from __future__ import annotations

from collections.abc import Callable

from derive.language.expr import Equation, Expr
from derive.language.numbers import Array, table
from derive.language.operation import Composition, Operation, Rule
from derive.language.record import record
from derive.language.steps import Edge
from derive.problem.local import Bend


def same_equation(equation: Equation) -> Equation:
    return equation


def same_edge(edge: Edge, pulled: Expr) -> Expr | None:
    return pulled


def same_result(value: Array) -> Array | None:
    return value


def unbent(edge: Edge) -> Bend | None:
    return None


@record(eq=False)
class Slip:
    """A mistake of a name; each part changes one thing and leaves the others as they are.

    `equation` changes a forward equation; `bends(edge)` the rules on an edge; `edge` what an edge hands back (`None`
    drops it); `result` the final value (`None` where it cannot be changed so).  With `carried`, the rules are bent
    only in gradients that arrive through the edges for which it is true.
    """

    name: str
    equation: Callable[[Equation], Equation] = same_equation
    bends: Callable[[Edge], Bend | None] = unbent
    edge: Callable[[Edge, Expr], Expr | None] = same_edge
    result: Callable[[Array], Array | None] = same_result
    carried: Callable[[Edge], bool] | None = None

    @property
    def is_forward(self) -> bool:
        return self.equation is not same_equation

    @property
    def is_backward(self) -> bool:
        """Whether it may change what some edge hands back."""
        return self.edge is not same_edge or self.bends is not unbent


def bend_for(slips: tuple[Slip, ...], edge: Edge) -> Bend | None:
    """The bends of several slips one after the other; `None` if none bends this edge."""
    bends = [found for slip in slips if (found := slip.bends(edge))]
    if not bends:
        return None

    def bend(row: Operation | Composition, position: int, args: tuple[Expr, ...], rule: Rule) -> Rule:
        for each in bends:
            rule = each(row, position, args, rule)
        return rule

    return bend


def negated(value: Array) -> Array:
    return Array(value.shape, tuple(-entry for entry in value.entries))


def turned(value: Array) -> Array | None:
    """The transpose of a matrix; a column is no other answer when it is laid down."""
    if not value.shape or 1 in value.shape:
        return None
    return table(value.shape[::-1], lambda i, j: value[j, i])


SIGN = Slip("sign", result=negated)
TRANSPOSED = Slip("transposed", result=turned)
