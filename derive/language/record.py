"""Frozen values with slots, as `dataclass(frozen=True, slots=True)` makes them, without its text that is compiled.

A dataclass writes six methods and has each compiled anew in every process, which took a third of the time of a single
answer.  Here they are closures over the fields; `fields`, `replace` and `match` know a record as a dataclass.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import MISSING, Field, FrozenInstanceError, dataclass, field, fields
from operator import attrgetter
from typing import Any, TypeVar, dataclass_transform

T = TypeVar("T")


@dataclass_transform(frozen_default=True, field_specifiers=(field,))
def record(cls: type[T]) -> type[T]:
    """The class as a frozen dataclass with slots."""
    own = set(vars(cls))
    made = dataclass(init=False, repr=False, eq=False, slots=True)(cls)
    all_fields = fields(made)  # type: ignore[arg-type]
    names = tuple(f.name for f in all_fields)
    compared = values([f.name for f in all_fields if f.compare])
    methods: dict[str, Callable[..., Any]] = {
        "__init__": initializer(made, all_fields),
        "__repr__": representation([f.name for f in all_fields if f.repr]),
        "__eq__": lambda self, other: (
            compared(self) == compared(other) if other.__class__ is self.__class__ else NotImplemented
        ),
        "__hash__": lambda self: hash(compared(self)),
        "__setattr__": frozen,
        "__delattr__": frozen,
        "__getstate__": values(names),
        "__setstate__": restorer(names),
    }
    for name, method in methods.items():
        if name not in own or (name == "__hash__" and vars(made)[name] is None):
            setattr(made, name, method)
    return made


def values(names: Iterable[str]) -> Callable[[Any], tuple[Any, ...]]:
    """A function that gives the values of these fields as a tuple."""
    several = tuple(names)
    if len(several) > 1:
        return attrgetter(*several)
    return lambda self: tuple(getattr(self, name) for name in several)


def initializer(made: type, all_fields: tuple[Field[Any], ...]) -> Callable[..., None]:
    """The `__init__` of a class with these fields."""
    given = tuple(f for f in all_fields if f.init)
    setters = tuple(slot(made, f.name) for f in given)
    plain = [f.default for f in given]
    least = 1 + max((k for k, value in enumerate(plain) if value is MISSING), default=-1)
    set_later = [(slot(made, f.name), f.default) for f in all_fields if not f.init and f.default is not MISSING]
    count = len(given)
    after = getattr(made, "__post_init__", None)

    def init(self: Any, *args: Any, **named: Any) -> None:
        if named or not least <= len(args) <= count:
            args = completed(made, given, args, named)
        elif len(args) < count:
            args += tuple(plain[len(args) :])
        for set_, value in zip(setters, args):  # noqa: B905
            set_(self, value)
        for set_, value in set_later:
            set_(self, value)
        if after:
            after(self)

    return init


def slot(made: type, name: str) -> Callable[[Any, Any], None]:
    """What sets a slot, whatever the class says of setting."""
    found: Callable[[Any, Any], None] = getattr(made, name).__set__
    return found


def completed(
    made: type, given: tuple[Field[Any], ...], args: tuple[Any, ...], named: dict[str, Any]
) -> tuple[Any, ...]:
    """The arguments in order, defaults filled in.  Errors: `TypeError`, as for any call."""
    rest = given[len(args) :]
    if len(args) > len(given) or not named.keys() <= {f.name for f in rest}:
        raise TypeError(f"{made.__name__} takes {', '.join(f.name for f in given)}; found {args} and {named}")
    return (*args, *(named[f.name] if f.name in named else default(f) for f in rest))


def default(f: Field[Any]) -> Any:
    if f.default is not MISSING:
        return f.default
    if f.default_factory is not MISSING:
        return f.default_factory()
    raise TypeError(f"{f.name} is missing")


def representation(names: list[str]) -> Callable[[Any], str]:
    return lambda self: f"{type(self).__qualname__}({', '.join(f'{name}={getattr(self, name)!r}' for name in names)})"


def frozen(self: Any, name: str, *value: Any) -> None:
    raise FrozenInstanceError(f"{type(self).__name__}.{name} is set once and for all")


def restorer(names: tuple[str, ...]) -> Callable[[Any, tuple[Any, ...]], None]:
    """What fills a copy, or a value that comes from another process."""

    def restore(self: Any, state: tuple[Any, ...]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    return restore
