"""What mending a statement does: how much is right with it, and what the mended statement gives."""

from __future__ import annotations

import re
from collections.abc import Sequence

from derive.tracing.machine import Mend
from derive.tracing.meant_values import Choice
from derive.tracing.scalars import Traced
from derive.tracing.seen import FAILS, GOOD, NONE, OTHER, PART, RIGHT, Seen
from derive.tracing.survey import Survey
from derive.tracing.trace import Snapshot, Spot


def is_handed(seen: Seen) -> bool:
    """Whether several names get what a function returned, which is judged where it was calculated."""
    return seen.event.text == "_"


def is_given_on(seen: Seen, survey: Survey) -> bool:
    """Whether a value was calculated elsewhere, so that this statement is not to blame for it."""
    is_passed = seen.event.is_passed and seen.status == NONE
    return is_handed(seen) or (is_passed and any(survey.is_by_given(truth) for truth in seen.wanted[:1]))


def adds_to_itself(seen: Seen) -> bool:
    """Whether a name is set to something that is calculated from it."""
    return re.search(rf"\b{re.escape(seen.event.name)}\b", seen.event.text) is not None


def is_share(seen: Seen) -> bool:
    """Whether a value is a part of what its name says, or zero."""
    wanted = {truth.about for truth in seen.wanted}
    shares = [m for m in seen.matches if m.is_exact and m.truth.kind in ("share", "single") and m.truth.about in wanted]
    return bool(shares) or (seen.status == PART and not seen.matches)


def is_off(seen: Seen) -> bool:
    """Whether a value is nothing true, or only a multiple of something."""
    return seen.status in (NONE, FAILS) or (seen.status == PART and not any(m.is_exact for m in seen.matches))


def is_reset(group: Sequence[Seen]) -> bool:
    """Whether one statement sets a result again after it was right."""
    last = group[-1]
    return last.event.way == "assign" and any(each.status == RIGHT and each.spot == last.spot for each in group)


def is_unfinished_part(seen: Seen, survey: Survey) -> bool:
    """Whether an array is being filled part by part, and this is not the last."""
    whole = seen.event.whole
    if seen.event.way not in ("part", "change") or whole is None:
        return False
    is_last = seen is survey.of_spot(seen.spot)[-1]
    is_some = len(seen.event.positions) < len(whole.entries)
    return not is_last and is_some and not any(len(truth.shape) < len(whole.shape) for truth in seen.wanted)


def good(survey: Survey, but: Sequence[Spot] = (), named: bool = False) -> int:
    """How much is right, besides some statements; of what has a telling name only, if `named`."""
    weights = {RIGHT: 3, OTHER: 3, PART: 2}
    counted = (s for s in survey.seen if s.spot not in but and not is_handed(s) and (s.wanted or not named))
    return sum(weights.get(seen.status, 0) for seen in counted)


def improved(before: Survey, after: Survey) -> list[Seen]:
    """The values that became right."""
    were = {(each.spot, each.event.occurrence): each.status for each in before.seen}
    return [
        each
        for each in after.seen
        if each.status in (RIGHT, OTHER, PART) and were.get((each.spot, each.event.occurrence), NONE) not in GOOD
    ]


def mend(choice: Choice, point: int, is_flat: bool = False) -> Mend:
    """What a statement gives at a point, by how often it was reached; vectors without a second axis if `is_flat`."""

    def mended(occurrence: int, found: Snapshot | None) -> Snapshot | None:
        truth = choice.get(occurrence)
        if truth is None:
            return None
        is_column = truth.ref.shape and not truth.of_stack and not (is_flat and len(truth.shape) == 1)
        shape = truth.ref.shape if is_column else truth.shape
        numbers = truth.numbers[point]
        return Snapshot(shape if len(numbers) > 1 else (), tuple(Traced(x) for x in numbers))

    return mended
