"""What the values of one statement may have been meant to be, round by round of the loop that it stands in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from derive.language.expr import Ref
from derive.tracing.givens import placed, squeezed
from derive.tracing.seen import OTHER, RIGHT, Seen
from derive.tracing.survey import Survey
from derive.tracing.true_arrays import Truth

MOST_TRIALS = 40
MOST_LENGTHS = 5
HOPS = 2
"""How many equations away from a result a value may be that spoils it."""
Choice = Mapping[int, Truth]
"""What a statement should have given, by how often it was reached."""


def occurrences(survey: Survey, group: Sequence[Seen]) -> Iterator[Choice]:
    """What the name of a statement says: by the numbers of the loop, else in the order of the steps or against it."""
    depth = max((len(each.wanted) for each in group), default=0)
    if depth <= 1 or any(survey.has_step(each) for each in group):
        for k in range(min(depth, 3)):
            yield {each.event.occurrence: each.wanted[min(k, len(each.wanted) - 1)] for each in group if each.wanted}
    if depth > 1:
        family = sorted(group[0].wanted, key=lambda truth: placed(truth.ref))
        yield from in_order(group, family)
    meant = group[0].meant
    if meant is not None and (meant.is_share or is_gathered(survey, group)):
        yield from shares(survey, group)
    if meant is not None and meant.is_gradient:
        yield from scaled(survey, group)


def is_gathered(survey: Survey, group: Sequence[Seen]) -> bool:
    """Whether several statements give one name parts of a gradient."""
    first = group[0]
    same = (s for s in survey.seen if s.meant == first.meant and s.event.name == first.event.name)
    return any(seen.spot != first.spot and seen.number > first.number for seen in same)


def scaled(survey: Survey, group: Sequence[Seen]) -> Iterator[Choice]:
    """Gradients before the mean over the examples is taken."""
    lengths = [k for k in survey.truths.multiples if k > 1 and k == int(k)][:MOST_LENGTHS]
    for k in lengths if all(each.wanted for each in group) else ():
        yield {each.event.occurrence: times(each.wanted[0], k) for each in group}


def times(truth: Truth, factor: float) -> Truth:
    return replace(truth, numbers=tuple(tuple(factor * x for x in row) for row in truth.numbers))


def in_order(group: Sequence[Seen], family: Sequence[Truth]) -> Iterator[Choice]:
    """A family spread over the rounds of a loop: forwards or backwards, from either end."""
    rounds = len(group)
    for members in (list(family), list(family)[::-1]):
        for shift in dict.fromkeys((0, len(members) - rounds, 1)):
            chosen = members[shift : shift + rounds] if 0 <= shift < len(members) else []
            if len(chosen) == rounds or (chosen and (shift == 1 or len(members) < rounds)):
                yield {each.event.occurrence: truth for each, truth in zip(group, chosen, strict=False)}


def shares(survey: Survey, group: Sequence[Seen]) -> Iterator[Choice]:
    """The contributions that belong to what a name says is a part."""
    listed = [truth for truth in survey.truths.listed if truth.kind == "share"]
    for label in dict.fromkeys(truth.label for truth in listed):
        choice = {}
        for each in group:
            wanted = [truth.about for truth in each.wanted[:1]]
            fitting = [truth for truth in listed if truth.label == label and truth.about in wanted]
            if fitting:
                choice[each.event.occurrence] = fitting[0]
        if choice:
            yield choice


def trials(survey: Survey, group: Sequence[Seen], target: Seen) -> Iterator[Choice]:
    """True arrays of the shape of a statement whose name says nothing: families over its rounds, single ones.

    Those come first that are the fewest equations away from what is wrong; parts are tried of that itself alone.
    """
    group = [each for each in group if each.event.is_passed or each.status not in (RIGHT, OTHER)] or list(group)
    shape = squeezed(group[0].shape())
    wants_gradient = any(truth.is_gradient for truth in target.wanted) and is_gradient_name(group[0].event.name)
    away = distances(survey, {truth.ref for truth in target.wanted[:2]})
    families: dict[tuple[int, str, str, str], list[Truth]] = {}
    for truth in survey.truths.listed:
        is_near = truth.ref.name in away and (truth.kind != "share" or away[truth.ref.name] == 0)
        is_fitting = truth.shape == shape and truth.is_gradient == wants_gradient
        if is_near and is_fitting and not truth.of_stack and truth.kind != "single":
            families.setdefault((away[truth.ref.name], truth.kind, truth.ref.name, truth.label), []).append(truth)
    count = 0
    for key in sorted(families):
        ordered = sorted(families[key], key=lambda truth: placed(truth.ref))
        single = [{each.event.occurrence: ordered[0] for each in group}] if len(ordered) == 1 else []
        for choice in (*single, *(in_order(group, ordered) if len(ordered) > 1 else ())):
            yield choice
            count += 1
            if count >= MOST_TRIALS:
                return


def is_gradient_name(name: str) -> bool:
    return re.match(r"(?:self\.)?(?:d|g_|grad|delta|nabla|carry|next|err)|g$", name) is not None


def distances(survey: Survey, refs: set[Ref]) -> dict[str, int]:
    """How many equations away from some quantities others are, by the names of their families."""
    network = survey.truths.network
    found = {ref.name: 0 for ref in refs}
    edge = set(refs)
    for hop in range(1, HOPS + 1):
        used = {each for ref in edge for each in network.used.get(ref, ())}
        edge = used | {user.target for ref in edge for user in network.users.get(ref, ())}
        for ref in edge:
            found.setdefault(ref.name, hop)
    return found
