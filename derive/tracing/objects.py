"""What a program's names can stand for besides numbers and arrays: functions, classes, modules, what is not known."""

from __future__ import annotations

import ast
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from derive.tracing.faults import Unclear
from derive.tracing.tensor import Tensor


class Unknown:
    """A value that is not known, and so nothing that depends on it."""

    __slots__ = ()

    def __repr__(self) -> str:
        return "UNKNOWN"


UNKNOWN = Unknown()


@dataclass(eq=False)
class Variables:
    """Names with their values; names that are not here are sought in the scope around it."""

    around: Variables | None = None
    names: dict[str, Any] = field(default_factory=dict)
    elsewhere: dict[str, Variables] = field(default_factory=dict)

    def find(self, name: str) -> Any:
        scope: Variables | None = self
        while scope is not None:
            if name in scope.names:
                return scope.names[name]
            scope = scope.around
        raise Unclear

    def has(self, name: str) -> bool:
        return name in self.names or (self.around is not None and self.around.has(name))

    def set(self, name: str, value: Any) -> None:
        self.elsewhere.get(name, self).names[name] = value

    def owner(self, name: str) -> Variables | None:
        """The scope that has a name."""
        if name in self.names or self.around is None:
            return self if name in self.names else None
        return self.around.owner(name)


@dataclass(eq=False)
class Closure:
    """A function or a lambda of the program's own."""

    node: ast.FunctionDef | ast.Lambda
    scope: Variables
    defaults: dict[str, Any]
    name: str
    piece: int = 0


@dataclass(eq=False)
class ClassOf:
    """A class of the program's own; `slots` are the fields of one that is only a record, in their order."""

    name: str
    fields: dict[str, Any]
    bases: tuple[Any, ...] = ()
    slots: tuple[str, ...] = ()

    def find(self, name: str) -> Any:
        if name in self.fields:
            return self.fields[name]
        for base in self.bases:
            if isinstance(base, ClassOf) and (found := base.find(name)) is not None:
                return found
        return None


@dataclass(eq=False)
class OwnObject:
    """An object of such a class."""

    of: ClassOf
    fields: dict[str, Any] = field(default_factory=dict)


class DefaultTable(dict[Any, Any]):
    """A dictionary that makes what is not there."""

    def __init__(self, made: Callable[[], Any]) -> None:
        super().__init__()
        self.made = made


@dataclass(eq=False)
class Bound:
    """A function with its first argument."""

    function: Any
    owner: Any


@dataclass(frozen=True)
class ModulePart:
    """A module or a part of one."""

    path: str

    @property
    def root(self) -> str:
        return self.path.split(".")[0]


@dataclass(eq=False)
class KnownFunction:
    """A function that is known by its name; `is_storage` where it may also say how numbers are stored."""

    name: str
    function: Callable[..., Any]
    is_storage: bool = False


@dataclass(eq=False)
class At:
    """`x.at` of JAX, with an index once there is one: changes make a new array."""

    array: Tensor
    index: Any = None


@dataclass(eq=False)
class Super:
    """`super()` in a method."""

    owner: OwnObject
    of: ClassOf


class BreakLoop(Exception):
    """`break`."""


class ContinueLoop(Exception):
    """`continue`."""


class ReturnValue(Exception):
    """`return`."""

    def __init__(self, value: Any) -> None:
        self.value = value
