"""The members of a chain of equalities: which of them name the question, and which is set anew."""

from __future__ import annotations

from derive.judging.finding import Finding, as_text
from derive.language.expr import Derivative, Expr, Ref, walk
from derive.language.plain import Plain
from derive.reading.result import Member, Reading


def is_only_laid_out(finding: Finding, asked: Expr) -> bool:
    """Whether a member that names the question may be true: a row for a column, or the chain rule with tensors."""
    if finding.diagnosis == "transposed":
        return 1 in asked.shape
    return finding.diagnosis == "wrong_shape" and isinstance(asked, Derivative)


def reading_part(member: Member, reading: Reading) -> str:
    return as_text(member.expr, reading.literals, Plain({})) if member.expr is not None else ""


def sets_anew(reading: Reading) -> bool:
    """Whether the first side is a quantity that the next one changes, as in `w := w - eta dL/dw`: no equality."""
    head = reading.members[0].expr
    if len(reading.members) < 2 or not isinstance(head, Ref):
        return False
    body = reading.members[1].expr
    return body is not None and body != head and any(part == head for part in walk(body))
