"""The report on a write-up as data: a record for each relation, marks for each question.  To and from JSON.

A tutor may write an `override` (a verdict) into a record of the JSON file; `derive total` adds up again.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from fractions import Fraction
from math import floor
from typing import Any, get_args

from derive.judging.finding import ACCEPTED, VERDICTS
from derive.language.errors import Complaint, ProblemError, nearest
from derive.language.resources import document_languages
from derive.marking.parts_read import WHY_UNREAD, reading

LARGEST_REPORT = 50_000_000
ERRORS = ("wrong", "slip")
"""Verdicts on a mistake made in that line."""
FALSE = (*ERRORS, "carried")
UNREAD = ("unread", "refused")
STOPPED = ("time", "memory", "died", "unmatched", "")
"""Why judging a write-up was stopped, or not begun; in most cases neither."""
OPTIONAL = {
    "cell": None,
    "override": None,
    "expected": "",
    "relation": "=",
    "continues": False,
    "code": False,
    "output": False,
    "restored": (),
    "understood": "",
    "why": "",
}
"""Fields of a record that are left out where they say nothing."""
GAP = {"line": int, "text": str, "message": str, "cell": int | None, "why": (*WHY_UNREAD, "")}
KINDS = {
    **dict.fromkeys(("text", "left", "message", "expected", "kind", "relation", "understood"), str),
    **GAP,
    **dict.fromkeys(("continues", "code", "output"), bool),
    "diagnosis": str | None,
    "verdict": VERDICTS,
    "override": (*VERDICTS, None),
    "about": list,
    "restored": list,
}
"""The fields of a record with their types, or the values they may have."""
NEEDED = ("line", "text", "left", "verdict")
NEEDED_GAP = ("line", "text", "message")
PARTS = ("cell", "paragraph", "page")
"""What files consist of, where lines are counted in parts."""
HEAD = {**dict.fromkeys(("submission", "problem", "title"), str), "reveal": ("none", "hint", "full"), "verdicts": list}
USUAL_LANGUAGE = "en"
"""That of a report that tells none."""
NAMED = {
    str: "a text",
    int: "a whole number",
    float: "a number",
    bool: "true or false",
    list: "a list",
    dict: "an object",
    type(None): "null",
}
ANEW = "expected a report that derive check wrote with --to json; it can be written anew"
WIDEST_SOURCE = 100


@dataclass(frozen=True, slots=True)
class Line:
    """One relation of a write-up: the 1-based source line where its right side begins, and its verdict.

    In a file of parts `cell` counts them from 0 (a notebook's list `cells`, paragraphs, pages), and `line` counts
    within the part.
    `about` are the quantities on the left in plain notation, `kind` is `number`, `formula` or `mixed`.  `relation` is
    the sign between, `continues` tells that the relation goes on from the record before.  `code` is a line of a
    program, `output` one of what a cell printed.  `restored` says what was mended in a text that a machine damaged,
    `understood` in LaTeX what the line was taken to say, where that was asked for, `why` the class of what was not
    read.
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
    code: bool = False
    output: bool = False
    restored: tuple[str, ...] = ()
    understood: str = ""
    why: str = ""

    @property
    def is_overruled(self) -> bool:
        """Whether a tutor judged otherwise; then what was said of the line holds no longer."""
        return self.final != self.verdict

    @property
    def is_read(self) -> bool:
        """Whether it could be judged."""
        return self.final not in UNREAD

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
    why: str = ""


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
    """Everything that is said of one write-up; `source` is a fingerprint of what it was made from.

    `parts` tells what the file is cut into, where it is: cells, paragraphs or pages.
    `stopped` tells why judging was stopped before its end: `time`, `memory` or `died`, or that it was not begun, since
    nobody knows whose variant it is: `unmatched`; else it is empty.  `variant` is the one that it was held against.
    `read_as` is the kind of file that it was taken for, `conventions` are those that were found in it.
    """

    submission: str
    problem: str
    title: str
    lines: tuple[Line, ...]
    questions: tuple[Marked, ...] = ()
    unread: tuple[Gap, ...] = ()
    reveal: str = "hint"
    seconds: float = field(default=0.0, compare=False)
    source: str = ""
    stopped: str = ""
    parts: str = "cell"
    language: str = USUAL_LANGUAGE
    variant: str = ""
    read_as: str = ""
    conventions: tuple[str, ...] = ()

    @property
    def marks(self) -> Fraction:
        return sum((q.marks for q in self.questions if q.marks is not None), Fraction(0))

    @property
    def out_of(self) -> Fraction:
        return sum((q.out_of for q in self.questions if q.out_of is not None), Fraction(0))

    @property
    def is_right(self) -> bool:
        """Whether all marks were earned and nothing is wrong; without marks, whether something is right."""
        if self.stopped or any(line.final in FALSE for line in self.lines):
            return False
        if any(q.out_of is not None for q in self.questions):
            return self.marks == self.out_of
        return any(line.final in ACCEPTED for line in self.lines)

    @property
    def is_read(self) -> bool:
        """Whether anything in the file could be judged."""
        return any(line.is_read for line in self.lines)

    @property
    def not_read(self) -> list[Line | Gap]:
        """What could not be read, in the order of the file."""
        found: list[Line | Gap] = [*self.unread, *(line for line in self.lines if not line.is_read)]
        return sorted(found, key=lambda each: (each.cell or 0, each.line))

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
    data = {
        "submission": report.submission,
        "problem": report.problem,
        "title": report.title,
        "marks": decimal(report.marks),
        "out_of": decimal(report.out_of),
        "reveal": report.reveal,
        "source": report.source,
        **({"stopped": report.stopped} if report.stopped else {}),
        **({"variant": report.variant} if report.variant else {}),
        **({"parts": report.parts} if report.parts != PARTS[0] else {}),
        **({"language": report.language} if report.language != USUAL_LANGUAGE else {}),
        **reading(report),
        **first_wrong(report),
        "verdicts": [as_record(line) for line in report.lines],
        "questions": [{**asdict(q), "marks": decimal(q.marks), "out_of": decimal(q.out_of)} for q in report.questions],
        "unread": [as_record(gap) for gap in report.unread],
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def first_wrong(report: Report) -> dict[str, int | None]:
    """The place of the first error: its line, and in a notebook its cell as in the record of the line."""
    first = report.first_error
    line: dict[str, int | None] = {"first_wrong_line": first.line if first else None}
    return line if first is None or first.cell is None else {"first_wrong_cell": first.cell, **line}


def as_record(record: Line | Gap) -> dict[str, Any]:
    """The fields of a record, without those that say nothing."""
    found = ((each.name, getattr(record, each.name)) for each in fields(record))
    return {key: value for key, value in found if key not in OPTIONAL or value != OPTIONAL[key]}


def loads(text: str, place: str) -> Report:
    """A report from its JSON.  Errors: `ProblemError` that tells all that is wrong with the file."""
    data = parsed(text, place)
    told = {"stopped": STOPPED, "parts": PARTS, "language": document_languages(), "variant": str, "reading": dict}
    faults = list(unfit(data, {**HEAD, **told, "unread": list}, place, {*HEAD}))
    if not faults:
        for name, key, kinds, needed in (("verdict", "verdicts", KINDS, NEEDED), ("unread", "unread", GAP, NEEDED_GAP)):
            for k, record in enumerate(data.get(key, ()), 1):
                where = f"{place}, {name} {k}"
                faults += [*unfit(record, kinds, where, needed), *unknown(record, kinds, where)]
    if faults:
        raise ProblemError(*faults)
    lines = tuple(line_of(record) for record in data["verdicts"])
    gaps = tuple(Gap(**record) for record in data.get("unread", ()))
    name, problem, title, reveal = (data[key] for key in ("submission", "problem", "title", "reveal"))
    source = str(data.get("source", ""))
    said = {key: data[key] for key in told if key in data and key != "reading"}
    found = data.get("reading", {})
    said |= {"read_as": str(found.get("source", "")), "conventions": tuple(map(str, found.get("conventions", ())))}
    return Report(name, problem, title, lines, (), gaps, reveal, source=source, **said)


def line_of(record: Mapping[str, Any]) -> Line:
    """A line from its record."""
    return Line(**{**record, **{key: tuple(record.get(key, ())) for key in ("about", "restored")}})


def parsed(text: str, place: str) -> dict[str, Any]:
    """The object that a JSON text holds."""
    try:
        data = json.loads(text)
    except json.JSONDecodeError as error:
        source = text.split("\n")[error.lineno - 1]
        shown = source if len(source) <= WIDEST_SOURCE else ""
        where = f"{place}, line {error.lineno}, column {error.colno}"
        raise ProblemError(Complaint(where, f"not JSON ({error.msg}); {ANEW}", shown, error.colno)) from None
    except (ValueError, RecursionError):
        raise ProblemError(Complaint(place, f"not JSON that can be read; {ANEW}")) from None
    if not isinstance(data, dict):
        raise ProblemError(Complaint(place, f"found {described(data)}; {ANEW}"))
    return data


def unfit(record: Any, kinds: Mapping[str, Any], place: str, needed: Collection[str]) -> Iterator[Complaint]:
    """What is wrong with the fields of a record that a person may have changed."""
    if not isinstance(record, dict):
        yield Complaint(place, f"found {described(record)}; expected a record with fields")
        return
    for key in kinds:
        if key not in record:
            if key in needed:
                yield Complaint(place, f"the field {key!r} is missing; {ANEW}")
            continue
        value, wanted = record[key], kinds[key]
        if isinstance(wanted, tuple):
            if value not in wanted:
                yield Complaint(place, f"unknown {key} {value!r}{nearest(str(value), filter(None, wanted))}")
        elif not isinstance(value, wanted) or (isinstance(value, bool) and wanted is not bool):
            expected = " or ".join(NAMED[kind] for kind in get_args(wanted) or (wanted,))
            yield Complaint(place, f"{key}: found {value!r}; expected {expected}")
        elif key == "about" and not all(isinstance(each, str) for each in value):
            yield Complaint(place, f"{key}: found {value!r}; expected a list of names")


def unknown(record: Any, kinds: Mapping[str, Any], place: str) -> Iterator[Complaint]:
    """Fields that a record does not have, such as a misspelt override."""
    for key in record if isinstance(record, dict) else ():
        if key not in kinds:
            yield Complaint(place, f"unknown field {key!r}{nearest(key, kinds)}")


def described(value: object) -> str:
    return NAMED.get(type(value), repr(value))
