"""Definitions in a program: functions, classes, and what it imports."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from derive.tracing import called_functions as calls
from derive.tracing.assigning import Target, recorded
from derive.tracing.attributes import attribute
from derive.tracing.expressions import evaluated
from derive.tracing.faults import Unclear
from derive.tracing.library import FUNCTIONS
from derive.tracing.new_tables import entries_recorded, several_recorded
from derive.tracing.objects import UNKNOWN, ClassOf, Closure, KnownFunction, ModulePart, OwnObject, Variables
from derive.tracing.standard_library import MODULES, NAMESPACE, STANDARD, fields_of, standard

if TYPE_CHECKING:
    from derive.tracing.machine import Machine

HANDED_ON = (ast.Name, ast.Attribute, ast.Subscript, ast.Constant, ast.Tuple, ast.List, ast.Dict, ast.Lambda)
"""What a function returns that was calculated before."""
LIBRARIES = frozenset(
    "numpy torch jax tensorflow cupy math autograd scipy keras mxnet paddle np tf jnp minpy nn F functional".split()
)


def closure(m: Machine, node: ast.FunctionDef | ast.Lambda, scope: Variables, name: str) -> Closure:
    spec = node.args
    positional = [each.arg for each in (*spec.posonlyargs, *spec.args)]
    values = [evaluated(m, value, scope) for value in spec.defaults]
    defaults = dict(zip(positional[len(positional) - len(values) :], values, strict=True))
    for each, value in zip(spec.kwonlyargs, spec.kw_defaults, strict=True):
        if value is not None:
            defaults[each.arg] = evaluated(m, value, scope)
    made = Closure(node, scope, defaults, name, m.piece)
    if isinstance(node, ast.FunctionDef):
        m.closures[node] = made
        if any(isinstance(d, ast.Name) and d.id in ("property",) for d in node.decorator_list):
            raise Unclear
    return made


def handed_back(m: Machine, node: ast.Return, value: ast.expr | None, scope: Variables) -> Any:
    """What a function returns, recorded under the function's name where it is calculated in that statement."""
    match value:
        case None:
            return None
        case ast.Dict() | ast.DictComp() if m.callers:
            return entries_recorded(m, node, value, m.callers[-1], scope)
        case ast.Tuple(elements) if m.callers and not any(isinstance(each, ast.Starred) for each in elements):
            found: Any = several_recorded(m, node, elements, scope)
        case _:
            found = evaluated(m, value, scope)
            if m.callers and (not isinstance(value, HANDED_ON) or is_parameter(m, value)):
                found = recorded(m, Target(node, value, 0), m.callers[-1], (), found, scope)
    keep(m, value, found)
    return found


def is_parameter(m: Machine, value: ast.expr) -> bool:
    """Whether a function hands back what it was given, with nothing done to it."""
    names = {each.arg for function in m.inside[-1:] for each in function.args.args}
    return isinstance(value, ast.Name) and value.id in names


def keep(m: Machine, value: ast.expr | None, found: Any) -> None:
    """What a function returns is known by the names that it has there, for functions that nobody calls."""
    parts = value.elts if isinstance(value, ast.Tuple) else [value]
    values = list(found) if isinstance(value, ast.Tuple) and isinstance(found, tuple) else [found]
    for part, each in zip(parts, values, strict=False):
        if isinstance(part, ast.Name):
            m.returned[part.id] = each


def define_class(m: Machine, node: ast.ClassDef, scope: Variables) -> None:
    bases = tuple(scope.find(b.id) for b in node.bases if isinstance(b, ast.Name) and scope.has(b.id))
    inner = Variables(scope)
    for statement in node.body:
        m.statement(statement, inner)
    of = ClassOf(node.name, inner.names, bases, fields_of(node))
    for each in node.body:
        if isinstance(each, ast.FunctionDef) and isinstance(found := inner.names.get(each.name), Closure):
            found.scope = scope
            if any(isinstance(d, ast.Name) and d.id == "staticmethod" for d in each.decorator_list):
                inner.names[each.name] = KnownFunction(each.name, static(m, found))
    scope.set(node.name, of)


def static(m: Machine, function: Closure) -> Callable[..., Any]:
    return lambda *args, **words: calls.entered(m, function, list(args), words)


def imported(m: Machine, name: str, path: str, scope: Variables) -> None:
    full = path or name
    if full in MODULES:
        scope.set(name, OwnObject(NAMESPACE, {each: standard(m, each) for each in STANDARD}))
        return
    m.is_torch = m.is_torch or full.split(".")[0] == "torch"
    scope.set(name, ModulePart(full) if full.split(".")[0] in LIBRARIES else UNKNOWN)


def imported_from(m: Machine, module: str, alias: ast.alias, scope: Variables) -> None:
    name = alias.asname or alias.name
    if module.split(".", maxsplit=1)[0] == "copy":
        scope.set(name, calls.PYTHON["copy"])
        return
    if module in MODULES:
        scope.set(name, standard(m, alias.name))
        return
    if module.split(".", maxsplit=1)[0] not in LIBRARIES:
        scope.set(name, UNKNOWN)
        return
    m.is_torch = m.is_torch or module.split(".", maxsplit=1)[0] == "torch"
    if alias.name == "*":
        for each, function in FUNCTIONS.items():
            if each not in calls.PYTHON:
                scope.set(each, KnownFunction(each, function))
        return
    scope.set(name, attribute(m, ModulePart(module), alias.name))
