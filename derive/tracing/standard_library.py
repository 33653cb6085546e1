"""What Python's own modules give that programs keep arrays in: tables with defaults, records, parts of functions."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from derive.tracing import called_functions as calls
from derive.tracing.faults import Failing, Unclear
from derive.tracing.objects import UNKNOWN, ClassOf, DefaultTable, KnownFunction, OwnObject

if TYPE_CHECKING:
    from derive.tracing.machine import Machine

NAMESPACE = ClassOf("SimpleNamespace", {})


def namespace(m: Machine) -> Callable[..., Any]:
    return lambda *args, **words: OwnObject(NAMESPACE, {**words})


def default_table(m: Machine) -> Callable[..., Any]:
    """`defaultdict`: what stands for a key that is not there is made by a call."""

    def made(factory: Any = None, *others: Any, **words: Any) -> Any:
        if factory is UNKNOWN:
            raise Unclear
        table = DefaultTable(lambda: calls.applied(m, factory, [], {}))
        table.update(calls.as_table(*others, **words))
        return table

    return made


def record(m: Machine) -> Callable[..., Any]:
    """`namedtuple`: a class with fields in an order."""

    def made(name: Any, fields: Any, **words: Any) -> Any:
        listed = fields.replace(",", " ").split() if isinstance(fields, str) else calls.listed(fields)
        if not isinstance(name, str) or not all(isinstance(each, str) for each in listed):
            raise Unclear
        return ClassOf(name, {}, (), tuple(listed))

    return made


def partial(m: Machine) -> Callable[..., Any]:
    def made(function: Any, *first: Any, **known: Any) -> Any:
        return KnownFunction(
            "partial", lambda *rest, **words: calls.applied(m, function, [*first, *rest], {**known, **words})
        )

    return made


def reduced(m: Machine) -> Callable[..., Any]:
    def found(function: Any, values: Any, *start: Any) -> Any:
        parts = [*start, *calls.listed(values)]
        if not parts:
            raise Failing
        result = parts[0]
        for each in parts[1:]:
            result = calls.applied(m, function, [result, each], {})
        return result

    return found


STANDARD: Mapping[str, Callable[[Machine], Callable[..., Any]]] = {
    "SimpleNamespace": namespace,
    "defaultdict": default_table,
    "OrderedDict": lambda m: calls.as_table,
    "deque": lambda m: lambda values=(), maxlen=None: calls.listed(values),
    "namedtuple": record,
    "partial": partial,
    "reduce": reduced,
}
"""Names of the modules `types`, `collections` and `functools`, with what makes their values in a run."""
MODULES = frozenset(("types", "collections", "functools"))


def standard(m: Machine, name: str) -> Any:
    """What a name of these modules stands for; `UNKNOWN` where it is not read."""
    return STANDARD[name](m) if name in STANDARD else UNKNOWN


def fields_of(node: ast.ClassDef) -> tuple[str, ...]:
    """The fields of a class that is only a record, in their order; none of another."""
    names = [ast.unparse(d.func if isinstance(d, ast.Call) else d) for d in node.decorator_list]
    bases = [ast.unparse(base) for base in node.bases]
    is_record = any(name.split(".")[-1] == "dataclass" for name in names) or "NamedTuple" in (
        b.split(".")[-1] for b in bases
    )
    annotated = (each.target for each in node.body if isinstance(each, ast.AnnAssign))
    return tuple(target.id for target in annotated if isinstance(target, ast.Name)) if is_record else ()
