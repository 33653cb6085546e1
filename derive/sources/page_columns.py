"""Columns of a page: where a text is set in two, each is read from its head to its foot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from derive.sources.page_glyphs import PlacedGlyph, PrintedPage

GUTTER = 9.0
"""Points between two columns, at least."""
FEWEST = 8
"""Lines of a column, at least."""
SPANNING = 0.25
"""So large a part of the lines may reach over the gutter: a title, a wide table."""
JUSTIFIED = 4
"""So many lines of prose end at the edge of a column, at least."""
WORDY = 12
"""Letters of a line of prose, at least."""


def columns(page: PrintedPage) -> list[PrintedPage]:
    """The page cut into what stands over its columns and the two columns; the page where it has one."""
    gutter = gutter_of(page.items)
    if gutter is None:
        return [page]
    over = sorted((item for item in page.items if abs(item.middle - gutter) < GUTTER / 2), key=lambda each: each.base)
    border = over[0].base - over[0].size / 2 if over else float("inf")
    wide = PrintedPage([item for item in page.items if item.base > border], [], page.has_pictures)
    wide.rules = [rule for rule in page.rules if rule.height > border]
    parts = [PrintedPage([], [], False) for _ in range(2)]
    for item in page.items:
        if item.base <= border:
            parts[item.middle > gutter].items.append(item)
    for rule in page.rules:
        if rule.height <= border:
            parts[(rule.left + rule.right) / 2 > gutter].rules.append(rule)
    return [part for part in (wide, *parts) if part.items]


def gutter_of(items: Sequence[PlacedGlyph]) -> float | None:
    """The place of the room behind the edge at which the prose of the first column ends."""
    lines = by_line(items)
    if len(lines) < FEWEST:
        return None
    left, right = min(item.left for item in items), max(item.right for item in items)
    ends = (end for line in lines for end in prose_ends(line))
    edges = Counter(round(end) for end in ends if 0.35 < (end - left) / (right - left) < 0.6)
    for edge, count in edges.most_common(3):
        gutter = edge + 1 + GUTTER / 2
        if count >= JUSTIFIED and sum(crosses(line, gutter) for line in lines) <= SPANNING * len(lines):
            return gutter
    return None


def prose_ends(line: Sequence[PlacedGlyph]) -> list[float]:
    """Where prose ends before room as between columns, or at the end of a line."""
    ordered = sorted(line, key=lambda each: each.left)
    letters, found = 0, []
    for k, item in enumerate(ordered):
        letters += item.text.isalpha() and not item.is_math
        if k + 1 == len(ordered) or ordered[k + 1].left - item.right >= GUTTER:
            found += [item.right] if letters >= WORDY else []
            letters = 0
    return found


def by_line(items: Sequence[PlacedGlyph]) -> list[list[PlacedGlyph]]:
    found: dict[int, list[PlacedGlyph]] = {}
    for item in items:
        found.setdefault(round(item.base / 3), []).append(item)
    return list(found.values())


def crosses(line: Sequence[PlacedGlyph], x: float) -> bool:
    return any(item.left < x + GUTTER / 2 and item.right > x - GUTTER / 2 for item in line)
