"""Small letters with an index: entries and rows of what has the capital letter, or of what the text says they are."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from derive.reading.name_meanings import Quantity
from derive.reading.tree import Part

if TYPE_CHECKING:
    from derive.reading.vocabulary import Vocabulary


ACCENTED = re.compile(r"([a-zA-Z])(hat|bar|tilde)?")


def by_letter(vocabulary: Vocabulary, pieces: Sequence[Part]) -> Quantity | None:
    """What a letter means where nothing else is meant: `L_t` for `l_t`, `w_{12}`, and the rows that have a letter."""
    first = ACCENTED.fullmatch(pieces[0].text)
    if first is None:
        return None
    array = vocabulary.row_letters.get(first[0])
    if array is None:
        swapped = first[1].swapcase() + (first[2] or "")
        return in_other_case(vocabulary, first[1], swapped, pieces) or with_label(vocabulary, pieces)
    found = replace(vocabulary, has_rows=True).quantity([replace(pieces[0], text=array), *pieces[1:]])
    return noted(found) if isinstance(found, Quantity) and found.entry else None


def with_label(vocabulary: Vocabulary, pieces: Sequence[Part]) -> Quantity | None:
    """`M_A` for `M_a`: a letter that tells a matrix from others, in the other case."""
    if len(pieces) < 2 or len(pieces[1].text) != 1 or not pieces[1].text.isalpha():
        return None
    found = vocabulary.quantity([pieces[0], replace(pieces[1], text=pieces[1].text.swapcase()), *pieces[2:]])
    known = isinstance(found, Quantity) and len(found.entry) == len(pieces) - 2 and not found.index
    return found if known and isinstance(found, Quantity) else None


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
