"""Signs of matrix calculus without a row in the table of operations: vec, ‖x‖₁, and differentials."""

from __future__ import annotations

from dataclasses import replace

from derive.language.expr import Expr, Ref
from derive.table.elementwise import ABS
from derive.table.largest import LARGEST
from derive.table.products import TRANSPOSE
from derive.table.reductions import TOTAL
from derive.table.reshaped import FLATTEN
from derive.table.row import shape_error

DIFFERENTIAL = "differentialof"
"""What a text is read with where it has a d before a name; nobody writes it."""
MOVED = "d "
"""In front of the name of a quantity: how much it changes."""


def as_column(a: Expr) -> Expr:
    return TRANSPOSE(a) if a.shape and a.shape[0] == 1 < a.shape[1] else a


def as_vector(a: Expr) -> Expr:
    """The column of a row; `ShapeError` for a matrix, whose entries would change their places."""
    if 1 not in a.shape:
        raise shape_error("only a vector can be made a column or a row")
    return as_column(a)


def vec(a: Expr) -> Expr:
    """The columns of a matrix below each other."""
    return FLATTEN(a if 1 in a.shape else TRANSPOSE(a))


def sum_norm(x: Expr) -> Expr:
    """‖x‖₁ of a vector; of a matrix it is something else."""
    return TOTAL(ABS(as_vector(x)))


def max_norm(x: Expr) -> Expr:
    """‖x‖_∞ of a vector; of a matrix it is the largest sum of a row, or the largest entry to others."""
    return LARGEST(ABS(as_vector(x)))


def differential_of(expr: Expr) -> Expr:
    """How much a quantity changes, by a name of its own; `ShapeError` for what is none."""
    if not isinstance(expr, Ref):
        raise shape_error("the differential of a quantity is read only")
    return replace(expr, name=f"{MOVED}{expr.name}")


def moved(ref: Ref) -> Ref | None:
    """The quantity whose change a name stands for, if it does."""
    return replace(ref, name=ref.name.removeprefix(MOVED)) if ref.name.startswith(MOVED) else None
