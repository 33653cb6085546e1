"""Boxes as Office MathML, the formulas of Word that can be edited there."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from itertools import pairwise

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
)
from derive.documents.neighbours import ends_factor, is_partial, starts_factor
from derive.documents.plain_label import ABOVE

THIN = "\u2009"
"""Between factors, which Word would else run together to one name."""
FUNCTIONS = frozenset("sin cos tan sinh cosh tanh exp log ln max min det".split())
"""Names of functions that every program knows; others it might take for signs, as LibreOffice does with `sum`."""
LINE_OF_TEXT = 15
"""Half points by which a bracket is larger for each line that it is as high as."""
STYLES = {"mathbf": "b", "boldsymbol": "bi"}
SCRIPTS = {"mathcal": "script", "mathscr": "script", "mathbb": "double-struck", "mathfrak": "fraktur"}
SCRIPTS |= {"mathsf": "sans-serif", "mathtt": "monospace"}


def office_math(box: Box) -> str:
    """The elements of a formula, to stand in `m:oMath`."""
    match box:
        case Glyph(text, kind, size):
            return of_size(text, size) if size else sign(text, kind)
        case Strip(items):
            return line(items)
        case Scripted(base, below, above):
            return scripts(base, below, above)
        case Stacked(top, bottom):
            return f"<m:f>{part('num', top)}{part('den', bottom)}</m:f>"
        case Root(inner):
            return f'<m:rad><m:radPr><m:degHide m:val="1"/></m:radPr><m:deg/>{part("e", inner)}</m:rad>'
        case Accented(mark, inner):
            return accented(mark, inner)
        case Underset(base, below):
            return f"<m:limLow>{part('e', base)}{part('lim', below)}</m:limLow>"
        case Fence(left, inner, right):
            return fenced(left, office_math(inner), right)
        case Lattice():
            return lattice(box)
        case Frame(inner):
            return f"<m:borderBox>{part('e', inner)}</m:borderBox>"
        case Room(em):
            return run("\u2003" * max(1, round(em)) if em >= 1 else "\u2009" if em > 0 else "", "<m:nor/>")
        case Alphabet(name, inner):
            return lettered(name, inner)


def part(name: str, box: Box) -> str:
    return f"<m:{name}>{office_math(box)}</m:{name}>"


def index(name: str, box: Box) -> str:
    """An index or exponent, in which letters beside each other are no factors, and a sign alone is text."""
    if isinstance(box, Glyph) and box.kind in (Kind.OPERATOR, Kind.RELATION):
        return f"<m:{name}>{run(box.text, '<m:nor/>')}</m:{name}>"
    items = box.items if isinstance(box, Strip) else (box,)
    return f"<m:{name}>{''.join(map(office_math, items))}</m:{name}>"


def run(text: str, properties: str = "") -> str:
    """Characters of one kind."""
    if not text:
        return ""
    told = f"<m:rPr>{properties}</m:rPr>" if properties else ""
    return f'<m:r>{told}<m:t xml:space="preserve">{escape(text, quote=False)}</m:t></m:r>'


def of_size(text: str, size: float) -> str:
    """A bracket whose partner stands in another line, as text: LibreOffice drops what follows it else."""
    told = f'<m:rPr><m:nor/></m:rPr><w:rPr><w:sz w:val="{round(LINE_OF_TEXT * size)}"/></w:rPr>'
    return f"<m:r>{told}<m:t>{escape(text, quote=False)}</m:t></m:r>"


def sign(text: str, kind: Kind) -> str:
    """A sign; names of functions are upright, words are no mathematics."""
    match kind:
        case Kind.WORD:
            return run(text, '<m:sty m:val="p"/>' if text in FUNCTIONS else "<m:nor/>")
        case Kind.TEXT:
            return run(text, "<m:nor/>")
    return run(text)


def line(items: Sequence[Box]) -> str:
    """Boxes side by side; what follows a sum stands within it."""
    for place, item in enumerate(items):
        if isinstance(item, Scripted) and isinstance(item.base, Glyph) and item.base.kind is Kind.LARGE:
            before, after = line(items[:place]), items[place + 1 :]
            return f"{before}{large(item, line(after))}"
    beside = [ends_factor(a) and starts_factor(b) and not is_differential(a) for a, b in pairwise(items)]
    between = [run(THIN) if each else "" for each in beside]
    return "".join(f"{office_math(item)}{gap}" for item, gap in zip(items, [*between, ""], strict=False))


def is_differential(box: Box) -> bool:
    """Whether a box is the sign before what is differentiated, which is no factor."""
    return is_partial(box.base if isinstance(box, Scripted) else box)


def large(item: Scripted, summed: str) -> str:
    """A sum or a product with its bounds."""
    assert isinstance(item.base, Glyph)
    hidden = "".join(
        f'<m:{name}Hide m:val="1"/>' for name, bound in (("sub", item.below), ("sup", item.above)) if bound is None
    )
    told = f'<m:naryPr><m:chr m:val="{item.base.text}"/><m:limLoc m:val="undOvr"/>{hidden}</m:naryPr>'
    below, above = (office_math(bound) if bound is not None else "" for bound in (item.below, item.above))
    return f"<m:nary>{told}<m:sub>{below}</m:sub><m:sup>{above}</m:sup><m:e>{summed}</m:e></m:nary>"


def scripts(base: Box, below: Box | None, above: Box | None) -> str:
    if isinstance(base, Glyph) and base.kind is Kind.LARGE:
        return large(Scripted(base, below, above), "")
    if below is not None and above is not None:
        return f"<m:sSubSup>{part('e', base)}{index('sub', below)}{index('sup', above)}</m:sSubSup>"
    if below is not None:
        return f"<m:sSub>{part('e', base)}{index('sub', below)}</m:sSub>"
    return f"<m:sSup>{part('e', base)}{index('sup', above)}</m:sSup>" if above is not None else office_math(base)


def accented(mark: str, inner: Box) -> str:
    if mark in ("bar", "underline"):
        side = "top" if mark == "bar" else "bot"
        return f'<m:bar><m:barPr><m:pos m:val="{side}"/></m:barPr>{part("e", inner)}</m:bar>'
    return f'<m:acc><m:accPr><m:chr m:val="{ABOVE[mark]}"/></m:accPr>{part("e", inner)}</m:acc>'


def fenced(left: str, inner: str, right: str) -> str:
    """Brackets that grow with what is in them; a side may be open."""
    told = f'<m:begChr m:val="{escape(left)}"/><m:endChr m:val="{escape(right)}"/>'
    return f"<m:d><m:dPr>{told}</m:dPr><m:e>{inner}</m:e></m:d>"


def lattice(box: Lattice) -> str:
    columns = box.size[1]
    column = f'<m:mcPr><m:count m:val="{columns}"/><m:mcJc m:val="center"/></m:mcPr>'
    told = f"<m:mPr><m:mcs><m:mc>{column}</m:mc></m:mcs></m:mPr>"
    rows = "".join(f"<m:mr>{''.join(part('e', cell) for cell in row)}</m:mr>" for row in box.rows)
    whole = f"<m:m>{told}{rows}</m:m>"
    return fenced(box.left, whole, box.right) if box.left or box.right else whole


def lettered(name: str, inner: Box) -> str:
    """A letter of an alphabet of its own."""
    if not isinstance(inner, Glyph):
        return office_math(inner)
    style = f'<m:sty m:val="{STYLES[name]}"/>' if name in STYLES else ""
    script = f'<m:scr m:val="{SCRIPTS[name]}"/>' if name in SCRIPTS else ""
    return run(inner.text, f"{script}{style}")
