"""What stands raised behind a formula: an exponent, of the whole or of each entry, or the sign of a transpose."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from derive.language.errors import ShapeError
from derive.language.expr import Expr, Shape, is_single
from derive.language.plain import plain
from derive.problem.function_calls import within_norm
from derive.table.arrays import SQUARED_NORM
from derive.table.elementwise import EXP
from derive.table.products import TRANSPOSE
from derive.table.quotients import POWER_ROW
from derive.table.simplify import MOST_FACTORS, power_of_entries

if TYPE_CHECKING:
    from derive.problem.build import Builder

TRANSPOSED = "T"
"""The letter that means a transpose behind an array, `K^T`, though a quantity may have that name too."""
Node = Any


def power(builder: Builder, tree: Node) -> Expr:
    """`x^2`, or `K^T` as its author means it."""
    base, exponent = tree.children
    if exponent.data == "ref" and exponent.children == [TRANSPOSED] and is_turned(builder, builder.build(base).shape):
        return builder.operation(TRANSPOSE, [base], tree)
    return with_exponent(builder, tree)


def with_exponent(builder: Builder, tree: Node) -> Expr:
    """A power; of a length its square has a derivative at 0 too, and one of Euler's number is exp."""
    base, exponent = tree.children
    normed = within_norm(base)
    if normed and exponent.data == "number" and exponent.children == ["2"]:
        return builder.operation(SQUARED_NORM, normed, tree)
    if base.data == "ref" and base.children == ["e"] and "e" not in builder.scope.shapes:
        return builder.operation(EXP, [exponent], tree)
    return builder.operation(POWER_ROW, [base, exponent], tree)


def is_turned(builder: Builder, base: Shape) -> bool:
    """Whether `^T` beside a quantity T is a transpose: no array is raised to a power so, and T may be no number."""
    exponent = builder.scope.shapes[TRANSPOSED]
    return not is_single(base) or (exponent is not None and not is_single(exponent))


def raised(builder: Builder, tree: Node) -> Expr:
    """A power of each entry, `A .^ 2`, of a square matrix too."""
    base = builder.build(tree.children[0])
    if len(base.shape) < 2 or base.shape[0] != base.shape[1] or is_single(base.shape):
        return with_exponent(builder, tree)
    try:
        return power_of_entries(base, builder.build(tree.children[1]))
    except ShapeError:
        limit = f"an entrywise power of it takes whole numbers from 1 to {MOST_FACTORS}"
        raise builder.fault(f"{plain(base)} is a square matrix; {limit}", tree) from None
