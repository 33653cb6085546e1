"""The `__init__` of records: functions that set so many slots, with the names that a class has for them put in.

A function is compiled with its module; its arguments get other names in a hundredth of the time of a text compiled for
a class, and it is as quick as that.
"""

from __future__ import annotations

from collections.abc import Callable
from types import FunctionType
from typing import Any

Setter = Callable[[Any, Any], None]
Init = Callable[..., None]


def none() -> Init:
    return lambda self: None


def one(set1: Setter) -> Init:
    def init(self: Any, x1: Any) -> None:
        set1(self, x1)

    return init


def two(set1: Setter, set2: Setter) -> Init:
    def init(self: Any, x1: Any, x2: Any) -> None:
        set1(self, x1)
        set2(self, x2)

    return init


def three(set1: Setter, set2: Setter, set3: Setter) -> Init:
    def init(self: Any, x1: Any, x2: Any, x3: Any) -> None:
        set1(self, x1)
        set2(self, x2)
        set3(self, x3)

    return init


def four(set1: Setter, set2: Setter, set3: Setter, set4: Setter) -> Init:
    def init(self: Any, x1: Any, x2: Any, x3: Any, x4: Any) -> None:
        set1(self, x1)
        set2(self, x2)
        set3(self, x3)
        set4(self, x4)

    return init


def five(set1: Setter, set2: Setter, set3: Setter, set4: Setter, set5: Setter) -> Init:
    def init(self: Any, x1: Any, x2: Any, x3: Any, x4: Any, x5: Any) -> None:
        set1(self, x1)
        set2(self, x2)
        set3(self, x3)
        set4(self, x4)
        set5(self, x5)

    return init


def six(set1: Setter, set2: Setter, set3: Setter, set4: Setter, set5: Setter, set6: Setter) -> Init:
    def init(self: Any, x1: Any, x2: Any, x3: Any, x4: Any, x5: Any, x6: Any) -> None:
        set1(self, x1)
        set2(self, x2)
        set3(self, x3)
        set4(self, x4)
        set5(self, x5)
        set6(self, x6)

    return init


BY_COUNT: tuple[Callable[..., Init], ...] = (none, one, two, three, four, five, six)


def setting(names: tuple[str, ...], setters: tuple[Setter, ...], defaults: tuple[Any, ...]) -> Init | None:
    """An `__init__` with these arguments, the last ones with defaults; none where they are too many."""
    if len(names) >= len(BY_COUNT):
        return None
    plain: Any = BY_COUNT[len(names)](*setters)
    code = plain.__code__.replace(co_varnames=("self", *names))
    return FunctionType(code, {}, "__init__", defaults, plain.__closure__)
