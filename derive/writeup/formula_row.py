"""A row of a formula: how deep its items stand, its segments, and statements side by side: `h_0 &= … & h_1 &= …`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from derive.writeup.items import Item

SPACES = frozenset({"space", "line", "amp", "wide"})


@dataclass(slots=True)
class FormulaRow:
    """The items of a row, and for each how deep it stands in groups and brackets."""

    items: list[Item]
    depths: list[int]
    opened: int = 0
    closed: int = 0

    def top(self) -> Iterator[Item]:
        return (item for item, depth in zip(self.items, self.depths, strict=True) if depth == 0)

    @property
    def first(self) -> Item | None:
        return next((item for item in self.items if item.kind not in SPACES), None)

    @property
    def last(self) -> Item | None:
        return next((item for item in reversed(self.items) if item.kind not in SPACES), None)


@dataclass(slots=True)
class Segment:
    """What stands between two separators: `sides` between relations; the first side is empty where one begins it.

    `before` holds the kinds of the separators in front (row, sep, wide, arrow, step, text, colon), `text` the words
    that stood there, `deepest` how deep its brackets go.
    """

    before: set[str]
    text: str = ""
    sides: list[list[Item]] = field(default_factory=lambda: [[]])
    relations: list[Item] = field(default_factory=list)
    order: bool = False
    deepest: int = 0

    @property
    def is_empty(self) -> bool:
        return not self.relations and not self.has_side(0)

    def has_side(self, k: int) -> bool:
        return any(item.kind not in SPACES for item in self.sides[k])

    @property
    def starts_with_relation(self) -> bool:
        return bool(self.relations) and not self.has_side(0)

    @property
    def first(self) -> Item | None:
        return next((item for item in self.sides[0] if item.kind not in SPACES), None)


def bracketed(row: FormulaRow) -> FormulaRow:
    """The row with its brackets counted as depth; those without partner count nothing."""
    pairs: dict[int, int] = {}
    waiting: list[int] = []
    closed = lost = 0
    for place, item in enumerate(row.items):
        if item.kind == "open":
            waiting.append(place)
        elif item.text == "\\right.":
            if waiting and is_blank(row, waiting[-1]):
                pairs[waiting.pop()] = place
        elif item.kind == "close":
            while waiting and is_blank(row, waiting[-1]) and item.text[-1] != "|":
                waiting.pop()
            while (
                item.value == "left" and waiting and row.items[waiting[-1]].value != "left" and lost_left(row, waiting)
            ):
                waiting.pop()
                lost += 1
            fits = waiting and row.depths[waiting[-1]] == row.depths[place]
            if fits:
                pairs[waiting.pop()] = place
            elif row.depths[place] == 0:
                closed += 1
    ends = set(pairs.values())
    depths, depth = [], 0
    for place, own in enumerate(row.depths):
        depth += place in pairs
        depths.append(own + depth)
        depth -= place in ends
    opened = lost + sum(row.depths[place] == 0 and not is_blank(row, place) for place in waiting)
    return FormulaRow(row.items, depths, opened, closed)


def is_blank(row: FormulaRow, place: int) -> bool:
    """Whether this is `\\left.`, which opens no bracket: one that goes on in the next row ends in `\\right.` there."""
    return row.items[place].text == "\\left."


def lost_left(row: FormulaRow, waiting: Sequence[int]) -> bool:
    """Whether a `\\left` waits below the brackets that are open now; only the last few are looked at."""
    return any(row.items[place].value == "left" for place in waiting[-8:])


CONTINUING = frozenset({"relation", "arrow", "step", "op", "sep", "order", "colon"})
"""What stands at an alignment mark within a statement."""


def by_columns(rows: Sequence[FormulaRow]) -> Iterator[FormulaRow]:
    """The rows with each column of statements below one another; rows without columns stay as they are.

    A row that begins with a relation goes on in the columns of the row above.
    """
    block: list[FormulaRow] = []
    cuts: list[int] = []
    for row in with_side_remarks(rows):
        first = row.first
        if block and cuts and first is not None and first.kind == "relation":
            block.append(row)
            continue
        yield from columns(block, cuts)
        block, cuts = [row], column_ends(row)
    yield from columns(block, cuts)


def with_side_remarks(rows: Sequence[FormulaRow]) -> Iterator[FormulaRow]:
    """The rows; `a &= b, \\qquad c = d` gets a column for its second statement where `&= e` stands below the first."""
    for row, below in pairwise((*rows, FormulaRow([], []))):
        marks = [k for k, item in enumerate(row.items) if item.kind == "amp" and row.depths[k] == 0]
        kinds = [item.kind for item in below.items if item.kind not in ("space", "line")][:2]
        if len(marks) == 1 and kinds == ["amp", "relation"]:
            k = next((k for k in range(marks[0], len(row.items)) if row.items[k].kind == "wide"), 0)
            if k and not row.depths[k] and any(item.kind == "relation" for item in row.items[k:]):
                end = next(j for j in range(k, 0, -1) if row.items[j - 1].kind not in (*SPACES, "sep"))
                mark = Item("amp", "&", row.items[k].at)
                row = FormulaRow([*row.items[:end], mark, *row.items[k:]], [*row.depths[:end], 0, *row.depths[k:]])
        yield row


def columns(block: Sequence[FormulaRow], cuts: Sequence[int]) -> Iterator[FormulaRow]:
    """The cells of some rows, column by column; `cuts` counts the alignment marks that end a column."""
    if not cuts:
        yield from block
        return
    cells = [split(row, frozenset(cuts)) for row in block]
    for column in range(len(cuts) + 1):
        for row in cells:
            if column < len(row) and row[column].first is not None:
                yield row[column]


def column_ends(row: FormulaRow) -> list[int]:
    """Which alignment marks, counted from 1, stand between a complete statement and the left side of another."""
    levels = bracketed(row).depths
    last = max((k for k, item in enumerate(row.items) if item.kind == "relation" and levels[k] == 0), default=0)
    following = kinds_behind(row)
    found: list[int] = []
    number, related, before = 0, False, ""
    for k, item in enumerate(row.items):
        if item.kind == "amp" and levels[k] == 0:
            number += 1
            if related and k < last and not {before, following[k]} & CONTINUING:
                found.append(number)
                related = False
        elif item.kind not in SPACES:
            related = related or (item.kind == "relation" and levels[k] == 0)
            before = item.kind
    return found


def kinds_behind(row: FormulaRow) -> list[str]:
    """For each item the kind of the next one that is no space."""
    found, kind = [""] * len(row.items), ""
    for k in range(len(row.items) - 1, -1, -1):
        found[k] = kind
        kind = kind if row.items[k].kind in SPACES else row.items[k].kind
    return found


def split(row: FormulaRow, cuts: Collection[int]) -> list[FormulaRow]:
    """The cells of a row, cut at some of its alignment marks."""
    levels = bracketed(row).depths
    cells = [FormulaRow([], [])]
    number = 0
    for item, depth, level in zip(row.items, row.depths, levels, strict=True):
        number += item.kind == "amp" and level == 0
        if item.kind == "amp" and level == 0 and number in cuts:
            cells.append(FormulaRow([], []))
            continue
        cells[-1].items.append(item)
        cells[-1].depths.append(depth)
    return cells
