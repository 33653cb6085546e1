"""The first statement that one change makes true: with it what the statement gives is a true array, and more is right.

That a changed line gives a true array at random points tells that all it used was right; so of several mistakes in one
program each is found by itself, however much the others spoil of what follows.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.tracing.assigning import as_read
from derive.tracing.by_numbers import by_numbers
from derive.tracing.confirming import breaks, is_better
from derive.tracing.givens import squeezed
from derive.tracing.masked_parts import is_masked, with_other_mask
from derive.tracing.matching import is_same, is_zero
from derive.tracing.meant_values import is_gradient_name
from derive.tracing.mended_statements import good, is_handed, is_off
from derive.tracing.naming import array_names, changed, named, statement
from derive.tracing.nearby import reads, with_factors, with_slopes
from derive.tracing.repairing import POWERS, given_then, is_like, is_mask, key, replacement
from derive.tracing.runs import Probe
from derive.tracing.seen import DATA, LATER, NONE, OTHER, OWN, PART, RIGHT, Seen
from derive.tracing.survey import Survey
from derive.tracing.suspects import is_shielded
from derive.tracing.told_by_numbers import adds_up, of_two
from derive.tracing.trace import Snapshot, Spot

if TYPE_CHECKING:
    from derive.tracing.blame import Blamed, Detective

MOST_TRIED = 6
"""Changes of one statement with which the program is gone through."""
MOST_NAMES = 24
MOST_ALIKE = 2
MOST_ROUNDS = 3
"""Values of one statement in a loop of which changes are tried."""
TRIVIAL = ("other:", "extra_", "term:", "factor_missing", "updated")
"""Changes after which a value may be a true one that has nothing to do with the statement."""
RANKS = {RIGHT: 3, OTHER: 2, OWN: 1, PART: 1, LATER: 1, DATA: 1}
"""How much a value is what it should be."""
FACTORS = ("sign", "factor_", "extra_factor", "missing_mean_factor", "mean_factor_twice")
"""What a statement may have from a value that it uses."""
UNFINISHED = ("softmax_not_normalised", "sum_missing", "missing_mean_factor", "term:", "factor_missing")
"""What a later statement may still do to the same name."""


def first_changed(d: Detective) -> Blamed | None:
    """The first statement in the order of the run that is true with one change; `None` if there is none."""
    tries: dict[Spot, int] = {}
    for seen in d.last.seen:
        mark = seen.spot, key(seen.event.value)
        if seen.spot in d.errors or not may_be_off(seen) or mark in d.unchanged or d.is_tired:
            continue
        d.unchanged.add(mark)
        tries[seen.spot] = tries.get(seen.spot, 0) + 1
        if tries[seen.spot] > MOST_ROUNDS:
            continue
        blamed = with_change(d, seen)
        if blamed is not None:
            return blamed
    return None


def may_be_off(seen: Seen) -> bool:
    """Whether a value is not what its name says, or nothing that is true; of masks that is not told."""
    if is_mask(seen) or (seen.event.way == "part" and seen.event.is_masked):
        return True
    is_untrue = seen.status in (NONE, PART) or (seen.status == OTHER and (bool(seen.wanted) or is_slopeless(seen)))
    return is_untrue and not is_handed(seen) and seen.event.value is not None


def is_slopeless(seen: Seen) -> bool:
    """Whether a value without a telling name is a gradient, that may lack the slope of an activation."""
    return not seen.wanted and any(match.is_full and match.truth.is_gradient for match in seen.matches)


def with_change(d: Detective, seen: Seen) -> Blamed | None:
    """The statement as an error, if with a change of it alone more of the program is right."""
    source = statement(d, seen.spot)
    if source is None:
        return None
    if is_masked(source) and (masked := with_other_mask(d, seen)) is not None:
        return masked
    found: list[tuple[Probe, Snapshot, Survey, ast.stmt]] = []
    for probe, value in candidates(d, seen, source)[:MOST_TRIED]:
        if d.is_tired or (found and key(value) != key(found[0][1])):
            continue
        new = replacement(d, seen.spot, probe[1])
        if new is None:
            return None
        after = d.surveyed(seen.spot, new)
        if not given_then(after, seen.spot) or drops_untrue(d, after, seen) or stays_untrue(after, seen):
            continue
        if probe[0].startswith(FACTORS) and has_untrue_inputs(d, seen):
            continue
        if is_mended(d, after, seen) or is_as_named(d, after, seen, probe[0]) or is_completed(d, after, seen, probe[0]):
            found.append((probe, value, after, new))
    if not found:
        return None
    (name, _), value, after, new = max(found, key=lambda each: good(each[2]))
    made = d.blamed(seen, given_then(after, seen.spot))
    made.name, made.new = of_two(named(name, d, made.truth), seen, value), new
    d.weigh(made, after, seen)
    return made


def drops_untrue(d: Detective, after: Survey, seen: Seen) -> bool:
    """Whether a change only leaves out what was wrong before the statement: then that is the error, not this."""
    now = next((e for e in after.of_spot(seen.spot) if e.event.occurrence == seen.event.occurrence), None)
    kept = {(e.spot, e.event.occurrence) for e in after.inputs(now)} if now is not None else set()
    for each in d.last.inputs(seen):
        is_untrue = each.status == NONE or (each.status == PART and each.event.name == seen.event.name)
        is_own = each.spot == seen.spot or each.spot in d.errors
        if is_untrue and not is_own and (each.spot, each.event.occurrence) not in kept and not is_shielded(d, each):
            return True
    return False


def has_untrue_inputs(d: Detective, seen: Seen) -> bool:
    """Whether a statement uses what is not what its name says, and not mended, so that a factor may come from there."""
    inputs = (each for each in d.last.inputs(seen) if each.wanted and each.spot not in d.errors)
    return any(each.spot != seen.spot and is_off(each) and not is_shielded(d, each) for each in inputs)


def stays_untrue(after: Survey, seen: Seen) -> bool:
    """Whether a changed statement gives something untrue in another round though all that it uses there is true."""
    for each in after.of_spot(seen.spot):
        if each.status == NONE and all(i.status in (RIGHT, OTHER, DATA, LATER) for i in after.inputs(each)):
            return True
    return False


def is_mended(d: Detective, after: Survey, seen: Seen) -> bool:
    """Whether something else is a true quantity with a statement changed, or this is a result that nothing uses."""
    if breaks(d, after, seen) or spoils(d, after, seen):
        return False
    if any(each.spot != seen.spot and is_telling(each) for each in became_true(d.last, after)):
        return True
    if is_discarded(d, seen):
        return False
    later = (each for each in d.last.seen[seen.number + 1 :] if each.spot != seen.spot and not is_handed(each))
    return not any(d.last.uses(each, seen) for each in later) and is_better(d, after, seen, seen)


def is_discarded(d: Detective, seen: Seen) -> bool:
    """Whether a value is a true part that another statement sets anew without it: that is the error, not this."""
    is_part = is_share(seen)
    after = (each for each in d.last.seen[seen.number + 1 :] if each.event.name == seen.event.name)
    later = next(after, None) if is_part else None
    return (
        later is not None and later.spot != seen.spot and later.event.way == "assign" and not d.last.uses(later, seen)
    )


def is_as_named(d: Detective, after: Survey, seen: Seen, name: str) -> bool:
    """Whether a value is what its own name says with a change, where all that it is used for is wrong as it is."""
    is_known = seen.meant is not None and (seen.meant.is_exact or seen.meant.is_learned) and not seen.meant.is_share
    if (
        not is_known
        or seen.status == PART
        or name.startswith((*UNFINISHED[1:-1], "extra_"))
        or is_changed_again(d, seen)
    ):
        return False
    if breaks(d, after, seen) or spoils(d, after, seen) or is_shielded(d, seen):
        return False
    now = (each for each in after.of_spot(seen.spot) if each.event.occurrence == seen.event.occurrence)
    return all(each.status == RIGHT and not is_zero(each.values() or [(0.0,)]) for each in now)


def is_completed(d: Detective, after: Survey, seen: Seen, name: str) -> bool:
    """Whether a gradient that the program has nowhere comes out where a statement adds instead of setting."""
    if name != "overwritten" or breaks(d, after, seen):
        return False
    before = {match.truth.about for each in d.last.seen for match in each.matches if match.is_full}
    last = [match.truth for match in after.of_spot(seen.spot)[-1].matches if match.is_full and match.truth.is_gradient]
    return any(truth.about not in before and truth.ref in d.runs.problem.given for truth in last)


def is_share(seen: Seen) -> bool:
    """Whether a value is the part of a gradient that goes one way."""
    return any(match.is_exact and match.truth.kind in ("share", "single") for match in seen.matches)


def is_telling(seen: Seen) -> bool:
    """Whether that a value is true says something: it was calculated, or its name says what it is."""
    return not seen.event.is_passed or (seen.status == RIGHT and bool(seen.wanted))


def became_true(before: Survey, after: Survey) -> Iterator[Seen]:
    """The values that are true quantities now and were none."""
    were = {(each.spot, each.event.occurrence): each.status for each in before.seen}
    for each in after.seen:
        was = were.get((each.spot, each.event.occurrence), NONE)
        if each.status in (RIGHT, OTHER) and was not in (RIGHT, OTHER) and not is_handed(each):
            yield each


def spoils(d: Detective, after: Survey, seen: Seen) -> bool:
    """Whether the statement itself gives something in another round that is less true than before."""
    now = {each.event.occurrence: RANKS.get(each.status, 0) for each in after.of_spot(seen.spot)}
    return any(now.get(e.event.occurrence, 0) < RANKS.get(e.status, 0) for e in d.last.of_spot(seen.spot))


def changes(d: Detective, seen: Seen, source: ast.stmt) -> list[Probe]:
    """All changes that are tried."""
    earlier = {each.event.name: None for each in d.last.seen[seen.number :: -1] if each.shape()}
    names = [name for name in array_names(d) if name in list(earlier)[:MOST_NAMES]]
    if is_mask(seen):
        return [probe for probe in changed(source, names, []) if probe[0].startswith(("mask_inverted", "other:"))]
    names = names if seen.wanted else [name for name in names if is_gradient_name(name)] if is_share(seen) else []
    near = reads(d, seen.spot)
    if seen.status == OTHER and is_slopeless(seen):
        return [] if is_changed_again(d, seen) else [*with_slopes(source, near)]
    tried = [*changed(source, names, []), *overwritten(d, seen, source), *with_slopes(source, near)]
    tried += with_factors(source, near) if seen.wanted else []
    return [*tried, *by_numbers(d, seen, source, names)]


def candidates(d: Detective, seen: Seen, source: ast.stmt) -> list[tuple[Probe, Snapshot]]:
    """Changes of a statement with which it gives a true array, those first with which it gives what its name says.

    A few that give the same are kept: in another round of a loop they may give something else.
    """
    tried = changes(d, seen, source)
    rows = d.runs.probed(d.mends({})[:1], seen.spot, seen.event.occurrence, [tried])
    d.tried += 1
    found: list[tuple[bool, Probe, Snapshot]] = []
    met: dict[object, int] = {key(seen.event.value): MOST_ALIKE}
    before = (each for each in d.last.seen[: seen.number] if each.event.ended <= seen.event.started)
    known = {key(each.event.value) for each in before}
    is_last = isinstance(source, ast.AugAssign) or not is_changed_again(d, seen)
    for (name, new), value in zip(tried, rows[0] if rows else [], strict=False):
        if value is None or not is_like(value, seen.event.value) or met.get(at := key(value), 0) >= MOST_ALIKE:
            continue
        met[at] = met.get(at, 0) + 1
        if (name.startswith("extra_") and at in known) or (name.startswith(UNFINISHED) and not is_last):
            continue
        given = [value, *whole_with(seen, value)]
        told = is_mask(seen) or any(is_told(d, seen, each, name, key(each) not in known) for each in given)
        told = told or (name.startswith("term:") and any(is_whole_of_share(d, seen, each) for each in given))
        if name.startswith("extra_") and not told and has_own_name(seen):
            continue
        if told or any(key(each) not in known and is_true(d, seen, name, each) for each in given):
            title = "overwritten" if name == f"term:{seen.event.name}" else name
            found.append((not told, (title, new), value))
    return [(probe, value) for _, probe, value in sorted(found, key=lambda each: each[0])]


def has_own_name(seen: Seen) -> bool:
    """Whether the name of a value is the problem's own for something that has its shape."""
    is_known = seen.meant is not None and seen.meant.is_exact and not seen.meant.is_share
    return is_known and bool(seen.wanted) and all(truth.shape == squeezed(seen.shape()) for truth in seen.wanted)


def is_whole_of_share(d: Detective, seen: Seen, value: Snapshot) -> bool:
    """Whether a value is the gradient of which the statement gives only the part that goes one way."""
    had = {match.truth.about for match in seen.matches if match.is_exact and match.truth.kind in ("share", "single")}
    is_in_loop = len(d.last.of_spot(seen.spot)) > 1
    return is_in_loop and any(truth.is_full and truth.about in had for truth in d.firsts.fitting(value))


def whole_with(seen: Seen, value: Snapshot) -> Iterator[Snapshot]:
    """The array of which a part was set, with another value of that part."""
    whole, positions = seen.event.whole, seen.event.positions
    if whole is not None and len(positions) == len(value.entries):
        new = dict(zip(positions, value.entries, strict=True))
        yield Snapshot(whole.shape, tuple(new.get(k, entry) for k, entry in enumerate(whole.entries)))


def overwritten(d: Detective, seen: Seen, source: ast.stmt) -> Iterator[Probe]:
    """What a statement gives if its value is added to what its name stood for before, in a loop or above."""
    is_second = seen.event.occurrence or any(each.event.name == seen.event.name for each in d.last.seen[: seen.number])
    if is_second and isinstance(source, ast.Assign) and len(source.targets) == 1:
        target = source.targets[0]
        if isinstance(target, ast.Name | ast.Subscript | ast.Attribute):
            yield "overwritten", ast.BinOp(as_read(target), ast.Add(), source.value)


def is_changed_again(d: Detective, seen: Seen) -> bool:
    """Whether a later statement changes what the same name stands for."""
    for each in d.last.seen[seen.number + 1 :]:
        if each.event.name == seen.event.name and each.spot != seen.spot:
            return each.event.way in ("change", "part") or seen.event.name in each.event.text
    return False


def is_told(d: Detective, seen: Seen, value: Snapshot, name: str, is_new: bool) -> bool:
    """Whether a value is what a name says, or a new part of it where parts are added up and the old one is none."""
    abouts = {truth.about for truth in seen.wanted}
    if not abouts:
        return False
    own = any(t in seen.wanted and is_same(t.numbers[0], value.numbers) for t in d.last.own_truths)
    had = (m.truth for m in seen.matches if m.is_exact and m.truth.kind == "share")
    may_be_part = is_new and all(truth.about not in abouts for truth in had)
    if name == "softmax_not_normalised" and not adds_up(value):
        return False
    if own or is_part_told(seen, value):
        return True
    told = (t for t in d.firsts.fitting(value) if t.about in abouts)
    return any(t.is_full or (t.kind == "share" and may_be_part) for t in told)


def is_part_told(seen: Seen, value: Snapshot) -> bool:
    """Whether a value is the part of what a name says that is set there, in an array that is filled part by part."""
    whole, positions = seen.event.whole, seen.event.positions
    if whole is None or seen.event.way != "part" or len(positions) != len(value.entries):
        return False
    told = (t for t in seen.wanted if t.shape == squeezed(whole.shape))
    return any(is_same(tuple(t.numbers[0][k] for k in positions), value.numbers) for t in told)


def is_true(d: Detective, seen: Seen, name: str, value: Snapshot) -> bool:
    """Whether a value is a true array, and not by what has nothing to do with the statement."""
    is_power = POWERS.match(seen.event.name) or len(value.entries) < 2
    if name.startswith(TRIVIAL) or (name == "softmax_not_normalised" and is_power):
        return False
    if name == "softmax_not_normalised" and not adds_up(value):
        return False
    is_sum = name == "overwritten" and not seen.wanted
    return any(t.is_full or (is_sum and t.kind == "share") for t in d.firsts.fitting(value))
