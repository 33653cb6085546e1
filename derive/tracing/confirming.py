"""What mending a statement does to the rest: whether it was the error."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from derive.tracing.mended_statements import good, improved, is_handed
from derive.tracing.seen import FAILS, LATER, NONE, OTHER, PART, RIGHT, UNREAD, Seen
from derive.tracing.survey import Survey

if TYPE_CHECKING:
    from derive.tracing.blame import Detective


def is_better(d: Detective, after: Survey, seen: Seen, suspect: Seen) -> bool:
    """Whether with a statement mended more is right, the suspect among it, and nothing is wrong that was right.

    That a value is what its own name says is more than that it is another true one.
    """
    if breaks(d, after, seen):
        return False
    if seen.spot != suspect.spot:
        return becomes_good(d, after, suspect) and good(after) + (suspect.status == OTHER) > good(d.last)
    better = [each for each in improved(d.last, after) if each.spot != seen.spot and not is_handed(each)]
    helped = [each for each in better if each.wanted or each.status != PART]
    if helped or seen.meant is None or seen.meant.is_share:
        return bool(helped)
    is_result = d.last.is_by_given(seen.wanted[0]) or d.runs.truths.top.name == seen.meant.base
    behind = [each for each in d.last.seen[seen.number + 1 :] if each.spot != seen.spot and each.wanted]
    followers = [each for each in behind if each.status != LATER and not is_handed(each)]
    is_used = not seen.event.is_passed and any(d.last.uses(each, seen) for each in followers)
    is_sound = d.overwrites(seen, suspect) or (d.is_verified(seen) and has_known_names(d, seen))
    return (seen.meant.is_exact or is_result) and not is_used and not is_used_unread(d, seen) and is_sound


def is_used_unread(d: Detective, seen: Seen) -> bool:
    """Whether something is calculated from a value that is not read: what becomes of it nobody knows."""
    name = re.compile(rf"\b{re.escape(seen.event.name)}\b")
    later = d.last.seen[seen.number + 1 :]
    return any(each.status == UNREAD and name.search(each.event.text) for each in later)


def has_known_names(d: Detective, seen: Seen) -> bool:
    """Whether no name in a statement stands for something that is not true, not read or that could not be."""
    latest: dict[str, Seen] = {each.event.name: each for each in d.last.seen[: seen.number]}
    used = [latest[name] for name in re.findall(r"[^\W\d]\w*", seen.event.text) if name in latest]
    unsure = [each for each in used if each.status in (UNREAD, FAILS) and each.spot not in d.errors]
    return not unsure


def breaks(d: Detective, after: Survey, seen: Seen) -> bool:
    """Whether a value that was right is not so any more."""
    now = {(each.spot, each.event.occurrence): each.status for each in after.seen}
    lost = (NONE, FAILS, PART)
    return any(
        each.status == RIGHT
        and each.spot != seen.spot
        and now.get((each.spot, each.event.occurrence)) in lost
        and d.last.uses(each, seen)
        for each in d.last.seen
    )


def is_only_renamed(after: Survey, seen: Seen, target: Seen) -> bool:
    """Whether a quantity is now just what another statement gives: then its own statement lacks what it is."""
    if seen.spot == target.spot or any(truth.is_gradient for truth in target.wanted):
        return False
    givers, takers = after.of_spot(seen.spot), after.of_spot(target.spot)
    return any(a.values() == b.values() for a in givers for b in takers if a.values() is not None)


def reaches_results(d: Detective, after: Survey, seen: Seen) -> bool:
    """Whether one of the wrong results that were calculated from a value becomes right with it."""
    results = [
        each
        for each in d.last.seen[seen.number + 1 :]
        if each.status == NONE and each.spot != seen.spot and each.wanted and d.last.is_by_given(each.wanted[0])
    ]
    results = [each for each in results if d.last.uses(each, seen)]
    return not results or any(becomes_good(d, after, each) for each in results)


def becomes_good(d: Detective, after: Survey, suspect: Seen) -> bool:
    for each in after.of_spot(suspect.spot):
        if each.event.occurrence == suspect.event.occurrence:
            if suspect.status in (PART, OTHER):
                return each.status == RIGHT
            return each.status == RIGHT or (each.status in (OTHER, PART) and is_of_wanted(each))
    return False


def is_of_wanted(seen: Seen) -> bool:
    """Whether what a value is has to do with what its name says."""
    wanted = {truth.about for truth in seen.wanted}
    return not wanted or not seen.matches or any(match.truth.about in wanted for match in seen.matches)
