"""A formula in the text and the code beside it, about one quantity: which of them is right is told at the other."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from derive.documents.words import Words
from derive.marking.report import Line

LINES_APART = 12
"""How far a formula and code of one file may stand apart to be beside each other; cells follow one another."""
FORMULAS = frozenset({"formula", "mixed"})
TURNED = re.compile(r"\\top|\\intercal|\^\s*\{?\s*(?:T|\\mathsf\{T\}|\\mathrm\{T\})\b|ᵀ|'|\.T\b|\.t\(\)|transpose")
"""How a transposition is written in a formula or in code."""


def compared(lines: Sequence[Line], words: Words) -> list[Line]:
    """The lines, with a sentence more at each wrong one beside which the other way of saying the same is right."""
    return [told(line, lines, words) if line.verdict == "wrong" and line.message else line for line in lines]


def told(line: Line, lines: Sequence[Line], words: Words) -> Line:
    other = next(iter(sorted(beside(line, lines), key=lambda each: distance(line, each))), None)
    if other is None:
        return line
    lacks = len(TURNED.findall(line.text)) < len(TURNED.findall(other.text))
    key = ("code" if line.code else "formula") + ("_lacks_transpose" if lacks else "")
    end = "" if line.message[-1] in ".!?:" else "."
    return replace(line, message=f"{line.message}{end} {words(f'beside.{key}', name=line.about[0])}")


def beside(line: Line, lines: Sequence[Line]) -> Iterator[Line]:
    """Right lines of the other kind about the same quantity that stand near."""
    for other in lines:
        is_right = other.final == "right" and other.about[:1] == line.about[:1] and bool(line.about)
        if is_right and other.code != line.code and is_formula(line) and is_formula(other) and is_near(line, other):
            yield other


def is_formula(line: Line) -> bool:
    return not line.output and (line.code or line.kind in FORMULAS)


def is_near(line: Line, other: Line) -> bool:
    if line.cell is not None and other.cell is not None and line.cell != other.cell:
        return abs(line.cell - other.cell) == 1
    return abs(line.line - other.line) <= LINES_APART


def distance(line: Line, other: Line) -> tuple[int, int]:
    return abs((line.cell or 0) - (other.cell or 0)), abs(line.line - other.line)
