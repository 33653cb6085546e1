"""How tall brackets are in Typst.

A font has a bracket's glyph in some twenty heights, which all are the same character.  A reader of the file cannot tell
so many from a broken table of characters (PDF/UA checkers warn from five on), so only three heights are used, and
what is taller is put together from pieces, in the font's regular weight: a font of its own.  Heights are in ems.
"""

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
    Root,
    Scripted,
    Stacked,
    Strip,
    Underset,
    every,
)

SIZES = (1.2, 2.4, 3.0)
COVERED = 0.9
"""The part of a formula's height that its brackets have at least, as in TeX."""
SIGN = 0.45
"""How far a letter reaches above and below the axis."""
SMALL = 0.6
"""How much smaller fractions in text are."""
ROW, BETWEEN, BETWEEN_FRACTIONS = 1.0, 0.35, 0.6
"""A row of a matrix, and what is between two of them, as the templates set it; more where fractions would touch."""
Reach = tuple[float, float]


def reach(box: Box, scale: float = 1.0) -> Reach:
    """How far a box reaches above and below the axis, measured in New Computer Modern."""
    match box:
        case Glyph(_, Kind.LARGE):
            return 0.8 * scale, 0.8 * scale
        case Strip(items):
            reaches = [reach(item, scale) for item in items]
            return max((up for up, _ in reaches), default=0.0), max((down for _, down in reaches), default=0.0)
        case Scripted(base, below, above):
            up, down = reach(base, scale)
            large = isinstance(base, Glyph) and base.kind is Kind.LARGE
            more = 0.6 if large else 0.2
            return up + (more if above else 0.0), down + (more if below else 0.0)
        case Stacked(top, bottom):
            smaller = SMALL if scale < 1 else 0.95
            return 0.12 + sum(reach(top, smaller)), 0.12 + sum(reach(bottom, smaller))
        case Accented(_, inner):
            up, down = reach(inner, scale)
            return up + 0.2, down
        case Underset(base, below):
            up, down = reach(base, scale)
            return up, down + 0.65
        case Lattice(rows):
            tall = sum(max(ROW, *(sum(reach(cell, SMALL)) for cell in row)) for row in rows)
            between = BETWEEN_FRACTIONS if has_fractions(box) else BETWEEN
            half = (tall + between * (len(rows) - 1)) / 2
            return half, half
        case Frame(inner) | Root(inner):
            up, down = reach(inner, scale)
            return up + 0.2, down + 0.2
        case Fence(_, inner) | Alphabet(_, inner):
            return reach(inner, scale)
    return SIGN * scale, SIGN * scale


def has_fractions(box: Lattice) -> bool:
    """Whether entries of a matrix have fractions in them."""
    return any(isinstance(part, Stacked) for part in every(box))


def size_around(box: Box) -> float:
    """The size of the brackets around a box; 0 for those of the text."""
    needed = 2 * max(reach(box))
    if needed * COVERED <= 1.0 and not isinstance(box, Lattice):
        return 0.0
    return next((size for size in SIZES if size >= needed * COVERED), max(3.4, needed * COVERED))


def bracket(sign: str, size: float, kind: str) -> str:
    """A bracket or bar of a size, `opening` or `closing`."""
    if not sign:
        return ""
    written = f"\\{sign}" if sign.isascii() else sign
    if not size:
        return written
    return f"#{'tall' if size > SIZES[-1] else 'sized'}({kind!r}, {size:.3g}em, ${written}$)".replace("'", '"')
