"""Values with named fields, as `dataclasses` makes them, without its text that is compiled for each class.

A dataclass writes six methods and has each compiled anew in every process, which took a third of the time of a single
answer.  Here they are closures over the fields, `__init__` one of `derive/language/setters.py`.  `fields`, `replace`,
`asdict` and `match` know a record as a dataclass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform, overload

from derive.language.setters import setting

T = TypeVar("T")
Parts = Mapping[str, Any]
"""The fields of a class in order, those of its bases first: a name to `MISSING`, a default, or a `Field`."""


@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T], /) -> type[T]: ...
@overload
@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(*, frozen: bool = True, slots: bool = True, eq: bool = True) -> Callable[[type[T]], type[T]]: ...
def record(cls: type | None = None, /, *, frozen: bool = True, slots: bool = True, eq: bool = True) -> Any:
    """The class with methods for its fields: frozen and with slots unless it says otherwise, `eq` as in `dataclass`."""

    def decorate(cls: type) -> type:
        return made(cls, frozen, slots, eq)

    return decorate if cls is None else decorate(cls)


def made(cls: type, frozen: bool, slots: bool, eq: bool) -> type:
    space = dict(vars(cls))
    inherited = {name: part for base in reversed(cls.__mro__) for name, part in vars(base).get("PARTS", {}).items()}
    annotated = {name: space.get(name, MISSING) for name in space.get("__annotations__", ())}
    new = slotted(cls, annotated, annotated.keys() - inherited.keys()) if slots else unslotted(cls, annotated)
    for name, method in methods(new, inherited | annotated, frozen, slots, eq):
        if name not in space or (name == "__hash__" and space[name] is None):
            setattr(new, name, method)
    return new


def slotted(cls: type, annotated: Parts, wanted: Iterable[str]) -> type:
    """The class again, with slots; defaults make way for them."""
    left_out = {"__dict__", "__weakref__", *annotated}
    space = {name: value for name, value in vars(cls).items() if name not in left_out}
    space["__slots__"] = tuple(name for name in annotated if name in wanted)
    return type(cls)(cls.__name__, cls.__bases__, space)


def unslotted(cls: type, annotated: Parts) -> type:
    """The class itself, with the defaults that its fields say, or none."""
    for name, part in annotated.items():
        if isinstance(part, Field):
            if part.default is MISSING:
                delattr(cls, name)
            else:
                setattr(cls, name, part.default)
    return cls


def methods(new: type, parts: Parts, frozen: bool, slots: bool, eq: bool) -> Iterator[tuple[str, Any]]:
    """What a class with these fields is given, by name."""
    compared = values(that(parts, "compare"))
    yield "PARTS", parts
    yield "__match_args__", that(parts, "init")
    yield "__init__", initializer(new, parts, slots)
    yield "__repr__", representation(that(parts, "repr"))
    yield from ((name, AsDataclass(new, name)) for name in ("__dataclass_fields__", "__dataclass_params__"))
    if eq:
        yield "__eq__", equality(compared)
        yield "__hash__", (lambda self: hash(compared(self))) if frozen else None
    if frozen:
        yield from (("__setattr__", refused), ("__delattr__", refused))
    if frozen and slots:
        everything = values(tuple(parts))
        yield "__getstate__", lambda self: everything(self)  # noqa: PLW0108 (what attrgetter gives is no method)
        yield "__setstate__", restorer(tuple(parts))


def that(parts: Parts, does: str) -> tuple[str, ...]:
    """The names of the fields that are compared, shown, or given to `__init__`."""
    return tuple(name for name, part in parts.items() if not isinstance(part, Field) or getattr(part, does))


def values(names: tuple[str, ...]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that gives the values of these fields as a tuple."""
    if len(names) > 1:
        return attrgetter(*names)
    if not names:
        return lambda self: ()
    only = attrgetter(*names)
    return lambda self: (only(self),)


def equality(compared: Callable[[Any], tuple[Any, ...]]) -> Callable[[Any, object], Any]:
    return lambda self, other: (
        compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented
    )


def representation(names: tuple[str, ...]) -> Callable[[Any], str]:
    return lambda self: f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"


def refused(self: Any, name: str, *value: Any) -> None:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} is set once and for all")


def initializer(new: type, parts: Parts, slots: bool) -> Callable[..., None]:
    """The `__init__` of a class with these fields; a quick one where it has nothing to do but to set slots."""
    given = tuple(name for name, part in parts.items() if not isinstance(part, Field) or part.init)
    makes = {
        n: p.default_factory for n, p in parts.items() if isinstance(p, Field) and p.default_factory is not MISSING
    }
    after = getattr(new, "__post_init__", None)
    found = quick(new, parts) if slots and not makes and after is None and len(given) == len(parts) else None
    return found or slow(new, parts, given, makes, after)


def slow(
    new: type, parts: Parts, given: tuple[str, ...], makes: Mapping[str, Any], after: Callable[[Any], None] | None
) -> Callable[..., None]:
    plain = {name: default(part) for name, part in parts.items() if name not in makes and has_default(part)}
    behind = [frozenset(given[count:]) for count in range(len(given) + 1)]
    known = [name for name in parts if name in plain or name in makes or name in given]
    keep = object.__setattr__

    def init(self: Any, *args: Any, **named: Any) -> None:
        if len(args) >= len(behind) or not named.keys() <= behind[len(args)]:
            raise TypeError(f"{new.__name__} takes {', '.join(given)}; found {args} and {named}")
        found = {**plain, **dict(zip(given, args)), **named}  # noqa: B905
        for name, make in makes.items():
            if name not in found:
                found[name] = make()
        if len(found) < len(known):
            raise TypeError(f"{new.__name__} needs {', '.join(name for name in known if name not in found)}")
        for name in known:
            keep(self, name, found[name])
        if after is not None:
            after(self)

    return init


def quick(new: type, parts: Parts) -> Callable[..., None] | None:
    """An `__init__` that sets slots; none where fields without defaults stand behind others, or are too many."""
    defaults = tuple(default(part) for part in parts.values() if has_default(part))
    if not all(map(has_default, tuple(parts.values())[len(parts) - len(defaults) :])):
        return None
    setters = tuple(getattr(new, name).__set__ for name in parts)
    found = setting(tuple(parts), setters, defaults)
    if found is not None:
        found.__qualname__ = f"{new.__qualname__}.__init__"
    return found


def has_default(part: Any) -> bool:
    if isinstance(part, Field):
        return part.default is not MISSING or part.default_factory is not MISSING
    return part is not MISSING


def default(part: Any) -> Any:
    return part.default if isinstance(part, Field) else part


def restorer(names: tuple[str, ...]) -> Callable[[Any, tuple[Any, ...]], None]:
    """What fills a copy, or a value that comes from another process."""

    def restore(self: Any, state: tuple[Any, ...]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return restore


class AsDataclass:
    """What `dataclasses` would have left on a class under this name, for those who ask."""

    def __init__(self, new: type, name: str) -> None:
        self.new, self.name = new, name

    def __get__(self, value: object, owner: type) -> Any:
        parts: Parts = vars(self.new)["PARTS"]
        types = {name: said for base in reversed(self.new.__mro__) for name, said in hints(base)}
        given = {name: part for name, part in parts.items() if part is not MISSING}
        frozen = self.name == "__dataclass_params__" and self.new.__setattr__ is refused
        space = {"__annotations__": {name: types[name] for name in parts}, "__doc__": self.new.__doc__ or ""}
        twin: Any = type(self.new.__name__, (), given | space)
        found = getattr(dataclass(init=False, repr=False, eq=False, frozen=frozen)(twin), self.name)
        setattr(self.new, self.name, found)
        return found


def hints(cls: type) -> Iterable[tuple[str, Any]]:
    said: Mapping[str, Any] = vars(cls).get("__annotations__", {})
    return said.items()
