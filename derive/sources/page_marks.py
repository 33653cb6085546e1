"""What numbers the lines and pages of a text, and repeats at the head of each page: no part of what it says."""

from __future__ import annotations

import itertools
import re
from collections import Counter

LINE_NUMBER = re.compile(r"[ \t]{0,8}(\d{1,4})(?:[ \t]*[|:│][ \t]?|[ \t]{1,8}|$)")
WORDS = re.compile(r"[^\W\d_]|=")
"""What a text says that is no table of numbers."""
SURE = 8
"""So many lines with a number each, one after another, have line numbers."""
PAGE = re.compile(
    r"[ \t]*(?:[-–—|~•·]{1,3}[ \t]*\d{1,4}[ \t]*[-–—|~•·]{1,3}"
    r"|\[?(?:[Pp]age|[Ss]eite|[Pp]agina|S\.|[Pp]\.)[ \t]*\d{1,4}"
    r"(?:[ \t]*(?:/|of|von|de)[ \t]*\d{1,4})?\]?|\d{1,4}[ \t]*(?:/|of|von)[ \t]*\d{1,4})[ \t]*"
)
ALONE = re.compile(r"[ \t]*(\d{1,3})[ \t]*")
FEED = "\x0c"
OPEN_END = re.compile(r"[-+=≈:·⊙×*/(,\[]\s*$")
DIGITS = re.compile(r"\d+")


def without_line_numbers(text: str) -> str:
    """The text with spaces for the numbers of its lines, where each has the next one."""
    lines = text.split("\n")
    found = [LINE_NUMBER.match(line) for line in lines]
    full = [(k, found[k]) for k, line in enumerate(lines) if line.strip()]
    numbers = [(k, int(match[1])) for k, match in full if match]
    is_said = any(WORDS.search(line) for line in lines)
    if len(numbers) < SURE or len(numbers) < len(full) or not is_said:
        return text
    steps = {after - number for (_, number), (_, after) in itertools.pairwise(numbers)}
    by_place = all(after - number == j - k for (k, number), (j, after) in itertools.pairwise(numbers))
    if steps != {1} and not by_place:
        return text
    return "\n".join(
        " " * match.end() + line[match.end() :] if match else line for line, match in zip(lines, found, strict=True)
    )


def without_page_marks(text: str) -> str:
    """The text without the numbers of its pages and without the line that stands at the head of several."""
    lines = text.split("\n")
    heads = Counter(DIGITS.sub("#", line.strip(" \t\x0c")) for line in heads_of(lines))
    repeated = {head for head, count in heads.items() if count > 1 and head}
    kept = []
    for k, line in enumerate(lines):
        is_head = FEED in line and DIGITS.sub("#", line.split(FEED)[-1].strip()) in repeated
        kept.append("" if is_head or is_page_number(lines, k) else line)
    return "\n".join(kept)


def heads_of(lines: list[str]) -> list[str]:
    """The lines at the heads of pages."""
    return [line.split(FEED)[-1] for line in lines if FEED in line]


def is_page_number(lines: list[str], k: int) -> bool:
    """Whether a line only numbers its page: it says so, or it stands before a form feed and between blank lines."""
    line = lines[k]
    if PAGE.fullmatch(line):
        above = next((lines[j] for j in range(k - 1, max(-1, k - 4), -1) if lines[j].strip()), "")
        return not OPEN_END.search(above)
    ends = k + 1 < len(lines) and (
        FEED in lines[k + 1] or (not lines[k + 1].strip() and FEED in "".join(lines[k + 2 : k + 3]))
    )
    return bool(ends and ALONE.fullmatch(line) and (k == 0 or not lines[k - 1].strip()))
