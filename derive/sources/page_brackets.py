"""Matrices and formulas between tall brackets."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from derive.sources import structure as latex
from derive.sources.page_glyphs import PlacedGlyph
from derive.sources.page_rows import composed, replaced, row, rows

OPENING = {"[": "bmatrix", "(": "pmatrix", "{": "Bmatrix", "|": "vmatrix"}
CLOSING = {"[": "]", "(": ")", "{": "}", "|": "|"}
PITCH = 1.62
"""Lines of a matrix are at most so many sizes apart, the text around it is farther."""
PIECE = 2.1
"""A piece of a tall bracket is at most so many sizes high."""
STRETCHED = 60
"""Between its ends one may be stretched to so many."""
COLUMN = 0.34
"""Columns are at least so many sizes apart; signs have 0.28 around them at most."""


@dataclass(frozen=True, slots=True)
class Bracket:
    """A pair of tall brackets, each in one or more pieces."""

    left: tuple[PlacedGlyph, ...]
    right: tuple[PlacedGlyph, ...]

    @property
    def width(self) -> float:
        return self.right[0].left - self.left[0].right


def innermost(items: list[PlacedGlyph]) -> Bracket | None:
    """The narrowest pair of tall brackets with something that can be put together between them."""
    pairs = []
    seen: set[int] = set()
    for left in items:
        if left.is_tall and left.text in OPENING and id(left) not in seen:
            stack = pile([item for item in items if item.is_tall and abs(item.left - left.left) < 1], left)
            seen.update(map(id, stack))
            right = closing(items, left, stack)
            if right is not None:
                pairs.append(Bracket(tuple(stack), tuple(right)))
    pairs.sort(key=lambda pair: pair.width)
    return next((pair for pair in pairs if lines_within(items, pair)), None)


def lines_within(items: list[PlacedGlyph], pair: Bracket) -> list[list[PlacedGlyph]]:
    """The lines of what stands between two brackets, from the top; none where brackets of others stand there."""
    left = pair.left[0]
    size = left.size
    high = max(item.base for item in pair.left)
    low = min(item.base - (item.height * size if item.hangs else 0) for item in pair.left)
    top, bottom = (high - 0.3 * size, low) if left.hangs else (high + 1.7 * size, low - 1.7 * size)
    own = set(map(id, (*pair.left, *pair.right)))
    inside = [
        item
        for item in items
        if id(item) not in own and left.left < item.middle < pair.right[0].left + 1 and bottom <= item.base <= top
    ]
    if any(item.is_tall for item in inside):
        return []
    if left.hangs:
        return rows(inside)
    lines = chained(rows(inside), (low + high) / 2, size)
    return lines if len(pair.left) > 1 else mirrored(lines, left.base, size)


def mirrored(lines: list[list[PlacedGlyph]], base: float, size: float) -> list[list[PlacedGlyph]]:
    """Of the lines between two brackets of one piece those that stand evenly about their middle."""
    bases = [line[0].base for line in lines]
    return [line for line in lines if any(abs(2 * base - line[0].base - other) < 0.4 * size for other in bases)]


def bracketed(items: list[PlacedGlyph], pair: Bracket) -> list[PlacedGlyph]:
    """A matrix, or a formula in brackets, in place of what stands between two tall ones."""
    lines = lines_within(items, pair)
    left = pair.left[0]
    cells = columns(lines, left.size)
    bases = [max(line, key=lambda item: item.size).base for line in lines]
    parts = [*pair.left, *pair.right, *(item for line in lines for item in line)]
    if len(lines) == 1 and (len(cells[0]) == 1 or left.text != "["):
        text = latex.fenced([row(lines[0])], left.text, CLOSING[left.text])
    else:
        body = " \\\\ ".join(" & ".join(row(cell) for cell in line) for line in cells)
        text = f"\\begin{{{OPENING[left.text]}}}{body}\\end{{{OPENING[left.text]}}}"
    found = composed(parts, text, sum(bases) / len(bases))
    found.size = max(item.size for line in lines for item in line)
    return replaced(items, parts, found)


def pile(pieces: list[PlacedGlyph], of: PlacedGlyph) -> list[PlacedGlyph]:
    """The pieces of one tall bracket: those that stand on one another."""
    found = [of]
    for direction in (1, -1):
        last = of
        for piece in sorted(pieces, key=lambda each: direction * each.base):
            is_part = piece.is_piece or last.is_piece
            upper, lower = (piece, last) if direction > 0 else (last, piece)
            reach = STRETCHED if upper.end == "top" and lower.end == "bottom" else PIECE
            if is_part and 0 < direction * (piece.base - last.base) < reach * of.size:
                found.append(piece)
                last = piece
    return found


def closing(items: Sequence[PlacedGlyph], left: PlacedGlyph, stack: Sequence[PlacedGlyph]) -> list[PlacedGlyph] | None:
    """The pieces of the bracket that closes another: as many at the same heights, the nearest to the right."""
    heights = sorted(round(item.base) for item in stack)
    by_place: dict[int, list[PlacedGlyph]] = {}
    for item in items:
        if item.is_tall and item.left > left.left + 2:
            by_place.setdefault(round(item.left), []).append(item)
    for _, pieces in sorted(by_place.items()):
        at = [item for item in pieces if any(abs(item.base - height) <= 1 for height in heights)]
        if any(item.text == CLOSING[left.text] for item in at) and len(at) == len(stack):
            return at
    return None


def chained(lines: list[list[PlacedGlyph]], middle: float, size: float) -> list[list[PlacedGlyph]]:
    """The lines that stand at the pitch of a matrix around its middle."""
    if not lines:
        return []
    start = min(range(len(lines)), key=lambda k: abs(lines[k][0].base - middle))
    first = last = start
    while first > 0 and lines[first - 1][0].base - lines[first][0].base < PITCH * size:
        first -= 1
    while last + 1 < len(lines) and lines[last][0].base - lines[last + 1][0].base < PITCH * size:
        last += 1
    return lines[first : last + 1]


def columns(lines: list[list[PlacedGlyph]], size: float) -> list[list[list[PlacedGlyph]]]:
    """The rows cut where all of them have a gap."""
    edges: list[float] = []
    reach = float("-inf")
    for item in sorted((item for line in lines for item in line), key=lambda each: each.left):
        if item.left - reach > COLUMN * size:
            edges.append(item.left)
        reach = max(reach, item.right)
    bounds = [*edges[1:], float("inf")]
    result = []
    for line in lines:
        cells: list[list[PlacedGlyph]] = [[] for _ in bounds]
        for item in line:
            cells[next(k for k, edge in enumerate(bounds) if item.left < edge - 0.1)].append(item)
        result.append(cells)
    return result
