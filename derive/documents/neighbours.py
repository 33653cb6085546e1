"""What boxes are to each other when they are spoken: factors, derivatives, arguments, indices."""

from __future__ import annotations

from collections.abc import Sequence

from derive.documents.formula import (
    Accented,
    Alphabet,
    Box,
    Glyph,
    Kind,
    Room,
    Scripted,
    Strip,
    alone,
    is_minus,
    is_number,
)

FACTORS = frozenset({Kind.LETTER, Kind.NUMBER, Kind.WORD})
DOTS = frozenset("…⋯⋮⋱")
WIDE = 1.0
"""The room, in ems, that parts formulas which stand in one line."""


def is_narrow(box: Box) -> bool:
    """Whether a box is only a little room, which nobody speaks."""
    return isinstance(box, Room) and box.em < WIDE


def apart(before: Box | None) -> Box | None:
    """A neighbour with room behind it: still a factor of what follows, but no function of it."""
    return Strip((before,)) if before is not None and ends_factor(before) else before


def written(box: Box) -> str:
    """The signs of a box one after the other."""
    match box:
        case Glyph(text):
            return text
        case Strip(items):
            return "".join(map(written, items))
    return "?"


def is_sign(box: Box, text: str) -> bool:
    return isinstance(box, Glyph) and box.text == text


def is_partial(box: Box) -> bool:
    base = box.base if isinstance(box, Scripted) else box
    return is_sign(base, "∂")


def is_simple(box: Box) -> bool:
    """Whether a box is one name or number, so that nobody asks where it ends."""
    box = alone(box)
    if is_number(box):
        return True
    match box:
        case Strip((first, second)) if is_minus(first):
            return is_simple(second)
        case Glyph():
            return True
        case Scripted(base) | Accented(_, base) | Alphabet(_, base):
            return is_simple(base)
    return False


def ends_factor(box: Box) -> bool:
    match box:
        case Glyph(text, kind):
            return (kind in FACTORS or kind in (Kind.CLOSE, Kind.ORDINARY)) and text not in DOTS
        case Scripted(Glyph(_, Kind.LARGE)) | Room():
            return False
    return True


def starts_factor(box: Box) -> bool:
    match box:
        case Glyph(text, kind):
            return (kind in FACTORS or kind in (Kind.OPEN, Kind.ORDINARY, Kind.LARGE)) and text not in DOTS
        case Scripted(Glyph(_, _, size)):
            return not size
        case Room():
            return False
    return True


def split(items: Sequence[Box]) -> list[list[Box]]:
    """The arguments between commas."""
    found: list[list[Box]] = [[]]
    for item in items:
        if isinstance(item, Glyph) and item.text in (",", ";"):
            found.append([])
        else:
            found[-1].append(item)
    return found


def inline_derivative(items: Sequence[Box], place: int) -> int | None:
    """Where a derivative with a slash ends, `∂L/∂V`, that starts at a place."""
    slash = next((k for k in range(place + 1, len(items)) if is_sign(items[k], "/")), None)
    if slash is None or slash == place + 1 or any(is_partial(item) for item in items[place + 1 : slash]):
        return None
    end = slash + 1
    while end + 1 < len(items) and is_partial(items[end]):
        end += 2
    return end if end > slash + 1 else None


def by_signs(items: Sequence[Box]) -> list[list[Box]]:
    """What a derivative is by: the boxes behind each ∂."""
    found: list[list[Box]] = []
    for item in items:
        if is_partial(item):
            found.append([])
        elif found:
            found[-1].append(item)
    return found


def without_square(items: Sequence[Box]) -> Sequence[Box]:
    """A quantity without the 2 of a second derivative by it."""
    *head, last = items
    if isinstance(last, Scripted) and last.above is not None:
        last = Scripted(last.base, last.below) if last.below is not None else last.base
    return [*head, last]
