"""Sums, means and the like along one axis, as NumPy and PyTorch count axes and as problem files name them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.language.expr import Expr, Shape
from derive.reading import functions
from derive.reading.result import Fault
from derive.reading.tree import Apply
from derive.table.products import TRANSPOSE

if TYPE_CHECKING:
    from derive.reading.meaning import Interpreter

WORDS = {"0": "columns", "1": "rows", "-1": "rows", "rows": "rows", "columns": "columns"}
"""An axis by its number is the one that is summed over: 0 leaves one number for each column."""


def along(builder: Interpreter, name: str, node: Apply) -> Expr:
    """A function along one axis: of a vector the only one, of a matrix for each row or each column."""
    array = builder.build(node.args[0], {}) if len(node.args) == 1 else None
    told = node.base.removeprefix("axis=")
    word = WORDS.get(told)
    if array is None or word is None:
        raise builder.fault(f"{name} along this axis is not read", node, Fault.BEYOND)
    rows, columns = array.shape or (1, 1)
    if columns == 1 and told in ("0", "-1"):
        return builder.applied(name, (array,), node)
    if name == "softmax" and rows == 1 and told in ("1", "-1"):
        return builder.applied(name, (array,), node)
    if functions.row_of(f"{name}={word}", builder.scope.functions):
        return builder.applied(f"{name}={word}", (array,), node)
    if name in ("sum", "mean") and columns > 1:
        return by_ones(builder, name, array, word, node)
    raise builder.fault(f"{name} along this axis is not read", node, Fault.BEYOND)


def by_ones(builder: Interpreter, name: str, array: Expr, word: str, node: Apply) -> Expr:
    """The sums or means as a product with a vector of ones."""
    shape: Shape = array.shape
    count = functions.number(shape[word == "rows"])
    ones = functions.ones(count)
    total = builder.apply("multiply", (TRANSPOSE(ones), array) if word == "columns" else (array, ones), node)
    return total if name == "sum" else builder.apply("divide", (total, count), node)
