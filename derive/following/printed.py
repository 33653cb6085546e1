"""Values as a student printed them, and which of them a calculation goes on with.

Every printed number is a ball of half a unit in its last place, so whatever the student carried on unrounded lies in
it too: "does this follow?" is "do the balls meet?".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import log10
from typing import Any

from flint import arb, fmpq

from derive.judging.digits import Written, unit_of
from derive.judging.sameness import touch
from derive.language.expr import Expr
from derive.language.numbers import Array, Scalar, is_zero

STATUSES = ("true", "carried", "reset", "pen", "error")
"""What a printed value can be, from the best to the worst."""
FALSE_STATUSES = ("error", "pen", "reset")
"""What others follow from that do not follow from the truth."""
MOST = 15
"""Decimals that a number without a last place counts as."""
PIECES = 32
"""Pieces of a ball around zero on both sides of it, each a quarter as far out as the one before."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A value as it was printed: at its word and as a ball.

    `status` is `true`, `error` (false, and not from an earlier error), `pen` (an error that may be one of writing
    only), `carried` (false because of one) or `reset` (true although an earlier error leads elsewhere).
    """

    exact: Array
    wide: Array
    status: str

    @property
    def decimals(self) -> int:
        """The fewest decimals that an entry was printed with."""
        return min(
            (decimals_of(entry.rad() * 2) for entry in self.wide.entries if isinstance(entry, arb)), default=MOST
        )

    def written(self, digits: int) -> Written:
        """The value as an answer, to be held against others."""
        places = (decimals_of(entry.rad() * 2) if isinstance(entry, arb) else digits for entry in self.wide.entries)
        units = [unit_of(min(place, digits)) for place in places]
        return Written(self.exact, self.wide, units, digits)

    def rounded_numbers(self) -> Iterator[fmpq]:
        """The entries that stand for what they were rounded from; an error of one decimal is taken at its word."""
        for x, wide in zip(self.exact.entries, self.wide.entries, strict=True):
            is_decimal = isinstance(wide, arb) and (
                self.status not in FALSE_STATUSES or decimals_of(wide.rad() * 2) > 1
            )
            if isinstance(x, fmpq) and is_decimal:
                yield abs(x)


@dataclass(frozen=True, slots=True)
class Selection:
    """What of a notebook stands at a point: the values of some statuses, and perhaps the false formulas.

    `without` names what is left out, what is asked as a rule.  `is_word` takes values at their word, else they are
    balls; `is_summed` makes derivatives of sums the sums of those of the terms; `piece` narrows what was printed as
    zero to one of its pieces.
    """

    statuses: tuple[str, ...] = ()
    formulas: bool = False
    without: frozenset[Expr] = frozenset()
    is_word: bool = False
    is_summed: bool = False
    piece: int | None = None

    def of(self, values: Mapping[Any, Printed]) -> dict[Any, Array]:
        """The values among those printed that stand at the point."""
        return {
            about: self.taken(value)
            for about, value in values.items()
            if value.status in self.statuses and about not in self.without
        }

    def taken(self, value: Printed) -> Array:
        """A value as it is calculated with."""
        if self.piece is None:
            return value.exact if self.is_word else value.wide
        return Array(value.wide.shape, tuple(piece(entry, self.piece) for entry in value.wide.entries))


def decimals_of(unit: Scalar) -> int:
    """The number of decimals that end in a place of about this unit."""
    return min(MOST, round(-log10(float(unit)))) if unit > 0 else MOST


def touches_zero(x: Scalar) -> bool:
    """Whether a number was shown as zero and need not be zero."""
    return not isinstance(x, fmpq) and bool(x.contains(0)) and not is_zero(x)


def piece(x: Scalar, k: int) -> Scalar:
    """A piece of a ball around zero, positive for an even number; any other number as it is."""
    if not touches_zero(x):
        return x
    assert isinstance(x, arb)
    low, high = x.rad() / 4 ** (k // 2 + 1), x.rad() / 4 ** (k // 2)
    between = arb((low + high) / 2, (high - low) / 2)
    return between if k % 2 == 0 else -between


def is_repeated(value: Printed, before: Printed | None) -> bool:
    """Whether a value is an earlier error once more, and not another value in its place."""
    if before is None or value.status != "carried" or before.status not in ("error", "pen"):
        return False
    return all(map(touch, value.wide.entries, before.wide.entries))


def entry_of(value: Printed | None, k: int) -> Printed | None:
    """One entry of a printed array."""
    if value is None:
        return None
    exact, wide = (Array((), (array.entries[k],)) for array in (value.exact, value.wide))
    return Printed(exact, wide, value.status)


def put(array: Array, entries: Mapping[int, Array]) -> Array:
    """The array with numbers put in some places."""
    found = (entries[k].entries[0] if k in entries else entry for k, entry in enumerate(array.entries))
    return Array(array.shape, tuple(found))
