"""What a writer takes back: parts that are struck out, and what stands before `no, that is wrong: it should be …`."""

from __future__ import annotations

import re
from functools import cache

from derive.language.human_words import phrases, words
from derive.language.patterns import regex

STRUCK = regex(
    r"~~(?!~)[^~]+~~|<(del|s|strike)>.*?</\1>|\\(?:sout|st|xout)\s*\{[^{}]*\}|(?<==)\s*\\[bx]?cancel\s*\{[^{}]*\}|^\s*\\[bx]?cancel\s*\{[^{}]*\}",
    re.DOTALL,
)
"""What is struck out; a `\\cancel` within a formula is but a factor that is cancelled."""
REMARK = regex(r"\s#(?:\s.*)?$", re.MULTILINE)
"""What programs have behind a statement."""
MARKS = r"(?:[\s,;:!…(—–]|\.(?!\d)|-(?=\s))*"
LEAST = regex(r"\d")


def without_struck(text: str) -> str:
    """A text without what is struck out of it, where something is left."""
    kept = REMARK.sub("", STRUCK.sub(" ", text))
    return kept if LEAST.search(kept) else text


def corrected(text: str) -> str:
    """What an answer stands by: what its last correction says, without what is struck out."""
    kept = without_struck(text)
    *_, last = [None, *correction().finditer(kept)] if is_possible(kept) else [None]
    if last is None or not kept[last.end() :].strip(" .)"):
        return kept
    said = kept[last.end() :]
    return said.rstrip(" .)") if said.count(")") > said.count("(") else said


def takes_back(lead: str) -> bool:
    """Whether the words before a statement take back what stands before them."""
    return is_possible(lead) and before_correction().search(f"{lead} ") is not None


def names_value(lead: str) -> bool:
    """Whether they say so of a value only, `it should be`, and leave what it is a value of to what stands before."""
    return is_possible(lead) and re.search(rf"{phrases('should_be')}{MARKS}$", f"{lead} ", re.IGNORECASE) is not None


def value_behind(trail: str) -> str:
    """The value that the words behind a statement put in the place of its own; empty where they put none."""
    found = behind_correction().match(trail) if is_possible(trail) else None
    return found["value"].strip(" .,;:") if found else ""


def begins_correction(text: str) -> bool:
    """Whether the words behind a statement begin to take it back."""
    return is_possible(text) and correction().match(text) is not None


def is_possible(text: str) -> bool:
    lowered = text.lower()
    return any(word in lowered for word in heads())


@cache
def heads() -> frozenset[str]:
    return frozenset(
        phrase.lower().split()[0].rstrip(",") for phrase in words("corrects", "corrects_with_mark", "should_be")
    )


@cache
def told() -> str:
    """Some corrections in a row: `no, that is wrong: it should be`; a mere `no` has a mark behind it."""
    plain = rf"{phrases('corrects', 'should_be')}(?!\w)"
    short = rf"{phrases('corrects_with_mark')}(?=\s*[,:;–—])"
    return rf"(?<!\w)(?:(?:{plain}|{short}){MARKS})+(?:{phrases('verbs')}\s+)?"


@cache
def correction() -> re.Pattern[str]:
    return re.compile(rf"{MARKS}{told()}", re.IGNORECASE)


@cache
def before_correction() -> re.Pattern[str]:
    return re.compile(rf"{told()}$", re.IGNORECASE)


@cache
def behind_correction() -> re.Pattern[str]:
    value = r"(?P<value>(?:\\begin\{|[\[(+-]|\d)[^;=]*?)"
    return re.compile(rf"{MARKS}{told()}\$?\s*{value}\$?\s*\)?\s*$", re.IGNORECASE | re.DOTALL)
