"""Sums that are named in words: `the column sums of ∂L/∂Z`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from derive.language.human_words import longest_words, phrases
from derive.language.spoken_gradients import WORD

AXES = {"sums_down": 0, "sums_across": 1}
SUM = "sum({}, axis={})"


def spoken_sum(words: str) -> str:
    """The sum that some words end in as a pattern for its argument, `sum({}, axis=0)`; empty where they end in none."""
    ends = {axis: pattern.search(words) for axis, pattern in ends_in_sum().items()}
    return next((SUM.format("{}", axis) for axis, found in ends.items() if found), "")


def sums_within(text: str) -> Iterator[tuple[int, int]]:
    """Where sums in words begin in a text, and where what is summed begins."""
    if is_possible(text):
        yield from (found.span() for found in re.finditer(rf"(?<!\w){phrases(*AXES)}(?!\w)", text, re.IGNORECASE))


def is_possible(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in longest_words(*AXES))


def with_sums(text: str) -> str:
    """A text with the sums in words that its sides begin with as calls; they reach to the next relation or the end."""
    if not is_possible(text):
        return text
    for axis, pattern in sides_of_sums().items():
        text = pattern.sub(partial(called, axis), text)
    return text


def called(axis: int, found: re.Match[str]) -> str:
    return f"{found[1]}{SUM.format(found[2].strip(), axis)} "


@cache
def ends_in_sum() -> dict[int, re.Pattern[str]]:
    return {axis: re.compile(rf"(?<!\w){phrases(key)}\s*$", re.IGNORECASE) for key, axis in AXES.items()}


@cache
def sides_of_sums() -> dict[int, re.Pattern[str]]:
    """What stands before a sum in words, and what is summed."""
    begins = rf"(^\s*|[=≈]\s*)(?:{WORD}\s+){{0,2}}?"
    return {
        axis: re.compile(rf"{begins}(?<!\w){phrases(key)}\s+([^=≈,;]+)", re.IGNORECASE) for key, axis in AXES.items()
    }
