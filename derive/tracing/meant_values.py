"""What the values of one statement may have been meant to be, round by round of the loop that it stands in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from derive.language.expr import Ref
from derive.tracing.givens import placed, squeezed
from derive.tracing.survey import Seen, Survey
from derive.tracing.true_arrays import Truth

MOST_TRIALS = 40
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
    if meant is not None and meant.is_share:
        yield from shares(survey, group)


def in_order(group: Sequence[Seen], family: Sequence[Truth]) -> Iterator[Choice]:
    """A family spread over the rounds of a loop: forwards or backwards, from either end."""
    rounds = len(group)
    for members in (list(family), list(family)[::-1]):
        for shift in dict.fromkeys((0, len(members) - rounds, 1)):
            chosen = members[shift : shift + rounds] if 0 <= shift < len(members) else []
            if len(chosen) == rounds or (chosen and shift == 1):
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
    """True arrays of the shape of a statement whose name says nothing: families over its rounds, single ones."""
    shape = squeezed(group[0].shape())
    wants_gradient = any(truth.is_gradient for truth in target.wanted)
    listed = [t for t in survey.truths.listed if t.shape == shape and not t.of_stack and t.kind != "single"]
    near = neighbours(survey, {truth.ref for truth in target.wanted[:2]})
    listed = [truth for truth in listed if truth.ref in near and (wants_gradient or not truth.is_gradient)]
    families: dict[tuple[str, bool, str, str], list[Truth]] = {}
    for truth in listed:
        families.setdefault((truth.kind, truth.is_gradient, truth.ref.name, truth.label), []).append(truth)
    count = 0
    for family in sorted(families.values(), key=lambda each: (each[0].kind == "share", not each[0].is_gradient)):
        ordered = sorted(family, key=lambda truth: placed(truth.ref))
        single = [{each.event.occurrence: ordered[0] for each in group}] if len(ordered) == 1 else []
        for choice in (*single, *(in_order(group, ordered) if len(ordered) > 1 else ())):
            yield choice
            count += 1
            if count >= MOST_TRIALS:
                return


def neighbours(survey: Survey, refs: set[Ref]) -> set[Ref]:
    """The families of quantities that are few equations away from some."""
    network = survey.truths.network
    found = set(refs)
    for _ in range(HOPS):
        found |= {used for ref in found for used in network.used.get(ref, ())}
        found |= {user.target for ref in found for user in network.users.get(ref, ())}
    names = {ref.name for ref in found}
    return {ref for ref in survey.truths.refs if ref.name in names}
