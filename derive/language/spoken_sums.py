"""Sums that are named in words: `the column sums of ∂L/∂Z`."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache, partial

from derive.language.human_words import longest_words, phrases
from derive.language.spoken_gradients import WORD

SUMS = {"sums_down": "sum({}, axis=0)", "sums_across": "sum({}, axis=1)", "sums_over_all": "sum({})"}
"""The keys of the words for sums, and what they make of their argument."""


def spoken_sum(words: str) -> str:
    """The sum that some words end in as a pattern for its argument, `sum({}, axis=0)`; empty where they end in none."""
    return next((made for made, pattern in ends_in_sum().items() if pattern.search(words)), "")


def sums_within(text: str) -> Iterator[tuple[int, int]]:
    """Where sums in words begin in a text, and where what is summed begins."""
    if is_possible(text):
        yield from (found.span() for found in re.finditer(rf"(?<!\w){phrases(*SUMS)}(?!\w)", text, re.IGNORECASE))


def is_possible(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in longest_words(*SUMS))


def with_sums(text: str) -> str:
    """A text with the sums in words that its sides begin with as calls; they reach to the next relation or the end."""
    if not is_possible(text):
        return text
    for made, pattern in sides_of_sums().items():
        text = pattern.sub(partial(called, made), text)
    return text


def called(made: str, found: re.Match[str]) -> str:
    return f"{found[1]}{made.format(found[2].strip())} "


@cache
def ends_in_sum() -> dict[str, re.Pattern[str]]:
    return {made: re.compile(rf"(?<!\w){phrases(key)}\s*$", re.IGNORECASE) for key, made in SUMS.items()}


@cache
def sides_of_sums() -> dict[str, re.Pattern[str]]:
    """What stands before a sum in words, and what is summed."""
    begins = rf"(^\s*|[=≈]\s*)(?:{WORD}\s+){{0,2}}?"
    return {
        made: re.compile(rf"{begins}(?<!\w){phrases(key)}\s+([^=≈,;]+)", re.IGNORECASE) for key, made in SUMS.items()
    }
