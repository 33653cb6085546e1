"""The verdicts on a write-up: one for each relation."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from derive.following.sides import ReadSide
from derive.judging.finding import Finding, stumbled
from derive.language.expr import Derivative, Entry, Index, Ref
from derive.writeup.chain import Chain

About = Ref | Derivative | Entry
ORDER = ("right", "rounded", "shorthand", "carried", "unread", "refused", "slip", "wrong")
"""Verdicts from the best to the worst."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One relation: where its right side begins, what it says, and what was found.

    `about` are the quantities of the problem on the left, or entries of them, one for each index value that the line
    speaks of, and those whose true values stand in a sum of them on the right; `kind`
    is `number`, `formula` or `mixed`.  `read` are the left and the right side as they were understood, for one of the
    `choices` of index values that the line speaks of.
    """

    line: int
    cell: int | None
    text: str
    left: str
    finding: Finding
    about: tuple[About, ...] = ()
    kind: str = ""
    expected: str = ""
    read: tuple[ReadSide, ReadSide] | None = field(default=None, compare=False, repr=False)
    choices: tuple[Mapping[str, Index], ...] = ()


def worst(findings: list[Finding]) -> Finding:
    """The worst finding, one that says what was done wrong before one that does not."""
    return max(findings, key=lambda f: (ORDER.index(f.verdict), f.diagnosis not in (None, "coincidence")))


@dataclass(frozen=True, slots=True)
class JudgedInstance:
    """The verdict on one relation for one choice of its index values."""

    finding: Finding
    about: tuple[About, ...]
    kind: str
    binding: Mapping[str, Index]
    expected: str = ""
    is_beyond: bool = False
    read: tuple[ReadSide, ReadSide] | None = None


def kept(judge: Callable[[Chain], list[Judged]], chain: Chain) -> list[Judged]:
    """The verdicts on a chain; where judging it fails it has none, and all other chains keep theirs."""
    try:
        return judge(chain)
    except Exception as error:
        finding = stumbled(error)
        return [Judged(side.line, chain.cell, side.text, chain.sides[0].text, finding) for side in chain.sides[1:]]
