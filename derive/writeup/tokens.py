"""Text to tokens that know their place: one scanner for LaTeX, Markdown and plain text.

It cuts a whole file into pieces that put together are the file again, so that places stay and any part of it can be
handed on as it stands; what a formula means is the affair of the scanner in `reading/scan.py`, which sees one formula,
and drops what only sets it.  What both must know alike stands in `language/`: signs, and LaTeX's commands and rows.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

from derive.language.latex_commands import ROW
from derive.language.spoken_gradients import SpokenGradient

PIECES = (
    r"""
    (?P<space>[^\S\n]*\n\s*|[^\S\n]+)
  | (?P<row>"""
    + ROW
    + r""")
  | (?P<command>\\(?:[A-Za-z]+|.|\Z))
  | (?P<number>\d+(?:\.\d+)?)
  | (?P<word>[^\W\d_]+)
  | (?P<dollars>\$\$)
"""
)
LATEX = re.compile(PIECES + r"| (?P<comment>%[^\n]*) | (?P<other>.)", re.VERBOSE | re.DOTALL)
MARKDOWN = re.compile(
    PIECES + r"| (?P<ticks>`+) | (?P<entity>&\#?[A-Za-z0-9]{2,8};) | (?P<other>.)", re.VERBOSE | re.DOTALL
)
PLACE = "⟦⟧"
VERBATIM = re.compile(r"\\begin\{(verbatim|Verbatim|lstlisting|minted|comment|tikzpicture)(\*?)\}")


class PlacedToken(NamedTuple):
    """A piece of the text.

    `kind` is space, line (a space with a line's end), row, command, number, word, the character itself for any other,
    `$$`, or one that a reader of a format puts in: heading, code, output, comment.
    """

    kind: str
    text: str
    at: int

    @property
    def end(self) -> int:
        return self.at + len(self.text)


def tokenize(text: str, start: int, stop: int, markdown: bool) -> list[PlacedToken]:
    """The tokens of `text[start:stop]`; their places count from the start of `text`."""
    result: list[PlacedToken] = []
    for found in (MARKDOWN if markdown else LATEX).finditer(text, start, stop):
        kind, piece = found.lastgroup or "", found[0]
        if kind == "comment":
            continue
        if kind == "space":
            kind = "line" if "\n" in piece else "space"
        elif kind == "entity":
            piece = html.unescape(piece)
            kind = "space" if piece.isspace() else piece
        elif kind in ("other", "dollars"):
            kind = piece
        result.append(PlacedToken(kind, piece, found.start()))
    return result


def is_blank_line(token: PlacedToken) -> bool:
    return token.kind == "line" and token.text.count("\n") > 1


def partners(tokens: Sequence[PlacedToken]) -> dict[int, int]:
    """Where the brace that is opened at an index is closed; one that never is, is not among them."""
    found: dict[int, int] = {}
    waiting: list[int] = []
    for place, token in enumerate(tokens):
        if token.kind == "{":
            waiting.append(place)
        elif token.kind == "}" and waiting:
            found[waiting.pop()] = place
    return found


def skip_space(tokens: Sequence[PlacedToken], place: int) -> int:
    while place < len(tokens) and tokens[place].kind in ("space", "line"):
        place += 1
    return place


def environment(tokens: Sequence[PlacedToken], place: int) -> tuple[str, int]:
    """The name behind `\\begin` or `\\end` at an index, and the index behind it; no name where none stands."""
    k = skip_space(tokens, place + 1)
    if k + 2 < len(tokens) and tokens[k].kind == "{":
        stop = next((j for j in range(k + 1, min(k + 6, len(tokens))) if tokens[j].kind == "}"), None)
        if stop is not None:
            return "".join(token.text for token in tokens[k + 1 : stop]).strip(), stop + 1
    return "", place + 1


def joined(tokens: Iterable[PlacedToken]) -> str:
    """Tokens as text again: a command keeps a distance from the letter that an expansion put behind it."""
    pieces: list[str] = []
    is_command = False
    for token in tokens:
        text = token.text
        if is_command and text[:1].isalpha():
            pieces.append(" ")
        pieces.append(text)
        is_command = text[:1] == "\\" and text[-1:].isalpha()
    return "".join(pieces)


def slope(spoken: SpokenGradient, name: Sequence[PlacedToken]) -> list[PlacedToken]:
    """The derivative by a name, as words call it, in the place of the name."""
    before, _, behind = spoken.spelled(PLACE).partition(PLACE)
    opening = [token._replace(at=name[0].at) for token in tokenize(before, 0, len(before), markdown=False)]
    closing = [token._replace(at=name[-1].end) for token in tokenize(behind, 0, len(behind), markdown=False)]
    return [*opening, *name, *closing]
