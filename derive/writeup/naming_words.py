"""Names that prose introduces for others: a gradient named in words, `write a for h`."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derive.writeup.asides import Aside, as_one_text
from derive.writeup.chain import Side
from derive.writeup.defining import named_rows, renamings
from derive.writeup.drafts import TextPlaces
from derive.writeup.told_in_words import gradients

FORMULA = re.compile(r"⟦(\d+)⟧")


def named_in_words(parts: Sequence[Aside], places: TextPlaces) -> Iterator[list[Side]]:
    """The new and the old name of each that is introduced in a paragraph, given as its words and formulas."""
    told, spots = as_one_text(parts)
    if not told:
        return
    found = list(gradients(told))
    for own, meant, place in found:
        words = FORMULA.sub(lambda formula: parts[int(formula[1])].text.strip(), meant)
        yield [Side(parts[own].text.strip(), *places(parts[own].at)), Side(words, *places(parts[place].at))]
    for own, *names in named_rows(told, lambda k: parts[k].text):
        yield [Side(name, *places(parts[own].at)) for name in names]
    known = {f"⟦{own}⟧" for own, *_ in found}
    for new, old, new_at, old_at in renamings(told):
        if new not in known:
            yield [name_at(name, at, parts, spots, places) for name, at in ((new, new_at), (old, old_at))]


def name_at(name: str, at: int, parts: Sequence[Aside], spots: Sequence[tuple[int, int]], places: TextPlaces) -> Side:
    """A name in the text of a paragraph with its place in the file; a formula stands there by its number."""
    start, origin = max(spot for spot in spots if spot[0] <= at)
    if name[0] == "⟦":
        return Side(parts[int(name[1:-1])].text.strip(), *places(origin))
    return Side(name, *places(origin + at - start))
