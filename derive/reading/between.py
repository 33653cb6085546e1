"""Conditions between index letters: `k < t`, `0 \\le k < t \\le 2`, `k = 0, …, t-1`, `i \\ne j`."""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

ORDERINGS: Mapping[str, Callable[[int, int], bool]] = {
    "<": operator.lt,
    ">": operator.gt,
    "<=": operator.le,
    ">=": operator.ge,
    "=": operator.eq,
    "!=": operator.ne,
}
SPELT = {"≤": "<=", "≥": ">=", "≠": "!=", "<": "<", ">": ">", "=": "=", "<=": "<=", ">=": ">=", "!=": "!="}
SIGN = r"\\(?:leq?(?:slant)?|geq?(?:slant)?|lt|gt|neq?|not\s*=)(?![A-Za-z])|<=|>=|!=|[<>=≤≥≠]"
TERM = r"(?<![A-Za-z\\_^\d])(?:[A-Za-z](?![A-Za-z])|\d{1,4})(?:\s*[+-]\s*\d{1,4})?(?![\d_^]|\s*[_^(])"
PARTS = re.compile(rf"({TERM})|({SIGN})")
COMPARED = re.compile(rf"{TERM}(?:\s*(?:{SIGN})\s*{TERM})+")
DOTS = r"(?:\\[lc]?dots|\\dotsc|\.\.\.?|…)"
LIST = re.compile(rf"\s*,\s*(?:{TERM}|{DOTS})")
LISTED = re.compile(
    rf"(?<![A-Za-z\\])([A-Za-z])\s*(?:=|\\in|∈)\s*\\?[{{\[]?\s*({TERM})\s*(?:,\s*{TERM}\s*)?,?\s*{DOTS}\s*,?\s*({TERM})"
)


@dataclass(frozen=True, slots=True)
class Term:
    """A letter and what is added to it, or a number alone."""

    letter: str
    offset: int

    def at(self, values: Mapping[str, int]) -> int | None:
        if not self.letter:
            return self.offset
        return values[self.letter] + self.offset if self.letter in values else None


Condition = tuple[Term, str, Term]


def conditions(text: str) -> list[Condition]:
    """The conditions in a text that have a letter on both sides."""
    found = [*compared(text), *listed(text)]
    return [each for each in found if each[0].letter and each[2].letter]


def holds(found: Sequence[Condition], values: Mapping[str, int]) -> bool:
    """Whether all conditions hold that speak of these letters only."""
    for left, sign, right in found:
        first, second = left.at(values), right.at(values)
        if first is not None and second is not None and not ORDERINGS[sign](first, second):
            return False
    return True


def compared(text: str) -> Iterator[Condition]:
    """The pairs of `0 \\le k < t`, one after the other."""
    for chain in COMPARED.finditer(text):
        parts = list(PARTS.finditer(chain[0]))
        goes_on = LIST.match(text, chain.end())
        for left, sign, right in zip(parts[::2], parts[1::2], parts[2::2], strict=False):
            if not (goes_on and plainly(sign[0]) == "="):
                yield term(left[0]), plainly(sign[0]), term(right[0])


def listed(text: str) -> Iterator[Condition]:
    """The two ends of `k = 0, …, t-1`, or of `k = t-1, …, 0`."""
    for letter, first, last in LISTED.findall(text):
        ends = [term(first), term(last)]
        if ends[0].letter and not ends[1].letter:
            ends.reverse()
        elif ends[0].letter:
            continue
        yield ends[0], "<=", Term(letter, 0)
        yield Term(letter, 0), "<=", ends[1]


def term(text: str) -> Term:
    text = re.sub(r"\s", "", text)
    letter = text[0] if text[0].isalpha() else ""
    return Term(letter, sum(map(int, re.findall(r"[+-]?\d+", text[len(letter) :]))))


def plainly(sign: str) -> str:
    """A sign as programs write it: `<=` for `\\leq`."""
    if not sign.startswith("\\"):
        return SPELT[sign]
    if sign.startswith("\\n"):
        return "!="
    return {"l": "<", "g": ">"}[sign[1]] + ("" if sign[2] == "t" else "=")
