"""How wide a formula comes out, in digits."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import lru_cache

from derive.language.patterns import regex

LINE = 88.0
"""Digits that fit on a line of the printed page."""
LINE_NOW: ContextVar[float] = ContextVar("line", default=LINE)

SMALLEST = r"\\[A-Za-z]+|\\.|\d+\.\d+|\d+|[{}&^_]|\s+|."
PLAIN_TEXT = r"[^{}\\]*(?:\\(?!left|right)[^{}\\]*)*"
GROUP = rf"\{{{PLAIN_TEXT}(?:\{{{PLAIN_TEXT}\}}{PLAIN_TEXT})*\}}"
ARRAY = r"\\begin\{\w*matrix\}[^\\]*(?:\\(?!begin|end|left|right)[^\\]*)*\\end\{\w*matrix\}"
TOKEN = regex(rf"{ARRAY}|\\(?:frac|underset){GROUP}{GROUP}|[_^]\{{[^{{}}\\]*\}}|{SMALLEST}", re.S)
"""A token: arrays, fractions, what has something below it, and plain indices are each one, so that they are measured
once.  None of them has brackets of growing size in it."""
DECIMAL = regex(r"\d+\.\d+")
PART = regex(SMALLEST, re.S)
SILENT = frozenset(
    "\\" + name
    for name in (
        *("Biggl", "Biggr", "bigl", "bigr", "big", "displaystyle"),
        *("text", "mathrm", "mathbf", "boldsymbol", "bar", "hat", "tilde", "overrightarrow", "overleftarrow"),
    )
)
WIDE = {
    r"\left": 0.9,
    r"\right": 0.9,
    r"\top": 1.8,
    r"\boxed": 1.6,
    r"\sum": 2.6,
    r"\odot": 3.0,
    r"\cdot": 1.8,
    r"\approx": 3.4,
    r"\cdots": 3.0,
    r"\tanh": 4.4,
    r"\log": 3.2,
    r"\to": 3.6,
    r"\qquad": 4.0,
    r"\quad": 2.0,
}
SPACED = {"+": 2.9, "-": 2.9, "=": 3.4, ",": 1.0, "(": 0.8, ")": 0.8, "[": 0.6, "]": 0.6, ".": 0.6}


SHORT = map(chr, (*range(ord("0"), ord("9") + 1), *range(ord("A"), ord("Z") + 1), *range(ord("a"), ord("z") + 1)))
PLAIN = dict.fromkeys(SHORT, 1.15) | {" ": 0.0, **SPACED, **WIDE, **dict.fromkeys(SILENT, 0.0)}
"""The widths of tokens that stand for themselves."""


def line_width() -> float:
    """Digits that fit on a line of the document that is being set."""
    return LINE_NOW.get()


@contextmanager
def lines_of(digits: float) -> Iterator[None]:
    """Whatever is set inside gets lines of so many digits."""
    token = LINE_NOW.set(digits)
    try:
        yield
    finally:
        LINE_NOW.reset(token)


class Measure:
    """Reads LaTeX from left to right and adds up widths."""

    def __init__(self, text: str, pattern: re.Pattern[str] = TOKEN) -> None:
        self.tokens = pattern.findall(text)
        self.tokens.append("")
        self.place = 0

    def group(self) -> float:
        """The width of the next braced group or single token."""
        token = self.tokens[self.place]
        while token.isspace():
            self.place += 1
            token = self.tokens[self.place]
        self.place += 1
        return self.until("}") if token == "{" else self.token(token)

    def next(self, total: float) -> float:
        """The width so far and that of the next token with what belongs to it."""
        token = self.tokens[self.place]
        self.place += 1
        known = PLAIN.get(token)
        return total + (self.token(token) if known is None else known)

    def until(self, end: str, total: float = 0.0) -> float:
        """The width so far and that of everything up to a token, which is passed over."""
        tokens = self.tokens
        while (token := tokens[self.place]) != end and token:
            self.place += 1
            known = PLAIN.get(token)
            total += self.token(token) if known is None else known
        self.place += 1
        return total

    def token(self, token: str) -> float:
        if len(token) > 2 and token[-1] == "}":
            return whole_width(token)
        match token:
            case "\\frac":
                return max(self.group(), self.group()) + 0.6
            case "\\tfrac":
                return 0.72 * max(self.group(), self.group()) + 0.6
            case "\\hspace":
                self.group()
                return 0.4
            case "\\underset":
                return max(0.72 * self.group(), self.group())
            case "\\begin":
                self.name()
                return self.matrix()
            case "^" | "_":
                return 0.72 * self.group()
            case "{":
                return self.until("}")
        if token.isspace() or token in SILENT or token == "&":
            return 0.0
        if token.startswith("\\"):
            return WIDE.get(token, 1.3)
        if token[0].isdigit():
            return 1.15 * len(token) - 0.55 * ("." in token)
        return SPACED.get(token, 1.15)

    def name(self) -> None:
        """Pass over the name of an environment."""
        while self.tokens[self.place] not in ("}", ""):
            self.place += 1
        self.place += 1

    def matrix(self) -> float:
        """The width of an array: the widest cell of each column, with space between."""
        columns: list[float] = []
        column, width = 0, 0.0
        while token := self.tokens[self.place]:
            self.place += 1
            if token in ("&", "\\\\", "\\end"):
                columns += [0.0] * (column + 1 - len(columns))
                columns[column] = max(columns[column], width)
                column, width = (column + 1, 0.0) if token == "&" else (0, 0.0)
                if token == "\\end":
                    self.name()
                    break
            elif token == "-" and width == 0:
                width += 1.5
            else:
                known = PLAIN.get(token)
                width += self.token(token) if known is None else known
        return sum(columns) + 1.9 * (len(columns) - 1) + 2.2


def head(token: str) -> str:
    """What a token begins with, as far as it could be one itself."""
    return token[: token.index("{")] if len(token) > 2 and token[-1] == "}" else token


@lru_cache(maxsize=20_000)
def whole_width(token: str) -> float:
    """The width of a token with parts of its own."""
    return array_width(token) if token.startswith("\\begin") else Measure(token, PART).until("")


def array_width(latex: str) -> float:
    """The width of an array: the widest cell of each column, with space between."""
    body = latex[latex.index("}") + 1 : latex.rindex("\\")]
    columns: list[float] = []
    for row in body.split("\\\\"):
        cells = [cell_width(cell.strip()) for cell in row.split("&")]
        columns += [0.0] * (len(cells) - len(columns))
        columns[: len(cells)] = map(max, columns, cells)
    return sum(columns) + 1.9 * (len(columns) - 1) + 2.2


@lru_cache(maxsize=20_000)
def cell_width(cell: str) -> float:
    """The width of an entry; a minus in front is narrower than one between terms."""
    if DECIMAL.fullmatch(cell):
        return 1.15 * len(cell) - 0.55
    return Measure(cell[1:]).until("", 1.5) if cell.startswith("-") else Measure(cell).until("")


def widths(latex: str, start: int, ends: Iterable[int]) -> Iterator[float]:
    """The widths from a place to each of some later ones, which lie before tokens outside of groups, in order."""
    measure = Measure(latex[start:])
    total, place, read = 0.0, start, 0
    for end in ends:
        while place < end:
            total = measure.next(total)
            place += sum(map(len, measure.tokens[read : measure.place]))
            read = measure.place
        yield total


@lru_cache(maxsize=20_000)
def width(latex: str) -> float:
    """The width of a formula in digits.

    >>> round(width("x + 1"), 1)
    5.1
    """
    return Measure(latex).until("")
