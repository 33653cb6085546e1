"""The slopes of a function that acts on each entry, written as what stands on the diagonal of its Jacobian.

`∂h/∂z = 1 - h²` says of each entry what `diag(1 - h²)` says of all, and is used with ⊙ or under diag.
"""

from __future__ import annotations

from flint import fmpq

from derive.language.expr import Expr, Number, is_single
from derive.table.arrays import DIAG, IDENTITY
from derive.table.products import MULTIPLY, TRANSPOSE


def as_diagonal(asked: Expr, expr: Expr) -> Expr | None:
    """The square matrix asked for with what is written on its diagonal; `None` where that does not have its entries."""
    rows, *columns = asked.shape or (1,)
    if [rows] != columns or is_single(asked.shape):
        return None
    if is_single(expr.shape):
        return MULTIPLY(expr, IDENTITY(Number((fmpq(rows),))))
    if expr.shape == (rows, 1):
        return DIAG(expr)
    return DIAG(TRANSPOSE(expr)) if expr.shape == (1, rows) else None
