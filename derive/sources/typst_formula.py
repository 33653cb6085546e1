"""Typst's formulas as LaTeX: symbols by name, calls, attachments, fractions by a stroke, rows.

The names are those of Typst's documentation (math, symbols).  A function that is not known makes the formula unclear.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from derive.language.symbols import GREEK
from derive.sources import structure as latex
from derive.sources.file_limits import DEEPEST

TOKEN = re.compile(
    r"(?P<space>\s+)|(?P<string>\"(?:[^\"\\]|\\.)*\")|(?P<escape>\\[^\s\w])|(?P<row>\\)|(?P<number>\d+(?:\.\d+)?)"
    r"|(?P<name>[^\W\d_]{2,}(?:\.[a-z]+)*|[^\W\d_](?:\.[a-z]+)+)|(?P<letter>[^\W\d_])"
    r"|(?P<sign>:=|::=|!=|<=|>=|=>|->|\.\.\.|[^\w\s]|_)"
)
SYMBOLS = {
    **{name: f"\\{name}" for name in GREEK},
    "sum": "\\sum",
    "product": "\\prod",
    "partial": "\\partial",
    "diff": "\\partial",
    "nabla": "\\nabla",
    "gradient": "\\nabla",
    **dict.fromkeys(("dot.o", "dot.circle", "circle.dot", "circle.small", "compose", "compose.o"), "\\odot"),
    **dict.fromkeys(("dot", "dot.op", "dot.c"), "\\cdot"),
    **dict.fromkeys(("times.circle", "times.o"), "\\otimes"),
    **dict.fromkeys(("top", "tack.b", "tack.t"), "\\top"),
    **dict.fromkeys(("dots", "dots.h", "dots.c", "dots.h.c"), "\\dots"),
    **dict.fromkeys(("arrow.r", "arrow", "arrow.long"), "\\to"),
    **dict.fromkeys(("arrow.r.double", "arrow.double"), "\\Rightarrow"),
    **dict.fromkeys(("space", "thin", "med", "thick", "nothing"), " "),
    "times": "\\times",
    "approx": "\\approx",
    "quad": "\\quad",
    "wide": "\\qquad",
    "infinity": "\\infty",
    "oo": "\\infty",
    "in": "\\in",
    "forall": "\\forall",
    "ell": "\\ell",
    "prime": "'",
    "lt.eq": "\\le",
    "gt.eq": "\\ge",
    "eq.not": "\\ne",
    "plus.minus": "\\pm",
    "RR": "\\mathbb{R}",
    "NN": "\\mathbb{N}",
    "dif": "d",
}
SIGNS = {
    "!=": "\\ne ",
    "<=": "\\le ",
    ">=": "\\ge ",
    "=>": "\\Rightarrow ",
    "->": "\\to ",
    "...": "\\dots ",
    "::=": ":=",
}
OPERATORS = frozenset("tanh exp log ln sin cos max min det arg sinh cosh".split())
ACCENTS = {
    "hat": "hat",
    "macron": "bar",
    "overline": "bar",
    "bar": "bar",
    "tilde": "tilde",
    "arrow": "vec",
    "dot": "dot",
    "dot.double": "ddot",
}
FONTS = {"bold": "mathbf", "upright": "mathrm", "bb": "mathbb", "cal": "mathcal", "italic": "mathit", "sans": "mathsf"}
WRAPPERS = frozenset("lr display inline script limits scripts math.display underbrace overbrace".split())
MATRIX = {'"["': "bmatrix", '"("': "pmatrix", '"|"': "vmatrix", '"{"': "Bmatrix"}
OPENING, CLOSING = {"(": ")", "[": "]", "{": "}"}, {")", "]", "}"}


class NotTypst(Exception):
    """A formula that is not understood."""


@dataclass(slots=True)
class TypstPart:
    """A piece of a formula in LaTeX; `inner` is what stands in its brackets, which a stroke or an index takes away."""

    text: str
    inner: str | None = None

    @property
    def bare(self) -> str:
        return self.text if self.inner is None else self.inner


def converted(text: str) -> str:
    """A formula in LaTeX.  Errors: `NotTypst`."""
    reader = TypstReader(text)
    found = reader.row(frozenset())
    if reader.kind:
        raise NotTypst
    return f"\\begin{{aligned}}{found}\\end{{aligned}}" if reader.has_rows else found


class TypstReader:
    """Reads one formula from left to right."""

    def __init__(self, text: str) -> None:
        self.tokens = [(match.lastgroup or "", match[0]) for match in TOKEN.finditer(text)]
        self.place = self.depth = 0
        self.has_rows = False
        if "".join(found for _, found in self.tokens) != text:
            raise NotTypst

    @property
    def kind(self) -> str:
        return self.tokens[self.place][0] if self.place < len(self.tokens) else ""

    @property
    def text(self) -> str:
        return self.tokens[self.place][1] if self.place < len(self.tokens) else ""

    def row(self, stops: frozenset[str]) -> str:
        """What stands up to a sign that ends it."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise NotTypst
        parts: list[TypstPart] = []
        while self.kind and self.text not in stops:
            self.piece(parts)
        self.depth -= 1
        return "".join(part.text for part in parts).strip()

    def piece(self, parts: list[TypstPart]) -> None:
        kind, text = self.kind, self.text
        if kind == "space":
            parts.append(TypstPart(" " + "\n" * text.count("\n")))
            self.place += 1
        elif kind == "row":
            parts.append(TypstPart(" \\\\ "))
            self.has_rows = True
            self.place += 1
        elif text == "/":
            self.fraction(parts)
        elif text == "&":
            parts.append(TypstPart(" & "))
            self.has_rows = True
            self.place += 1
        else:
            parts.append(self.attached())

    def fraction(self, parts: list[TypstPart]) -> None:
        """A stroke puts what stands before it over what stands behind it."""
        self.place += 1
        while parts and not parts[-1].text.strip():
            parts.pop()
        while self.kind == "space":
            self.place += 1
        if not parts or not self.kind:
            raise NotTypst
        parts.append(TypstPart(latex.fraction(parts.pop().bare, self.attached().bare)))

    def attached(self) -> TypstPart:
        """An atom with its index, exponent and primes, and an argument in brackets right behind it."""
        part = self.atom()
        is_name = part.inner is None and part.text[-1:].isalpha()
        scripts = ""
        while self.text in ("_", "^", "'") and self.kind == "sign":
            sign = self.text
            self.place += 1
            scripts += "'" if sign == "'" else f"{sign}{{{self.atom().bare}}}"
        if scripts:
            part = TypstPart(f"{part.text}{scripts}")
        if is_name and self.text == "(" and self.kind == "sign":
            part = TypstPart(part.text + self.atom().text)
        return part

    def atom(self) -> TypstPart:
        kind, text = self.kind, self.text
        self.place += 1
        match kind:
            case "number" | "letter":
                return TypstPart(text)
            case "string":
                words = text[1:-1]
                return TypstPart(latex.word(words) if words.isalpha() else latex.said(words))
            case "escape":
                return TypstPart(text if text[1] in "{}%$&#_" else text[1])
            case "name":
                return self.name(text)
            case "sign" if text in OPENING:
                inner = self.row(frozenset({OPENING[text]}))
                if self.text != OPENING[text]:
                    raise NotTypst
                self.place += 1
                return TypstPart(
                    f"{latex.FENCES.get(text, text)}{inner}{latex.FENCES.get(OPENING[text], OPENING[text])}", inner
                )
            case "sign" if text not in ("#", "_", "^"):
                return TypstPart(SIGNS.get(text, latex.SIGNS.get(text, text)))
        raise NotTypst

    def name(self, name: str) -> TypstPart:
        """A symbol, an operator or a call."""
        is_call = self.text == "(" and self.kind == "sign"
        if is_call and (name in ACCENTS or name in FONTS or name in WRAPPERS or name in CALLS):
            self.place += 1
            return TypstPart(self.called(name, list(self.arguments())))
        if name in SYMBOLS:
            return TypstPart(
                f"{SYMBOLS[name]} " if SYMBOLS[name][0] == "\\" and "{" not in SYMBOLS[name] else SYMBOLS[name]
            )
        if "." in name:
            raise NotTypst
        return TypstPart(f"\\{name}" if name in OPERATORS else latex.word(name))

    def arguments(self) -> Iterator[tuple[str, str]]:
        """The arguments of a call, each with the sign behind it; those with a name as `name:value`."""
        stops = frozenset({",", ";", ")"})
        while True:
            first = self.place
            found = self.row(stops)
            sign = self.text
            raw = "".join(text for _, text in self.tokens[first : self.place]).strip()
            if sign not in stops:
                raise NotTypst
            self.place += 1
            if raw or sign != ")":
                yield (raw if NAMED.match(raw) else found), sign
            if sign == ")":
                return

    def called(self, name: str, arguments: list[tuple[str, str]]) -> str:
        named = [text for text, _ in arguments if NAMED.match(text)]
        given = [(text, sign) for text, sign in arguments if not NAMED.match(text)]
        texts = [text for text, _ in given]
        if name in ("mat", "vec"):
            return matrix(name, given, named)
        if not texts:
            raise NotTypst
        if name in ACCENTS:
            return f"\\{ACCENTS[name]}{{{texts[0]}}}"
        if name in FONTS:
            return f"\\{FONTS[name]}{{{texts[0]}}}"
        if name == "frac" and len(texts) == 2:
            return latex.fraction(*texts)
        if name == "sqrt":
            return latex.root(texts[0])
        if name == "op":
            return latex.word(texts[0].removeprefix("\\mathrm{").removesuffix("}"))
        if name in ("abs", "norm"):
            sides = ("|", "|") if name == "abs" else ("\\lVert ", "\\rVert ")
            return f"{sides[0]}{texts[0]}{sides[1]}"
        if name in WRAPPERS:
            return texts[0]
        raise NotTypst


CALLS = frozenset("mat vec frac sqrt op abs norm".split())
NAMED = re.compile(r"\s*[a-z][a-z-]*\s*:(?!=)")


def matrix(name: str, given: list[tuple[str, str]], named: list[str]) -> str:
    """`mat(1, 2; 3, 4)` and `vec(1, 2)`."""
    delimiter = next((text.partition(":")[2].strip() for text in named if text.strip().startswith("delim")), '"("')
    if delimiter not in MATRIX:
        raise NotTypst
    rows: list[list[str]] = [[]]
    for text, sign in given:
        rows[-1].append(text)
        if sign == ";" or name == "vec":
            rows.append([])
    body = " \\\\ ".join(" & ".join(row) for row in rows if row)
    return f"\\begin{{{MATRIX[delimiter]}}}{body}\\end{{{MATRIX[delimiter]}}}"
