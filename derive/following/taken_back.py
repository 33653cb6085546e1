"""What a text does not stand by: it says that a statement does not hold, or names alternatives to it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from functools import cache

from derive.following.judged import Judged
from derive.following.relation import FALSE_VERDICTS
from derive.judging.finding import Finding
from derive.language.human_words import phrases
from derive.writeup.chain import Chain, Side

DENIED = "the text says that this does not hold"
ALTERNATIVES = "alternatives are given, and not all of them hold; expected one answer"
MOST_ALTERNATIVES = 6
VALUE = re.compile(r"[\d\s.,;&()\[\]{}+-]*\d[\d\s.,;&()\[\]{}+-]*")
"""A number, or several, written out."""
Judging = Callable[[Chain], list[Judged]]


def is_denied(chain: Chain) -> bool:
    """Whether the words around a chain say that it is false: `it is not true that …`, `… is wrong`."""
    before, behind = denials()
    return bool(before.search(chain.lead) or behind.match(chain.trail))


def denied(chain: Chain, why: str = DENIED) -> list[Judged]:
    """The records of a chain that is not judged, for its text denies it or leaves open what it says."""
    left, finding = chain.sides[0].text, Finding("unread", details={"fault": why}, why="elsewhere")
    return [Judged(side.line, chain.cell, side.text, left, finding) for side in chain.sides[1:]]


def without_alternatives(found: Sequence[tuple[Chain, list[Judged]]], judge: Judging) -> list[list[Judged]]:
    """The verdicts chain by chain, those on alternatives not judged as soon as one of them is false."""
    result: list[list[Judged]] = []
    for tied in alternatives_among(found):
        others = [each for chain, _ in tied for value in values_told(chain) for each in judge(value)]
        said = [each for _, relations in tied for each in (*relations, *others)]
        is_false = any(each.finding.verdict in FALSE_VERDICTS for each in said)
        is_open = is_false and (len(tied) > 1 or bool(others))
        result += [[unjudged(each) for each in relations] if is_open else relations for _, relations in tied]
    return result


def alternatives_among(found: Sequence[tuple[Chain, list[Judged]]]) -> list[list[tuple[Chain, list[Judged]]]]:
    """The chains in runs of which each is an alternative to the one before."""
    runs: list[list[tuple[Chain, list[Judged]]]] = []
    for chain, relations in found:
        before = runs[-1][-1] if runs else None
        if before and same_subject(before[1], relations) and is_alternative(before[0], chain):
            runs[-1].append((chain, relations))
        else:
            runs.append([(chain, relations)])
    return runs


def is_alternative(before: Chain, chain: Chain) -> bool:
    """Whether a chain is an alternative to the one before: `or $z = 2$`, or two values with but a comma between."""
    if alternatives()[0].search(chain.lead):
        return True
    here, there = chain.sides[0], before.sides[0]
    is_beside = (chain.cell, here.line, here.text) == (before.cell, there.line, there.text)
    is_bare = len(chain.sides) == len(before.sides) == 2 and not chain.lead.strip(" ,;.&")
    return is_beside and is_bare and all(VALUE.fullmatch(each.sides[1].text) for each in (before, chain))


def same_subject(first: Sequence[Judged], second: Sequence[Judged]) -> bool:
    """Whether two chains speak of the same quantity."""
    names = [{name for each in relations for name in each.about} for relations in (first, second)]
    return bool(names[0] & names[1])


def values_told(chain: Chain) -> Iterator[Chain]:
    """What the words behind a chain offer in place of its last side: `= 1.75 or 2.25`."""
    pattern = alternatives()[1]
    if not pattern.match(chain.trail):
        return
    for text in pattern.split(chain.trail)[1 : 1 + MOST_ALTERNATIVES]:
        if text.strip(" .,;:()$"):
            last = chain.sides[-1]
            yield Chain((chain.sides[0], Side(text.strip(" .,;:$"), last.line, last.column)), ("=",), chain.cell)


def unjudged(judged: Judged) -> Judged:
    return replace(judged, finding=Finding("unread", details={"fault": ALTERNATIVES}, why="elsewhere"), expected="")


@cache
def denials() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """What stands before a statement, or behind it, that says that it is false."""
    before = rf"(?:^|[\s,;(]){phrases('denies')}\s*:?\s*$"
    behind = rf"[\s,(]*{phrases('denied')}(?!\w)"
    return re.compile(before, re.IGNORECASE), re.compile(behind, re.IGNORECASE)


@cache
def alternatives() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """The words for alternatives at the end of what leads to a statement, and at the start of what stands behind."""
    word = rf"{phrases('or', 'alternatively')}"
    before = re.compile(rf"(?:^|[\s,;(]){word}\s*[,:]?\s*$", re.IGNORECASE)
    return before, re.compile(rf"(?:^|[\s,;(])\s*{word}(?!\w)[\s,:]*", re.IGNORECASE)
