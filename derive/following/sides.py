"""The sides of a chain, read for one choice of its index names."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from math import prod

from derive.judging.finding import Finding
from derive.judging.numbers_in_formulas import is_formula, with_numbers
from derive.judging.why_unread import BY_FAULT
from derive.language.expr import Derivative, Expr, Index, Ref, at, walk
from derive.reading.building import NeedsNumber
from derive.reading.condition import Condition, conditions, holds
from derive.reading.read import read_chain
from derive.reading.remembered import once
from derive.reading.restricted import only_range, restricted
from derive.reading.result import Fault, Misshapen, Reading, Unreadable
from derive.reading.unbound import free_indices
from derive.reading.vocabulary import Vocabulary
from derive.writeup.chain import Chain, Side

MOST_INSTANCES = 64
MOST_CHOICES = 2000


@dataclass(frozen=True)
class ReadSide:
    """A side with what it says; `fault` where it could not be read.

    Where its shapes do not fit together, `misfit` tells so, and what it says is what it may say all the same.
    """

    source: Side
    reading: Reading | None = None
    fault: Unreadable | None = None
    misfit: Misshapen | None = None

    @cached_property
    def expr(self) -> Expr | None:
        return self.reading.members[-1].expr if self.reading else None

    def saying(self, expr: Expr) -> ReadSide:
        """The same side with another last member."""
        assert self.reading is not None
        *before, last = self.reading.members
        return replace(self, reading=replace(self.reading, members=(*before, replace(last, expr=expr))))

    def without_strangers(self, head: ReadSide) -> ReadSide:
        """The side, unread where an index of entries in it is neither on the left nor summed over."""
        if self.expr is None or head.expr is None:
            return self
        known = {name for name, _ in free_indices(head.expr)}
        counts = free_indices(self.expr)
        stranger = next((name for name, count in counts if count is not None and name not in known), None)
        if stranger is None:
            return self
        message = f"which entry {stranger} is, is not clear"
        return ReadSide(self.source, None, Unreadable(message, self.source.text, 0, Fault.UNCLEAR))

    @property
    def meant(self) -> Expr | None:
        """What a side says with its numbers taken at their word, so that it stands without its reading."""
        if self.expr is None or self.reading is None:
            return None
        return with_numbers(self.expr, self.reading.literals)

    @cached_property
    def kind(self) -> str:
        """`number` without names, `formula` with names only, `mixed` where numbers were put into a formula."""
        if self.expr is None or self.reading is None:
            return "formula" if self.misfit is not None else ""
        literals = self.reading.literals
        if not any(isinstance(part, Ref | Derivative) for part in walk(self.expr)):
            return "number"
        return "formula" if is_formula(self.expr, literals) else "mixed"


def read_side(
    side: Side, vocabulary: Vocabulary, asked: Expr | None, binding: Mapping[str, Index] | None = None
) -> ReadSide:
    """What a side says; the same text is read once as long as all names mean the same."""
    wanted = (asked, asked.shape) if asked is not None else None
    about = side.text, wanted, tuple((binding or {}).items())
    found = once(vocabulary, about, lambda: read_anew(side, vocabulary, asked, binding))
    return found if found.source == side else replace(found, source=side)


def read_anew(
    side: Side, vocabulary: Vocabulary, asked: Expr | None, binding: Mapping[str, Index] | None = None
) -> ReadSide:
    try:
        return ReadSide(side, read_chain(side.text, vocabulary, asked, binding, mend=True))
    except Misshapen as fault:
        told = fault.with_traceback(None)
        return ReadSide(side, told.loosely, None if told.loosely else told, told)
    except Unreadable as fault:
        return ReadSide(side, None, fault.with_traceback(None))
    except NeedsNumber:
        message = "its index stands for more than one number"
        return ReadSide(side, None, Unreadable(message, side.text, 0, Fault.NUMBERED))


def unread(side: ReadSide) -> Finding:
    if side.fault is None:
        return Finding("unread", details={"fault": ""})
    fault = side.fault
    return Finding("unread", details={"fault": fault.message}, position=fault.position, why=BY_FAULT[fault.kind])


def bindings(
    found: Mapping[str, Sequence[int]], said: Sequence[Condition] = (), ends: Mapping[str, int] | None = None
) -> list[dict[str, Index]]:
    """All choices for the free index names; where they are too many, some of them, evenly through all.

    Of those the ones for which the conditions between them hold, if there are any; `ends` are letters with a number.
    """
    count = prod(len(numbers) for numbers in found.values())
    most = MOST_CHOICES if said else MOST_INSTANCES
    choices = [choice(found, k) for k in thinned(count, most)]
    held = [one for one in choices if holds(said, {**(ends or {}), **{n: i.offset for n, i in one.items()}})]
    chosen = held or choices
    return [chosen[k] for k in thinned(len(chosen), MOST_INSTANCES)]


def thinned(count: int, most: int) -> Iterable[int]:
    return range(count) if count <= most else (k * count // most for k in range(most))


def told(chain: Chain) -> list[Condition]:
    """What is said beside a chain of two of its index letters together."""
    return conditions(f"{chain.trail} ; {chain.lead}")


def choice(found: Mapping[str, Sequence[int]], place: int) -> dict[str, Index]:
    """The choice at a place, the last name running fastest."""
    result: dict[str, Index] = {}
    for name, numbers in reversed(list(found.items())):
        place, k = divmod(place, len(numbers))
        result[name] = at(numbers[k])
    return {name: result[name] for name in found}


def values_of(name: str, vocabulary: Vocabulary) -> range | None:
    """The values of an index name; T stands for the last step, or for the number that the writer gave it."""
    whole = vocabulary.ranges.get(name) or only_range(vocabulary)
    if whole is None or not vocabulary.is_end(name):
        return whole
    last = vocabulary.last.get(name, whole.stop - 1)
    return range(last, last + 1)


def spans(sides: Iterable[ReadSide], chain: Chain, vocabulary: Vocabulary) -> dict[str, Sequence[int]]:
    """What each free index name of a chain runs over, as its conditions restrict it."""
    found: dict[str, range] = {}
    for side in sides:
        for name, count in free_indices(side.expr) if side.expr is not None else ():
            start = vocabulary.shift
            whole = range(start, start + count) if count is not None else values_of(name, vocabulary)
            if whole is not None:
                found[name] = (
                    range(max(whole.start, found[name].start), min(whole.stop, found[name].stop))
                    if name in found
                    else whole
                )
    text = f"{chain.trail} {chain.lead}"
    return {name: restricted(name, whole, text) for name, whole in found.items()}
