"""One value of a program at all points, with what it is meant to be and what it is."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.tracing.givens import Numbers
from derive.tracing.matching import Match
from derive.tracing.meant import Meant
from derive.tracing.trace import Event, Spot
from derive.tracing.true_arrays import Truth

RIGHT, OTHER, PART, OWN, DATA, UNREAD, LATER, FAILS, NONE = range(9)
"""How a value stands: what its name says, another true one, a part or a multiple, what belongs to the program's own
intermediates, no calculation, not known, of a later pass, a stop of the program, none of these."""
GOOD = (RIGHT, OTHER, PART, OWN)


@dataclass
class Seen:
    """One event at all points."""

    number: int
    events: tuple[Event, ...]
    meant: Meant | None = None
    wanted: tuple[Truth, ...] = ()
    matches: list[Match] = field(default_factory=list)
    status: int = NONE

    @property
    def event(self) -> Event:
        return self.events[0]

    @property
    def spot(self) -> Spot:
        return self.event.spot

    def values(self, is_whole: bool = False) -> list[Numbers] | None:
        taken = [event.whole if is_whole else event.value for event in self.events]
        kept = [each.numbers for each in taken if each is not None]
        return kept if len(kept) == len(taken) and len({len(each) for each in kept}) == 1 else None

    def shape(self, is_whole: bool = False) -> tuple[int, ...]:
        taken = self.event.whole if is_whole else self.event.value
        return taken.shape if taken else ()
