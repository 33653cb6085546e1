"""Formulas of a sheet in the notation of problem files, as far as they can be told from LaTeX alone.

What a name means is not known yet, so nothing is guessed: what has no plain reading is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from derive.language.errors import NoValue
from derive.language.patterns import regex
from derive.language.symbols import GREEK
from derive.table import FUNCTIONS

TOKEN = regex(r"\\[A-Za-z]+|\\.|\d+(?:\.\d+)?|[^\W\d_]|\S")
SILENT = {
    *("\\left", "\\right", "\\quad", "\\qquad", "\\displaystyle", "\\big", "\\Big"),
    *(f"\\{sign}" for sign in ",;!: "),
}
SPACE = regex(r"\\hspace\{[^{}]*\}")
LETTERS = {"varepsilon": "epsilon", "varphi": "phi", "vartheta": "theta", "ell": "l"}
"""Other shapes of letters."""
FONTS = {"\\mathrm", "\\operatorname", "\\text", "\\mathsf", "\\mathbf", "\\mathit", "\\boldsymbol", "\\bm", "\\vec"}
ACCENTS = {"\\hat": "hat", "\\bar": "bar", "\\tilde": "tilde", "\\dot": "dot", "\\widehat": "hat", "\\overline": "bar"}
SIGNS = {
    **{"\\lVert": "||", "\\rVert": "||", "\\|": "||", "\\lvert": "|", "\\rvert": "|"},
    **{"\\odot": ".*", "\\circ": ".*", "\\cdot": "", "\\times": ""},
    **{sign: sign for sign in "+-*/(),[]"},
}
TURNED = {"\\top", "T", "\\intercal"}
SPELLED = {name.lower().replace("_", ""): name for name in FUNCTIONS}
"""The functions by their names without capitals and low lines."""
COMMANDS = {"\\ln": "log", **{f"\\{name}": name for name in FUNCTIONS}}


class NotPlain(NoValue):
    """Something that has no plain reading."""


@dataclass
class Met:
    """What was met on a sheet: how names look, the letters that run, and the names that have them for an index."""

    notation: dict[str, str] = field(default_factory=dict)
    families: set[str] = field(default_factory=set)
    indices: set[str] = field(default_factory=set)


class SheetFormula:
    """Reads one formula; of a family, which has a letter for an index somewhere, a digit is an index too."""

    def __init__(self, latex: str, met: Met) -> None:
        self.tokens: list[str] = [token for token in TOKEN.findall(SPACE.sub("", latex)) if token not in SILENT]
        self.place = 0
        self.met = met

    def formula(self) -> str:
        """The whole.  Errors: `NotPlain`."""
        found = joined(self.pieces(()))
        if self.place < len(self.tokens):
            raise NotPlain(self.tokens[self.place])
        return found

    @property
    def next(self) -> str:
        return self.tokens[self.place] if self.place < len(self.tokens) else ""

    def take(self) -> str:
        token = self.next
        if not token:
            raise NotPlain("the end")
        self.place += 1
        return token

    def pieces(self, ends: Sequence[str]) -> Iterator[str]:
        depth = 0
        while self.next and (depth or self.next not in ends) and self.next != "}":
            token = self.next
            depth += (token in "([") - (token in ")]")
            yield from self.piece(self.take())

    def piece(self, token: str) -> Iterator[str]:
        if token == "\\frac":
            above, below = self.group(), self.group()
            yield f"{bracketed(above)}/{bracketed(below)}"
        elif token == "\\partial":
            yield f"d{self.name(self.take())}"
        elif token == "\\sqrt":
            yield f"sqrt({self.group()})"
        elif token == "\\sum":
            yield self.sum()
        elif token == "^":
            yield self.power()
        elif token == "{":
            self.place -= 1
            yield f"({self.group()})"
        elif token in SIGNS:
            yield SIGNS[token]
        elif token[0].isdigit():
            yield token
        else:
            yield self.name(token)

    def group(self) -> str:
        """What stands between braces, or a single token."""
        if self.next != "{":
            return joined(self.piece(self.take()))
        self.take()
        found = joined(self.pieces(()))
        if self.take() != "}":
            raise NotPlain("a brace that nothing closes")
        return found

    def letters(self) -> str:
        """The letters between braces."""
        if self.next != "{":
            return self.take()
        self.take()
        found = ""
        depth = 0
        while depth or self.next != "}":
            depth += (self.next == "{") - (self.next == "}")
            found += self.take()
        self.take()
        return found.replace("\\_", "_")

    def power(self) -> str:
        start = self.place
        raw = self.letters()
        if raw in TURNED:
            return "'"
        self.place = start
        exponent = self.group()
        return f"^{exponent}" if re.fullmatch(r"\w+", exponent) else f"^({exponent})"

    def sum(self) -> str:
        """A sum with its bounds, as far as the next term."""
        low = high = ""
        while self.next in ("_", "^"):
            sign, bound = self.take(), self.letters()
            low, high = (bound, high) if sign == "_" else (low, bound)
        index, _, first = low.partition("=")
        if not re.fullmatch(r"[a-z]", index):
            raise NotPlain(low or "a sum without an index")
        self.met.indices.add(index)
        body = joined(self.pieces(("+", "-", ")", "]", ",")))
        span = f"{index}={first}..{high}" if first and high else index
        return f"sum({span}, {body})"

    def name(self, token: str) -> str:
        base = self.base(token)
        if base == "sigma" and self.next == "(":
            return "sigmoid"
        if base in FUNCTIONS and (len(token) > 1 or self.next == "("):
            return self.along(base)
        base = self.raised(base, token)
        primes = ""
        while self.next == "'":
            primes += self.take()
        return self.indexed(base + primes)

    def along(self, function: str) -> str:
        """A function with the word below it that says along what it goes."""
        if self.next != "_":
            return function
        self.take()
        below = re.sub(r"\\(?:mathrm|text)|[{}\\]", "", self.letters())
        found = f"{function}_{below}"
        return found if found in FUNCTIONS else self.unclear(below)

    def base(self, token: str) -> str:
        """The name that a letter, an accent, a font or a command stands for."""
        if token in ACCENTS:
            inner = self.letters()
            plain = inner.removeprefix("\\")
            if not plain.isalpha():
                raise NotPlain(inner)
            found = f"{plain}{ACCENTS[token]}"
            self.met.notation.setdefault(found, f"{token}{{{inner}}}")
            return found
        if token in FONTS:
            inner = self.letters()
            known = SPELLED.get(inner.lower().replace("_", ""))
            if known or not inner.isalpha():
                return known or self.unclear(inner)
            if len(inner) > 1 or token != "\\mathrm":
                self.met.notation.setdefault(inner, f"{token}{{{inner}}}")
            return inner
        if token in COMMANDS:
            return COMMANDS[token]
        plain = token.removeprefix("\\")
        if token.startswith("\\") and plain in LETTERS:
            self.met.notation.setdefault(LETTERS[plain], token)
            return LETTERS[plain]
        if token.startswith("\\") and plain not in GREEK:
            raise NotPlain(token)
        return plain if plain.isalpha() else self.unclear(token)

    def raised(self, base: str, token: str) -> str:
        """A name with what stands above it, if that is no power: a capital letter, or something in round brackets."""
        start = self.place
        if self.next == "^":
            self.take()
            above = self.letters()
            word = re.fullmatch(r"\((\w)\)|([A-SU-Z])|\\mathrm\{?(\w+)\}?", above)
            if word:
                found = f"{base}_{next(filter(None, word.groups()))}"
                self.met.notation.setdefault(found, f"{token}^{{{above}}}")
                return found
        self.place = start
        return base

    def unclear(self, text: str) -> str:
        raise NotPlain(text)

    def indexed(self, base: str) -> str:
        """A name with what stands below it: an index, or a part of the name."""
        if self.next != "_":
            return base
        self.take()
        below = self.letters().replace(" ", "")
        parts = below.split(",")
        if all(re.fullmatch(r"[a-z]([+-]\d+)?", part) and part[0] in self.met.indices for part in parts):
            self.met.families.add(base)
            return f"{base}[{', '.join(parts)}]"
        if base in self.met.families and all(re.fullmatch(r"-?\d+", part) for part in parts):
            return f"{base}[{', '.join(parts)}]"
        word = re.sub(r"\\(?:mathrm|text)|[{}]", "", below)
        word = word[1:] if word[1:] in GREEK else word
        if not word.isalnum():
            raise NotPlain(below)
        return f"{base}_{word}"


def bracketed(text: str) -> str:
    return text if re.fullmatch(r"[\w.]+(\[[^\[\]]*\])?", text) else f"({text})"


def joined(pieces: Iterator[str]) -> str:
    """The pieces side by side, functions at their brackets."""
    text = " ".join(filter(None, pieces))
    text = re.sub(r"\s+(['^,)\]])", r"\1", re.sub(r"([(\[])\s+", r"\1", text))
    names = "|".join(sorted(FUNCTIONS, key=len, reverse=True))
    return re.sub(rf"(?<!\w)({names})\s+\(", r"\1(", text)
