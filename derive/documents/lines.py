"""Equations set in lines: what stands left and right of the relation, and the readings that follow one another."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from derive.documents.breaking import broken
from derive.language.width import LINE, width

Relation = Literal["=", "\\approx"]
INDENT = 4.0
"""Digits by which a continued line is set in."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of an aligned display: what stands left and right of the alignment point."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One reading of a right-hand side, with the relation that leads to it."""

    relation: Relation
    text: str


def set_lines(left: str, stages: list[Stage]) -> list[SetLine]:
    """The stages side by side as far as they fit, each in lines of its own where they do not."""
    lines: list[SetLine] = []
    head, current = left, ""
    taken = width(left)
    for stage in stages:
        text = f"{stage.relation} {stage.text}"
        if current and taken + width(current) + width(text) <= LINE:
            current = f"{current} {text}"
            continue
        if current:
            lines.append(SetLine(head, current))
            head = ""
        first, *rest = broken(text, LINE - taken, LINE - taken - INDENT)
        if rest:
            lines.append(SetLine(head, first))
            head = ""
            lines += [SetLine("", continued(part)) for part in rest[:-1]]
            current = continued(rest[-1])
        else:
            current = first
    lines.append(SetLine(head, current))
    return lines


def continued(part: str) -> str:
    """A part of a formula on a line of its own; a sign at its start keeps the space of one between two terms."""
    return f"\\quad {{}} {part}" if part.startswith(("+", "-", "\\cdot", "\\odot")) else f"\\quad {part}"


def boxed(text: str) -> str:
    """A result in a box; one in blocks of columns gets a box for each."""
    return f"\\boxed{{{text}}}".replace("\\right.\\left.", "\\right.} \\boxed{\\left.")


def carried(stages: list[Stage]) -> list[Stage]:
    """What follows a rounded reading is approximate, even where the value itself is exact."""
    rounded = [k for k, stage in enumerate(stages) if stage.relation != "="]
    first = rounded[0] if rounded else len(stages)
    return [Stage("\\approx" if k >= first else stage.relation, stage.text) for k, stage in enumerate(stages)]


def distinct(stages: list[Stage]) -> list[Stage]:
    """The stages without those that repeat the one before."""
    return [s for k, s in enumerate(stages) if k == 0 or s.text != stages[k - 1].text]
