"""Entries that are listed one by one: `∂L/∂w_1 = 0.40, ∂L/∂w_2 = -1.34`, also one below the other, as one array."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from derive.language.expr import Derivative, Entry, Expr, Ref, size
from derive.language.human_words import phrases
from derive.language.patterns import regex
from derive.language.signs import BY_SPELLING, longest_first
from derive.reading.read import read_chain
from derive.reading.result import Unreadable
from derive.reading.vocabulary import Vocabulary

MOST_ENTRIES = 100
RELATION = regex(longest_first(each for each, sign in BY_SPELLING.items() if sign.meaning in ("=", "≈")))
FRAME = regex(r"\\(?:begin|end)\s*\{(?:align|aligned|gather|gathered|split|array|cases)\*?\}|[&$]|\\[,;!:]")
SEPARATOR = regex(rf";|\n|\\\\|\\q?quad\b|,(?!\d)|(?<!\d),|\b{phrases('and')}\b")
OPENS, CLOSES = "([{", ")]}"
NUMBERED = regex(r"(.*[^\d])(\d+)([\])}\s]*)", re.DOTALL)
DECIMAL_COMMA = regex(r"(?<=\d),(?=\d)")
Listed = tuple[str, list[str]]
"""The left side of one entry and what it is said to be, one side after the other."""


def as_array(text: str, vocabulary: Vocabulary, asked: Expr) -> str:
    """The entries of what is asked as one array, each side of their relations; empty where they are not listed."""
    count = size(asked.shape)
    if not 1 < count <= MOST_ENTRIES or len(RELATION.findall(text)) < count:
        return ""
    listed = [each for left, sides in statements(FRAME.sub(" ", text)) for each in spread(left, sides)]
    lefts, rights = [left for left, _ in listed], [right for _, right in listed]
    if len(listed) != count or not all(rights):
        return ""
    places = named(lefts, vocabulary, asked) or numbered(lefts, vocabulary, asked)
    if sorted(places) != list(range(count)):
        return ""
    ordered = [right for _, right in sorted(zip(places, rights, strict=True))]
    return " = ".join(array(sides, asked) for sides in abreast(ordered))


def statements(text: str) -> Iterator[Listed]:
    """What stands between separators outside of brackets."""
    for part in outside_brackets(text.strip().rstrip("."), SEPARATOR):
        if part.strip():
            left, *right = (side.strip() for side in outside_brackets(part, RELATION))
            yield left, [DECIMAL_COMMA.sub(".", side) for side in right if side]


def spread(left: str, sides: list[str]) -> Iterator[Listed]:
    """Each of the entries that one value is given to, `h_2 = h_3 = 0`."""
    stem = NUMBERED.fullmatch(left)
    others = [NUMBERED.fullmatch(side) for side in sides[:-1]]
    count = next((k for k, each in enumerate(others) if not stem or not each or each[1] != stem[1]), len(others))
    for each in (left, *sides[:count]):
        yield each, sides[count:]


def outside_brackets(text: str, sign: re.Pattern[str]) -> Iterator[str]:
    """The parts of a text between signs that stand in no brackets."""
    start = depth = done = 0
    for match in sign.finditer(text):
        before = text[done : match.start()]
        depth += sum(map(before.count, OPENS)) - sum(map(before.count, CLOSES))
        done = match.end()
        if depth == 0:
            yield text[start : match.start()]
            start = match.end()
    yield text[start:]


def named(lefts: Sequence[str], vocabulary: Vocabulary, asked: Expr) -> list[int]:
    """The places of entries of what is asked, or of what it is differentiated by; nothing where one is none."""
    wholes = (asked, asked.by) if isinstance(asked, Derivative) else (asked,)
    found = (meant(left, vocabulary) for left in lefts)
    entries = [each for each in found if isinstance(each, Entry) and each.of in wholes]
    return list(map(place, entries)) if len(entries) == len(lefts) else []


def numbered(lefts: Sequence[str], vocabulary: Vocabulary, asked: Expr) -> list[int]:
    """The places by numbers from 1 or 0 behind one name that stands for nothing else: `q1`, `q2`; `h_1`, `h_2`."""
    found = [NUMBERED.fullmatch(left) for left in lefts]
    parts = [(match[1], match[3]) for match in found if match]
    numbers = [int(match[2]) for match in found if match]
    if len(parts) < len(lefts) or len(set(parts)) > 1 or min(asked.shape) > 1 or min(numbers) > 1:
        return []
    others = (meant(left, vocabulary) for left in lefts)
    is_other = any(other is not None and name(other) != name(asked) for other in others)
    return [] if is_other else [number - min(numbers) for number in numbers]


def meant(left: str, vocabulary: Vocabulary) -> Expr | None:
    """What a left side names; nothing where it cannot be read."""
    try:
        return read_chain(left, vocabulary).members[-1].expr
    except Unreadable:
        return None


def name(expr: Expr) -> str:
    """The name of a quantity, whatever its index; a derivative has that of its variable."""
    match expr:
        case Entry(whole):
            return name(whole)
        case Derivative(by=by):
            return f"d{by.name}"
        case Ref(known):
            return known
    return ""


def place(entry: Entry) -> int:
    """The place of an entry, row by row; -1 where its index is no number."""
    if any(i.name for i in entry.index):
        return -1
    *rows, last = (i.offset for i in entry.index)
    return rows[0] * entry.of.shape[-1] + last if rows else last


def abreast(rights: Sequence[list[str]]) -> Iterator[list[str]]:
    """The first sides of all entries, then the second ones; where one has fewer, its first stands for those before."""
    most = max(map(len, rights))
    padded = [[sides[0]] * (most - len(sides)) + sides for sides in rights]
    for k in range(most):
        yield [sides[k] for sides in padded]


def array(entries: Sequence[str], asked: Expr) -> str:
    """A list, or lists of the rows of a matrix."""
    width = asked.shape[-1]
    if min(asked.shape) == 1:
        return bracketed(entries)
    return bracketed(bracketed(entries[k : k + width]) for k in range(0, len(entries), width))


def bracketed(parts: Iterable[str]) -> str:
    return f"[{', '.join(parts)}]"
