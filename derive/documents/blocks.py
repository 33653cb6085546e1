"""What documents are made of: strings only, in LaTeX mathematics and plain sentences."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from derive.documents.lines import SetLine

if TYPE_CHECKING:
    from derive.documents.charts import Chart
    from derive.documents.graph_picture import GraphView


class Block(Protocol):
    """What a section is made of; each format has a leaf for its `kind`."""

    @property
    def kind(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Text:
    """A paragraph; mathematics stands between dollar signs."""

    text: str
    leads: bool = False
    """It belongs to what follows, and stands on one page with it."""
    kind: str = field(default="text", init=False)


@dataclass(frozen=True, slots=True)
class Display:
    """Displayed formulas, aligned at their relations."""

    lines: tuple[SetLine, ...]
    kind: str = field(default="display", init=False)


@dataclass(frozen=True, slots=True)
class Table:
    """A table of cells with text and mathematics; with `wraps` the first holds names, the last sentences."""

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wraps: bool = False
    flows: bool = False
    """Its rows are paragraphs, since it stands where no table of several pages can."""
    framed: bool = False
    """It stands in a frame, and its last cells are numbers of steps."""
    halved: bool = False
    """Its halves may stand beside each other."""
    kind: str = field(default="table", init=False)


@dataclass(frozen=True, slots=True)
class Figure:
    """A picture with its caption; `view.told` is its alternative text, `view.form` the folder of its templates."""

    view: GraphView | Chart
    caption: str
    kind: str = field(default="figure", init=False)


@dataclass(frozen=True, slots=True)
class Items:
    """A list; where its items are `lettered`, they begin with letters of their own and need no other sign."""

    items: tuple[str, ...]
    lettered: bool = False
    kind: str = field(default="items", init=False)


@dataclass(frozen=True, slots=True)
class FreeLines:
    """Lines left free for working."""

    lines: int
    kind: str = field(default="room", init=False)


@dataclass(frozen=True, slots=True)
class StepView:
    """A numbered step: what it finds, why it holds, which steps it uses, and the equation in its readings."""

    number: str
    title: str
    reason: str
    uses: str
    display: Display
    notes: tuple[Block, ...] = ()
    label: str = ""
    """By which LaTeX refers to it."""
    kind: str = field(default="step", init=False)


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a document; `question` is the number of the question that it answers, from 0 on."""

    title: str
    blocks: tuple[Block, ...]
    question: int | None = None


@dataclass(frozen=True, slots=True)
class Document:
    """A whole document."""

    title: str
    intro: tuple[Block, ...]
    sections: tuple[Section, ...]
    language: str = "en"
    widest: int = 10
    """Columns of the widest array: LaTeX has to be told beyond ten."""

    @property
    def has_pictures(self) -> bool:
        return any(isinstance(block, Figure) for section in self.sections for block in section.blocks)
