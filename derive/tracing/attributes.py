"""What stands behind a dot: parts of libraries, fields of objects, what arrays, lists and texts have and do."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any

from derive.tracing import along_axes as reductions
from derive.tracing import scalars
from derive.tracing.array_functions import along_axis, exchanged, shape_from
from derive.tracing.faults import Failing, TooMuchWork, Unclear
from derive.tracing.library import FUNCTIONS, NUMBERS
from derive.tracing.objects import UNKNOWN, At, Bound, ClassOf, Closure, KnownFunction, ModulePart, OwnObject, Super
from derive.tracing.tensor import (
    MOST_ENTRIES,
    Tensor,
    count,
    entry_by_entry,
    filled,
    is_entry,
    plain,
    reshaped,
    stretched,
    tensor,
    transposed,
    whole,
)
from derive.tracing.tensor_indices import selected

if TYPE_CHECKING:
    from derive.tracing.machine import Machine

STORAGE = frozenset(
    "float float16 float32 float64 double int int8 int16 int32 int64 long bool bool_ uint8 half dtype float_ "
    "longdouble FloatTensor LongTensor".split()
)
RANDOM = frozenset("random randn rand uniform normal default_rng PRNGKey key split_key initializers init".split())


def attribute(m: Machine, value: Any, name: str) -> Any:
    """What a name behind a dot stands for.  Errors: `Unclear`."""
    if value is UNKNOWN:
        return UNKNOWN
    match value:
        case ModulePart():
            return of_library(m, value, name)
        case OwnObject():
            return of_instance(value, name)
        case ClassOf():
            if (found := value.find(name)) is None:
                raise Unclear
            return found
        case Super(owner, of):
            found = next((f for base in of.bases if isinstance(base, ClassOf) and (f := base.find(name))), None)
            return Bound(found, owner) if found else KnownFunction(name, lambda *args, **words: None)
        case KnownFunction(row, function) if name == "outer" and row in ("add", "subtract", "multiply"):
            return KnownFunction(name, lambda a, b: function(before_axes(tensor(a), len(tensor(b).shape)), b))
        case At(array, index):
            return KnownFunction(name, lambda change, *more, **words: changed_copy(array, index, name, change))
        case list() if name in OF_LISTS:
            return Bound(OF_LISTS[name], value)
        case dict() if name in OF_TABLES:
            return Bound(OF_TABLES[name], value)
        case str() if name in OF_TEXTS:
            return Bound(OF_TEXTS[name], value)
    if isinstance(value, Tensor) or is_entry(value):
        return of_array(m, tensor(value), name)
    if isinstance(value, tuple) and name in ("values", "indices", "count", "index"):
        return value[name == "indices"]
    raise Unclear


def before_axes(array: Tensor, count: int) -> Tensor:
    """An array whose axes stand before so many others, as `np.subtract.outer` pairs all entries with all."""
    return reshaped(array, (*array.shape, *(1,) * count))


def of_library(m: Machine, value: ModulePart, name: str) -> Any:
    if name in RANDOM or "random" in value.path:
        return UNKNOWN
    if (name in NUMBERS and name != "e") or (name == "e" and value.root in ("math", "numpy")):
        return NUMBERS[name]
    if m.is_torch and name == "gather":
        return KnownFunction(name, lambda a, axis, index: along_axis(a, index, axis))
    if m.is_torch and name in ("max", "min"):
        return KnownFunction(name, with_places(name))
    if name in FUNCTIONS:
        return KnownFunction(name, FUNCTIONS[name], name in STORAGE)
    if name in STORAGE:
        return KnownFunction(name, FUNCTIONS["array"], True)
    if name[:1].isupper() and name not in ("Variable", "Parameter"):
        return UNKNOWN
    return ModulePart(f"{value.path}.{name}")


def with_places(name: str) -> Callable[..., Any]:
    """The extremes along an axis together with their places, as PyTorch gives them."""
    best, place = {"max": (reductions.largest, reductions.argmax), "min": (reductions.smallest, reductions.argmin)}[
        name
    ]

    def found(a: Any, axis: Any = None, keepdims: Any = False) -> Any:
        if axis is None:
            return best(a)
        if isinstance(axis, Tensor):
            return FUNCTIONS["maximum" if name == "max" else "minimum"](a, axis)
        return best(a, axis, keepdims), place(a, axis, keepdims)

    return found


def of_instance(value: OwnObject, name: str) -> Any:
    if name in value.fields:
        return value.fields[name]
    found = value.of.find(name)
    if isinstance(found, Closure):
        return Bound(found, value)
    if found is None:
        raise Unclear
    return found


def changed_copy(array: Tensor, index: Any, name: str, change: Any) -> Tensor:
    """A new array with a part set or changed, as JAX has it."""
    made = filled(array.shape, array.entries)
    found = selected(made.shape, index)
    new = stretched(tensor(change), found.shape)
    functions = {"add": scalars.add, "multiply": scalars.multiply, "subtract": scalars.subtract}
    for place, entry in zip(found.positions, new, strict=True):
        if name == "set":
            made.buffer[place] = entry
        elif name in functions:
            made.buffer[place] = functions[name](made.buffer[place], entry)
        else:
            raise Unclear
    return made


def of_array(m: Machine, value: Tensor, name: str) -> Any:
    """A property or a method of an array."""
    match name:
        case "T" | "mT" | "H":
            return transposed(value) if name == "T" or len(value.shape) < 3 else exchanged(value, -1, -2)
        case "shape":
            return value.shape
        case "ndim":
            return len(value.shape)
        case "data" | "value" | "values" | "real":
            return plain(value)
        case "size" if not m.is_torch:
            return count(value.shape)
        case "dtype" | "device":
            return KnownFunction(name, FUNCTIONS["array"], True)
        case "at":
            return At(value)
        case "grad":
            return UNKNOWN
    own = OF_ARRAYS.get(name)
    if own is not None:
        return Bound(own, value)
    if m.is_torch and name in ("max", "min"):
        return Bound(with_places(name), value)
    if m.is_torch and name == "gather":
        return Bound(lambda a, axis, index: along_axis(a, index, axis), value)
    if name in FUNCTIONS and name not in ("array", "constant", "zeros", "ones"):
        return Bound(FUNCTIONS[name], plain(value))
    if name.endswith("_") and name[:-1] in FUNCTIONS:
        return Bound(lambda a, *args: in_place(a, FUNCTIONS[name[:-1]](a, *args)), value)
    raise Unclear


def in_place(array: Tensor, new: Any) -> Tensor:
    array.write(range(len(array.places)), stretched(tensor(new), array.shape))
    return array


def size_of(a: Tensor, axis: Any = None) -> Any:
    """PyTorch's `size()`."""
    return a.shape if axis is None else a.shape[whole(axis)]


def nested(a: Tensor) -> Any:
    """An array as lists."""
    if not a.shape:
        return a.entries[0]
    return [nested(tensor(part)) for part in (plain(row) for row in rows_of(a))]


def rows_of(a: Tensor) -> list[Tensor]:
    length = count(a.shape[1:])
    return [a.view(range(k * length, (k + 1) * length), a.shape[1:]) for k in range(a.shape[0])]


def single(a: Tensor, *index: Any) -> Any:
    if len(a.places) != 1:
        raise Failing
    return a.entries[0]


def as_shaped(a: Tensor, other: Any) -> Any:
    return plain(reshaped(a, tensor(other).shape))


OF_ARRAYS: Mapping[str, Callable[..., Any]] = {
    "item": single,
    "tolist": nested,
    "fill": in_place,
    "fill_": in_place,
    "zero_": lambda a: in_place(a, 0.0),
    "copy_": in_place,
    "assign": in_place,
    "assign_sub": lambda a, b: in_place(a, entry_by_entry(scalars.subtract, a, b)),
    "assign_add": lambda a, b: in_place(a, entry_by_entry(scalars.add, a, b)),
    "numel": lambda a: count(a.shape),
    "dim": lambda a: len(a.shape),
    "size": size_of,
    "view_as": as_shaped,
    "reshape_as": as_shaped,
    "expand_as": lambda a, other: filled(tensor(other).shape, stretched(a, tensor(other).shape)),
    "expand": lambda a, *shape: filled(shape_from(*shape), stretched(a, shape_from(*shape))),
    "type_as": lambda a, other: a,
    "is_contiguous": lambda a: a.is_contiguous,
}


def extended(values: list[Any], others: Any) -> None:
    added = others if isinstance(others, list | tuple) else []
    if len(values) + len(added) > MOST_ENTRIES:
        raise TooMuchWork
    values.extend(added)


def inserted(values: list[Any], place: Any, value: Any) -> None:
    values.insert(whole(place), value)


def popped(values: list[Any], place: Any = -1) -> Any:
    at = whole(place)
    if not -len(values) <= at < len(values):
        raise Failing
    return values.pop(at)


def taken_or(table: dict[Any, Any], key: Any, otherwise: Any = None) -> Any:
    return table.get(key, otherwise)


def updated(table: dict[Any, Any], other: Any = (), **words: Any) -> None:
    if not isinstance(other, dict | tuple):
        raise Unclear
    table.update(other or {}, **words)


def set_default(table: dict[Any, Any], key: Any, otherwise: Any = None) -> Any:
    return table.setdefault(key, otherwise)


def removed(table: dict[Any, Any], key: Any, otherwise: Any = None) -> Any:
    return table.pop(key, otherwise)


OF_LISTS: Mapping[str, Callable[..., Any]] = {
    "append": lambda values, value: values.append(value),
    "extend": extended,
    "insert": inserted,
    "pop": popped,
    "reverse": lambda values: values.reverse(),
    "copy": lambda values: [*values],
    "index": lambda values, value: next((k for k, each in enumerate(values) if each is value or each == value), 0),
}
OF_TABLES: Mapping[str, Callable[..., Any]] = {
    "items": lambda table: list(table.items()),
    "keys": lambda table: [*table],
    "values": lambda table: list(table.values()),
    "get": taken_or,
    "update": updated,
    "setdefault": set_default,
    "pop": removed,
    "copy": lambda table: {**table},
}
OF_TEXTS: Mapping[str, Callable[..., Any]] = {
    "startswith": lambda text, part: isinstance(part, str) and text.startswith(part),
    "endswith": lambda text, part: isinstance(part, str) and text.endswith(part),
    "replace": lambda text, old, new: text.replace(old, new) if old else text,
    "lower": lambda text: text.lower(),
    "upper": lambda text: text.upper(),
    "strip": lambda text: text.strip(),
    "split": lambda text, *by: text.split(*by),
    "format": lambda text, *values, **words: filled_in(text, values),
    "join": lambda text, parts: text.join(part for part in parts if isinstance(part, str)),
}


def filled_in(text: str, values: tuple[Any, ...]) -> str:
    for value in values:
        text = text.replace("{}", str(value) if isinstance(value, str | int) else "?", 1)
    return text
