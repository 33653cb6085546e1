"""A factor too many or too few in a gradient: where it comes in first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from derive.tracing.confirming import is_better
from derive.tracing.mended_statements import is_handed
from derive.tracing.seen import PART, Seen
from derive.tracing.trace import Spot
from derive.tracing.true_arrays import Truth

if TYPE_CHECKING:
    from derive.tracing.blame import Blamed, Detective

MOST_TRIED = 8
NEARLY = 0.9
"""How much of the most must become right."""


def by_factor(d: Detective, target: Seen) -> Blamed | None:
    """The statement with which the factor of a gradient that is a multiple of the true one comes in; `None` if none.

    Of several that do the same to one name in turn it is the last: what forgets to divide stands at the end.
    """
    abouts = {truth.about for truth in target.wanted}
    factor = next((m.factor for m in target.matches if m.truth.kind == "gradient" and m.truth.about in abouts), 1.0)
    if target.status != PART or factor == 1.0 or factor < 0:
        return None
    tried = list(multiples(d, target, factor))
    found = [blamed for seen in tried if (blamed := unscaled(d, seen, target, factor, tried))]
    most = max((each.total for each in found), default=0)
    best = [each for each in found if each.total >= NEARLY * most]
    first = [each for each in best if each.seen.event.name == best[0].seen.event.name]
    return first[-1] if first else None


def multiples(d: Detective, target: Seen, factor: float) -> Iterator[Seen]:
    """Statements that give such a multiple whenever they are reached, and that a value was calculated from."""
    met: set[Spot] = set()
    for seen in d.last.seen[: target.number + 1]:
        if seen.spot in met or seen.spot in d.errors or is_handed(seen) or len(met) > MOST_TRIED:
            continue
        is_used = seen.spot == target.spot or d.last.uses(target, seen)
        if is_used and all(scaled(each, factor) for each in d.last.of_spot(seen.spot)):
            met.add(seen.spot)
            yield seen


def scaled(seen: Seen, factor: float) -> Truth | None:
    """The gradient of which a value is the multiple."""
    found = (m.truth for m in seen.matches if m.truth.kind == "gradient" and m.factor == factor)
    return next(found, None)


def unscaled(d: Detective, seen: Seen, target: Seen, factor: float, others: Sequence[Seen]) -> Blamed | None:
    """The statement as the error, if without the factor the target is as it should be."""
    group = [(each, scaled(each, factor)) for each in d.last.of_spot(seen.spot)]
    choice = {each.event.occurrence: truth for each, truth in group if truth is not None}
    if d.is_tired or (seen.spot != target.spot and not d.hits(seen, choice, target)):
        return None
    after = d.survey({seen.spot: choice})
    if not is_better(d, after, seen, target):
        return None
    made = d.blamed(seen, choice)
    d.weigh(made, after, target, [each.spot for each in others if each.event.name == seen.event.name])
    return made
