"""The report on a write-up as data: a record for each relation, marks for each question.  To and from JSON.

A tutor may write an `override` (a verdict) into a record of the JSON file; `derive total` adds up again.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from fractions import Fraction
from math import floor
from typing import Any

from derive.checking.finding import ACCEPTED, VERDICTS
from derive.errors import Complaint, ProblemError, nearest

LARGEST_REPORT = 50_000_000
ERRORS = ("wrong", "slip")
"""Verdicts on a mistake made in that line."""
FALSE = (*ERRORS, "carried")
OPTIONAL = {"cell": None, "override": None, "expected": "", "relation": "=", "continues": False}
"""Fields of a record that are left out where they say nothing."""
KINDS = {
    **dict.fromkeys(("text", "left", "message", "expected", "kind", "relation"), str),
    **dict.fromkeys(("line", "continues"), int),
    **dict.fromkeys(("diagnosis", "override"), str | None),
    "cell": int | None,
}


@dataclass(frozen=True, slots=True)
class Line:
    """One relation of a write-up: the 1-based source line where its right side begins, and its verdict.

    `about` are the quantities on the left in plain notation, `kind` is `number`, `formula` or `mixed`.  `relation` is
    the sign between, `continues` tells that the relation goes on from the record before.
    """

    line: int
    text: str
    left: str
    verdict: str
    diagnosis: str | None = None
    message: str = ""
    expected: str = ""
    cell: int | None = None
    about: tuple[str, ...] = ()
    kind: str = ""
    override: str | None = None
    relation: str = "="
    continues: bool = False

    @property
    def final(self) -> str:
        """The verdict that counts: the tutor's, if there is one."""
        return self.override or self.verdict


@dataclass(frozen=True, slots=True)
class Gap:
    """Something in the file that could not be taken apart."""

    line: int
    text: str
    message: str
    cell: int | None = None


@dataclass(frozen=True, slots=True)
class Marked:
    """What one question earns; `out_of` is `None` where the problem gives no marks for it."""

    name: str
    verdict: str
    marks: Fraction | None
    out_of: Fraction | None
    reason: str


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is said of one write-up; `source` is a fingerprint of what it was made from."""

    submission: str
    problem: str
    title: str
    lines: tuple[Line, ...]
    questions: tuple[Marked, ...] = ()
    unread: tuple[Gap, ...] = ()
    reveal: str = "hint"
    seconds: float = field(default=0.0, compare=False)
    source: str = ""

    @property
    def marks(self) -> Fraction:
        return sum((q.marks for q in self.questions if q.marks is not None), Fraction(0))

    @property
    def out_of(self) -> Fraction:
        return sum((q.out_of for q in self.questions if q.out_of is not None), Fraction(0))

    @property
    def is_right(self) -> bool:
        """Whether all marks were earned and nothing is wrong; without marks, whether something is right."""
        if any(line.final in FALSE for line in self.lines):
            return False
        if any(q.out_of is not None for q in self.questions):
            return self.marks == self.out_of
        return any(line.final in ACCEPTED for line in self.lines)

    @property
    def first_error(self) -> Line | None:
        """The first line that is wrong or does not follow."""
        return next((line for line in self.lines if line.final in ERRORS), None)


def decimal(value: Fraction | None) -> float | int | None:
    """Marks as a JSON number with at most two decimals, halves rounded up."""
    if value is None:
        return None
    return int(value) if value.denominator == 1 else floor(value * 100 + Fraction(1, 2)) / 100


def dumps(report: Report) -> str:
    """The report as JSON."""
    first = report.first_error
    data = {
        "submission": report.submission,
        "problem": report.problem,
        "title": report.title,
        "marks": decimal(report.marks),
        "out_of": decimal(report.out_of),
        "reveal": report.reveal,
        "source": report.source,
        "first_wrong_line": first.line if first else None,
        "verdicts": [trimmed(asdict(line)) for line in report.lines],
        "questions": [{**asdict(q), "marks": decimal(q.marks), "out_of": decimal(q.out_of)} for q in report.questions],
        "unread": [trimmed(asdict(gap)) for gap in report.unread],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def trimmed(record: dict[str, Any]) -> dict[str, Any]:
    """A record without the fields that say nothing."""
    return {key: value for key, value in record.items() if key not in OPTIONAL or value != OPTIONAL[key]}


def loads(text: str, place: str) -> Report:
    """A report from its JSON.  Errors: `ProblemError` that tells what is wrong with the file."""
    try:
        data = json.loads(text)
        lines = tuple(Line(**{**record, "about": tuple(record.get("about", ()))}) for record in data["verdicts"])
        unread = tuple(Gap(**record) for record in data.get("unread", ()))
        name, problem, title, reveal = (str(data[key]) for key in ("submission", "problem", "title", "reveal"))
        report = Report(name, problem, title, lines, (), unread, reveal, source=str(data.get("source", "")))
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ProblemError(Complaint(place, f"no report of derive check: {error}")) from None
    faults = [
        Complaint(f"{place}, verdict {k}", message)
        for k, line in enumerate(report.lines, 1)
        for message in misread(line)
    ]
    if faults:
        raise ProblemError(*faults)
    return report


def misread(line: Line) -> Iterator[str]:
    """What is wrong with a record that a person may have changed."""
    for key, wanted in KINDS.items():
        if not isinstance(value := getattr(line, key), wanted):
            yield f"{key}: found {value!r}"
    for key in ("verdict", "override"):
        value = getattr(line, key)
        if value not in VERDICTS and not (key == "override" and value is None):
            yield f"unknown {key} {value!r}{nearest(str(value), VERDICTS)}"
