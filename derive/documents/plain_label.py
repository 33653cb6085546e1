"""A short formula as characters, for pictures: indices as runs that are set lower or higher."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.formula import Accented, Alphabet, Box, Fence, Glyph, Kind, Scripted, Strip, Underset
from derive.documents.formula_reader import read_formula

ABOVE = {
    **{"bar": "\u0304", "hat": "\u0302", "tilde": "\u0303", "vec": "\u20d7", "dot": "\u0307", "ddot": "\u0308"},
    **{"left": "\u20d6", "ring": "\u030a", "check": "\u030c", "breve": "\u0306", "acute": "\u0301", "grave": "\u0300"},
    **{"underline": "\u0332"},
}
Run = tuple[str, int]
"""Characters, and whether they stand lower (-1), on the line or higher (1)."""


def runs(latex: str) -> list[Run]:
    """The characters of a formula; what has no such form is left out."""
    return list(of_box(read_formula(latex), 0))


def moved(latex: str) -> list[tuple[str, int, int]]:
    """The runs with their heights above the run before, in sixths of a letter, and whether they are small (1)."""
    found = runs(latex)
    heights = [0, *(3 * (shift > 0) - 2 * (shift < 0) for _, shift in found)]
    return [(text, heights[k + 1] - heights[k], abs(shift)) for k, (text, shift) in enumerate(found)]


def flat(latex: str) -> str:
    """The characters of a formula in a row, an index after an underscore."""
    return "".join(f"{'_' if shift < 0 else '^' if shift else ''}{text}" for text, shift in runs(latex))


def of_box(box: Box, shift: int) -> Iterator[Run]:
    match box:
        case Glyph():
            yield (f"{box.text} " if box.kind is Kind.WORD else box.text), shift
        case Strip(items):
            yield joined(items, shift)
        case Scripted(base, below, above):
            yield from of_box(base, shift)
            for part, side in ((below, -1), (above, 1)):
                if part is not None:
                    yield joined((part,), side)
        case Accented(mark, inner):
            yield f"{joined((inner,), shift)[0]}{ABOVE.get(mark, '')}", shift
        case Alphabet(_, inner) | Underset(inner, _):
            yield from of_box(inner, shift)
        case Fence(left, inner, right):
            yield f"{left}{joined((inner,), shift)[0]}{right}", shift


def joined(items: tuple[Box, ...], shift: int) -> Run:
    return "".join(text for item in items for text, _ in of_box(item, shift)), shift
