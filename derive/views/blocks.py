"""What documents are made of: strings only, in LaTeX mathematics and plain sentences."""

from __future__ import annotations

from dataclasses import dataclass, field

from derive.views.lines import Line
from derive.views.working import Passages, Said, Working


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; mathematics stands between dollar signs."""

    text: str
    kind: str = field(default="text", init=False)


@dataclass(frozen=True, slots=True)
class Display:
    """Displayed formulas, aligned at their relations."""

    lines: tuple[Line, ...]
    kind: str = field(default="display", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of cells with text and mathematics; with `wraps` the first holds names, the last sentences."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wraps: bool = False
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    items: tuple[str, ...]
    kind: str = field(default="items", init=False)


@dataclass(frozen=True, slots=True)
class StepView:
    """A numbered step: what it finds, why it holds, which steps it uses, and the equation in its readings."""

    number: str
    title: str
    reason: str
    uses: str
    display: Display
    notes: tuple[Block, ...] = ()
    kind: str = field(default="step", init=False)


Block = Text | Display | Table | Items | StepView | Working | Said | Passages


@dataclass(frozen=True, slots=True)
class Section:
    title: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document."""

    title: str
    intro: tuple[Block, ...]
    sections: tuple[Section, ...]
    language: str = "en"
    widest: int = 10
    """Columns of the widest array: LaTeX has to be told beyond ten."""
