"""A formula as boxes: what every notation but LaTeX is written from, and what is spoken.

The documents' formulas are made in LaTeX; `formula_reader` turns them into these boxes, whose names are those of
presentation MathML's elements in words.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import Enum

from derive.language.record import record


class Kind(Enum):
    """What a sign is among its neighbours."""

    LETTER = "letter"
    NUMBER = "number"
    WORD = "word"
    ORDINARY = "ordinary"
    OPERATOR = "operator"
    RELATION = "relation"
    LARGE = "large"
    OPEN = "open"
    CLOSE = "close"
    COMMA = "comma"
    TEXT = "text"


@record
class Glyph:
    """A sign, number or word in Unicode; `size` is that of a bracket or bar of fixed size, in ems, 0 for any other."""

    text: str
    kind: Kind
    size: float = 0.0


@record
class Strip:
    """Boxes side by side."""

    items: tuple[Box, ...]


@record
class Scripted:
    """A base with what stands lower and higher behind it."""

    base: Box
    below: Box | None = None
    above: Box | None = None


@record
class Stacked:
    top: Box
    bottom: Box


@record
class Root:
    inner: Box


@record
class Accented:
    """A box with a mark over it, by its LaTeX name."""

    mark: str
    inner: Box


@record
class Underset:
    """A box with a smaller one below: a factor with its shape."""

    base: Box
    below: Box


@record
class Fence:
    """A box between brackets, as tall as it is if they grow; a side without one is empty.

    It is `attached` where nothing parts it from what is before it, as from the name of a function.
    """

    left: str
    inner: Box
    right: str
    attached: bool = False
    grows: bool = True


@record
class Lattice:
    """Rows of boxes in columns, between brackets."""

    rows: tuple[tuple[Box, ...], ...]
    left: str = ""
    right: str = ""

    @property
    def size(self) -> tuple[int, int]:
        return len(self.rows), max(map(len, self.rows))


@record
class Frame:
    """A result in its box."""

    inner: Box


@record
class Room:
    """Room, in ems."""

    em: float


@record
class Alphabet:
    """Letters of another alphabet, by its LaTeX name."""

    name: str
    inner: Box


Box = Glyph | Strip | Scripted | Stacked | Root | Accented | Underset | Fence | Lattice | Frame | Room | Alphabet
EMPTY = Strip(())


def parts(box: Box) -> tuple[Box, ...]:
    """The boxes directly within a box."""
    match box:
        case Strip(items):
            return items
        case Scripted(base, below, above):
            return tuple(part for part in (base, below, above) if part is not None)
        case Stacked(top, bottom):
            return top, bottom
        case Root(inner) | Accented(_, inner) | Fence(_, inner) | Frame(inner) | Alphabet(_, inner):
            return (inner,)
        case Underset(base, below):
            return base, below
        case Lattice(rows):
            return tuple(cell for row in rows for cell in row)
    return ()


def every(box: Box) -> Iterator[Box]:
    """A box and all within it."""
    yield box
    for part in parts(box):
        yield from every(part)


def alone(box: Box) -> Box:
    """What a line of a single box holds."""
    return alone(box.items[0]) if isinstance(box, Strip) and len(box.items) == 1 else box


def is_minus(box: Box) -> bool:
    return isinstance(box, Glyph) and box.text == "−"


def is_number(box: Box) -> bool:
    """Whether a box is a number, perhaps with a minus."""
    box = alone(box)
    if isinstance(box, Strip) and len(box.items) == 2 and is_minus(box.items[0]):
        box = box.items[1]
    return isinstance(box, Glyph) and box.kind is Kind.NUMBER
