"""What a machine may have misread: of a text that was recognised or taken out of a page not all that is false is wrong.

A value that is true but for one usual confusion (lost minus signs, lost decimal points, l for 1) is not judged, nor is
what may be a part of what stood on the page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.following.own_point import Name
from derive.following.relation import FALSE_VERDICTS
from derive.following.sides import ReadSide, read_side
from derive.following.supposed import Supposing
from derive.following.values import expected
from derive.judging.finding import Finding, wrong
from derive.language.errors import NoValue
from derive.language.expr import Derivative, Entry, Ref

PART = "a machine took this text from a page and may have lost a part of this, so it was not judged"
LOST_MINUS = "unread (probably a minus sign was lost when the text was recognised)"
LOST_POINT = "unread (probably a decimal point was lost when the text was recognised)"
MISTAKEN_LETTER = "unread (probably a letter and a figure that look alike were confused when the text was recognised)"
NUMBER = re.compile(r"(?<![\w.])(?P<sign>[-−–+]?)[ ]?(?P<digits>\d+)(?P<rest>\.\d+)?(?![\w.])")
LOOKALIKES = (("1", "l"), ("l", "1"), ("0", "O"), ("O", "0"), ("o", "0"), ("5", "S"), ("S", "5"))
MOST_TRIES = 40
MARKUP = re.compile(r"\\(?!operatorname\b)")
"""A command that the text has itself; functions that it calls by a letter were named beforehand."""
APART = "   "
"""Room between things that stood side by side."""
MIXED = ("other_quantity", "other_time_step")
"""Values of what may have stood beside."""


class Recognising(Supposing):
    """Knows whether a machine made the text, and asks then whether it misread what is false."""

    is_extracted: bool = False

    def relation(
        self, head: ReadSide, name: Name | None, before: ReadSide | None, earlier: Finding | None, side: ReadSide
    ) -> Finding:
        """The verdict on a side; one that was misread is not judged and counts further on as what it was."""
        if not self.is_extracted:
            return self.reasoning.relation(head, name, before, earlier, side)
        finding, relation = self.reasoning.weighed(head, name, before, earlier, side)
        is_false = finding.verdict in FALSE_VERDICTS
        for why, text in self.readings(head, name, side) if is_false else ():
            other = read_side(replace(side.source, text=text), self.vocabulary, head.expr)
            if self.would_be_true(head, other):
                self.reasoning.relation(head, name, before, earlier, other)
                return Finding("unread", details={"fault": why}, why="damaged")
        if is_false and is_part(head, side, finding):
            return Finding("unread", details={"fault": PART}, why="damaged")
        if relation is not None:
            self.reasoning.remember(relation, finding)
        return finding

    def would_be_true(self, head: ReadSide, side: ReadSide) -> bool:
        """Whether a side is the truth by itself; one without a value is not."""
        try:
            if side.expr is None or head.meant is None:
                return False
            return self.reasoning.claim(head.meant, side).is_accepted
        except NoValue:
            return False

    def readings(self, head: ReadSide, name: Name | None, side: ReadSide) -> Iterator[tuple[str, str]]:
        """What a side may have said before one usual confusion, each with the confusion."""
        text = side.source.text
        if side.kind == "number" and name is not None:
            yield from likened(text, expected(self.reasoning.judge, name, wrong(None)))
        if side.kind in ("mixed", "number"):
            yield from with_one_mended(text)
        if side.kind != "number":
            yield from with_lookalikes(text)


def is_part(head: ReadSide, side: ReadSide, finding: Finding) -> bool:
    """Whether a false side may be a part of what stood there: it has another number of entries, or no name before it.

    A machine that took text without markup from a page keeps no index, exponent or fraction, parts what stands in
    several lines and joins what stands side by side: then numbers alone are judged, behind a name in the same line.
    """
    if finding.diagnosis == "wrong_shape" or side.misfit is not None or head.kind != "formula":
        return True
    text = side.source.text
    if MARKUP.search(f"{head.source.text} {text}"):
        return False
    stands_beside = isinstance(head.expr, Ref | Derivative | Entry) and side.source.line == head.source.line
    return side.kind != "number" or not stands_beside or "." not in text or APART in text or finding.diagnosis in MIXED


def likened(text: str, truth: str) -> Iterator[tuple[str, str]]:
    """Printed numbers with the signs or the points of the true ones, where they alone are lost."""
    mine, true = list(NUMBER.finditer(text)), list(NUMBER.finditer(truth))
    if len(mine) != len(true) or not mine:
        return
    pairs = list(zip(mine, true, strict=True))
    for why, liken in ((LOST_MINUS, with_minus), (LOST_POINT, with_point)):
        parts = [liken(one, other) for one, other in pairs]
        changed = in_place(text, mine, parts)
        if changed != text:
            yield why, changed


def in_place(text: str, found: Sequence[re.Match[str]], parts: Sequence[str]) -> str:
    pieces, place = [], 0
    for match, part in zip(found, parts, strict=True):
        pieces += [text[place : match.start()], part]
        place = match.end()
    return "".join([*pieces, text[place:]])


def with_minus(mine: re.Match[str], true: re.Match[str]) -> str:
    is_lost = true["sign"] in ("-", "−") and not mine["sign"]
    return f"-{mine[0].strip()}" if is_lost else mine[0]


def with_point(mine: re.Match[str], true: re.Match[str]) -> str:
    """The number with a point where the true one has its own."""
    digits, whole = mine["digits"], len(true["digits"])
    if mine["rest"] or not true["rest"] or len(digits) < 3:
        return mine[0]
    if true["digits"] == "0" and digits[0] != "0":
        return f"{mine['sign']}0.{digits}"
    return f"{mine['sign']}{digits[:whole]}.{digits[whole:]}"


def with_one_mended(text: str) -> Iterator[tuple[str, str]]:
    """A calculation with one number negative that is not, or with a point in one that has none."""
    for found in list(NUMBER.finditer(text))[:MOST_TRIES]:
        before, behind, digits = text[: found.start()], text[found.end() :], found["digits"]
        if not found["sign"]:
            yield LOST_MINUS, f"{before}-{found[0].strip()}{behind}"
        for k in range(3) if not found["rest"] and len(digits) > 3 else ():
            yield LOST_POINT, f"{before}{found['sign']}{digits[:k] or '0'}.{digits[k:]}{behind}"


def with_lookalikes(text: str) -> Iterator[tuple[str, str]]:
    """A formula with one letter or figure as the one that looks like it."""
    tries = 0
    for sign, other in LOOKALIKES:
        for found in re.finditer(rf"(?<![A-Za-z\\]){sign}(?![A-Za-z])", text):
            tries += 1
            if tries > MOST_TRIES:
                return
            yield MISTAKEN_LETTER, f"{text[: found.start()]}{other}{text[found.end() :]}"
