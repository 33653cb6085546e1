"""Chains while they grow: sides with their places, what qualifies them, and what becomes of those left unfinished."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field

from derive.language.errors import is_developing
from derive.sources.file_limits import LONGEST_ECHO, LONGEST_SIDE, MOST_UNREAD
from derive.writeup.chain import Chain, Side, Unread
from derive.writeup.formula_row import SPACES
from derive.writeup.items import Item

DOTS = frozenset({"\\ldots", "\\dots", "…"})
FAILED = "the program failed while it read this, so it was not judged; please report it"
TOO_LARGE = "reading this takes too much memory, so it was not judged"
MATRIX = re.compile(r"\\begin\{([bpBv]?matrix)\}((?:(?!\\begin|\\end)(?:[^{}]|\{[^{}]*\}))*)\\end\{\1\}")
"""A matrix without another in it; in its entries stand braces of a decimal comma, a fraction or an exponent."""
STRAY = frozenset({".", ",", ";", "~", "\\\\", "*"})


@dataclass(slots=True, eq=False)
class Draft:
    """A chain that may still go on; `hanging` is a relation whose right side has not come yet."""

    sides: list[Side]
    relations: list[str] = field(default_factory=list)
    cell: int | None = None
    lead: str = ""
    trail: str = ""
    heading: str = ""
    introduced: bool = False
    hanging: str = ""
    is_begun: bool = False
    exercise: int = 0

    def chain(self) -> Chain:
        is_definition = self.introduced or ":=" in self.relations[:1]
        sides, relations = tuple(self.sides), tuple(self.relations)
        said = tidy(self.lead), tidy(self.trail), self.heading
        return Chain(sides, relations, self.cell, *said, is_definition, self.exercise)


def stacked(draft: Draft, value: str) -> bool:
    """Put a row of a matrix below those that stand in the same cell of a table already."""
    last = draft.sides[-1]
    first, below = MATRIX.fullmatch(last.text), MATRIX.fullmatch(value.strip())
    if first is None or below is None or first[1] != below[1] or "\\\\" in below[2]:
        return False
    matrix = f"\\begin{{{first[1]}}}{first[2].rstrip()} \\\\ {below[2].lstrip()}\\end{{{first[1]}}}"
    draft.sides[-1] = Side(matrix, last.line, last.column)
    return True


class TextPlaces:
    """Where an offset of a text stands, as line and column."""

    def __init__(self, text: str, first_line: int = 1) -> None:
        self.first_line = first_line
        self.starts = [0]
        place = text.find("\n")
        while place >= 0:
            self.starts.append(place + 1)
            place = text.find("\n", place + 1)

    def __call__(self, at: int) -> tuple[int, int]:
        line = bisect_right(self.starts, at)
        return line + self.first_line - 1, at - self.starts[line - 1] + 1


class UnreadParts:
    """What could not be read, up to a limit."""

    def __init__(self) -> None:
        self.unread: list[Unread] = []

    def add(self, text: str, line: int, cell: int | None, message: str, why: str = "notation") -> None:
        if len(self.unread) < MOST_UNREAD:
            echo = " ".join(text[: 4 * LONGEST_ECHO].split())
            echo = echo if len(echo) <= LONGEST_ECHO else echo[: LONGEST_ECHO - 1] + "…"
            self.unread.append(Unread(echo, line, cell, message, why))

    def failed(self, error: Exception, text: str = "", line: int = 1, cell: int | None = None) -> None:
        """A part at which reading itself failed, through no fault of the writer's."""
        if is_developing():
            raise error
        self.add(text, line, cell, TOO_LARGE if isinstance(error, MemoryError | RecursionError) else FAILED, "file")


def tidy(words: str) -> str:
    """Words on one line, marks of emphasis and lists at their ends left out."""
    return " ".join(words.replace("**", "").split()).strip("*_|#>~ ").removeprefix("- ").lstrip(",;. ").strip()


def trimmed(items: Sequence[Item]) -> Sequence[Item]:
    """The items of a side without space around them and a full stop behind."""
    first, stop = 0, len(items)
    while first < stop and (items[first].kind in SPACES or items[first].text in ("~", "*")):
        first += 1
    while stop > first and (items[stop - 1].kind in SPACES or items[stop - 1].text in STRAY):
        if items[stop - 1].text == "*" and stop - first > 2 and items[stop - 2].text == "^":
            break  # The star of the best one, `w^*`.
        stop -= 1
    if stop - first > 1 and items[stop - 1].text in DOTS and digits_before(items, stop - 1):
        return trimmed(items[first : stop - 1])
    return items[first:stop]


def digits_before(items: Sequence[Item], stop: int) -> bool:
    """Whether dots go on with the digits of a number, as in `5.5581 \\ldots`."""
    before = next((item for item in reversed(items[:stop]) if item.kind not in SPACES), None)
    return before is not None and before.text[-1:].isdigit()


def written(items: Sequence[Item]) -> str:
    pieces: list[str] = []
    for item in items:
        if pieces and item.text[:1].isalpha() and pieces[-1][:1] == "\\" and pieces[-1][-1:].isalpha():
            pieces.append(" ")
        pieces.append(item.text)
    return "".join(pieces).strip()


def side(items: Sequence[Item], places: TextPlaces) -> Side | None:
    """A side with its place; `None` where nothing is left of it or it is too long."""
    kept = trimmed(items)
    if not kept:
        return None
    text = written(kept)
    return Side(text, *places(kept[0].at)) if text and len(text) <= LONGEST_SIDE else None
