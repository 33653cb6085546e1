"""The verdicts on a write-up: one for each relation."""

from __future__ import annotations

from dataclasses import dataclass

from derive.judging.finding import Finding
from derive.language.expr import Derivative, Entry, Ref

About = Ref | Derivative | Entry
ORDER = ("right", "rounded", "shorthand", "carried", "unread", "refused", "slip", "wrong")
"""Verdicts from the best to the worst."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One relation: where its right side begins, what it says, and what was found.

    `about` are the quantities of the problem on the left, or entries of them, one for each index value that the line
    speaks of, and those whose true values stand in a sum of them on the right; `kind`
    is `number`, `formula` or `mixed`; `follows` tells whether the line before, as printed, leads to it.
    """

    line: int
    cell: int | None
    text: str
    left: str
    finding: Finding
    about: tuple[About, ...] = ()
    kind: str = ""
    expected: str = ""


def worst(findings: list[Finding]) -> Finding:
    """The worst finding, one that says what was done wrong before one that does not."""
    return max(findings, key=lambda f: (ORDER.index(f.verdict), f.diagnosis not in (None, "coincidence")))
