"""`np.add.at` and `np.subtract.at`: changes of an array in place that count a place as often as it is named."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from derive.tracing.assigning import Target, assign
from derive.tracing.expressions import evaluated, evaluated_index
from derive.tracing.faults import Unclear
from derive.tracing.objects import Variables
from derive.tracing.tensor import Tensor
from derive.tracing.tensor_indices import gathered

if TYPE_CHECKING:
    from derive.tracing.machine import Machine


def change_at(m: Machine, node: ast.Expr, call: ast.Call, scope: Variables) -> None:
    """The statement `np.add.at(a, i, v)`.  Errors: `Unclear`, `Failing`."""
    owner, index, value = call.args
    array, at = evaluated(m, owner, scope), evaluated_index(m, index, scope)
    if not isinstance(array, Tensor):
        raise Unclear
    is_taken = isinstance(call.func, ast.Attribute) and ast.unparse(call.func).endswith("subtract.at")
    new = gathered(array, at, evaluated(m, value, scope), is_taken)
    target = ast.copy_location(ast.Subscript(owner, index, ast.Store()), node)
    assign(m, Target(node, value, 0, way="change"), target, new, scope)
