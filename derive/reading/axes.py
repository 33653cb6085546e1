"""Sums, means and the like along one axis, as NumPy and PyTorch count axes and as problem files name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.language.expr import Expr
from derive.language.operation import Operation
from derive.reading import functions
from derive.reading.arguments import as_told, in_order
from derive.reading.result import Fault
from derive.reading.tree import Apply

if TYPE_CHECKING:
    from derive.reading.building import Interpreter

WORDS = {"0": "columns", "1": "rows", "-1": "rows", "rows": "rows", "columns": "columns"}
"""An axis by its number is the one that is summed over: 0 leaves one number for each column."""


def along(builder: Interpreter, name: str, node: Apply) -> Expr:
    """A function along one axis: of a vector the only one, of a matrix for each row or each column."""
    told = node.base.removeprefix("axis=")
    word = WORDS.get(told)
    row = functions.row_of(f"{name}={word}", builder.scope.functions) if word else None
    if row and len(node.args) > 1:
        return chosen(builder, row, f"{name}={word}", node)
    array = builder.build(node.args[0], {}) if len(node.args) == 1 else None
    if array is None or word is None:
        raise builder.fault(f"{name} along this axis is not read", node, Fault.BEYOND)
    rows, columns = array.shape or (1, 1)
    if columns == 1 and told in ("0", "-1"):
        return builder.applied(name, (array,), node)
    if name == "len":
        return extent(builder, array, told, node)
    if name == "softmax" and rows == 1 and told in ("1", "-1"):
        return builder.applied(name, (array,), node)
    if row:
        return chosen(builder, row, f"{name}={word}", node)
    raise builder.fault(f"{name} along this axis is not read", node, Fault.BEYOND)


def extent(builder: Interpreter, array: Expr, told: str, node: Apply) -> Expr:
    """`X.shape[0]`, how many rows, or `X.shape[1]`, how many columns.

    Errors: `Unreadable` for how many rows a row is: as an array of Python it may have its entries along the only axis.
    """
    if array.shape and array.shape[0] == 1 and told == "0":
        raise builder.fault("how many rows this has depends on how it is stored", node)
    return functions.number((array.shape or (1, 1))[int(told)])


def chosen(builder: Interpreter, row: Operation, name: str, node: Apply) -> Expr:
    """The row that the word chooses, of all its arguments."""
    args = in_order(builder, row, list(node.args), node)
    built = as_told(builder, row.arguments, args, [builder.build(arg, {}) for arg in args])
    return builder.applied(name, tuple(built), node)
