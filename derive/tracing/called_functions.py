"""Calls: functions of the program's own are gone into, those of libraries and of Python are rows."""

from __future__ import annotations

import ast
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from derive.tracing import library, scalars
from derive.tracing.along_axes import largest, smallest
from derive.tracing.array_functions import copied
from derive.tracing.attributes import nested
from derive.tracing.comparing import truth
from derive.tracing.expressions import evaluated, iterated
from derive.tracing.faults import Failing, TooMuchWork, Unclear
from derive.tracing.objects import (
    UNKNOWN,
    Bound,
    ClassOf,
    Closure,
    KnownFunction,
    ModulePart,
    OwnObject,
    Super,
    Variables,
)
from derive.tracing.scalars import number
from derive.tracing.tensor import Tensor, entry_by_entry, is_entry, stretched, tensor, whole
from derive.tracing.true_arrays import MOST_ENTRIES

if TYPE_CHECKING:
    from derive.tracing.machine import Machine

DEEPEST = 40
"""Calls within calls."""
SILENT = frozenset(
    "print format help input plot show title xlabel ylabel legend figure set_printoptions seed manual_seed "
    "assert_allclose assert_almost_equal set_default_dtype filterwarnings savefig zero_grad".split()
)
"""Functions that change no number."""


def arguments(m: Machine, node: ast.Call, scope: Variables) -> tuple[list[Any], dict[str, Any]]:
    args: list[Any] = []
    for arg in node.args:
        if isinstance(arg, ast.Starred):
            args += list(iterated(evaluated(m, arg.value, scope)))
        else:
            args.append(evaluated(m, arg, scope))
    words: dict[str, Any] = {}
    for keyword in node.keywords:
        value = evaluated(m, keyword.value, scope)
        if keyword.arg is None:
            if not isinstance(value, dict):
                raise Unclear
            words.update({str(key): each for key, each in value.items()})
        else:
            words[keyword.arg] = value
    return args, words


def applied(m: Machine, function: Any, args: list[Any], words: dict[str, Any]) -> Any:
    """What a call gives.  Errors: `Unclear` for what is not known, `Failing` where the program would stop."""
    match function:
        case Closure():
            return entered(m, function, args, words)
        case Bound(inner, owner):
            return applied(m, inner, [owner, *args], words)
        case ClassOf():
            return made(m, function, args, words)
        case OwnObject():
            method = function.of.find("__call__") or function.of.find("forward")
            if method is None:
                raise Unclear
            return applied(m, method, [function, *args], words)
        case KnownFunction():
            return of_row(function, args, words)
        case ModulePart(path) if path.split(".")[-1] in SILENT:
            return None
    if callable(function):
        return of_python(function, args, words)
    return UNKNOWN


def of_row(row: KnownFunction, args: list[Any], words: dict[str, Any]) -> Any:
    """A library's function on what is known; without any effect on the rest where something is not."""
    if any(contains_unknown(each) for each in [*args, *words.values()]):
        return UNKNOWN
    out = words.pop("out", None)
    result = library.called(row.function, tuple(args), words)
    if isinstance(out, Tensor):
        out.write(range(len(out.places)), stretched(tensor(result), out.shape))
        return out
    return result


def of_python(function: Callable[..., Any], args: list[Any], words: dict[str, Any]) -> Any:
    if any(each is UNKNOWN for each in [*args[1:], *words.values()]) and not is_storing(function):
        return UNKNOWN
    return library.called(function, tuple(args), words)


def is_storing(function: Callable[..., Any]) -> bool:
    """Whether a method only keeps its arguments, whatever they are."""
    from derive.tracing.attributes import OF_LISTS, OF_TABLES

    return function in (OF_LISTS["append"], OF_LISTS["insert"], OF_TABLES["update"], OF_TABLES["setdefault"])


def contains_unknown(value: Any) -> bool:
    if value is UNKNOWN:
        return True
    return isinstance(value, list | tuple) and any(map(contains_unknown, value))


def made(m: Machine, of: ClassOf, args: list[Any], words: dict[str, Any]) -> OwnObject:
    """A new object of one of the program's classes."""
    instance = OwnObject(of)
    start = of.find("__init__")
    if isinstance(start, Closure):
        entered(m, start, [instance, *args], words)
    elif of.slots:
        instance.fields.update({**dict(zip(of.slots, args, strict=False)), **words})
    return instance


def entered(m: Machine, function: Closure, args: list[Any], words: dict[str, Any]) -> Any:
    """What one of the program's own functions returns."""
    if m.depth >= DEEPEST:
        raise TooMuchWork
    scope = Variables(function.scope)
    scope.names.update(bound_arguments(m, function, args, words))
    m.depth += 1
    m.called.add(function.node)
    before, m.piece = m.piece, function.piece
    try:
        if isinstance(function.node, ast.Lambda):
            return evaluated(m, function.node.body, scope)
        return m.body_of(function.node, scope)
    finally:
        m.depth -= 1
        m.piece = before


def bound_arguments(m: Machine, function: Closure, args: list[Any], words: dict[str, Any]) -> dict[str, Any]:
    """The parameters of a function with their values.  Errors: `Failing` where the call does not fit."""
    spec = function.node.args
    names = [each.arg for each in (*spec.posonlyargs, *spec.args)]
    found: dict[str, Any] = {**function.defaults}
    if len(args) > len(names) and spec.vararg is None:
        raise Failing
    for name, value in zip(names, args, strict=False):
        found[name] = m.recognised(name, value)
    if spec.vararg is not None:
        found[spec.vararg.arg] = tuple(args[len(names) :])
    known = {*names, *(each.arg for each in spec.kwonlyargs)}
    rest = {name: value for name, value in words.items() if name not in known}
    if rest and spec.kwarg is None:
        raise Failing
    found.update({name: m.recognised(name, value) for name, value in words.items() if name in known})
    if spec.kwarg is not None:
        found[spec.kwarg.arg] = rest
    if any(name not in found for name in known):
        raise Failing
    return found


# Python's own functions


def listed(value: Any = ()) -> list[Any]:
    result: list[Any] = []
    for each in iterated(value):
        if len(result) >= MOST_ENTRIES:
            raise TooMuchWork
        result.append(each)
    return result


def ranged(*bounds: Any) -> range:
    numbers = [whole(bound) for bound in bounds]
    if not 1 <= len(numbers) <= 3 or (len(numbers) == 3 and numbers[2] == 0):
        raise Failing
    return range(*numbers)


def length(value: Any) -> int:
    if isinstance(value, Tensor):
        if not value.shape:
            raise Failing
        return value.shape[0]
    if not isinstance(value, list | tuple | dict | str | range):
        raise Unclear
    return min(len(value), MOST_ENTRIES) if isinstance(value, range) else len(value)


def zipped(*values: Any, strict: Any = False) -> list[tuple[Any, ...]]:
    return list(zip(*map(listed, values), strict=False))


def numbered(values: Any, start: Any = 0) -> list[tuple[int, Any]]:
    return list(enumerate(listed(values), whole(start)))


def backwards(values: Any) -> Any:
    return values[::-1] if isinstance(values, range) else listed(values)[::-1]


def added(values: Any, start: Any = 0) -> Any:
    """Python's own sum: over the first axis of an array."""
    result = start
    for value in iterated(values):
        if value is UNKNOWN:
            return UNKNOWN
        result = entry_by_entry(scalars.add, result, value)
    return result


def extreme(of: Callable[..., Any]) -> Callable[..., Any]:
    def found(*values: Any) -> Any:
        entries = listed(values[0]) if len(values) == 1 else list(values)
        if any(isinstance(entry, str) for entry in entries):
            raise Unclear
        return of(entries, 0)

    return found


def as_table(value: Any = (), **words: Any) -> dict[Any, Any]:
    pairs = value if isinstance(value, dict) else dict(tuple(listed(pair)) for pair in listed(value))
    return {**pairs, **words}


def in_order(values: Any, reverse: Any = False) -> list[Any]:
    entries, is_turned = listed(values), truth(reverse)
    if all(isinstance(entry, str) for entry in entries):
        return sorted(entries, reverse=is_turned)
    if all(map(is_entry, entries)):
        return sorted(entries, key=number, reverse=is_turned)
    raise Unclear


INFINITE = {sign + word: float(sign + word) for sign in ("", "+", "-") for word in ("inf", "infinity")}


def real(value: Any = 0) -> Any:
    if isinstance(value, str):
        return INFINITE.get(value.strip().lower(), UNKNOWN)
    return value if not isinstance(value, Tensor) else nested(value)


def cut_off(value: Any = 0) -> Any:
    return UNKNOWN if isinstance(value, str) else int(number(tensor(value).entries[0]))


def rounded(value: Any, digits: Any = 0) -> Any:
    return entry_by_entry(lambda x: round(number(x), whole(digits or 0)), value)


def sliced(*bounds: Any) -> slice:
    return slice(*bounds)


PYTHON: Mapping[str, Callable[..., Any]] = {
    "range": ranged,
    "xrange": ranged,
    "len": length,
    "zip": zipped,
    "enumerate": numbered,
    "reversed": backwards,
    "list": listed,
    "tuple": lambda value=(): tuple(listed(value)),
    "set": listed,
    "dict": as_table,
    "sum": added,
    "max": extreme(largest),
    "min": extreme(smallest),
    "abs": lambda value: entry_by_entry(scalars.absolute, value),
    "pow": lambda a, b: entry_by_entry(scalars.power, a, b),
    "float": real,
    "int": cut_off,
    "bool": truth,
    "str": lambda value="": str(value) if isinstance(value, str | int) else "?",
    "sorted": in_order,
    "round": rounded,
    "any": lambda values: any(truth(each) for each in listed(values)),
    "all": lambda values: all(truth(each) for each in listed(values)),
    "slice": sliced,
    "print": lambda *values, **words: None,
    "isinstance": lambda value, kind: UNKNOWN,
    "type": lambda value: UNKNOWN,
    "hash": lambda value: UNKNOWN,
    "copy": copied,
    "deepcopy": copied,
}


def of_super(m: Machine, scope: Variables) -> Any:
    """`super()` where it stands in a method."""
    owner = scope.find("self")
    if not isinstance(owner, OwnObject):
        raise Unclear
    return Super(owner, owner.of)


def looped(m: Machine, function: Any, *values: Any) -> list[Any]:
    """`map`."""
    return [applied(m, function, list(row), {}) for row in zipped(*values)]


def field_of(m: Machine, owner: Any, name: Any, *otherwise: Any) -> Any:
    """`getattr`."""
    from derive.tracing.attributes import attribute

    if not isinstance(name, str):
        raise Unclear
    try:
        return attribute(m, owner, name)
    except Unclear:
        if otherwise:
            return otherwise[0]
        raise
