"""Errors that no name betrays: all gradients are multiples of the true ones, or an updated weight comes out nowhere."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from typing import TYPE_CHECKING

from derive.language.expr import Derivative, Ref
from derive.tracing.blame_by_factor import multiples, scaled
from derive.tracing.confirming import breaks
from derive.tracing.mended_statements import is_handed
from derive.tracing.naming import array_names, changed, named, of_factor, statement
from derive.tracing.repairing import given_then, is_like, replacement
from derive.tracing.seen import LATER, Seen
from derive.tracing.survey import Survey
from derive.tracing.true_arrays import Truth

if TYPE_CHECKING:
    from derive.tracing.blame import Blamed, Detective

FEWEST = 2
"""Gradients that must be the same multiple of the true ones."""


def by_lost_result(d: Detective) -> Blamed | None:
    """The statement that spoils results which the program has nowhere; `None` where nothing is amiss."""
    return by_lost_factor(d) or by_lost_update(d)


# A factor in all gradients


def by_lost_factor(d: Detective) -> Blamed | None:
    """The statement with which one factor comes into all gradients: a mean that was forgotten, or taken twice."""
    lost = lost_gradients(d)
    if lost is None or is_divided_later(d):
        return None
    factor, last = lost
    found: list[tuple[int, Blamed]] = []
    for seen in multiples(d, max(last.values(), key=lambda each: each.number), factor):
        group = [(each, scaled(each, factor)) for each in d.last.of_spot(seen.spot)]
        choice = {each.event.occurrence: truth for each, truth in group if truth is not None}
        after = d.survey({seen.spot: choice})
        many = len(last.keys() & full_gradients(after))
        if many and not breaks(d, after, seen):
            made = d.blamed(seen, choice)
            made.name = of_factor(factor)
            found.append((many, made))
    most = max((many for many, _ in found), default=0)
    return next((made for many, made in found if many == most), None)


def lost_gradients(d: Detective) -> tuple[float, dict[Ref, Seen]] | None:
    """The factor that all gradients by what is given have, and where each stands last; `None` if one is true."""
    if full_gradients(d.last):
        return None
    found: dict[float, dict[Ref, Seen]] = defaultdict(dict)
    for seen in d.last.seen:
        for match in seen.matches:
            if match.truth.kind == "gradient" and is_by_weight(d.last, match.truth) and match.factor > 0:
                found[match.factor][match.truth.ref] = seen
    many = {factor: group for factor, group in found.items() if len(group) >= FEWEST}
    return next(iter(many.items())) if len(many) == 1 else None


def full_gradients(survey: Survey) -> set[Ref]:
    truths = (m.truth for seen in survey.seen for m in seen.matches if m.is_full and m.truth.kind == "gradient")
    return {truth.ref for truth in truths if is_by_weight(survey, truth)}


def is_by_weight(survey: Survey, truth: Truth) -> bool:
    return survey.is_by_given(truth) and isinstance(truth.about, Derivative) and bool(truth.shape)


def is_divided_later(d: Detective) -> bool:
    """Whether a weight is changed by a part of its gradient, so that the mean may be taken there."""
    return any(seen.status == LATER and "/" in seen.event.text for seen in d.last.seen)


# An update


def by_lost_update(d: Detective) -> Blamed | None:
    """The update of a weight that one change makes the one that the problem has."""
    lost = lost_updates(d)
    for seen in d.last.seen if lost else ():
        if seen.status == LATER and not is_handed(seen) and not any(match.is_full for match in seen.matches):
            for made in updates_changed(d, seen, lost):
                return made
    return None


def lost_updates(d: Detective) -> list[Truth]:
    """Calculated quantities that have a gradient in their equation, and that no value of the program is."""
    met = {match.truth.about for seen in d.last.seen for match in seen.matches if match.is_full}
    kinds = (t for t in d.runs.truths.listed if t.kind == "quantity" and t.is_full and isinstance(t.about, Ref))
    users = d.runs.problem.network.used
    updates = [t for t in kinds if t.ref not in d.runs.problem.given and t.about not in met]
    return [
        t
        for t in updates
        if any(ref in d.runs.problem.given and ref.shape == t.ref.shape for ref in users.get(t.ref, ()))
    ]


def updates_changed(d: Detective, seen: Seen, lost: list[Truth]) -> Iterator[Blamed]:
    source = statement(d, seen.spot)
    if source is None:
        return
    tried = changed(source, array_names(d), [])
    rows = d.runs.probed(d.mends({})[:1], seen.spot, seen.event.occurrence, [tried])
    abouts = {truth.about for truth in lost}
    for (name, expression), value in zip(tried, rows[0] if rows else [], strict=False):
        if value is None or not is_like(value, seen.event.value) or d.is_tired:
            continue
        if not any(truth.about in abouts for truth in d.firsts.fitting(value)):
            continue
        new = replacement(d, seen.spot, expression)
        after = d.surveyed(seen.spot, new) if new is not None else None
        if after is None or not any(
            m.is_full and m.truth.about in abouts for s in after.of_spot(seen.spot) for m in s.matches
        ):
            continue
        made = d.blamed(seen, given_then(after, seen.spot))
        made.name, made.new = named(name, d, made.truth), new
        yield made
