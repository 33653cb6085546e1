"""What a run of a program leaves: each value that was assigned, with its place and the name it was given."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from derive.tracing.faults import TooMuchWork
from derive.tracing.scalars import NUMBER, Entry, Traced, number
from derive.tracing.tensor import Form, Tensor, is_entry, tensor

MOST_EVENTS = 4_000
Key = str | int
Spot = tuple[int, int, int]
"""A statement: its piece, its number among the statements of that, and the target among its targets."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """An array as it was at one moment."""

    shape: Form
    entries: tuple[Entry, ...]

    @property
    def numbers(self) -> tuple[float, ...]:
        return tuple(map(number, self.entries))

    @property
    def nodes(self) -> list[Traced]:
        return [entry for entry in self.entries if type(entry) is Traced]

    @property
    def is_constant(self) -> bool:
        return not any(type(entry) is Traced for entry in self.entries)

    @property
    def is_later(self) -> bool:
        return any(type(entry) is Traced and entry.is_later for entry in self.entries)


@dataclass(slots=True)
class Event:
    """One value that was given to a name.

    `keys` lead from the name to the value (`grads["W1"]`, `h[t]`), `loops` are the whole numbers that loops run over,
    the innermost last.  `whole` is the array of which a part was changed, at `positions`.  `way` is how: assign, change
    (`+=`), part or append; `is_passed` tells that the value was only handed on.  Numbers between `started` and `ended`
    were calculated by the statement.  `is_masked` tells that a mask chose the part.
    """

    spot: Spot
    line: int
    name: str
    keys: tuple[Key, ...]
    loops: tuple[tuple[str, int], ...]
    way: str
    value: Snapshot | None
    whole: Snapshot | None = None
    positions: tuple[int, ...] = ()
    is_passed: bool = False
    fails: bool = False
    occurrence: int = 0
    before: Snapshot | None = None
    started: int = 0
    ended: int = 0
    text: str = ""
    is_masked: bool = False


@dataclass(slots=True)
class Trace:
    """All events of one run, and whether it was cut off."""

    events: list[Event] = field(default_factory=list)
    is_exhausted: bool = False
    counts: dict[Spot, int] = field(default_factory=dict)

    def add(self, event: Event) -> None:
        if len(self.events) >= MOST_EVENTS:
            raise TooMuchWork
        event.occurrence = self.counts.get(event.spot, 0)
        self.counts[event.spot] = event.occurrence + 1
        event.ended = next(NUMBER)
        self.events.append(event)


class Givens(Protocol):
    """Whoever knows what the problem gives."""

    def recognised(self, name: str, value: Any) -> Any:
        """The value, or the given one where it is that."""

    def entry(self, key: str, value: Any) -> Any:
        """The same of a value in a dictionary."""

    def is_given(self, value: Snapshot) -> bool:
        """Whether an array is a given one as it stands."""

    def is_stepped(self, value: Snapshot) -> bool:
        """Whether a given array is the first of a family of which the problem calculates the others."""


def snapshot(value: Any) -> Snapshot | None:
    """A value as it is now; `None` for what is no array."""
    if is_entry(value):
        return Snapshot((), (value,))
    if isinstance(value, Tensor):
        return Snapshot(value.shape, tuple(value.entries))
    if isinstance(value, list | tuple) and value and is_regular(value):
        array = tensor(list(value))
        return Snapshot(array.shape, tuple(array.entries))
    return None


def is_regular(value: Sequence[Any]) -> bool:
    """Whether a list can be taken for an array."""
    shapes = {shape_in(part) for part in value}
    return len(shapes) == 1 and None not in shapes


def shape_in(part: Any) -> Form | None:
    if isinstance(part, bool) or is_entry(part):
        return ()
    if isinstance(part, Tensor):
        return part.shape
    if isinstance(part, list | tuple) and part:
        inner = {shape_in(each) for each in part}
        first = next(iter(inner))
        return (len(part), *first) if len(inner) == 1 and first is not None else None
    return None
