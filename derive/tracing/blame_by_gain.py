"""Which of several statements is to blame: that with which mended most becomes right."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from derive.tracing.seen import NONE, PART, Seen

if TYPE_CHECKING:
    from derive.tracing.blame import Blamed, Detective

NEARLY = 0.9
"""How much of the most must become right with a statement that may be to blame as well."""


def likeliest(d: Detective, found: Sequence[Blamed], target: Seen, doubtful: Sequence[Seen]) -> Blamed | None:
    """The one with which most becomes right; of several the first that a usual mistake explains."""
    if not found:
        return None
    ties = sorted(first_by_name(d, nearly_best(found)), key=lambda each: each.seen.number)
    repaired = [each for each in ties if each.name]
    before = [each for each in ties if each.seen.wanted and each.seen.spot != target.spot]
    is_alias = target.event.is_passed
    own = next((e for e in ties if e.seen.spot == target.spot and (is_alias or d.is_explained(e))), None)
    if own is not None:
        abouts = {truth.about for truth in target.wanted}
        repaired = [each for each in repaired if each.has_become_true and each.truth.about not in abouts]
        repaired = sorted([*repaired, *before], key=lambda each: each.seen.number)
    if repaired:
        return repaired[0]
    best = max(ties, key=lambda each: (len(ties) > 1 and d.is_explained(each), bool(each.seen.wanted)))
    is_own = best.seen.spot == target.spot and doubtful and not d.is_explained(best)
    best.is_doubtful = bool(is_own) and not d.are_cleared(best, doubtful)
    return best


def first_by_name(d: Detective, ties: Sequence[Blamed]) -> list[Blamed]:
    """Without those calculated from another, which is not what its own name says and with which as much is right."""

    def comes_before(a: Blamed, b: Blamed) -> bool:
        is_as_good = a.gain >= b.gain and a.total >= b.total
        is_told = a.seen.wanted and not a.name and not b.seen.wanted and a.seen.status in (NONE, PART)
        return bool(is_told) and is_as_good and d.last.uses(b.seen, a.seen)

    first = [each for each in ties if not any(comes_before(other, each) for other in ties if other is not each)]
    return first or list(ties)


def nearly_best(found: Sequence[Blamed]) -> list[Blamed]:
    """Those with which nearly as much becomes right as with any, of what has a telling name and of all."""
    near = [each for each in found if each.gain >= nearly(max(other.gain for other in found))]
    return [each for each in near if each.total >= nearly(max(other.total for other in near))]


def nearly(most: int) -> float:
    """A little less; what is lost with every one of them is not to be lost for less."""
    return min(NEARLY * most, most)
