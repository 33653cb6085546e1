"""Differentials as they are written, `\\mathrm{d}L`, `dW_2`, put into calls that a formula can be read with."""

from __future__ import annotations

import re
from collections.abc import Callable

from derive.reading.matrix_calculus import DIFFERENTIAL
from derive.writeup.chain import Chain

SPACE = r"(?:\s|\\[!,;: ]|~)*"
UPRIGHT = re.compile(
    r"(?:\\(?:mathrm|operatorname|text|textrm|mathsf)\s*(?:\{\s*d\s*\}|d(?![A-Za-z]))|\{\s*\\rm\s+d\s*\}|\\(?:dd|diff)(?![A-Za-z]))"
    + SPACE
)
"""A d that stands upright can be nothing else."""
SLANTED = re.compile(rf"(?<![A-Za-z\\_^\d])d{SPACE}(?=[A-Za-z\\])")
COMMAND = re.compile(r"\\[A-Za-z]+")
WRAPPING = frozenset(
    r"\mathbf \boldsymbol \bm \mathrm \mathcal \hat \bar \tilde \vec \widehat \widetilde \overline".split()
)
LONGEST_NAME = 60


def with_calls(text: str, is_name: Callable[[str], bool]) -> str:
    """A side with its differentials as calls; where it has none, or one of them stands in a fraction, as it is."""
    pieces, place = [], 0
    while (found := next_mark(text, place)) is not None:
        end = name_end(text, found.end())
        name = text[found.end() : end]
        is_slanted = found[0][0] == "d"
        if is_slanted and not (name and text[end : end + 1].isalpha() is False and is_name(name)):
            pieces.append(text[place : found.end()])
            place = found.end()
            continue
        if not name or in_fraction(text, found.start(), end):
            return text
        pieces += [text[place : found.start()], f" {DIFFERENTIAL}({name}) "]
        place = end
    return "".join([*pieces, text[place:]])


def next_mark(text: str, place: int) -> re.Match[str] | None:
    """The next d of a differential."""
    marks = [found for rule in (UPRIGHT, SLANTED) if (found := rule.search(text, place)) is not None]
    return min(marks, key=lambda found: found.start(), default=None)


def in_fraction(text: str, start: int, end: int) -> bool:
    """Whether a differential is above or below another, as in a derivative."""
    before, behind = text[:start].rstrip(), text[end:].lstrip()
    return before.endswith(("{", "/")) or behind.startswith("/")


def name_end(text: str, place: int) -> int:
    """The place behind a name that begins here, with its accents and indices; the same place where there is none."""
    end = word_end(text, place)
    while end > place and end < min(len(text), place + LONGEST_NAME):
        index = re.compile(r"\s*_\s*|\s*\^\s*(?=\{?\s*\()").match(text, end)
        behind = argument_end(text, index.end()) if index is not None else end
        if behind <= end:
            break
        end = behind
    return end


def word_end(text: str, place: int) -> int:
    """The place behind the word of a name."""
    command = COMMAND.match(text, place)
    if command is not None:
        return argument_end(text, command.end()) if command[0] in WRAPPING else command.end()
    is_latex = "\\" in text
    word = re.compile(r"[A-Za-z]" if is_latex else r"[A-Za-z][A-Za-z\d]*").match(text, place)
    return word.end() if word is not None else place


def argument_end(text: str, place: int) -> int:
    """The place behind a group in braces, a command or a single character."""
    while place < len(text) and text[place].isspace():
        place += 1
    if text[place : place + 1] == "{":
        level = 0
        for k in range(place, min(len(text), place + LONGEST_NAME)):
            level += (text[k] == "{") - (text[k] == "}")
            if level == 0:
                return k + 1
        return place
    if text[place : place + 1] == "\\":
        return word_end(text, place)
    return place + 1 if text[place : place + 1].isalnum() else place


def has_differentials(chain: Chain) -> bool:
    """Whether there may be differentials on both sides: of a chain that has none nothing else is asked."""
    first, *others = (side.text for side in chain.sides)
    return is_one(first) and any(next_mark(text, 0) is not None for text in others)


def is_one(text: str) -> bool:
    """Whether a side is a differential and nothing else."""
    found = next_mark(text, 0)
    if found is None or text[: found.start()].strip():
        return False
    return name_end(text, found.end()) >= len(text.rstrip())
