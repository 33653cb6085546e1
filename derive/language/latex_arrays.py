"""Arrays in LaTeX: large ones elided or whole, wide ones in blocks of columns that may stand on lines of their own."""

from __future__ import annotations

from collections.abc import Sequence

from derive.language.width import LINE, cell_width, line_width

SHOWN = 9
"""Rows of a larger array that are shown where it is elided: the first ones and the last."""
WIDEST = 60.0 / LINE
"""The part of a line for an elided array; columns beyond that are left out in the middle."""
NARROWEST = 4
"""Columns that are shown of an elided array, however wide they are."""
ROOM = 70.0 / LINE
"""The part of a line for a block of columns, so that it fits with a left side."""
TALLEST = 40
"""Rows of an array that is still shown whole."""
MOST_ENTRIES = 1200
"""Entries of an array that is still shown whole."""
BORDER, BETWEEN = 2.2, 1.9
"""Digits for the brackets of an array, and between two columns."""

Rows = Sequence[Sequence[str]]


def room() -> float:
    """Digits across a block of columns."""
    return ROOM * line_width()


def elided(count: int, shown: int = SHOWN) -> list[int | None]:
    """The places to show of `count`, with `None` where some are left out."""
    if count <= shown + 2:
        return list(range(count))
    head = shown - 2
    return [*range(head), None, count - 2, count - 1]


def column_widths(rows: Rows) -> list[float]:
    return [max(cell_width(row[j]) for row in rows) for j in range(len(rows[0]))]


def matrix(rows: Rows, whole: bool = False) -> str:
    """A matrix in square brackets; a large one keeps its first and last rows and columns unless it is wanted `whole`.

    What is wider than a line comes in blocks of columns, between which a line may end.
    """
    return "".join(blocks(rows, whole))


def blocks(rows: Rows, whole: bool = False) -> list[str]:
    """A matrix as blocks of columns that fit on a line each."""
    tall = len(rows) > TALLEST
    fits = len(rows) * len(rows[0]) <= MOST_ENTRIES
    if whole and fits and tall and len(rows[0]) == 1:
        *head, last = blocks([[row[0] for row in rows]], whole)
        return [*head, f"{last}^{{\\top}}"]
    return cut(rows) if whole and fits and not tall else sized(rows, shortened(rows))


def sized(rows: Rows, shown: Rows) -> list[str]:
    """What is shown of an array, with its size below where that is not all."""
    parts = cut(shown)
    if len(parts) > 1 or (len(shown), len(shown[0])) == (len(rows), len(rows[0])):
        return parts
    return [f"\\underset{{{len(rows)}\\times {len(rows[0])}}}{{{parts[0]}}}"]


def shortened(rows: Rows) -> Rows:
    """The first and last rows and columns of a large array, with dots between."""
    if len(rows) <= SHOWN + 2 and len(rows[0]) <= NARROWEST + 2:
        return rows
    widest = max(column_widths(rows)) + BETWEEN
    across, down = elided(len(rows[0]), max(NARROWEST, int(WIDEST * line_width() / widest))), elided(len(rows))
    lines = []
    for i in down:
        if i is None:
            lines.append(["\\ddots" if j is None else "\\vdots" for j in across])
        else:
            lines.append(["\\cdots" if j is None else rows[i][j] for j in across])
    return lines


def cut(rows: Rows) -> list[str]:
    """All columns of an array, in as many blocks as it takes, of one size where that takes no more."""
    widths = [needed + BETWEEN for needed in column_widths(rows)]
    places = filled(widths)
    size = -(-len(widths) // len(places))
    even = list(range(0, len(widths), size))
    if all(sum(widths[j : j + size]) + BORDER <= room() for j in even):
        places = even
    if len(places) == 1:
        return [f"\\begin{{bmatrix}} {body(rows)} \\end{{bmatrix}}"]
    parts = [body([row[j:k] for row in rows]) for j, k in zip(places, [*places[1:], len(rows[0])], strict=True)]
    opening = ["\\left[", *["\\left."] * (len(parts) - 1)]
    closing = [*["\\right."] * (len(parts) - 1), "\\right]"]
    return [
        f"{left} \\begin{{matrix}} {part} \\end{{matrix}} {right}"
        for left, part, right in zip(opening, parts, closing, strict=True)
    ]


def filled(widths: Sequence[float]) -> list[int]:
    """Where blocks of columns start that are as wide as the room allows."""
    places = [0]
    taken = BORDER
    for j, needed in enumerate(widths):
        if j > places[-1] and taken + needed > room():
            places.append(j)
            taken = BORDER
        taken += needed
    return places


def body(rows: Rows) -> str:
    return " \\\\ ".join(" & ".join(row) for row in rows)
