"""`match` and `case`: which of several blocks a program goes on with."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from derive.tracing.attributes import attribute
from derive.tracing.comparing import truth
from derive.tracing.expressions import evaluated
from derive.tracing.faults import Unclear
from derive.tracing.objects import UNKNOWN, ClassOf, OwnObject, Variables

if TYPE_CHECKING:
    from derive.tracing.machine import Machine


def chosen(m: Machine, node: ast.Match, scope: Variables) -> list[ast.stmt]:
    """The block of the first case that fits, its names bound; none where no case does.  Errors: `Unclear`."""
    subject = evaluated(m, node.subject, scope)
    if subject is UNKNOWN:
        raise Unclear
    for case in node.cases:
        found = bindings(m, case.pattern, subject, scope)
        if found is None:
            continue
        for name, value in found.items():
            scope.set(name, value)
        if case.guard is None or truth(evaluated(m, case.guard, scope)):
            return case.body
    return []


def bindings(m: Machine, pattern: ast.pattern, value: Any, scope: Variables) -> Mapping[str, Any] | None:
    """The names that a pattern gives the parts of a value; `None` where it does not fit."""
    match pattern:
        case ast.MatchAs(None, name):
            return {name: value} if name else {}
        case ast.MatchAs(inner, name) if inner is not None:
            found = bindings(m, inner, value, scope)
            return None if found is None else {**found, str(name): value}
        case ast.MatchValue(expected):
            return {} if is_equal(value, evaluated(m, expected, scope)) else None
        case ast.MatchSingleton(expected):
            return {} if value is expected else None
        case ast.MatchOr(inners):
            tried = (bindings(m, inner, value, scope) for inner in inners)
            return next((found for found in tried if found is not None), None)
        case ast.MatchSequence(inners) if not any(isinstance(inner, ast.MatchStar) for inner in inners):
            if not isinstance(value, list | tuple):
                return None
            return together(m, list(inners), list(value), scope) if len(value) == len(inners) else None
        case ast.MatchClass(ast.Name(name), inners, words, of_words):
            return of_class(m, scope.find(name), list(zip(words, of_words, strict=True)), inners, value, scope)
    raise Unclear


def is_equal(value: Any, expected: Any) -> bool:
    if not isinstance(value, str | int | float) or not isinstance(expected, str | int | float):
        raise Unclear
    return value == expected


def of_class(
    m: Machine,
    of: Any,
    words: list[tuple[str, ast.pattern]],
    inners: list[ast.pattern],
    value: Any,
    scope: Variables,
) -> Mapping[str, Any] | None:
    """What the fields of an object of one of the program's classes are called."""
    if not isinstance(of, ClassOf):
        raise Unclear
    if not isinstance(value, OwnObject) or value.of is not of:
        return None
    named = [*zip(of.slots, inners, strict=False), *words]
    return together(m, [inner for _, inner in named], [attribute(m, value, name) for name, _ in named], scope)


def together(m: Machine, inners: list[ast.pattern], values: list[Any], scope: Variables) -> Mapping[str, Any] | None:
    found: dict[str, Any] = {}
    for inner, value in zip(inners, values, strict=True):
        part = bindings(m, inner, value, scope)
        if part is None:
            return None
        found.update(part)
    return found
