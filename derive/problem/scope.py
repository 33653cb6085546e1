"""What names mean where a text is read: their shapes, indices and functions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from derive.language.expr import Derivative, Expr, Index, Ref, Shape, is_column, is_single, order, size
from derive.language.operation import Operation
from derive.language.record import record
from derive.table import FUNCTIONS


class Unsized(Exception):
    """A name whose shape is not known yet."""


@record
class Scope:
    """What names mean: shapes (`None` while unknown), number of indices, index ranges, functions, and the layout.

    Single entries of quantities are counted from one in the equations of a problem, and in all that is said of it where
    its equations have some; otherwise from zero.  `in_equations`, a derivative is a value of the network, in the shape
    of its variable in every layout.  Of the families in `uneven` each member has a shape of its own, in `members` by
    how it is written, `W[1]`.  What is `flat` was given as a list of numbers, which does not say that it is a column.
    With `tangents` a row by a number is a row too, as forward mode has it.
    """

    shapes: Mapping[str, Shape | None]
    arity: Mapping[str, int] = field(default_factory=dict)
    ranges: Mapping[str, range] = field(default_factory=dict)
    functions: Mapping[str, Operation] = field(default_factory=lambda: FUNCTIONS)
    layout: str = "gradient"
    counts_from_one: bool = False
    in_equations: bool = False
    vectors: str = "columns"
    uneven: frozenset[str] = frozenset()
    members: Mapping[str, Shape | None] = field(default_factory=dict)
    flat: frozenset[str] = frozenset()
    tangents: bool = False

    def shape_of(self, name: str, index: tuple[Index, ...]) -> Shape | None:
        """The shape of a quantity; `None` while it is not known."""
        return self.members.get(str(Ref(name, index))) if name in self.uneven else self.shapes[name]

    def is_unclear(self, arg: Expr, other: Expr) -> bool:
        """Whether a flat list goes with the rows of a square matrix as well as with its columns."""
        square = len(other.shape) == 2 and other.shape[0] == other.shape[1] == size(arg.shape) > 1
        return self.in_equations and isinstance(arg, Ref) and arg.name in self.flat and square

    def is_vector(self, shape: Shape) -> bool:
        """Whether a shape is that of a vector, or of a number, in a problem whose vectors are columns or also rows."""
        return not shape or is_column(shape) or (self.vectors == "rows" and shape[0] == 1)

    def derivative_shape(self, of: Ref, by: Ref) -> Shape:
        """The shape of ∂of/∂by: that of `by` for a scalar (turned into a row in jacobian layout), else a Jacobian."""
        if not is_single(of.shape):
            return (size(of.shape), size(by.shape))
        turned = self.layout == "jacobian" and len(by.shape) == 2 and by.shape[1] == 1
        return by.shape[::-1] if turned else by.shape

    def derivative(self, of: Ref, by: Ref) -> Derivative:
        """∂of/∂by; of a matrix by one number, in the shape of the matrix."""
        is_vector = is_column(of.shape or (1, 1)) if self.tangents else 1 in (of.shape or (1,))
        if is_vector or not is_single(by.shape):
            return Derivative(of, by, self.derivative_shape(of, by))
        return Derivative(of, by, of.shape, column=())


def entry_sizes(of: Ref | Derivative) -> list[int]:
    """How far each index of an entry counts: those of what is differentiated before those of the variable."""
    if isinstance(of, Derivative):
        return entry_sizes(of.of) + entry_sizes(of.by)
    return list(of.shape[: order(of.shape)])
