"""How a file was read: how much of it, what was not and of which class, and what was restored."""

from __future__ import annotations

from collections import Counter
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from derive.marking.report import Gap, Line, Report

WHY_UNREAD = (
    "name",
    "notation",
    "unclear",
    "beyond",
    "shape",
    "places",
    "damaged",
    "code",
    "elsewhere",
    "limit",
    "file",
)
"""Classes of what was not read: a name that means nothing here, a sign or a notation, what can mean several things,
mathematics that is not read, shapes that do not fit, the places of signs on a page, damage by a machine, code, what
does not belong to the work (another exercise, struck out, hidden), a limit, the file itself."""
APART = ("elsewhere", "file")
"""What is not counted among the statements of the work."""


def counted(report: Report) -> list[Line | Gap]:
    """The statements of the work, read or not."""
    found: list[Line | Gap] = [*report.lines, *(gap for gap in report.unread if gap.text)]
    return [each for each in found if each.why not in APART]


def share_read(report: Report) -> float:
    """How large a part of its statements was read; nothing in a file without any."""
    statements = counted(report)
    return sum(line.is_read for line in report.lines) / len(statements) if statements else 0.0


def unread_by_class(report: Report) -> dict[str, int]:
    """How much was not read, by its class, the most frequent first."""
    found = Counter(each.why or "unclear" for each in report.not_read)
    return dict(sorted(found.items(), key=lambda pair: (-pair[1], WHY_UNREAD.index(pair[0]))))


def restored_by_kind(report: Report) -> dict[str, int]:
    """In how many statements something was restored, by what."""
    return dict(Counter(kind for line in report.lines for kind in line.restored))


def reading(report: Report) -> dict[str, Any]:
    """How the file was read, if that is known."""
    if not report.read_as:
        return {}
    found = {
        "source": report.read_as,
        "conventions": list(report.conventions),
        "restored": restored_by_kind(report),
        "statements": len(report.lines),
        "unread": unread_by_class(report),
        "share": round(share_read(report), 4),
    }
    return {"reading": found}
