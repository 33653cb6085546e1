"""Whether a name exists at an index: notes where it lies just outside its range, complaints further off."""

from __future__ import annotations

from collections.abc import Collection, Container

from derive.language.expr import Index
from derive.reading.name_meanings import AFTER, BEFORE, NoMeaning
from derive.reading.result import Fault


def note_on(
    name: str, index: tuple[Index, ...], known: Collection[tuple[int, ...]] | None, ranges: Container[str]
) -> str | NoMeaning:
    """A note where an index lies just outside the `known` ones, a complaint where it lies further off."""
    if not index or not known or not all(i.is_literal for i in index):
        return next((fault for i in index if not i.is_literal and (fault := no_index(i, ranges))), None) or ""
    place = tuple(i.offset for i in index)
    if place in known:
        return ""
    for k, number in enumerate(place):
        values = [other[k] for other in known if other[:k] == place[:k] and other[k + 1 :] == place[k + 1 :]]
        if values and number == min(values) - 1:
            return BEFORE
        if values and number == max(values) + 1:
            return AFTER
    numbers = sorted(other[0] for other in known)
    message = f"{name} at {', '.join(map(str, place))} does not exist; it goes from {numbers[0]} to {numbers[-1]}"
    return NoMeaning(Fault.INDEX, message)


def no_index(index: Index, ranges: Container[str]) -> NoMeaning | None:
    """Why a name cannot be an index."""
    if index.name in ranges or len(index.name) == 1:
        return None
    return NoMeaning(Fault.INDEX, f"{index.name!r} is no index")
