"""Letters for the entry of the label, the o of `\\partial L/\\partial s_o = \\hat y_o - 1`, which count no entries."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from derive.following.judged import JudgedInstance
from derive.language.expr import Ref
from derive.problem.problem import Problem
from derive.writeup.chain import Chain

LETTERS = frozenset("cgopquwy")
"""Letters that may stand for the class or the word that is right; the usual ones for indices do not."""
UNEQUAL = re.compile(r"\\neq?(?![A-Za-z])|≠|!=")
LABEL_ALONE = "this is true for the entry of the label alone; write for which entries it is meant"


def tells_of_label(problem: Problem, instances: Sequence[JudgedInstance], chain: Chain) -> bool:
    """Whether what a chain says for all entries is true for that of a label alone, or false for it alone."""
    return is_of_label(problem, instances) or is_besides_label(problem, instances, chain)


def is_of_label(problem: Problem, instances: Iterable[JudgedInstance]) -> bool:
    """Whether what a relation says for all values of such a letter is true for the entry of a label alone."""
    all_of_them = tuple(instances)
    good = [each.binding for each in all_of_them if each.finding.is_accepted]
    letters = {name for binding in good for name in binding}
    if not good or len(good) == len(all_of_them) or not letters & LETTERS:
        return False
    places = label_places(problem)
    return all(binding[name].offset in places for binding in good for name in letters & LETTERS & set(binding))


def is_besides_label(problem: Problem, instances: Iterable[JudgedInstance], chain: Chain) -> bool:
    """Whether what is said for all entries but one, `for w \\ne o`, is false for the entry of a label alone."""
    bad = [each.binding for each in instances if not each.finding.is_accepted]
    places = label_places(problem)
    spared = bool(UNEQUAL.search(f"{chain.lead} {chain.trail}"))
    return spared and all(any(index.offset in places for index in binding.values()) for binding in bad)


def label_places(problem: Problem) -> Sequence[int]:
    """The entries in which the labels of a problem are 1, counted from 0."""
    return [
        place
        for ref, given in problem.given.items()
        if given is not None and isinstance(ref, Ref) and "one_hot" in problem.properties.get(ref.name, frozenset())
        for place, number in enumerate(given.entries)
        if number == 1
    ]
