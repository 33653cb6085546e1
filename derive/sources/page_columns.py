"""Columns of a page: where a text is set in two, each is read from its head to its foot."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

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
    lines = sorted(by_line(page.items), key=lambda line: -line[0].base)
    first = next(k for k, line in enumerate(lines) if any(abs(end - gutter) < GUTTER for end in prose_ends(line)))
    over = [line for line in lines[:first] if crosses(line, gutter)]
    border = min((item.base - item.size / 2 for line in over for item in line), default=float("inf"))
    parts = [PrintedPage([], [], page.has_pictures) for _ in range(3)]
    for line in lines:
        for item, is_right in sided(line, gutter):
            parts[0 if item.base > border else 1 + is_right].items.append(item)
    for rule in page.rules:
        parts[0 if rule.height > border else 1 + (rule.left > gutter)].rules.append(rule)
    return [part for part in parts if part.items]


def sided(line: Sequence[PlacedGlyph], gutter: float) -> Iterator[tuple[PlacedGlyph, bool]]:
    """The items of a line, each with whether it belongs to the right column: what reaches over the gutter does not."""
    is_right, before = False, float("-inf")
    for item in sorted(line, key=lambda each: each.left):
        if item.left - before >= GUTTER / 2:
            is_right = item.left > gutter
        before = max(before, item.right)
        yield item, is_right


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
