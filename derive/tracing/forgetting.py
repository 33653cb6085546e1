"""Statements of which it is not clear what they do, or at which the program would stop."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from derive.tracing.assigning import Target, assign
from derive.tracing.faults import Failing, Unclear
from derive.tracing.objects import UNKNOWN, ModulePart, OwnObject, ReturnValue, Variables

if TYPE_CHECKING:
    from derive.tracing.machine import Machine


def forget(m: Machine, node: ast.stmt, scope: Variables) -> None:
    """What a statement names that is not clear is not known any more."""
    for part in ast.walk(node):
        if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store):
            scope.set(part.id, m.recognised(part.id, UNKNOWN))
        elif isinstance(part, ast.Subscript | ast.Attribute) and isinstance(part.ctx, ast.Store):
            forget_part(m, part, scope)
    if isinstance(node, ast.Return):
        raise ReturnValue(UNKNOWN)
    if isinstance(node, ast.Expr):
        forget_owner(m, node.value, scope)


def forget_part(m: Machine, part: ast.Subscript | ast.Attribute, scope: Variables) -> None:
    inner = part.value
    while isinstance(inner, ast.Subscript | ast.Attribute):
        inner = inner.value
    if not isinstance(inner, ast.Name) or not scope.has(inner.id):
        return
    owner = scope.find(inner.id)
    if isinstance(part, ast.Attribute) and isinstance(owner, OwnObject):
        owner.fields[part.attr] = m.recognised(part.attr, UNKNOWN)
    elif isinstance(part, ast.Subscript) and isinstance(owner, dict) and isinstance(part.slice, ast.Constant):
        owner[part.slice.value] = UNKNOWN
    elif not isinstance(owner, OwnObject | ModulePart):
        scope.set(inner.id, UNKNOWN)


def forget_owner(m: Machine, value: ast.expr, scope: Variables) -> None:
    """A list to which something unclear was added."""
    match value:
        case ast.Call(ast.Attribute(ast.Name(name), "append" | "insert" | "extend"), args):
            owner = scope.find(name) if scope.has(name) else None
            if isinstance(owner, list) and args:
                owner.append(UNKNOWN)


def failed(m: Machine, node: ast.stmt, scope: Variables) -> None:
    """A statement at which the program itself would stop."""
    m.stops += 1
    try:
        stopped(m, node, scope)
    except (Unclear, Failing):
        forget(m, node, scope)


def stopped(m: Machine, node: ast.stmt, scope: Variables) -> None:
    match node:
        case ast.Assign([target], value):
            assign(m, Target(node, value, 0, fails=True), target, UNKNOWN, scope)
        case ast.AugAssign(ast.Name() as target, _, value):
            assign(m, Target(node, value, 0, fails=True, way="change"), target, UNKNOWN, scope)
        case _:
            forget(m, node, scope)
