"""Formulas from places: accents by overlap, fractions by rules, matrices between tall brackets, scripts by size.

Each step takes items away and puts one in their place, whose LaTeX says what they are together.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from statistics import median

from derive.sources import structure as latex
from derive.sources.page_items import Item, Rule

SMALL = 0.86
"""Scripts are smaller than this, beside what they belong to."""
OPENING = {"[": "bmatrix", "(": "pmatrix", "{": "Bmatrix", "|": "vmatrix"}
CLOSING = {"[": "]", "(": ")", "{": "}", "|": "|"}
PITCH = 1.62
"""Lines of a matrix are at most so many sizes apart, the text around it is farther."""
PIECE = 2.1
"""A piece of a tall bracket is at most so many sizes high."""
PARTED = 0.95
"""What is farther apart than so many sizes are formulas of their own."""
COLUMN = 0.34
"""Columns are at least so many sizes apart; signs have 0.28 around them at most."""
COMMAND = re.compile(r"\\[A-Za-z]+\Z")
HEAD = re.compile(r"\(?\w+\Z|(?!mathrm|diag)[^\W\d]|\\(?:frac\{(?:∂|d)|hat|bar|tilde|mathrm\{(?!diag))")
"""How the left side of a statement begins."""
BOLD = re.compile(r"BX|Bold", re.IGNORECASE)
SIGNS = set("=+−-·×⋅⊙,≈<>∘*/")


def together(items: Sequence[Item], rules: Sequence[Rule]) -> list[Item]:
    """The items of a page or of a part of one, put together as far as their places tell."""
    told = shapes(items) if items else []
    gone = {id(item) for parts in told for item in parts}
    found = accented([item for item in items if id(item) not in gone])
    later = []
    for rule in sorted(rules, key=lambda each: each.right - each.left):
        if any(is_tall_at(item, rule) for item in found):
            later.append(rule)
        else:
            found = with_fraction(found, rule, rules)
    found = bounded(scripted(found))
    while (bracket := innermost(found)) is not None:
        found = bracketed(found, bracket)
    for rule in later:
        found = with_fraction(found, rule, rules)
    return sized(scripted(found), told)


def is_tall_at(item: Item, rule: Rule) -> bool:
    """Whether a tall bracket stands over or under a rule, so that what it holds has to be put together first."""
    if not item.is_tall or not rule.left - 1 <= item.middle <= rule.right + 1:
        return False
    if item.hangs:
        end = item.base - item.height * item.size
        return min(abs(end - rule.height), abs(item.base - rule.height)) < item.size
    return abs(item.base - rule.height) < 2.2 * item.size


def composed(parts: Sequence[Item], text: str, base: float | None = None) -> Item:
    """One item in the place of several."""
    first = parts[0]
    found = Item(
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


def replaced(items: list[Item], parts: Sequence[Item], by: Item) -> list[Item]:
    gone = set(map(id, parts))
    place = next(k for k, item in enumerate(items) if id(item) in gone)
    return [*(each for each in items[:place] if id(each) not in gone), by] + [
        each for each in items[place:] if id(each) not in gone
    ]


def accented(items: list[Item]) -> list[Item]:
    """Letters with the signs that stand over them."""
    for mark in [item for item in items if item.text in latex.ACCENTS and item.text not in "^_~→*"]:
        of = nearest(items, mark, below if mark.right - mark.left > 0.1 else combined)
        if of is not None and len(of.text) <= 12:
            text = latex.accented(latex.typed(of.text) if of.font else of.text, mark.text)
            items = replaced(items, (mark, of), composed((of,), text or of.text))
    return items


def below(mark: Item, item: Item) -> bool:
    """Whether a letter stands right under a sign."""
    overlap = min(mark.right, item.right) - max(mark.left, item.left)
    near = -0.2 * item.size <= mark.base - item.base <= 0.85 * item.size
    return near and item.text[-1:].isalpha() and overlap > 0.3 * min(mark.right - mark.left, item.right - item.left) > 0


def combined(mark: Item, item: Item) -> bool:
    """Whether a sign without width stands at the end of a letter, as combining characters do."""
    near = -0.2 * item.size <= mark.base - item.base <= 0.85 * item.size
    at = mark.middle
    return near and item.text[-1:].isalpha() and item.left - 0.1 * item.size <= at <= item.right + 0.1 * item.size


def nearest(items: Sequence[Item], to: Item, fits: Callable[[Item, Item], bool]) -> Item | None:
    found = [item for item in items if item is not to and fits(to, item)]
    return min(found, key=lambda item: (-item.size, abs(item.middle - to.middle)), default=None)


def with_fraction(items: list[Item], rule: Rule, rules: Sequence[Rule]) -> list[Item]:
    """A fraction in place of what stands over and under a rule; a bar over letters where nothing stands over it.

    A fraction of matrices stays tall, so that its line is told to be unclear: what stands beside them may be cut off.
    """
    radical = next((item for item in items if item.text == "√" and abs(item.right - rule.left) < 1.5), None)
    if radical is not None and abs(radical.base - rule.height) < 3 * radical.size:
        return with_root(items, radical, rule)
    near = [item for item in items if rule.left - 1 <= item.middle <= rule.right + 1 and not item.is_tall]
    close = (item for item in near if item.bottom - 1.5 * item.size < rule.height < item.top + 1.5 * item.size)
    size = max((item.size for item in close), default=0.0)
    above = [item for item in near if item.base > rule.height - 0.05 * size and stands_on(item, rule, size)]
    under = [item for item in near if item.base < rule.height and hangs_from(item, rule, size)]
    if not under or not size or rule.right - rule.left > 40 * size:
        return items
    inner = [each for each in rules if each is not rule and rule.left - 1 <= each.left and each.right <= rule.right + 1]
    if not above:
        return barred(items, under, rule)
    text = latex.fraction(row(together(above, inner)), row(together(under, inner)))
    found = composed([*above, *under], text, rule.height - 0.25 * size)
    found.is_tall = "matrix" in text
    return replaced(items, [*above, *under], found)


def with_root(items: list[Item], radical: Item, rule: Rule) -> list[Item]:
    """A root in place of its sign and of what stands under its rule."""
    reach = 1.2 * radical.size
    within = [item for item in items if rule.left - 1 <= item.middle <= rule.right + 1 and item is not radical]
    under = [item for item in within if 0 < rule.height - item.base < reach]
    if not under:
        return items
    largest = max(under, key=lambda item: item.size)
    found = composed([*under, radical], latex.root(row(together(under, ()))), largest.base)
    found.top, found.bottom = rule.height, min(item.bottom for item in under)
    return replaced(items, [*under, radical], found)


def stands_on(item: Item, rule: Rule, size: float) -> bool:
    return item.base - rule.height <= 1.15 * size or (not item.font and item.bottom - rule.height < 0.8 * size)


def hangs_from(item: Item, rule: Rule, size: float) -> bool:
    return rule.height - item.base <= 1.5 * size or (not item.font and rule.height - item.top < 0.8 * size)


def barred(items: list[Item], under: list[Item], rule: Rule) -> list[Item]:
    """A letter below a rule as wide as itself."""
    under = [item for item in under if rule.height - item.base < 1.1 * item.size]
    width = rule.right - rule.left
    if len(under) != 1 or not under[0].text[-1:].isalpha() or width > 1.6 * under[0].size:
        return items
    text = latex.accented(under[0].text, "¯") or under[0].text
    return replaced(items, under, composed(under, text))


def scripted(items: list[Item]) -> list[Item]:
    """Indices and exponents at what stands before them."""
    result: list[Item] = []
    for item in sorted(items, key=lambda each: each.left):
        owner = next((each for each in reversed(result) if owns(each, item)), None)
        if owner is None:
            result.append(item)
        else:
            absorb_letters(result, owner)
            attach(owner, item)
    return result


def absorb_letters(items: list[Item], owner: Item) -> None:
    """A name of several letters in ordinary type, once its last one has a script."""
    if owner.is_math or not owner.text.isalpha():
        return
    while True:
        before = next((item for item in reversed(items) if is_letter_before(item, owner)), None)
        if before is None:
            break
        items.remove(before)
        owner.text, owner.left = before.text + owner.text, before.left
    owner.text, owner.font = latex.word(owner.text), ""


def is_letter_before(item: Item, owner: Item) -> bool:
    beside = abs(item.base - owner.base) < 0.5 and abs(owner.left - item.right) < 0.1 * owner.size
    return beside and bool(item.font) and not item.is_math and item.text.isalpha() and item is not owner


def owns(owner: Item, item: Item) -> bool:
    """Whether a small item stands as a script right behind another."""
    if item.size > SMALL * owner.size or owner.is_tall or owner.text in SIGNS:
        return False
    rise = (item.base - owner.base) / owner.size
    if not owner.bottom - 0.53 * owner.size < item.base < owner.top + 0.28 * owner.size:
        return False
    gaps = ((item.left - at) / owner.size for at in (owner.edge, owner.right))
    return abs(rise) > 0.04 and any(-0.3 < gap < 0.35 for gap in gaps)


def attach(owner: Item, item: Item) -> None:
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


def bounded(items: list[Item]) -> list[Item]:
    """Sums and products with what stands over and under them."""
    signs = [item for item in items if item.text in latex.LARGE]
    for sign in signs:
        small = [item for item in items if item.size < SMALL * sign.size and nearest_sign(signs, item) is sign]
        centre = sign.base - 0.7 * sign.size if sign.hangs else sign.base + 0.25 * sign.size
        over = [item for item in small if 0.6 * sign.size < item.base - centre < 2.2 * sign.size]
        under = [item for item in small if 0.6 * sign.size < centre - item.base < 2.4 * sign.size]
        text = latex.large(sign.text, row(under), row(over))
        found = composed((sign,), text, centre - 0.25 * sign.size)
        items = replaced(items, (sign, *over, *under), found)
    return items


def nearest_sign(signs: Sequence[Item], item: Item) -> Item | None:
    """The sum over or under which something small may stand."""
    reach = [
        sign
        for sign in signs
        if sign.left - 0.9 * sign.size <= item.middle <= sign.right + 0.9 * sign.size
        and abs(item.base - sign.base) < 3 * sign.size
    ]
    return min(reach, key=lambda sign: abs(sign.middle - item.middle) + abs(sign.base - item.base), default=None)


@dataclass(frozen=True, slots=True)
class Bracket:
    """A pair of tall brackets, each in one or more pieces."""

    left: tuple[Item, ...]
    right: tuple[Item, ...]

    @property
    def width(self) -> float:
        return self.right[0].left - self.left[0].right


def innermost(items: list[Item]) -> Bracket | None:
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
    return min((pair for pair in pairs if lines_within(items, pair)), key=lambda pair: pair.width, default=None)


def lines_within(items: list[Item], pair: Bracket) -> list[list[Item]]:
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
    lines = chained(rows(inside), (low + high) / 2 - (0.25 * size if left.hangs else 0), size)
    return lines if left.hangs or len(pair.left) > 1 else mirrored(lines, left.base, size)


def mirrored(lines: list[list[Item]], base: float, size: float) -> list[list[Item]]:
    """Of the lines between two brackets of one piece those that stand evenly about their middle."""
    bases = [line[0].base for line in lines]
    return [line for line in lines if any(abs(2 * base - line[0].base - other) < 0.4 * size for other in bases)]


def bracketed(items: list[Item], pair: Bracket) -> list[Item]:
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


def shapes(items: Sequence[Item]) -> list[list[Item]]:
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


def is_index(small: Item, item: Item) -> bool:
    """Whether something small stands as an index behind an item, rather than under one."""
    beside = abs(small.left - item.right) < 0.3 * item.size and item.size * SMALL > small.size
    return beside and abs(small.base - item.base) < 0.5 * item.size


def sized(items: list[Item], told: Sequence[Sequence[Item]]) -> list[Item]:
    """The items, those over a size marked so: room beside them does not tell that a formula ends."""
    for parts in told:
        left, right = min(each.left for each in parts), max(each.right for each in parts)
        over = [item for item in items if left < item.middle < right and item.base > parts[0].base]
        item = min(over, key=lambda each: each.base, default=None)
        if item is not None:
            item.is_sized = True
    return items


def pile(pieces: list[Item], of: Item) -> list[Item]:
    """The pieces of one tall bracket: those that stand on one another."""
    found = [of]
    for direction in (1, -1):
        last = of
        for piece in sorted(pieces, key=lambda each: direction * each.base):
            is_part = piece.is_piece or last.is_piece
            if is_part and 0 < direction * (piece.base - last.base) < PIECE * of.size:
                found.append(piece)
                last = piece
    return found


def closing(items: Sequence[Item], left: Item, stack: Sequence[Item]) -> list[Item] | None:
    """The pieces of the bracket that closes another: as many at the same heights, the nearest to the right."""
    heights = sorted(round(item.base) for item in stack)
    by_place: dict[int, list[Item]] = {}
    for item in items:
        if item.is_tall and item.left > left.left + 2:
            by_place.setdefault(round(item.left), []).append(item)
    for _, pieces in sorted(by_place.items()):
        at = [item for item in pieces if any(abs(item.base - height) <= 1 for height in heights)]
        if any(item.text == CLOSING[left.text] for item in at) and len(at) == len(stack):
            return at
    return None


def rows(items: Sequence[Item]) -> list[list[Item]]:
    """Items of one baseline, from the top."""
    found: list[list[Item]] = []
    for item in sorted(items, key=lambda each: -each.base):
        if found and found[-1][0].base - item.base < 0.45 * item.size:
            found[-1].append(item)
        else:
            found.append([item])
    return found


def chained(lines: list[list[Item]], middle: float, size: float) -> list[list[Item]]:
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


def columns(lines: list[list[Item]], size: float) -> list[list[list[Item]]]:
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
        cells: list[list[Item]] = [[] for _ in bounds]
        for item in line:
            cells[next(k for k, edge in enumerate(bounds) if item.left < edge - 0.1)].append(item)
        result.append(cells)
    return result


def row(items: Sequence[Item]) -> str:
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


def latex_of(item: Item) -> str:
    piece = latex.typed(item.text) if item.font else item.text
    return "\\mathbf{1}" if piece == "1" and BOLD.search(item.font) else piece


def begins(pieces: Sequence[str], k: int) -> bool:
    """Whether a statement of its own begins at a piece: a name and a relation, or a condition on an index."""
    stop = next((j for j in range(k, len(pieces)) if pieces[j] in ("=", "≈")), None)
    if stop is None or pieces[k - 1] in SIGNS - {","}:
        return False
    head = "".join(pieces[k:stop])
    return bool(HEAD.match(head)) and "matrix" not in head
