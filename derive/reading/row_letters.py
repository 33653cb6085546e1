"""Small letters with an index: entries and rows of what has the capital letter, or of what the text says they are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.reading.name_meanings import Quantity
from derive.reading.tree import Part

if TYPE_CHECKING:
    from derive.reading.vocabulary import Vocabulary


def by_letter(vocabulary: Vocabulary, pieces: Sequence[Part]) -> Quantity | None:
    """What a letter means where nothing else is meant: `L_t` for `l_t`, `w_{12}`, and the rows that have a letter."""
    first = pieces[0].text
    if len(first) != 1:
        return None
    array = vocabulary.row_letters.get(first, first.swapcase())
    if array == first.swapcase() and first not in vocabulary.row_letters:
        return in_other_case(vocabulary, first, array, pieces)
    found = replace(vocabulary, has_rows=True).quantity([replace(pieces[0], text=array), *pieces[1:]])
    return noted(found) if isinstance(found, Quantity) and found.entry else None


def in_other_case(vocabulary: Vocabulary, first: str, swapped: str, pieces: Sequence[Part]) -> Quantity | None:
    """The same with a capital for a small letter, or the other way round."""
    found = vocabulary.quantity([replace(pieces[0], text=swapped), *pieces[1:]])
    if not isinstance(found, Quantity):
        return None
    is_entry = len(found.entry) == 2 and first.islower()
    is_known = found.index or is_entry or (vocabulary.has_rows and len(found.entry) == 1)
    return noted(found) if is_known else None


def noted(found: Quantity) -> Quantity:
    return replace(found, notes=(*found.notes, "other_case"))
