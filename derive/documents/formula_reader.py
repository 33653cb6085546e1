"""The documents' LaTeX to boxes.  What is no part of it is an error, never left out in silence."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache

from derive.documents.formula import (
    EMPTY,
    Accented,
    Alphabet,
    Box,
    Fence,
    Frame,
    Glyph,
    Kind,
    Lattice,
    Room,
    Root,
    Scripted,
    Stacked,
    Strip,
    Underset,
    alone,
)
from derive.documents.formula_signs import (
    ACCENTS,
    ALPHABETS,
    BARS,
    BRACKETS,
    COMMANDS,
    GAPS,
    KEYS,
    NO_EFFECT,
    SIZES,
    usual,
)
from derive.language.errors import fault

NUMERIC = r"\\begin\{[bp]?matrix\}[-\d.,{}&\\\s]*\\end\{[bp]?matrix\}"
GROUP = r"\{[^{}]*(?:\{[^{}]*\}[^{}]*)*\}"
OFTEN = rf"{NUMERIC}|\\frac{GROUP}{GROUP}"
"""Matrices of numbers and fractions, which are most of what documents hold: a token, read once for all its places."""
SIGNS = r"\\[A-Za-z]+|\\.|\d+(?:(?:\{,\}|\.)\d+)?|\s+|."
TOKEN, SMALL_TOKEN = re.compile(f"{OFTEN}|{SIGNS}", re.S), re.compile(SIGNS, re.S)
ENTRY = re.compile(r"(-?) ?(\d+(?:(?:\{,\}|\.)\d+)?)")
WORDS = frozenset("text mathrm textrm mbox operatorname textit textbf rm texttt textsf".split())
UPRIGHT = frozenset("mathrm operatorname rm".split())
MATRICES = {
    **{"matrix": ("", ""), "smallmatrix": ("", ""), "pmatrix": ("(", ")"), "bmatrix": ("[", "]")},
    **{"Bmatrix": ("{", "}"), "vmatrix": ("|", "|"), "Vmatrix": ("‖", "‖"), "cases": ("{", ""), "array": ("", "")},
}
FRACTIONS = frozenset(("frac", "dfrac", "tfrac", "cfrac"))
BOTH = {"(": ")", "[": "]", "{": "}", "⟨": "⟩"}
CELL_ENDS = ("&", "\\\\", "\\cr", "\\end")
MINUS = Glyph("−", Kind.OPERATOR)
EM = {"pt": 0.1, "em": 1.0, "mu": 1 / 18, "ex": 0.45}


@lru_cache(maxsize=20_000)
def read_formula(latex: str) -> Box:
    """The boxes of a formula.  Errors: `ProblemError` for LaTeX that the documents do not know."""
    reader = FormulaReader(latex)
    found = reader.line(())
    if reader.token:
        raise reader.unknown(reader.token)
    return found


class FormulaReader:
    """Reads a formula from left to right."""

    def __init__(self, latex: str, token: re.Pattern[str] = TOKEN) -> None:
        found = [match for match in token.finditer(latex) if not match[0].isspace()]
        self.latex = latex
        self.tokens = [*(match[0] for match in found), "", ""]
        self.starts = [*(match.start() for match in found), len(latex), len(latex)]
        self.go(0)
        self.opens = True

    def go(self, place: int) -> None:
        """Read on from a token."""
        self.place = place
        self.token = self.tokens[place]

    @property
    def has_room(self) -> bool:
        """Whether the next token stands at the start of its line, or has room before it."""
        return self.opens or self.latex[self.starts[self.place] - 1].isspace()

    def unknown(self, what: str) -> Exception:
        known = "only Markdown and LaTeX can have it; write it otherwise under [notation]"
        return fault(f"{what} cannot be set in this format; {known}", self.latex)

    def take(self, wanted: str = "") -> str:
        """The next token, which is `wanted` if that is said."""
        token = self.token
        if not token or (wanted and token != wanted):
            raise self.unknown(f"{token or 'the end'!s} where {wanted or 'a sign'} was expected")
        self.go(self.place + 1)
        return token

    def line(self, stops: tuple[str, ...]) -> Box:
        """Everything up to one of the stops, which stays."""
        items: list[Box] = []
        opened: list[tuple[Glyph, bool, list[Box]]] = []
        self.opens = True
        while self.token and self.token not in stops:
            attached = not self.has_room
            found = self.atom()
            self.opens = False
            if isinstance(found, Glyph) and found.kind is Kind.OPEN and not found.size and self.token not in ("_", "^"):
                opened.append((found, attached, items))
                items, self.opens = [], True
            elif opened and closes(opened[-1][0], found):
                opening, was_attached, outer = opened.pop()
                inner = items[0] if len(items) == 1 else Strip(tuple(items))
                bracketed = Fence(opening.text, inner, BOTH[opening.text], was_attached, grows=False)
                items = [*outer, self.scripts(bracketed)]
            elif found != EMPTY:
                items.append(self.scripts(found))
        for opening, _, outer in reversed(opened):
            items = [*outer, opening, *items]
        return items[0] if len(items) == 1 else Strip(tuple(items))

    def scripts(self, base: Box) -> Box:
        """A base with its scripts; primes stand among those above."""
        below: list[Box] = []
        above: list[Box] = []
        while True:
            if self.token == "_":
                below.append(self.script())
            elif self.token == "^":
                above.append(self.script())
            elif self.token == "'":
                self.take()
                above.append(Glyph("′", Kind.ORDINARY))
            else:
                break
        return Scripted(base, joined(below), joined(above)) if below or above else base

    def script(self) -> Box:
        self.take()
        return self.argument()

    def argument(self) -> Box:
        """A group without its braces, or a single sign."""
        if self.token == "{":
            self.take()
            inner = self.line(("}",))
            self.take("}")
            return inner
        if self.token[:1].isdigit() and len(self.token) > 1:
            start = self.starts[self.place]
            self.tokens[self.place : self.place + 1] = [self.token[0], self.token[1:]]
            self.starts[self.place : self.place + 1] = [start, start + 1]
            self.go(self.place)
        return self.atom()

    def atom(self) -> Box:
        attached = not self.has_room
        token = self.take()
        if token == "{":
            self.go(self.place - 1)
            return self.argument()
        if token in GAPS:
            return Room(GAPS[token])
        if token in BRACKETS:
            return Glyph(*BRACKETS[token])
        if token in KEYS:
            return Glyph(*KEYS[token])
        if token[0] == "\\":
            return self.command(token, attached)
        if token[0].isdigit():
            return Glyph(token.replace("{,}", ","), Kind.NUMBER)
        if token.isalpha():
            return Glyph(token, Kind.LETTER)
        raise self.unknown(token)

    def command(self, token: str, attached: bool) -> Box:
        if token[-1] == "}" and len(token) > 2:
            return read_once(token)
        name = usual(token)
        if name in COMMANDS:
            return Glyph(*COMMANDS[name])
        if name in FRACTIONS:
            return Stacked(self.argument(), self.argument())
        if name in ACCENTS:
            return Accented(ACCENTS[name], self.argument())
        if name in ALPHABETS:
            return Alphabet(name, self.argument())
        if name in WORDS:
            return Glyph(self.words(), Kind.WORD if name in UPRIGHT else Kind.TEXT)
        if name in SIZES:
            return self.sized(SIZES[name])
        if name in NO_EFFECT:
            return EMPTY
        if name == "left":
            return self.fence(attached)
        readers: dict[str, Callable[[], Box]] = {
            "begin": self.lattice,
            "sqrt": lambda: Root(self.argument()),
            "boxed": lambda: Frame(self.argument()),
            "underset": self.underset,
            "hspace": self.gap,
        }
        if name not in readers:
            raise self.unknown(token)
        return readers[name]()

    def sized(self, size: float) -> Box:
        sign = self.delimiter()
        kind = Kind.OPEN if sign in BOTH else Kind.CLOSE if sign in BOTH.values() else Kind.ORDINARY
        return Glyph(sign, kind, size)

    def underset(self) -> Box:
        below = self.argument()
        return Underset(self.argument(), below)

    def gap(self) -> Box:
        text = self.raw()
        found = re.fullmatch(r"(-?[\d.]+)\s*(pt|em|mu|ex)", text)
        if found is None:
            raise self.unknown(f"\\hspace{{{text}}}")
        return Room(float(found[1]) * EM[found[2]])

    def raw(self) -> str:
        """The text of a group, as it stands."""
        self.take("{")
        start, depth = self.starts[self.place - 1] + 1, 1
        while depth:
            depth += {"{": 1, "}": -1}.get(self.take(), 0)
        return self.latex[start : self.starts[self.place - 1]]

    def words(self) -> str:
        text = self.raw()
        if re.search(r"\\[A-Za-z]|[{}^$]", text):
            raise self.unknown(f"\\text{{{text}}}")
        return re.sub(r"\\(.)", r"\1", text)

    def delimiter(self) -> str:
        """A bracket or a bar; a point for none."""
        token = self.take()
        if token == ".":
            return ""
        if token in BARS:
            return BARS[token]
        if token not in BRACKETS:
            raise self.unknown(token)
        return BRACKETS[token][0]

    def fence(self, attached: bool) -> Box:
        left = self.delimiter()
        inner = self.line(("\\right",))
        self.take("\\right")
        right = self.delimiter()
        inside = alone(inner)
        if isinstance(inside, Lattice) and not inside.left and not inside.right:
            return Lattice(inside.rows, left, right)
        return Fence(left, inner, right, attached)

    def lattice(self) -> Box:
        name = self.raw()
        if name not in MATRICES:
            raise self.unknown(f"\\begin{{{name}}}")
        if name == "array":
            self.raw()
        rows: list[list[Box]] = [[self.cell()]]
        while self.token in ("&", "\\\\", "\\cr"):
            if self.take() == "&":
                rows[-1].append(self.cell())
            else:
                rows.append([self.cell()])
        self.take("\\end")
        if self.raw() != name:
            raise self.unknown(f"the end of {name}")
        return Lattice(tuple(map(tuple, rows)), *MATRICES[name])

    def cell(self) -> Box:
        """An entry; most are numbers, which need no more looking at."""
        minus = self.token == "-"
        number, after = self.tokens[self.place + minus : self.place + minus + 2]
        if number[:1].isdigit() and after in CELL_ENDS:
            self.go(self.place + minus + 1)
            found = Glyph(number.replace("{,}", ","), Kind.NUMBER)
            return Strip((MINUS, found)) if minus else found
        return self.line(CELL_ENDS)


@lru_cache(maxsize=5_000)
def read_once(latex: str) -> Box:
    """A matrix of numbers or a fraction."""
    return FormulaReader(latex, SMALL_TOKEN).line(()) if latex.startswith("\\frac") else matrix_of_numbers(latex)


def matrix_of_numbers(latex: str) -> Box:
    """A matrix whose entries are numbers; one that has anything else is read sign by sign."""
    name, _, inner = latex.removeprefix("\\begin{").partition("}")
    rows = [row.split("&") for row in inner.removesuffix(f"\\end{{{name}}}").split("\\\\")]
    entries = [[ENTRY.fullmatch(cell.strip()) for cell in row] for row in rows]
    if not all(entry for row in entries for entry in row):
        return FormulaReader(latex, SMALL_TOKEN).line(())
    return Lattice(tuple(tuple(number_box(entry) for entry in row if entry) for row in entries), *MATRICES[name])


def number_box(entry: re.Match[str]) -> Box:
    found = Glyph(entry[2].replace("{,}", ","), Kind.NUMBER)
    return Strip((MINUS, found)) if entry[1] else found


def closes(opening: Glyph, found: Box) -> bool:
    """Whether a box is the bracket that belongs to an opening one."""
    return isinstance(found, Glyph) and found.text == BOTH.get(opening.text) and not found.size


def joined(boxes: list[Box]) -> Box | None:
    """Several scripts at one place, side by side."""
    if not boxes:
        return None
    return boxes[0] if len(boxes) == 1 else Strip(tuple(boxes))
