"""What a student's file holds: chains of statements with their places, and what could not be taken apart."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from derive.sources.passage import Kind, Passage


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a statement: its source text and the 1-based place where it begins.

    Own macros are expanded in the text and slips that Markdown or typing leave (`\\_`, `h*{t}`, `/frac`) are mended;
    alignment marks, labels and line breaks of the display are left out.  The place is that in the file, for macros
    that of the call.  In a notebook the lines of a Markdown cell count its source, those of a code cell its stored
    outputs one below the other.
    """

    text: str
    line: int
    column: int


@dataclass(frozen=True, slots=True)
class Chain:
    """Sides joined by relations: `=`, `≈`, `:=`, and `⇒` where an arrow stands for an equals sign.

    `cell` counts a notebook's cells from 0; a chain that goes on from the cell above begins with that one's last side,
    at the place of the relation.  `lead` is the prose directly before the chain, `trail` what qualifies it
    behind (`for t > 0`, `(t = 1, 2)`), `heading` the nearest heading above, `exercise` the
    number of the exercise that it stands in, 0 where no heading has one.  `is_definition` says that the student
    introduces a name, or seems to: "with h_1 = …" is marked too, whether the name is new only the problem can tell.
    """

    sides: tuple[Side, ...]
    relations: tuple[str, ...]
    cell: int | None = None
    lead: str = ""
    trail: str = ""
    heading: str = ""
    is_definition: bool = False
    exercise: int = 0


@dataclass(frozen=True, slots=True)
class Unread:
    """What could not be taken apart: its text (shortened), its place, why, and of which class that is."""

    text: str
    line: int
    cell: int | None
    message: str
    why: str = "notation"


@dataclass(frozen=True, slots=True)
class Submission:
    """A student's file: what kind it is, its chains in the order of the file, and what was not read.

    `is_summing` tells that its text says that repeated indices are summed over; `vectors` whether they are rows or
    columns, if it says so.  `programs` are the pieces of code in it.  `restored` has what was mended in a line of a
    text that a machine damaged, by cell and line, `is_extracted` that a machine made the text, `is_numerator` that
    its gradients are in numerator layout.
    """

    kind: Kind
    chains: tuple[Chain, ...]
    unread: tuple[Unread, ...]
    is_summing: bool = False
    vectors: str = ""
    programs: tuple[Passage, ...] = ()
    restored: Mapping[tuple[int | None, int], tuple[str, ...]] = field(default_factory=dict)
    is_extracted: bool = False
    is_numerator: bool = False
