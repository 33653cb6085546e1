"""What was found out about an answer: data for the messages, reports and files."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field, replace

from derive.language.errors import NoValue, is_developing
from derive.language.expr import Expr, Numeral
from derive.language.operation import ATOM, SUM
from derive.language.plain import Plain
from derive.language.printer import Piece, write
from derive.language.record import record
from derive.problem.scope import Scope
from derive.reading.result import Literal, Reading

VERDICTS = ("right", "rounded", "carried", "slip", "wrong", "shorthand", "unread", "refused")
NOT_JUDGED = ("unread", "refused")
ACCEPTED = ("right", "rounded", "shorthand")
"""Verdicts for an answer that counts as right."""


@record
class Finding:
    """A verdict with its reason.

    `diagnosis` names the mistake (two at once as `a+b`), `also` other mistakes that would give the same.  `details`
    fill in the sentences: places of entries, another quantity, what was expected.  `position` is the place in the
    text for an answer that could not be read; `notes` are remarks on what was read generously.  A mistake that
    `is_rare` was looked for since no usual one explains the answer: it may be none of that sort.  `why` is the class of
    the reason where it was not read.
    """

    verdict: str
    diagnosis: str | None = None
    also: tuple[str, ...] = ()
    details: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    read_as: str = ""
    digits_right: int | None = None
    position: int | None = None
    is_rare: bool = False
    why: str = ""

    @property
    def is_accepted(self) -> bool:
        return self.verdict in ACCEPTED

    def but(self, **changes: object) -> Finding:
        return replace(self, **changes)  # type: ignore[arg-type]


def wrong(diagnosis: str | None, **details: str) -> Finding:
    return Finding("wrong", diagnosis, details=details)


NO_VALUE = "something in it has no value here"


def stumbled(error: Exception) -> Finding:
    """The verdict where judging failed by a fault of the program's own, or for want of memory: none on the student.

    Something that has no value, as a step that does not exist, is no fault.
    """
    if isinstance(error, NoValue):
        return Finding("unread", details={"fault": NO_VALUE})
    if is_developing():
        raise error
    is_large = isinstance(error, RecursionError | MemoryError)
    return Finding("refused", "too_much_work") if is_large else Finding("unread", "not_judged")


def said(reading: Reading, scope: Scope) -> str:
    """The answer as it was read, in plain notation."""
    notation = Plain(scope.ranges, int(scope.counts_from_one))
    texts = [
        as_text(member.expr, reading.literals, notation) if member.expr is not None else "…"
        for member in reading.members
    ]
    result = texts[0]
    for relation, text in zip(reading.relations, texts[1:], strict=True):
        result += f" {relation} {text}"
    return result


def as_text(expr: Expr, literals: Mapping[Numeral, Literal], notation: Plain) -> str:
    def leaves(part: Expr) -> Piece | None:
        if isinstance(part, Numeral):
            text = literals[part].text
            return text, SUM if text.startswith("-") else ATOM
        return None

    return write(expr, notation, leaves)[0]
