"""A formula to rows, and rows to segments: what stands between commas, wide spaces, arrows and words."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from derive.language.signs import BY_SPELLING
from derive.writeup.formula_row import SPACES, FormulaRow, Segment, bracketed, by_columns
from derive.writeup.frames import framed
from derive.writeup.items import Item, Itemizer
from derive.writeup.tokens import PlacedToken

NOTHING = SPACES | {"open", "close", "row"}
SETS = frozenset("\\mathbb \\mathbf \\mathrm \\mathcal \\Re \\R ℝ R".split())
SEPARATORS = frozenset({"sep", "wide", "arrow", "step", "text", "colon"})
ACCENTED = frozenset(
    (
        *(spelling for spelling, sign in BY_SPELLING.items() if sign.kind == "accent"),
        *"\\vec \\mathbf \\boldsymbol \\bm \\mathrm".split(),
    )
)
BINARY = frozenset(
    spelling for spelling, sign in BY_SPELLING.items() if sign.kind == "op" and sign.meaning not in ("-", "±")
)
"""Signs that no term begins with."""
SUMS = frozenset("\\sum \\prod \\int \\tanh \\exp \\log \\ln \\frac \\tfrac \\dfrac \\max \\min".split())


def rows(tokens: Sequence[PlacedToken], plain: bool = False) -> list[list[Segment]]:
    """The rows of a formula, each as its segments."""
    items, depths = framed(without_empty_groups(Itemizer(tokens).read()))
    found = [row for row in split_rows(items, depths, plain) if any(i.kind not in NOTHING for i in row.items)]
    return [segments(bracketed(unaligned(row))) for row in by_columns(merged(found))]


def without_empty_groups(items: Sequence[Item]) -> list[Item]:
    """The items without the `{}` that only gives an operator its room at the start of a line."""
    kept: list[Item] = []
    for place, item in enumerate(items):
        is_empty = item.kind == "}" and bool(kept) and kept[-1].kind == "{"
        is_raised = is_empty and place + 1 < len(items) and items[place + 1].text == "^"
        if is_empty and not is_raised and (len(kept) < 2 or kept[-2].kind in SPACES or kept[-2].kind == "amp"):
            kept.pop()
        else:
            kept.append(item)
    return kept


def split_rows(items: Sequence[Item], depths: Sequence[int], plain: bool) -> list[FormulaRow]:
    """Rows end at `\\\\`, or where it is missing: at a line that has its own left side."""
    found = [FormulaRow([], [])]
    for place, (item, depth) in enumerate(zip(items, depths, strict=True)):
        if item.kind == "row" and depth == 0:
            found.append(FormulaRow([], []))
            continue
        row = found[-1]
        if item.kind == "line" and depth == 0 and not plain and is_new_row(row, items, depths, place + 1):
            found.append(FormulaRow([], []))
            continue
        row.items.append(item)
        row.depths.append(depth)
    return found


def is_new_row(row: FormulaRow, items: Sequence[Item], depths: Sequence[int], place: int) -> bool:
    """Whether the line that begins at a place is a row of its own although no `\\\\` stands before it."""
    last = row.last
    if last is None or last.kind in ("op", "relation", "open", "arrow", "step"):
        return False
    if not any(item.kind == "relation" for item in row.top()):
        return False
    line: list[Item] = []
    while place < len(items) and len(line) < 200 and not (items[place].kind in ("line", "row") and depths[place] == 0):
        if items[place].kind != "space":
            line.append(items[place] if depths[place] == 0 else Item("inner", items[place].text, items[place].at))
        place += 1
    aligned = [k for k in range(len(line) - 1) if line[k].kind == "amp" and line[k + 1].kind in ("relation", "arrow")]
    if aligned:
        return any(item.kind == "amp" for item in row.top())
    return is_named(line) and is_balanced(row)


def is_named(line: Sequence[Item]) -> bool:
    """Whether a line begins with a single name and a relation."""
    related = next((k for k, item in enumerate(line) if item.kind == "relation"), 0)
    left = [item for item in line[:related] if item.kind != "amp"]
    if not left or len(left) > 60 or (left[0].kind == "inner" and left[0].text != "{"):
        return False
    slope = left[0].text in ("\\frac", "\\tfrac", "\\dfrac") and any(
        item.text in ("\\partial", "∂", "d") and item.kind == "inner" for item in left[:3]
    )
    if slope:
        return all(item.kind == "inner" for item in left[1:]) or left[-1].kind == "inner"
    bases, skip = 0, False
    for item in left:
        if item.text in SUMS or item.kind not in ("atom", "inner"):
            return False
        if item.text in ("_", "^"):
            skip = True
        elif item.kind == "inner" or skip or item.text in ACCENTED or item.text in ("'", "\\partial", "∂", "\\nabla"):
            skip = False
        else:
            bases += 1
    return bases <= 1


def is_balanced(row: FormulaRow) -> bool:
    return sum((item.kind == "open") - (item.kind == "close") for item in row.top()) <= 0


def merged(found: Sequence[FormulaRow]) -> list[FormulaRow]:
    """Rows that go on with the one above put together with it: they begin with an operator, or close its brackets."""
    result: list[FormulaRow] = []
    for row in found:
        counted = bracketed(row)
        row.opened, row.closed = counted.opened, counted.closed
        above = result[-1] if result else None
        if above is None or not goes_on(above, row):
            result.append(row)
            continue
        start = next(k for k, item in enumerate(row.items) if item.kind not in SPACES)
        kept = [k for k, item in enumerate(row.items) if k >= start or item.kind in ("space", "line")]
        above.items += [Item("space", " ", row.items[0].at), *(row.items[k] for k in kept)]
        above.depths += [0, *(row.depths[k] for k in kept)]
        above.opened = max(0, above.opened - row.closed) + row.opened
    return result


def unaligned(row: FormulaRow) -> FormulaRow:
    """The row without the marks that align it."""
    kept = [(i, d) for i, d in zip(row.items, row.depths, strict=True) if i.kind != "amp" or d > 0]
    return FormulaRow([item for item, _ in kept], [depth for _, depth in kept])


def goes_on(above: FormulaRow, row: FormulaRow) -> bool:
    first, last = row.first, above.last
    if first is None or first.kind in ("relation", "arrow"):
        return False
    if last is not None and last.kind in ("op", "relation"):
        return True
    if above.opened and (row.closed or first.text == "\\left."):
        return True
    aligned = any(item.kind == "amp" for item in row.top())
    related = any(item.kind == "relation" for item in row.top())
    if first.text in BINARY:
        return True
    if first.kind != "op" or (related and not aligned):
        return False
    return not related or row.items[0].kind in SPACES


def segments(row: FormulaRow) -> list[Segment]:
    """The row cut at its separators."""
    found = [Segment({"row"})]
    space = memberships(row)
    for place, (item, depth) in enumerate(zip(row.items, row.depths, strict=True)):
        now = found[-1]
        if place in space and now.relations and now.has_side(-1):
            found.append(Segment({"text"}))
            now = found[-1]
        now.deepest = max(now.deepest, depth)
        if depth == 0 and item.kind in SEPARATORS:
            separate(found, item)
        elif depth == 0 and item.kind == "relation":
            if not now.relations or now.has_side(-1):
                now.relations.append(item)
                now.sides.append([])
        else:
            now.order = now.order or (depth == 0 and item.kind == "order")
            if item.kind in SPACES and now.text and now.is_empty:
                now.text += " "
            if item.kind not in SPACES or now.sides[-1]:
                now.sides[-1].append(item)
    return one_by_one(found)


def one_by_one(found: list[Segment]) -> list[Segment]:
    """`a, b = 1, 2` as `a = 1` and `b = 2`."""
    related = [k for k, segment in enumerate(found) if segment.relations]
    count = len(found)
    if len(related) != 1 or count % 2 == 0 or count < 3 or related[0] != count // 2:
        return found
    middle = found[related[0]]
    if len(middle.relations) != 1 or any(segment.before != {"sep"} for segment in found[1:]):
        return found
    names = [segment.sides[0] for segment in found[: related[0] + 1]]
    values = [middle.sides[1], *(segment.sides[0] for segment in found[related[0] + 1 :])]
    return [
        Segment(segment.before, segment.text, [name, value], [middle.relations[0]], deepest=middle.deepest)
        for segment, name, value in zip(found, names, values, strict=False)
    ]


def memberships(row: FormulaRow) -> set[int]:
    """Where a row says of which space the value before is: `\\in \\mathbb{R}^3`."""
    kept = [(k, item) for k, item in enumerate(row.items) if item.kind not in SPACES]
    pairs = pairwise(kept)
    return {
        k for (k, item), (_, after) in pairs if item.text in ("\\in", "∈") and after.text in SETS and not row.depths[k]
    }


def separate(found: list[Segment], item: Item) -> None:
    now = found[-1]
    if item.kind == "wide" and now.relations and not now.has_side(-1):
        return
    if not now.is_empty:
        found.append(Segment({item.kind}))
    found[-1].before.add(item.kind)
    if item.kind == "text":
        found[-1].text += item.text
