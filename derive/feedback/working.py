"""What a report shows of a student's working: lines with their marks, set as mathematics or shown as typed."""

from __future__ import annotations

import re
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from derive.documents.foreign_latex import Formula, typeset
from derive.documents.lines import SetLine, broken
from derive.documents.words import Words
from derive.language.width import width
from derive.marking.report import ERRORS, UNREAD, Gap, Line

WIDEST = 66.0
"""Digits beside the place and the mark."""
TOO_WIDE = 5 * WIDEST
PRINTED = re.compile(r"\d\.?\s+[-+]?\.?\d")
"""Numbers with nothing but room between them, as programs print arrays; mathematics would run them together."""
RELATIONS = {"≈": "\\approx", "=>": "\\Rightarrow", ":=": ":="}


@dataclass(frozen=True, slots=True)
class MarkedLine:
    """A line of the working.  `formulas` are LaTeX (continued line by line), or `typed` is what was typed.

    `left` is LaTeX too and empty where the line goes on.  `mark` is the verdict, `word` what is written beside the sign
    of it; `remark` and `expected` are words that mean nothing to any format, and `aside` what is said of the line at
    another place, for a format that has room beside it.
    """

    place: str
    left: str
    relation: str
    formulas: tuple[str, ...]
    typed: str
    mark: str
    word: str
    remark: str = ""
    expected: str = ""
    aside: str = ""

    @property
    def set_lines(self) -> tuple[SetLine, ...]:
        """The line as a display."""
        first, *others = self.formulas
        return SetLine(self.left, f"{self.relation} {first}"), *(SetLine("", f"\\quad {each}") for each in others)


@dataclass(frozen=True, slots=True)
class Working:
    """Lines of a student's working, one below the other; `expected` is the word for what should stand there."""

    lines: tuple[MarkedLine, ...]
    expected: str = ""
    kind: str = field(default="working", init=False)

    @property
    def groups(self) -> list[list[MarkedLine]]:
        """The lines in runs that are set together: until something is said of one, or the way of setting changes."""
        groups: list[list[MarkedLine]] = []
        for line in self.lines:
            last = groups[-1][-1] if groups else None
            if last is None or last.remark or last.expected or bool(last.typed) != bool(line.typed):
                groups.append([])
            groups[-1].append(line)
        return groups


@dataclass(frozen=True, slots=True)
class Said:
    """A sentence before or behind words that somebody else wrote."""

    before: str
    typed: str
    after: str = ""
    kind: str = field(default="said", init=False)


@dataclass(frozen=True, slots=True)
class Passages:
    """Passages of a file with their places, and what is said of each."""

    items: tuple[tuple[str, str, str], ...]
    kind: str = field(default="passages", init=False)


class Lines:
    """Sets the lines of a report; places in a file of parts count `parts`: cells, paragraphs or pages."""

    def __init__(self, words: Words, parts: str = "cell") -> None:
        self.words, self.parts = words, parts
        self.columns = 10
        self.known: dict[str, Formula | None] = {}

    def formula(self, text: str) -> Formula | None:
        if text not in self.known:
            printed = "\\" not in text and PRINTED.search(text)
            self.known[text] = None if printed else typeset(text)
        return self.known[text]

    def place(self, line: Line | Gap) -> str:
        """A place in words: people count a file's parts from 1, data from 0."""
        if line.cell is None:
            return self.words("report.place", line=line.line)
        return self.words(f"report.place_{self.parts}", line=line.line, part=line.cell + 1)

    def working(self, lines: Sequence[Line], silent: Container[int] = ()) -> Working:
        """Lines with their remarks, except on those at the places in `silent`."""
        marked = tuple(self.marked(line, k not in silent, k > 0) for k, line in enumerate(lines))
        return Working(marked, self.words("report.expected"))

    def marked(self, line: Line, remarks: bool = True, may_continue: bool = True) -> MarkedLine:
        place = str(line.line) if line.cell is None else f"{line.cell + 1}:{line.line}"
        continues = may_continue and line.continues
        left, right = None if continues or line.code else self.formula(line.left), self.formula(line.text)
        aside = line.message if not remarks and not line.is_overruled and line.final in ERRORS else ""
        remarks = remarks and not line.is_overruled
        says = remarks and line.final in (*ERRORS, *UNREAD, "rounded", "shorthand")
        tail = (
            line.final,
            self.words(f"report.marks.{line.final}"),
            line.message if says else "",
            line.expected if remarks else "",
            aside,
        )
        sign = RELATIONS.get(line.relation, "=")
        if (
            line.code
            or not line.is_read
            or right is None
            or (left is None and not continues)
            or width(right.latex) > TOO_WIDE
        ):
            typed = whole(line) if not continues else f"{line.relation} {line.text}"
            return MarkedLine(place, "", "", (), typed, *tail)
        self.columns = max(self.columns, right.columns, left.columns if left else 0)
        parts = tuple(broken(right.latex, WIDEST, WIDEST)) if width(right.latex) > WIDEST else (right.latex,)
        return MarkedLine(place, left.latex if left else "", sign, parts, "", *tail)

    def passages(self, gaps: Sequence[Line | Gap]) -> Passages:
        return Passages(tuple((self.place(gap), whole(gap), gap.message) for gap in gaps))


def whole(passage: Line | Gap) -> str:
    """A passage as it was typed."""
    if isinstance(passage, Gap) or passage.continues:
        return passage.text
    if passage.code and not passage.relation:
        return f"{passage.left}({passage.text})"
    return f"{passage.left} {passage.relation} {passage.text}"
