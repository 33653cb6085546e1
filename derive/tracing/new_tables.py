"""Dictionaries that a statement makes: what is calculated within them is recorded, entry by entry."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from derive.tracing.assigning import Target, recorded
from derive.tracing.comparing import name_key
from derive.tracing.expressions import comprehended, evaluated
from derive.tracing.faults import Unclear
from derive.tracing.objects import Variables

if TYPE_CHECKING:
    from derive.tracing.machine import Machine

ENTRIES = 1_000_000
"""The first of the places of values that are calculated within a new dictionary."""


def entries_recorded(m: Machine, node: ast.Assign, name: str, scope: Variables) -> dict[Any, Any]:
    """A new dictionary; those of its values that are calculated in it are recorded, as if each were set by itself."""
    result: dict[Any, Any] = {}
    for place, key, value, inner in entries_of(m, node.value, scope):
        found = evaluated(m, value, inner)
        if key is None:
            if not isinstance(found, dict):
                raise Unclear
            result.update(found)
            continue
        at = name_key(evaluated(m, key, inner))
        if not isinstance(at, str) or isinstance(value, ast.Name | ast.Attribute | ast.Subscript | ast.Constant):
            result[at] = (
                m.givens.entry(at, found) if isinstance(at, str) and isinstance(node.value, ast.DictComp) else found
            )
            continue
        result[at] = recorded(m, Target(node, value, place), name, (at,), found, inner)
    return result


def entries_of(
    m: Machine, table: ast.expr, scope: Variables
) -> Iterator[tuple[int, ast.expr | None, ast.expr, Variables]]:
    """The keys and values of a dictionary as they are written, with the places of their statements."""
    match table:
        case ast.Dict(keys, values):
            for k, (key, value) in enumerate(zip(keys, values, strict=True)):
                yield ENTRIES + k, key, value, scope
        case ast.DictComp(key, value, generators):
            for inner in comprehended(m, generators, scope):
                yield ENTRIES, key, value, inner
