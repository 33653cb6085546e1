"""What is set small: indices and exponents, bounds of sums, sizes under matrices."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import median

from derive.sources import structure as latex
from derive.sources.page_glyphs import BRACKETS, PlacedGlyph
from derive.sources.page_rows import SIGNS, composed, replaced, row

SMALL = 0.86
"""Scripts are smaller than this, beside what they belong to."""
BAND = 8.0
"""Points; scripts are sought among what stands in the same band of a page."""
SUMS = tuple(latex.LARGE.values())


def scripted(items: list[PlacedGlyph]) -> list[PlacedGlyph]:
    """Indices and exponents at what stands before them."""
    result: list[PlacedGlyph] = []
    usual, largest = usual_size(items), max((item.size for item in items), default=0.0)
    signs = [item for item in items if item.text in latex.LARGE]
    bounds = {id(item) for item in items if is_bound(signs, item, usual)} if signs else set()
    near: dict[int, list[PlacedGlyph]] = {}
    for item in sorted(items, key=lambda each: each.left):
        small = item.size <= SMALL * largest
        owners = (each for each in reversed(near.get(int(item.base // BAND), ())) if owns(each, item, usual))
        owner = next((each for each in owners if id(item) not in bounds or id(each) in bounds), None) if small else None
        if owner is None:
            result.append(item)
            for band in bands(item):
                near.setdefault(band, []).append(item)
        else:
            absorb_letters(result, owner)
            attach(owner, item)
    return result


def bands(item: PlacedGlyph) -> range:
    """The bands of the page in which the baselines of its scripts may lie."""
    low, high = item.bottom - 0.6 * item.size, item.top + 0.3 * item.size
    return range(int(low // BAND), int(high // BAND) + 1)


def usual_size(items: Sequence[PlacedGlyph]) -> float:
    """The size of most type."""
    return median(item.size for item in items) if items else 0.0


def is_bound(sums: Sequence[PlacedGlyph], item: PlacedGlyph, usual: float) -> bool:
    """Whether something small stands over or under the sign of a sum."""
    signs = [each for each in sums if item.size < SMALL * min(each.size, usual)]
    sign = nearest_sign(signs, item) if signs else None
    return sign is not None and 0.6 * sign.size < abs(item.base - centre_of(sign)) < 2.4 * sign.size


def centre_of(sign: PlacedGlyph) -> float:
    """The height of the middle of a sum's sign."""
    return sign.base - 0.7 * sign.size if sign.hangs else sign.base + 0.25 * sign.size


def absorb_letters(items: list[PlacedGlyph], owner: PlacedGlyph) -> None:
    """A name of several letters in ordinary type, once its last one has a script."""
    if owner.is_math or not owner.text.isalpha():
        return
    while True:
        before = next((item for item in reversed(items) if is_letter_before(item, owner)), None)
        if before is None:
            break
        items.remove(before)
        owner.text, owner.left = before.text + owner.text, before.left
        before.size = 0.0  # so that it owns nothing any more
    owner.text, owner.font = latex.word(owner.text), ""


def is_letter_before(item: PlacedGlyph, owner: PlacedGlyph) -> bool:
    beside = abs(item.base - owner.base) < 0.5 and abs(owner.left - item.right) < 0.1 * owner.size
    return beside and bool(item.font) and not item.is_math and item.text.isalpha() and item is not owner


def owns(owner: PlacedGlyph, item: PlacedGlyph, usual: float) -> bool:
    """Whether a small item stands as a script right behind another."""
    size = min(owner.size, usual) if owner.text in latex.LARGE or owner.text in BRACKETS else owner.size
    if item.size > SMALL * size or owner.is_tall or owner.text in SIGNS:
        return False
    if (
        item.is_tall or item.text in latex.LARGE or item.text.startswith(SUMS)
    ):  # from a font of one size, beside larger type
        return False
    rise = (item.base - owner.base) / owner.size
    if not owner.bottom - 0.53 * owner.size < item.base < owner.top + 0.28 * owner.size:
        return False
    gaps = ((item.left - at) / owner.size for at in (owner.edge, owner.right))
    return abs(rise) > 0.04 and any(-0.3 < gap < 0.35 for gap in gaps)


def attach(owner: PlacedGlyph, item: PlacedGlyph) -> None:
    """Write a script behind its owner; what stands side by side in it is one."""
    sign = "^" if item.base > owner.base else "_"
    text = latex.typed(item.text) if item.font else item.text
    if owner.font:
        owner.text, owner.font = latex.typed(owner.text), ""
    place = owner.text.rfind(f"{sign}{{")
    other = owner.text.rfind(f"{'_' if sign == '^' else '^'}{{")
    if place > 0 and owner.text.endswith("}") and (place > other or other < 0 or closes(owner.text, place) == other):
        end = closes(owner.text, place)
        owner.text = f"{owner.text[: end - 1]}{text}{owner.text[end - 1 :]}"
    elif sign == "_" and other > 0 and closes(owner.text, other) == len(owner.text):
        owner.text = f"{owner.text[:other]}_{{{text}}}{owner.text[other:]}"
    else:
        owner.text += f"{sign}{{{text}}}"
    owner.is_math = True
    owner.right = max(owner.right, item.right)


def closes(text: str, place: int) -> int:
    """The end of the group that begins behind a sign at a place."""
    depth = 0
    for k in range(place + 1, len(text)):
        depth += {"{": 1, "}": -1}.get(text[k], 0)
        if depth == 0:
            return k + 1
    return len(text)


def bounded(items: list[PlacedGlyph]) -> list[PlacedGlyph]:
    """Sums and products with what stands over and under them."""
    signs = [item for item in items if item.text in latex.LARGE]
    usual = usual_size(items)
    for sign in signs:
        limit = SMALL * min(sign.size, usual)
        small = [item for item in items if item.size < limit and nearest_sign(signs, item) is sign]
        centre = centre_of(sign)
        over = [item for item in small if 0.6 * sign.size < item.base - centre < 2.2 * sign.size]
        under = [item for item in small if 0.6 * sign.size < centre - item.base < 2.4 * sign.size]
        text = latex.large(sign.text, row(under), row(over))
        size = min(sign.size, usual)  # so that what stands behind a sign in larger type is no script of it
        found = composed((sign,), text, centre - 0.25 * size)
        found.size = size
        items = replaced(items, (sign, *over, *under), found)
    return items


def nearest_sign(signs: Sequence[PlacedGlyph], item: PlacedGlyph) -> PlacedGlyph | None:
    """The sum over or under which something small may stand."""
    reach = [
        sign
        for sign in signs
        if sign.left - 0.9 * sign.size <= item.middle <= sign.right + 0.9 * sign.size
        and abs(item.base - sign.base) < 3 * sign.size
    ]
    return min(reach, key=lambda sign: abs(sign.middle - item.middle) + abs(sign.base - item.base), default=None)


def shapes(items: Sequence[PlacedGlyph]) -> list[list[PlacedGlyph]]:
    """The sizes that are set small under matrices, such as 3×3."""
    usual = median(item.size for item in items)
    small = [item for item in items if item.size < SMALL * usual]
    found = []
    for cross in (item for item in small if item.text == "×"):
        beside = [item for item in small if item.text.isdigit() and abs(item.base - cross.base) < 0.2 * item.size]
        left = [item for item in beside if -0.2 < (cross.left - item.right) / cross.size < 0.6]
        right = [item for item in beside if -0.2 < (item.left - cross.right) / cross.size < 0.6]
        if left and right and not any(is_index(left[0], item) for item in items):
            found.append([cross, *left, *right])
    return found


def is_index(small: PlacedGlyph, item: PlacedGlyph) -> bool:
    """Whether something small stands as an index behind an item, rather than under one."""
    beside = abs(small.left - item.right) < 0.3 * item.size and item.size * SMALL > small.size
    return beside and abs(small.base - item.base) < 0.5 * item.size


def sized(items: list[PlacedGlyph], told: Sequence[Sequence[PlacedGlyph]]) -> list[PlacedGlyph]:
    """The items, those over a size marked so: room beside them does not tell that a formula ends."""
    for parts in told:
        left, right = min(each.left for each in parts), max(each.right for each in parts)
        over = [item for item in items if left < item.middle < right and item.base > parts[0].base]
        item = min(over, key=lambda each: each.base, default=None)
        if item is not None:
            item.is_sized = True
    return items
