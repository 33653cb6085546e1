"""What a statement makes several values of at once: those that are calculated within it are recorded one by one.

A new dictionary is one, `return a @ b, c` another, and a new record with its fields, `Weights(W=..., b=...)`.
"""

from __future__ import annotations

import ast
import copy
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from derive.tracing.assigning import ENTRIES, Target, as_read, recorded
from derive.tracing.comparing import name_key
from derive.tracing.expressions import comprehended, evaluated
from derive.tracing.faults import Unclear
from derive.tracing.objects import Variables

if TYPE_CHECKING:
    from derive.tracing.machine import Machine

FIELDS = 2 * ENTRIES
"""The first of the places of values that are handed to a new record by the names of its fields."""
PASSED = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant)
"""Values that were calculated before."""


def entries_recorded(m: Machine, node: ast.stmt, table: ast.expr, name: str, scope: Variables) -> dict[Any, Any]:
    """A new dictionary; those of its values that are calculated in it are recorded, as if each were set by itself."""
    result: dict[Any, Any] = {}
    for place, key, value, inner in entries_of(m, table, scope):
        found = evaluated(m, value, inner)
        if key is None:
            if not isinstance(found, dict):
                raise Unclear
            result.update(found)
            continue
        at = name_key(evaluated(m, key, inner))
        if not isinstance(at, str) or isinstance(value, PASSED):
            result[at] = m.givens.entry(at, found) if isinstance(at, str) and isinstance(table, ast.DictComp) else found
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


def several_recorded(m: Machine, node: ast.Return, elements: list[ast.expr], scope: Variables) -> tuple[Any, ...]:
    """What a function returns together; the parts that are calculated in the statement are recorded."""
    result = []
    for k, element in enumerate(elements):
        found = evaluated(m, element, scope)
        if not isinstance(element, (*PASSED, ast.Tuple, ast.List, ast.Dict, ast.Lambda)):
            found = recorded(m, Target(node, element, ENTRIES + k), m.callers[-1], (), found, scope)
        result.append(found)
    return tuple(result)


def fields_recorded(m: Machine, node: ast.Call, words: dict[str, Any], title: str, scope: Variables) -> dict[str, Any]:
    """The fields of a new record; those that are calculated where it is made are recorded."""
    if m.current is None:
        return words
    listed = fields_in(m.current)
    for keyword in node.keywords:
        if keyword.arg in words and keyword in listed and not isinstance(keyword.value, (*PASSED, ast.Dict, ast.List)):
            of = Target(m.current, keyword.value, FIELDS + listed.index(keyword))
            words[keyword.arg] = recorded(m, of, title, (keyword.arg,), words[keyword.arg], scope)
    return words


def fields_in(node: ast.stmt) -> list[ast.keyword]:
    """All that is handed on by a name in a statement, in its order."""
    return [word for part in ast.walk(node) if isinstance(part, ast.Call) for word in part.keywords]


def of_entry(node: ast.stmt, place: int) -> ast.stmt:
    """The statement; of one that makes several values, one that makes the value of that place alone."""
    at = place - ENTRIES
    match node:
        case ast.Assign([ast.Tuple(names)], ast.Tuple(values)) if 1 <= place <= len(names) == len(values):
            return ast.copy_location(ast.Assign([names[place - 1]], values[place - 1]), node)
        case _ if place >= FIELDS and place - FIELDS < len(listed := fields_in(node)):
            word = listed[place - FIELDS]
            return as_entry(node, ast.Name("fields", ast.Load()), ast.Constant(word.arg), word.value)
        case ast.Assign([target], ast.Dict(keys, values)) if at >= 0:
            return as_entry(node, as_read(target), keys[at], values[at])
        case ast.Assign([target], ast.DictComp(key, value)) if at >= 0:
            return as_entry(node, as_read(target), key, value)
        case ast.Return(ast.Tuple(values) | ast.Dict(_, values)) if at >= 0:
            return ast.copy_location(ast.Return(values[at]), node)
        case ast.Return(ast.DictComp(_, value)) if at >= 0:
            return ast.copy_location(ast.Return(value), node)
    return node


def as_entry(node: ast.stmt, owner: ast.expr, key: ast.expr | None, value: ast.expr) -> ast.stmt:
    entry = ast.Subscript(owner, key or ast.Constant(None), ast.Store())
    return ast.copy_location(ast.fix_missing_locations(ast.Assign([entry], value, lineno=node.lineno)), node)


def with_entry(source: ast.stmt, place: int, expression: ast.expr) -> ast.stmt | None:
    """A statement that makes several values with another value at one place; `None` where that cannot be."""
    at = place - ENTRIES
    match source:
        case _ if place >= FIELDS and place - FIELDS < len(fields_in(source)):
            made = copy.deepcopy(source)
            fields_in(made)[place - FIELDS].value = expression
            return made
        case ast.Assign(targets, ast.Dict(keys, values)) if at >= 0:
            return ast.Assign(targets, ast.Dict(keys, exchanged(values, at, expression)))
        case ast.Assign(targets, ast.DictComp(key, _, generators)) if at >= 0:
            return ast.Assign(targets, ast.DictComp(key, expression, generators))
        case ast.Return(ast.Dict(keys, values)) if at >= 0:
            return ast.Return(ast.Dict(keys, exchanged(values, at, expression)))
        case ast.Return(ast.DictComp(key, _, generators)) if at >= 0:
            return ast.Return(ast.DictComp(key, expression, generators))
        case ast.Return(ast.Tuple(values)) if at >= 0:
            return ast.Return(ast.Tuple(exchanged(values, at, expression), ast.Load()))
    return None


def exchanged(values: list[ast.expr], at: int, new: ast.expr) -> list[ast.expr]:
    return [*values[:at], new, *values[at + 1 :]]
