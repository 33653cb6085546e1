"""The mistakes that are usual in formulas, held against the value that a statement of a program gives."""

from __future__ import annotations

from typing import TYPE_CHECKING

from derive.judging.diagnose import Diagnosis
from derive.judging.suspect import Suspect
from derive.language.errors import DeriveError
from derive.language.numbers import Array, precision
from derive.tracing.givens import Numbers, squeezed
from derive.tracing.matching import is_same
from derive.tracing.true_arrays import floats

if TYPE_CHECKING:
    from derive.tracing.blame import Blamed, Detective

DIGITS = 6
ENOUGH = 2
"""Points at which a mistake must explain a value."""


def by_usual_mistake(blamed: Blamed, detective: Detective) -> str | None:
    """The mistake, made on the way to a quantity as the problem has it, that explains a wrong value."""
    values, truths = blamed.seen.values(), detective.runs.truths
    if values is None or not blamed.truth.is_full or blamed.truth.of_stack:
        return None
    suspect = Suspect(truths.problem, truths.places.rules, blamed.truth.about, truths.places)
    found: set[str] | None = None
    with precision(truths.places.bits):
        for place, numbers in list(zip(truths.numbers, values, strict=True))[:ENOUGH]:
            names = names_at(suspect, place, numbers, squeezed(blamed.seen.shape()))
            found = names if found is None else found & names
    return min(found) if found and len(found) == 1 else None


def names_at(suspect: Suspect, place: int, numbers: Numbers, shape: tuple[int, ...]) -> set[str]:
    def is_it(array: Array) -> bool:
        return squeezed(array.shape) == shape and is_same(floats(array), numbers)

    try:
        return set(Diagnosis(suspect, place, DIGITS).singles(is_it))
    except DeriveError:
        return set()
