"""What each statement of a write-up was taken to say, beside its source: a table for the terminal."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from itertools import zip_longest
from textwrap import wrap

from derive.documents.inert import inert_text
from derive.documents.words import Words
from derive.feedback.working import Lines, whole
from derive.marking.report import Gap, Line, Report

COLUMNS = ("place", "source", "understood", "verdict")
SHARES = (0.12, 0.3, 0.38, 0.2)
"""How much of the line each column has."""
WIDEST, NARROWEST = 160, 80
BETWEEN = "  "


def reading_table(report: Report, words: Words) -> str:
    """The statements of a file in its order, each beside what it was taken to say, with its verdict or the reason why
    it was not read."""
    room = max(shutil.get_terminal_size((WIDEST, 0)).columns, NARROWEST)
    wide = [int(room * share) - len(BETWEEN) for share in SHARES]
    head = [words(f"report.reading.columns.{key}") for key in COLUMNS]
    found = list(cells(report, words))
    if not found:
        return f"{words('report.nothing')}\n"
    rows = [head, ["-" * width for width in wide], *found]
    return "".join(f"{line}\n" for row in rows for line in side_by_side(row, wide))


def cells(report: Report, words: Words) -> Iterator[list[str]]:
    """The cells of each row: where a statement stands, its source, what was understood, and the verdict."""
    places = Lines(words, report.parts)
    for each in in_order(report):
        verdict = words(f"terminal.{each.final}") if isinstance(each, Line) else words("terminal.unread")
        is_read = isinstance(each, Line) and each.is_read
        said = verdict if is_read or not each.message else f"{verdict}: {each.message}"
        yield [places.place(each), whole(each), each.understood if isinstance(each, Line) else "", said]


def in_order(report: Report) -> list[Line | Gap]:
    found: list[Line | Gap] = [*report.lines, *report.unread]
    return sorted(found, key=lambda each: (each.cell or 0, isinstance(each, Line) and each.output, each.line))


def side_by_side(row: list[str], wide: list[int]) -> Iterator[str]:
    """A row of cells as lines, each cell wrapped in its column."""
    columns = [wrap(inert_text(cell), width) for cell, width in zip(row, wide, strict=True)]
    for parts in zip_longest(*columns, fillvalue=""):
        line = BETWEEN.join(part.ljust(width) for part, width in zip(parts, wide, strict=True))
        yield line.rstrip()
