"""Formulas that stand on a page as they were typed, in dollars: source that no program took for mathematics.

pandoc takes none where a blank follows the dollar, as Jupyter does, so that a notebook's PDF has such lines (nbconvert
7.17.2).
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from derive.sources.page_glyphs import PlacedGlyph
from derive.sources.page_rows import composed, rows

GAP = 0.17
"""A gap of so many sizes is a blank."""
MOST_ROWS = 6
FORMULA = re.compile(r"[=\\_^]")
TYPED = str.maketrans({"ˆ": "^", "˜": "~", "’": "'", "−": "-", "–": "-"})
"""Signs of the keyboard, as type has them."""


def with_source(items: Sequence[PlacedGlyph]) -> list[PlacedGlyph]:
    """The signs of a page with each formula typed in dollars as one item, its source; dollars that do not pair stay."""
    if not any(each.text == "$" for each in items):
        return list(items)
    ordered = [sorted(line, key=lambda each: each.left) for line in rows(items)]
    signs = [(k, each) for k, line in enumerate(ordered) for each in line]
    dollars = [j for j, (_, each) in enumerate(signs) if each.text == "$" and not each.is_math]
    if len(dollars) % 2 or not dollars:
        return list(items)
    gone: set[int] = set()
    found: list[PlacedGlyph] = []
    for first, last in zip(dollars[::2], dollars[1::2], strict=True):
        inside = signs[first + 1 : last]
        source = " ".join(typed_lines(inside))
        if is_source(source, inside):
            row = [each for k, each in signs[first : last + 1] if k == signs[first][0]]
            found.append(composed(row, source))
            gone.update(id(each) for _, each in signs[first : last + 1])
    return [*(each for each in items if id(each) not in gone), *found]


def is_source(source: str, inside: Sequence[tuple[int, PlacedGlyph]]) -> bool:
    """Whether what stands between two dollars is a formula as it was typed: none of its signs is set as mathematics."""
    few = len({k for k, _ in inside}) <= MOST_ROWS
    return few and FORMULA.search(source) is not None and not any(each.is_math for _, each in inside)


def typed_lines(inside: Sequence[tuple[int, PlacedGlyph]]) -> Iterator[str]:
    """What stands on each line, with its blanks, in signs of the keyboard."""
    for number in dict.fromkeys(k for k, _ in inside):
        line = [each for k, each in inside if k == number]
        pieces = [
            f" {each.text}" if k and each.left - line[k - 1].right > GAP * each.size else each.text
            for k, each in enumerate(line)
        ]
        yield unicodedata.normalize("NFKC", "".join(pieces).translate(TYPED)).strip()
