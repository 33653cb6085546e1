"""`a += b`: what a name stands for is changed."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from derive.tracing.assigning import Target, as_read, assign
from derive.tracing.expressions import binary, evaluated
from derive.tracing.faults import Unclear
from derive.tracing.library import FUNCTIONS
from derive.tracing.objects import UNKNOWN, Variables
from derive.tracing.tensor import Tensor
from derive.tracing.trace import snapshot

if TYPE_CHECKING:
    from derive.tracing.machine import Machine


def change(
    m: Machine, node: ast.AugAssign, target: ast.expr, operator: ast.operator, value: ast.expr, scope: Variables
) -> None:
    """`a += b`: an array is changed in place, whoever else has it."""
    reading = as_read(target)
    old, new = evaluated(m, reading, scope), evaluated(m, value, scope)
    before = snapshot(old)
    result = binary(old, operator, new)
    if isinstance(old, list) and isinstance(new, list | tuple) and isinstance(operator, ast.Add):
        for at, each in enumerate(new, len(old)):
            old.append(UNKNOWN)
            entry = ast.Subscript(target, ast.Constant(at), ast.Store())
            assign(m, Target(node, value, 0, way="append"), entry, each, scope)
        return
    if isinstance(old, Tensor) and isinstance(target, ast.Name | ast.Attribute):
        if result is UNKNOWN:
            raise Unclear
        fitting = FUNCTIONS["broadcast_to"](result, old.shape)
        assign(m, Target(node, value, 0, way="change", before=before, owner=old), target, fitting, scope)
        return
    assign(m, Target(node, value, 0, way="change", before=before), target, result, scope)
