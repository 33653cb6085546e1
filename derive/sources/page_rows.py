"""Signs beside one another, as one formula: what is read from left to right once all else is put together."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.sources import structure as latex
from derive.sources.page_glyphs import PlacedGlyph

PARTED = 0.95
"""What is farther apart than so many sizes are formulas of their own."""
BOLD = re.compile(r"BX|Bold", re.IGNORECASE)
COMMAND = re.compile(r"\\[A-Za-z]+\Z")
HEAD = re.compile(r"\(?\w+\Z|(?!mathrm|diag)[^\W\d]|\\(?:frac\{(?:∂|d)|hat|bar|tilde|mathrm\{(?!diag))")
"""How the left side of a statement begins."""
SIGNS = set("=+−-·×⋅⊙,≈<>∘*/")


def composed(parts: Sequence[PlacedGlyph], text: str, base: float | None = None) -> PlacedGlyph:
    """One item in the place of several."""
    first = parts[0]
    found = PlacedGlyph(
        text,
        min(each.left for each in parts),
        max(each.right for each in parts),
        first.base if base is None else base,
        max(each.size for each in parts),
        "",
        True,
    )
    inked = [each for each in parts if not each.is_tall] or parts
    found.top, found.bottom = max(each.top for each in inked), min(each.bottom for each in inked)
    return found


def replaced(items: list[PlacedGlyph], parts: Sequence[PlacedGlyph], by: PlacedGlyph) -> list[PlacedGlyph]:
    gone = set(map(id, parts))
    place = next(k for k, item in enumerate(items) if id(item) in gone)
    return [*(each for each in items[:place] if id(each) not in gone), by] + [
        each for each in items[place:] if id(each) not in gone
    ]


def rows(items: Sequence[PlacedGlyph]) -> list[list[PlacedGlyph]]:
    """Items of one baseline, from the top."""
    found: list[list[PlacedGlyph]] = []
    for item in sorted(items, key=lambda each: -each.base):
        if found and found[-1][0].base - item.base < 0.45 * item.size:
            found[-1].append(item)
        else:
            found.append([item])
    return found


def row(items: Sequence[PlacedGlyph]) -> str:
    """Items beside one another, in LaTeX; formulas of their own are set apart."""
    ordered = sorted(items, key=lambda each: each.left)
    pieces = [latex_of(item) for item in ordered]
    is_sized = any(item.is_sized for item in items)
    text, depth = "", 0
    for k, piece in enumerate(pieces):
        gap = (ordered[k].left - ordered[k - 1].right) / ordered[k].size if k else 0.0
        if gap > PARTED and depth == 0 and not is_sized and begins(pieces, k):
            text += "\\quad "
        elif gap > 0.12 or (COMMAND.search(text) and piece[:1].isalpha()):
            text += " "
        text += piece
        depth += piece.count("(") - piece.count(")")
    return text


def latex_of(item: PlacedGlyph) -> str:
    piece = latex.typed(item.text) if item.font else item.text
    return "\\mathbf{1}" if piece == "1" and BOLD.search(item.font) else piece


def begins(pieces: Sequence[str], k: int) -> bool:
    """Whether a statement of its own begins at a piece: a name and a relation, or a condition on an index."""
    stop = next((j for j in range(k, len(pieces)) if pieces[j] in ("=", "≈")), None)
    if stop is None or pieces[k - 1] in SIGNS - {","}:
        return False
    head = "".join(pieces[k:stop])
    return bool(HEAD.match(head)) and "matrix" not in head
