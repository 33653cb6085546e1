"""The lines of a page: words as they stand, formulas between dollars, a line of mathematics alone as a display."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from statistics import median

from derive.sources import structure as latex
from derive.sources.page_formulas import together
from derive.sources.page_glyphs import UNKNOWN, PlacedGlyph, PrintedPage
from derive.sources.page_rows import row, rows
from derive.sources.typed_source import with_source

SPACE = 0.17
"""A gap of so many sizes parts words."""
WORD = re.compile(r"[^\W\d_]{2,}")
PAGE_NUMBER = re.compile(r"\W*(?:\d{1,4}|[ivxlc]{1,6}|\d+\s*(?:/|of|von|de)\s*\d+)\W*", re.IGNORECASE)
OPERATOR = re.compile(r"[-+−·×⊙/]")
OPERATORS = re.compile(r"[-+−=·×⋅⊙≈/(),.;:|<>*\d\[\]∗%]+")
BINARY = re.compile(r"\$+\s*[-+·⊙×]")
BROKEN = re.compile(r"(?:[-+=≈·⊙×(]|\\cdot)\s*\$+\Z")
"""A formula that breaks off."""
LARGER = 1.12
"""Headings are set so much larger than most of the page."""
GOES_ON = re.compile(r"\$+\s*(?:[-+=≈·⊙×)\]]|\\(?:approx|cdot))")
"""A formula that goes on from the line before."""
INNER = re.compile(r"[^$]\$+[^$]")
"""Text behind a formula, and another one."""
RELATION = re.compile(r"[=≈]|\\approx")
NAME = re.compile(r"[-−(]*[A-Za-z]{2,10}(?:\(.*)?")
STOPS = ",.;:"
UNPLACED = frozenset("√ˆ¯‾ˉ˙´\u0302\u0303\u0304\u0305\u0307")
"""Signs that belong to others: where one is left by itself, it is not known what it was for."""


@dataclass(frozen=True, slots=True)
class PageText:
    """What a page says: its lines, and those by number whose places did not tell what they say."""

    lines: tuple[str, ...]
    unclear: tuple[tuple[int, str], ...]


def text_of(page: PrintedPage) -> PageText:
    """A page as text, line by line; a page number at its head or foot is left out."""
    items = together(with_source(page.items), page.rules)
    stray = [item for item in items if item.is_tall or item.text in UNPLACED or UNKNOWN.search(item.text)]
    found = [PageLine(line) for line in rows([item for item in items if not item.is_tall])]
    usual = median(item.size for item in page.items) if page.items else 0.0
    fragments = [line.is_fragment(found[k - 1] if k else None) or line.is_small(usual) for k, line in enumerate(found)]
    strays = [any(reaches(item, line.items) for item in stray) for line in found]
    doubtful = spread([one or other for one, other in zip(fragments, strays, strict=True)], found)
    lines: list[str] = []
    unclear: list[tuple[int, str]] = []
    for k, line in enumerate(found):
        if k in (0, len(found) - 1) and PAGE_NUMBER.fullmatch("".join(item.text for item in line.items)):
            lines.append("")
        elif doubtful[k]:
            unclear.append((k + 1, plain(line.items)))
            lines.append("")
        else:
            lines.append(f"# {line.text}" if line.is_heading(usual) else line.text)
    told = tuple((number, text) for number, text in unclear if RELATION.search(text))
    return PageText(tuple(continued(lines)), told)


def spread(doubtful: list[bool], found: list[PageLine]) -> list[bool]:
    """Which lines are in doubt once those beside a doubtful one are that belong to the same formula."""
    first = [
        is_doubtful or any(doubtful[j] and line.is_near(found[j]) for j in (k - 1, k + 1) if 0 <= j < len(found))
        for k, (is_doubtful, line) in enumerate(zip(doubtful, found, strict=True))
    ]
    for k in range(1, len(found)):
        first[k] = first[k] or (first[k - 1] and GOES_ON.match(found[k].text) is not None)
    for k in range(len(found) - 1, 0, -1):
        first[k - 1] = first[k - 1] or (first[k] and BINARY.match(found[k].text) is not None)
    return first


class PageLine:
    """A line of a page, and what its make tells of it."""

    def __init__(self, items: list[PlacedGlyph]) -> None:
        self.items = sorted(items, key=lambda each: each.left)
        self.text = written([*words(self.items)])
        self.main = max(self.items, key=lambda item: item.size)
        self.is_formula = self.text[:1] == "$" and self.text[-1:] == "$" and not INNER.search(self.text)

    def is_fragment(self, before: PageLine | None) -> bool:
        """Whether it is a formula that says nothing, or is not closed: then its neighbours may have lost a part."""
        if not self.is_formula:
            pieces = self.text.split("$")
            return any(part.count("(") != part.count(")") for part in pieces[3 if not pieces[0] else 1 : -2 : 2])
        goes_on = BROKEN.search(self.text) or (before is not None and BROKEN.search(before.text))
        return not goes_on and (self.text.count("(") != self.text.count(")") or not RELATION.search(self.text))

    def is_small(self, usual: float) -> bool:
        """Whether it is a formula that is set as small as the bounds of a sum are."""
        return self.is_formula and self.main.size < 0.8 * usual

    def is_near(self, other: PageLine) -> bool:
        """Whether it is a formula of the same display as another."""
        return self.is_formula and abs(self.main.base - other.main.base) < 3.2 * self.main.size

    def is_heading(self, usual: float) -> bool:
        return min(item.size for item in self.items) > LARGER * usual and not any(item.is_math for item in self.items)


def reaches(stray: PlacedGlyph, line: Sequence[PlacedGlyph]) -> bool:
    """Whether a sign that could not be placed, such as a bracket without its partner, may belong to a line."""
    base = max(line, key=lambda item: item.size).base
    low, high = (3.2, 0.3) if stray.hangs else (1.7, 1.7)
    return -low * stray.size <= base - stray.base <= high * stray.size


def continued(lines: list[str]) -> list[str]:
    """The lines with each formula whole: what breaks off at a sign, or begins with one, is joined."""
    result: list[str] = []
    for line in lines:
        before = result[-1] if result else ""
        if line[:1] == "$" and before[-1:] == "$" and (BROKEN.search(before) or BINARY.match(line)):
            rest = line.lstrip("$")
            rest = f"{rest.rstrip('$')}{'$$' if before[:2] == '$$' else '$'}" if rest[-1:] == "$" else rest
            result[-1:] = ["", f"{before.rstrip('$')} {rest}"]
        else:
            result.append(line)
    return result


def plain(items: Sequence[PlacedGlyph]) -> str:
    return " ".join("".join(item.text for item in word) for word in words(items))


def words(items: Sequence[PlacedGlyph]) -> Iterator[list[PlacedGlyph]]:
    """Items that stand close together."""
    word: list[PlacedGlyph] = []
    for item in items:
        if word and (item.left - word[-1].right > SPACE * item.size or item.is_math != word[-1].is_math):
            yield word
            word = []
        word.append(item)
    if word:
        yield word


def written(found: list[list[PlacedGlyph]]) -> str:
    """A line: what is mathematics by its font or its make, and what stands between such, goes into formulas."""
    kinds = [kind(word) for word in found]
    kinds = [joined(kinds, found, k) for k in range(len(kinds))]
    pieces: list[str] = []
    for is_math, run in runs(kinds, found):
        items = [item for word in run for item in word]
        if is_math:
            pieces.append(formula(items))
        else:
            pieces.append(" ".join("".join(item.text for item in word) for word in run))
    text = " ".join(piece for piece in pieces if piece)
    alone = len(pieces) == 1 and kinds[0] == "math" and RELATION.search(text)
    return f"$${text[1:-1]}$$" if alone and text[:1] == "$" and text.count("$") == 2 else text


def formula(items: Sequence[PlacedGlyph]) -> str:
    text = row(named(items)).strip()
    tail = ""
    while text[-1:] in STOPS and text:
        tail, text = text[-1] + tail, text[:-1].rstrip()
    return f"${text}${tail}" if text else tail


def named(items: Sequence[PlacedGlyph]) -> list[PlacedGlyph]:
    """Letters of ordinary type that stand together within a formula as one name."""
    result: list[PlacedGlyph] = []
    for item in items:
        last = result[-1] if result else None
        letters = item.font and not item.is_math and item.text.isalpha()
        if last is not None and letters and last.font == "name" and item.left - last.right < SPACE * item.size:
            last.text, last.right = last.text + item.text, item.right
        elif letters:
            result.append(PlacedGlyph(item.text, item.left, item.right, item.base, item.size, "name"))
        else:
            result.append(item)
    for item in result:
        if item.font == "name":
            item.text, item.font = latex.word(item.text), ""
    return result


def kind(word: Sequence[PlacedGlyph]) -> str:
    """`math`, `text`, or `either` for numbers and signs."""
    if any(item.is_math for item in word):
        return "math"
    text = "".join(item.text for item in word)
    return "either" if OPERATORS.fullmatch(text) else "text"


def joined(kinds: list[str], found: list[list[PlacedGlyph]], k: int) -> str:
    """What a word is among its neighbours: signs and numbers beside mathematics, and names before a bracket."""
    if kinds[k] == "math":
        return "math"
    before, behind = beside(kinds, found, k, -1), beside(kinds, found, k, 1)
    text = plain_word(found[k])
    if kinds[k] == "either":
        relates = any(RELATION.search(word) for word in (*before[1], text, *behind[1]))
        touches = (k > 0 and kinds[k - 1] == "math" and not apart(found, k)) or (
            k + 1 < len(kinds) and kinds[k + 1] == "math" and not apart(found, k + 1)
        )
        near = "math" in (before[0], behind[0]) and (
            relates or before[0] == behind[0] or touches or OPERATOR.fullmatch(text) is not None
        )
        return "math" if "=" in text or (near and not (stops(found, k) and before[0] != "math")) else "text"
    is_name = NAME.fullmatch(text) or (text.isalpha() and len(text) == 1 and k > 0 and is_sign(found[k - 1]))
    is_call = is_name and ("(" in text.lstrip("-−(") or begins_bracket(found, k))
    return "math" if is_call and "math" in (before[0], behind[0]) else "text"


def is_sign(word: Sequence[PlacedGlyph]) -> bool:
    """Whether a word ends in a sign behind which a formula goes on."""
    return word[-1].text in "=≈+-−·⊙×("


def beside(kinds: list[str], found: list[list[PlacedGlyph]], k: int, step: int) -> tuple[str, list[str]]:
    """The first word on one side that is mathematics or text, and the numbers and signs up to it."""
    between: list[str] = []
    k += step
    while 0 <= k < len(kinds):
        if kinds[k] != "either":
            return kinds[k], between
        between.append(plain_word(found[k]))
        k += step
    return "", between


def plain_word(word: Sequence[PlacedGlyph]) -> str:
    return "".join(item.text for item in word)


def apart(found: list[list[PlacedGlyph]], k: int) -> bool:
    """Whether there is room between a word and the one before it."""
    return found[k][0].left - found[k - 1][-1].right > SPACE * found[k][0].size


def stops(found: list[list[PlacedGlyph]], k: int) -> bool:
    """Whether a word ends with a stop and there is room behind it."""
    return plain_word(found[k])[-1:] in ".;:" and (k + 1 == len(found) or apart(found, k + 1))


def begins_bracket(found: list[list[PlacedGlyph]], k: int) -> bool:
    if k + 1 >= len(found) or not found[k + 1][0].text.startswith(("(", "\\left(")):
        return False
    return found[k + 1][0].left - found[k][-1].right < 2 * SPACE * found[k][-1].size


def runs(kinds: list[str], found: list[list[PlacedGlyph]]) -> Iterator[tuple[bool, list[list[PlacedGlyph]]]]:
    """Words that belong together: mathematics or not, up to a stop."""
    start = 0
    for k in range(1, len(found) + 1):
        if k == len(found) or (kinds[k] == "math") != (kinds[start] == "math") or stops(found, k - 1):
            yield kinds[start] == "math", found[start:k]
            start = k
