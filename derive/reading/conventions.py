"""Conventions of layout: what a writer may have as a row or transposed that the problem has otherwise."""

from __future__ import annotations

from derive.language.expr import Expr, is_single
from derive.language.record import record
from derive.table.products import TRANSPOSE


@record
class Convention:
    """What is laid out the other way round than in the problem: its vectors, its matrices, or both."""

    name: str
    turns_vectors: bool
    turns_matrices: bool

    def __call__(self, expr: Expr) -> Expr:
        """The expression as it stands under the convention; once more, and it is as in the problem."""
        turns = self.turns_vectors if is_vector(expr) else self.turns_matrices
        return TRANSPOSE(expr) if turns and is_array(expr) else expr


CONVENTIONS = (
    Convention("rows for columns", turns_vectors=True, turns_matrices=False),
    Convention("rows for columns, weights transposed", turns_vectors=True, turns_matrices=True),
    Convention("weights or Jacobians transposed", turns_vectors=False, turns_matrices=True),
)
"""Those beside the problem's own, with transposes where they were written."""
TURNED_WEIGHTS = CONVENTIONS[2].name
"""Which one a text shows not to have that has a weight matrix as it is in a line that is right."""
DECLARED = CONVENTIONS[:2]
"""What a writer may mean who says that his vectors lie the other way round than those of the problem."""


def is_array(expr: Expr) -> bool:
    return len(expr.shape) == 2 and not is_single(expr.shape)


def is_vector(expr: Expr) -> bool:
    return is_array(expr) and 1 in expr.shape
