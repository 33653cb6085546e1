"""Boxes as Typst's mathematics.  Every sign stands for itself: what Typst would read otherwise is escaped."""

from __future__ import annotations

from derive.documents.formula import (
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
    is_number,
)
from derive.documents.typst_brackets import BETWEEN_FRACTIONS, bracket, has_fractions, size_around

MARKS = {
    **{"bar": "macron", "hat": "hat", "tilde": "tilde", "vec": "arrow", "dot": "dot", "ddot": "dot.double"},
    **{"left": "arrow.l", "ring": "circle", "check": "caron", "breve": "breve", "acute": "acute", "grave": "grave"},
}
ALPHABETS = {
    **{"mathbf": "bold(upright({}))", "boldsymbol": "bold({})", "mathcal": "cal({})", "mathscr": "scr({})"},
    **{"mathbb": "bb({})", "mathsf": "sans({})", "mathit": "italic({})", "mathfrak": "frak({})", "mathtt": "mono({})"},
}
SIDES = {Kind.OPEN: "opening", Kind.CLOSE: "closing"}
TALL = (Stacked, Lattice, Fence, Underset)


def quoted(text: str) -> str:
    """A text as a string of Typst's code."""
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'


def glyph(box: Glyph) -> str:
    match box.kind:
        case Kind.WORD:
            return f"upright({quoted(box.text)})"
        case Kind.TEXT:
            return quoted(box.text)
        case Kind.NUMBER:
            return quoted(box.text) if "," in box.text else box.text
    if box.size:
        return bracket(box.text, box.size, SIDES.get(box.kind, "normal"))
    return f"\\{box.text}" if box.text.isascii() and not box.text.isalnum() else box.text


def matrix(box: Lattice) -> str:
    """A matrix; numbers stand under each other at their right, with the brackets that are there."""
    rows = "; ".join(", ".join(typst(cell) or "#none" for cell in row) for row in box.rows)
    is_numeric = all(is_number(cell) for row in box.rows for cell in row)
    align = "right" if is_numeric else "center" if box.left != "{" else "left"
    gap = f"row-gap: #{BETWEEN_FRACTIONS}em, " if has_fractions(box) else ""
    inner = f"mat(delim: #none, {gap}align: #{align}, {rows})"
    return fenced(box.left, inner, box.right, size_around(box))


def fenced(left: str, inner: str, right: str, size: float) -> str:
    return f"{bracket(left, size, 'opening')} {inner} {bracket(right, size, 'closing')}"


def accented(box: Accented) -> str:
    inner = typst(box.inner)
    return f"underline({inner})" if box.mark == "underline" else f"accent({inner}, {MARKS[box.mark]})"


def scripts(box: Scripted) -> str:
    below = f"_({typst(box.below)})" if box.below else ""
    above = f"^({typst(box.above)})" if box.above else ""
    return f"{typst(box.base)}{below}{above}"


def line(items: tuple[Box, ...]) -> str:
    """Boxes side by side, tall factors with a little room between them, arguments close to their function."""
    text = ""
    for place, item in enumerate(items):
        before = items[place - 1] if place else None
        if isinstance(item, Fence) and item.attached:
            text += typst(item)
            continue
        is_beside = isinstance(item, TALL) and isinstance(before, (*TALL, Scripted))
        text += f" {'thin ' if is_beside else ''}{typst(item)}"
    return text.strip()


def typst(box: Box) -> str:
    """The Typst of a formula."""
    match box:
        case Glyph():
            return glyph(box)
        case Strip(items):
            return line(items)
        case Scripted():
            return scripts(box)
        case Stacked(top, bottom):
            return f"frac({typst(top)}, {typst(bottom)})"
        case Root(inner):
            return f"sqrt({typst(inner)})"
        case Accented():
            return accented(box)
        case Underset(base, below):
            return f"limits({typst(base)})_({typst(below)})"
        case Fence(left, inner, right, _, grows):
            return fenced(left, typst(inner), right, size_around(inner) if grows else 0.0)
        case Lattice():
            return matrix(box)
        case Frame(inner):
            return f"#boxed($ {typst(inner)} $)"
        case Room(em):
            return f"#h({em:g}em)"
        case Alphabet(name, inner):
            return ALPHABETS[name].format(typst(inner))
