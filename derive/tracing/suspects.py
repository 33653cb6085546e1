"""Which values of a program may be wrong: those that are nothing true, and results that stay unfinished."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from derive.tracing.matching import ROUGHLY, is_same, is_zero
from derive.tracing.meant_values import is_gradient_name
from derive.tracing.mended_statements import is_handed, is_reset, is_unfinished_part
from derive.tracing.naming import statement
from derive.tracing.seen import DATA, FAILS, GOOD, LATER, NONE, OTHER, PART, RIGHT, UNREAD, Seen

if TYPE_CHECKING:
    from derive.tracing.blame import Detective
    from derive.tracing.survey import Survey


def suspects(d: Detective) -> Iterator[Seen]:
    """Values that are nothing true, in the order of the run; then results that stay unfinished."""
    finals = {seen.number for seen in (*unfinished(d), *lost_sums(d))}
    for seen in d.last.seen:
        if seen.spot in d.errors or seen.spot in d.cleared:
            continue
        is_told = seen.status == NONE and bool(seen.wanted)
        if is_handed(seen) and not is_told and seen.number not in finals:
            continue
        is_untrue = seen.status in (NONE, FAILS) and (is_told or not seen.event.is_passed) and not is_left_over(d, seen)
        if seen.number in finals or (is_untrue and not is_shielded(d, seen)):
            yield seen


def is_left_over(d: Detective, seen: Seen) -> bool:
    """Whether the last round of a loop hands on what nobody takes, where all rounds before handed on what is true."""
    group = d.last.of_spot(seen.spot)
    if len(group) < 2 or seen is not group[-1] or seen.event.way != "assign" or seen.event.keys:
        return False
    if is_field(statement(d, seen.spot)):
        return False
    if any(each.status not in GOOD for each in group[:-1]):
        return False
    later = (each for each in d.last.seen[seen.number + 1 :] if each.values() != seen.values())
    return not any(d.last.uses(each, seen) for each in later)


def is_field(node: ast.stmt | None) -> bool:
    """Whether a statement sets a field of an object, of which there may be several."""
    match node:
        case ast.Assign([ast.Attribute()]) | ast.AnnAssign(ast.Attribute()):
            return True
    return False


def has_suspects(d: Detective) -> bool:
    """Whether something is not what its name says."""
    return any(seen.wanted for seen in suspects(d))


def is_shielded(d: Detective, seen: Seen) -> bool:
    """Whether something true was calculated from a value: then it is no error, whatever its name."""
    if is_unfinished_part(seen, d.last):
        return True
    if seen.event.is_passed and seen.status in (PART, OTHER):
        return False
    later = (each for each in d.last.seen[seen.number + 1 :] if each.status in (RIGHT, OTHER))
    return any(d.last.uses(each, seen) and not is_nothing(each) and not is_by_chance(each) for each in later)


def is_by_chance(seen: Seen) -> bool:
    """Whether a value is true, but not what the problem's own name for it says."""
    is_told = seen.meant is not None and seen.meant.is_exact and not seen.meant.is_gradient
    return seen.status == OTHER and is_told and bool(seen.wanted)


def is_nothing(seen: Seen) -> bool:
    """Whether a value is zero, as a product with zero is, whatever the other factor."""
    values = seen.values()
    return values is not None and is_zero(values)


def unfinished(d: Detective) -> Iterator[Seen]:
    """The last values of results that were true in part only."""
    for group in results(d).values():
        statuses = {seen.status for seen in group}
        last, truth = group[-1], group[-1].wanted[0]
        if (part := spoilt_part(group)) is not None:
            yield part
        if last.status not in (PART, OTHER) or is_shielded(d, last):
            continue
        is_part = any(match.truth.about == truth.about for match in last.matches) or not last.matches
        is_other = (last.status == OTHER or not is_part) and not is_settled(d, last)
        if is_reset(group) or (not statuses & {RIGHT, UNREAD, LATER} and (is_other or is_part)):
            yield last


def lost_sums(d: Detective) -> Iterator[Seen]:
    """Values without a telling name that are set again to a part of a gradient which comes out nowhere."""
    full = {match.truth.about for seen in d.last.seen for match in seen.matches if match.is_full}
    latest: dict[str, Seen] = {}
    for seen in d.last.seen:
        again = seen.event.name in latest
        latest[seen.event.name] = seen
        shares = (m.truth for m in seen.matches if m.is_exact and m.truth.kind == "share")
        parts = [truth.about for truth in shares if d.last.is_by_given(truth)]
        is_lost = bool(parts) and full.isdisjoint(parts)
        if again and is_lost and seen.event.way == "assign" and not seen.wanted and is_gradient_name(seen.event.name):
            yield seen


def spoilt_part(group: Sequence[Seen]) -> Seen | None:
    """The last value that was set in an array where it stays wrong, though what was set last of all is right."""
    last, truth = group[-1], group[-1].wanted[0]
    whole = last.event.whole
    if last.status != RIGHT or whole is None or len(truth.numbers[0]) != len(whole.entries):
        return None
    if is_same(truth.numbers[0], whole.numbers):
        return None
    taken: set[int] = set()
    for seen in reversed(group):
        places = set(seen.event.positions) - taken
        taken |= places
        if any(not is_near(truth.numbers[0][k], whole.numbers[k]) for k in places):
            return seen
    return None


def is_near(a: float, b: float) -> bool:
    return abs(a - b) <= ROUGHLY * max(abs(a), abs(b), 1.0)


def results(d: Detective) -> dict[tuple[str, bool], list[Seen]]:
    """The values of each result: the loss, and gradients by what is given."""
    groups: dict[tuple[str, bool], list[Seen]] = {}
    for seen in d.last.seen:
        if seen.meant is None or seen.meant.is_share or len(seen.wanted) != 1:
            continue
        is_result = d.last.is_by_given(seen.wanted[0]) or seen.wanted[0].about == d.runs.truths.top
        if is_handed(seen) and not (is_result and seen.meant.is_exact and seen.status in (PART, OTHER)):
            continue
        if is_result and seen.status != DATA:
            groups.setdefault((seen.meant.base, seen.meant.is_gradient), []).append(seen)
    return groups


def is_settled(d: Detective, seen: Seen) -> bool:
    """Whether another result has the same true value, so that a name cannot be held against it."""
    top = d.runs.truths.top
    if seen.wanted[0].about == top and not any(
        m.is_full and m.truth.about == top for s in d.last.seen for m in s.matches
    ):
        return False
    return seen.meant is None or not (seen.meant.is_exact or seen.meant.is_learned)


def is_returned(seen: Seen, target: Seen) -> bool:
    """Whether a value is what a function returned under another name."""
    return is_handed(target) and seen.values() == target.values()


def is_invented(seen: Seen, survey: Survey) -> bool:
    """Whether a value is true only as a part of an equation without a name, as which it may not be meant."""
    names = {match.truth.ref.name for match in seen.matches if match.is_full}
    is_told = seen.meant is not None and seen.meant.is_exact
    is_own = not is_told and not seen.event.is_passed and not is_handed(seen)
    return is_own and bool(names) and names <= survey.truths.problem.invented
