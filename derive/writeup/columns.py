"""Displays with several statements side by side, taken apart column by column: `h_0 &= … & h_1 &= …`."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence

from derive.writeup.formula_row import SPACES, FormulaRow, bracketed

CONTINUING = frozenset({"relation", "arrow", "step", "op", "sep", "order", "colon"})
"""What stands at an alignment mark within a statement."""


def by_columns(rows: Sequence[FormulaRow]) -> Iterator[FormulaRow]:
    """The rows with each column of statements below one another; rows without columns stay as they are.

    A row that begins with a relation goes on in the columns of the row above.
    """
    block: list[FormulaRow] = []
    cuts: list[int] = []
    for row in rows:
        first = row.first
        if block and cuts and first is not None and first.kind == "relation":
            block.append(row)
            continue
        yield from columns(block, cuts)
        block, cuts = [row], column_ends(row)
    yield from columns(block, cuts)


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
