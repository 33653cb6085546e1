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


EMPTY = 0.08
"""So large a part of the lines may reach over the room between two columns in which there is little prose."""
RELATIONS = ("=", "≈")


def columns(page: PrintedPage, gutter: float | None) -> list[PrintedPage]:
    """The page cut into what stands over its columns and the two columns; the page where it has one."""
    if gutter is None:
        return [page]
    lines = sorted(by_line(page.items), key=lambda line: -line[0].base)
    ends = (k for k, line in enumerate(lines) if any(abs(end - gutter) < GUTTER for end in prose_ends(line)))
    beside = (k for k, line in enumerate(lines) if not crosses(line, gutter))
    first = next(ends, next(beside, 0))
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


def gutter_of(items: Sequence[PlacedGlyph], before: float | None = None) -> float | None:
    """The place of the room between two columns; `before` is that of the page before, if it had one."""
    lines = by_line(items)
    if len(lines) < FEWEST:
        return before if before is not None and not any(crosses(line, before) for line in lines) else None
    found = behind_prose(items, lines) or between_formulas(items, lines)
    if found is None and before is not None and sum(crosses(line, before) for line in lines) <= EMPTY * len(lines):
        return before
    return found


def between_formulas(items: Sequence[PlacedGlyph], lines: Sequence[Sequence[PlacedGlyph]]) -> float | None:
    """The place of a room in the middle that hardly a line reaches over, with lines of their own on both sides."""
    left, right = min(item.left for item in items), max(item.right for item in items)
    places = range(int(left + 0.35 * (right - left)), int(left + 0.65 * (right - left)))
    taken = Counter(x for line in lines for x in covered(line))
    free = [x for x in places if taken[x] <= EMPTY * len(lines)]
    run = max(runs_of(free), key=len, default=[])
    if len(run) < GUTTER:
        return None
    gutter = run[len(run) // 2] + 0.5
    sides = [[item for item in items if (item.left > gutter) is is_right] for is_right in (False, True)]
    return gutter if are_apart(*sides) else None


def are_apart(left: Sequence[PlacedGlyph], right: Sequence[PlacedGlyph]) -> bool:
    """Whether statements stand on each side at heights at which none stands on the other."""
    one, other = ([item.base for item in side if item.text in RELATIONS] for side in (left, right))
    return min(alone(one, other), alone(other, one)) >= JUSTIFIED


def alone(heights: Sequence[float], others: Sequence[float]) -> int:
    """How many heights are none of the others."""
    return sum(all(abs(height - other) > 1 for other in others) for height in heights)


def covered(line: Sequence[PlacedGlyph]) -> set[int]:
    """The points, in whole numbers from the left, at which something of a line stands."""
    return {x for item in line for x in range(int(item.left), int(item.right) + 1)}


def runs_of(numbers: Sequence[int]) -> list[list[int]]:
    """Numbers that follow one another."""
    found: list[list[int]] = []
    for number in numbers:
        if found and number == found[-1][-1] + 1:
            found[-1].append(number)
        else:
            found.append([number])
    return found


def behind_prose(items: Sequence[PlacedGlyph], lines: Sequence[Sequence[PlacedGlyph]]) -> float | None:
    """The place of the room behind the edge at which the prose of the first column ends."""
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
