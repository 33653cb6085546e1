"""The values of an index that a condition leaves, and the sums without bounds that it restricts."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from derive.language.patterns import regex
from derive.language.signs import BY_SPELLING, STRICT, longest_first
from derive.reading.vocabulary import Vocabulary

COMPARISONS = {
    each: sign.meaning for each, sign in BY_SPELLING.items() if sign.meaning in ("<", "<=", ">", ">=", "=", "∈", "≠")
}
DOTS = regex(r"\\[lc]?dots|\.{2,3}|…")
CONDITION = regex(
    rf"(?<![A-Za-z\\])([A-Za-z])\s*({longest_first(COMPARISONS)})\s*\{{?\\?\{{?"
    r"(-?\d+(?:\s*,\s*(?:-?\d+|\\[lc]?dots|\.{2,3}|…)|\s*(?:\\[lc]?dots|\.{2,3}|…)\s*,?\s*(?:-?\d+)?)*)"
    rf"(\s*,\s*[A-Za-z](?![A-Za-z]|\s*(?:{longest_first(COMPARISONS)})))?"
)
BELOW = [each for each, meaning in COMPARISONS.items() if meaning in ("<", "<=")]
REVERSED = regex(rf"(-?\d+)\s*({longest_first(BELOW)})\s*([A-Za-z])(?![A-Za-z])")
IN_RANGE = regex(r"(?<![A-Za-z\\])([A-Za-z])\s*(?:\bin\b|∈|=)\s*range\(\s*(\d{1,4})\s*(?:,\s*(\d{1,4})\s*)?\)")
"""`t in range(1, 3)`."""
MOST_VALUES = 1000
"""How many values an index is taken to have that counts nothing of the problem, until it is known what it counts."""


def only_range(vocabulary: Vocabulary) -> range | None:
    return next(iter(vocabulary.ranges.values())) if len(vocabulary.ranges) == 1 else None


def restricted(name: str, whole: range, text: str) -> Sequence[int]:
    """The values as conditions in words or signs restrict them: `t > 0`, `t = 1, 2`, `t = 0, ..., 2`.

    They may be the one before the first, or behind the last, which initial values have: `t = 0` where t counts from 1.
    """
    low, high = whole.start, whole.stop - 1
    listed = frozenset(whole)
    beside: tuple[int, ...] = ()
    for index, relation, numbers, end in CONDITION.findall(text):
        if index != name:
            continue
        values = [int(n) for n in re.findall(r"-?\d+", numbers)]
        match COMPARISONS[relation]:
            case ">":
                low = max(low, values[0] + 1)
            case "<":
                high = min(high, values[0] - 1)
            case ">=":
                low = max(low, values[0])
            case "<=":
                high = min(high, values[0])
            case "≠":
                listed -= frozenset(values)
            case _ if end and DOTS.search(numbers):
                low = max(low, values[0])
            case _ if DOTS.search(numbers):
                low, high = max(low, min(values)), min(high, max(values))
            case _:
                beside = tuple(k for k in values if k in (whole.start - 1, whole.stop))
                listed = listed & frozenset(values) or listed | frozenset(values) & frozenset(whole)
    for number, relation, index in REVERSED.findall(text):
        if index == name:
            low = max(low, int(number) + (relation in STRICT))
    for index, first, last in IN_RANGE.findall(text):
        if index == name:
            listed &= frozenset(range(int(first), int(last)) if last else range(int(first)))
    found = tuple(k for k in range(low, high + 1) if k in listed)
    if beside and len(listed) == len(whole):
        return beside
    return found or whole


def with_limits(text: str, vocabulary: Vocabulary) -> Vocabulary:
    """The vocabulary in which a sum without bounds has those that a condition gives its index: `Σ_t … for t = 1, 2`."""
    for name in dict.fromkeys(letters_of(text)):
        whole = vocabulary.ranges.get(name, range(MOST_VALUES))
        values = restricted(name, whole, text)
        if len(values) < len(whole) and not vocabulary.members(name):
            vocabulary = vocabulary.let_set(name, tuple(values))
    return vocabulary


def letters_of(text: str) -> Iterator[str]:
    yield from (found[0] for found in CONDITION.findall(text))
    yield from (found[2] for found in REVERSED.findall(text))
    yield from (found[0] for found in IN_RANGE.findall(text))
