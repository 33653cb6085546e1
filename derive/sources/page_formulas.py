"""Formulas from places: accents by overlap, fractions by rules, matrices between tall brackets, scripts by size.

Each step takes glyphs away and puts one in their place, whose LaTeX says what they are together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from copy import copy

from derive.sources import structure as latex
from derive.sources.page_brackets import bracketed, innermost
from derive.sources.page_glyphs import PlacedGlyph, Stroke
from derive.sources.page_rows import composed, replaced, row
from derive.sources.page_scripts import bounded, scripted, shapes, sized


def together(items: Sequence[PlacedGlyph], rules: Sequence[Stroke]) -> list[PlacedGlyph]:
    """The items of a page or of a part of one, put together as far as their places tell."""
    items = [copy(item) for item in items]
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


def is_tall_at(item: PlacedGlyph, rule: Stroke) -> bool:
    """Whether a tall bracket stands over or under a rule, so that what it holds has to be put together first."""
    if not item.is_tall or not rule.left - 1 <= item.middle <= rule.right + 1:
        return False
    if item.hangs:
        end = item.base - item.height * item.size
        return min(abs(end - rule.height), abs(item.base - rule.height)) < item.size
    return abs(item.base - rule.height) < 2.2 * item.size


def accented(items: list[PlacedGlyph]) -> list[PlacedGlyph]:
    """Letters with the signs that stand over them."""
    for mark in [item for item in items if is_accent(item)]:
        of = nearest(items, mark, below if mark.right - mark.left > 0.1 else combined)
        if of is not None and len(of.text) <= 12:
            text = latex.accented(latex.typed(of.text) if of.font else of.text, mark.text)
            items = replaced(items, (mark, of), composed((of,), text or of.text))
    return items


def is_accent(item: PlacedGlyph) -> bool:
    """Whether a sign may stand over a letter; those of a keyboard do in fonts of mathematics alone."""
    return item.text in latex.ACCENTS and (item.text not in "^_~→←*" or (item.text in "^~" and item.is_math))


def below(mark: PlacedGlyph, item: PlacedGlyph) -> bool:
    """Whether a letter stands right under a sign."""
    overlap = min(mark.right, item.right) - max(mark.left, item.left)
    near = -0.2 * item.size <= mark.base - item.base <= (1.1 if mark.text == "‾" else 0.85) * item.size
    return near and item.text[-1:].isalpha() and overlap > 0.3 * min(mark.right - mark.left, item.right - item.left) > 0


def combined(mark: PlacedGlyph, item: PlacedGlyph) -> bool:
    """Whether a sign without width stands at the end of a letter, as combining characters do."""
    near = -0.2 * item.size <= mark.base - item.base <= 0.85 * item.size
    at = mark.middle
    return near and item.text[-1:].isalpha() and item.left - 0.1 * item.size <= at <= item.right + 0.1 * item.size


def nearest(
    items: Sequence[PlacedGlyph], to: PlacedGlyph, fits: Callable[[PlacedGlyph, PlacedGlyph], bool]
) -> PlacedGlyph | None:
    found = [item for item in items if item is not to and fits(to, item)]
    return min(found, key=lambda item: (-item.size, abs(item.middle - to.middle)), default=None)


def with_fraction(items: list[PlacedGlyph], rule: Stroke, rules: Sequence[Stroke]) -> list[PlacedGlyph]:
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
    above, under = beside_rule(above, rule), beside_rule(under, rule)
    if not under or not size or rule.right - rule.left > 40 * size:
        return items
    inner = [each for each in rules if each is not rule and rule.left - 1 <= each.left and each.right <= rule.right + 1]
    if not above:
        return barred(items, under, rule)
    text = latex.fraction(row(together(above, inner)), row(together(under, inner)))
    found = composed([*above, *under], text, rule.height - 0.25 * size)
    found.is_tall = "matrix" in text
    return replaced(items, [*above, *under], found)


def beside_rule(items: list[PlacedGlyph], rule: Stroke) -> list[PlacedGlyph]:
    """Of what stands over or under a rule the line next to it; a small fraction stands between two lines of text."""
    first = min(items, key=lambda item: abs(item.base - rule.height), default=None)
    if first is None:
        return []
    return [item for item in items if not item.font or abs(item.base - first.base) < 0.8 * first.size]


def with_root(items: list[PlacedGlyph], radical: PlacedGlyph, rule: Stroke) -> list[PlacedGlyph]:
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


def stands_on(item: PlacedGlyph, rule: Stroke, size: float) -> bool:
    return item.base - rule.height <= 1.15 * size or (not item.font and item.bottom - rule.height < 0.8 * size)


def hangs_from(item: PlacedGlyph, rule: Stroke, size: float) -> bool:
    return rule.height - item.base <= 1.5 * size or (not item.font and rule.height - item.top < 0.8 * size)


def barred(items: list[PlacedGlyph], under: list[PlacedGlyph], rule: Stroke) -> list[PlacedGlyph]:
    """A letter below a rule as wide as itself."""
    under = [item for item in under if rule.height - item.base < 1.1 * item.size]
    width = rule.right - rule.left
    if len(under) != 1 or not under[0].text[-1:].isalpha() or width > 1.6 * under[0].size:
        return items
    text = latex.accented(under[0].text, "¯") or under[0].text
    return replaced(items, under, composed(under, text))
