"""A report in a few lines for the terminal; what a student wrote is shown without control characters."""

from __future__ import annotations

from collections.abc import Iterator

from derive.marking.first import first_errors
from derive.marking.report import Report
from derive.views.records import plain
from derive.views.report import ReportView, name_of, number
from derive.views.working import Lines

LONGEST = 100


def summary(report: Report, view: ReportView) -> str:
    return "".join(f"{line}\n" for line in lines(report, view))


def lines(report: Report, view: ReportView) -> Iterator[str]:
    words, places = view.words, Lines(view.words)
    marks = words("report.total", marks=number(report.marks), out_of=number(report.out_of)).strip("*")
    yield f"{shown(report.submission)}: {marks}" if report.out_of else shown(report.submission)
    asked = [q for q in report.questions if q.out_of is not None]
    wide = max((len(q.name) for q in asked), default=0)
    for question in asked:
        got = f"{number(question.marks)} / {number(question.out_of)}"
        yield f"  {question.name.ljust(wide)}  {got.rjust(9)}  {question.reason}"
    for error in first_errors(report, view.marker):
        of = words.listed([name_of(question) for question in error.questions])
        key = "first" if error.questions else "first_elsewhere"
        yield words(f"report.{key}", place=places.place(error.line), questions=of)
        yield f"    {shown(error.line.left)} {shown(error.line.relation)} {shown(error.line.text)}"
        if error.line.message:
            yield f"    {plain(error.line.message)}"
        if error.line.expected:
            yield f"    {words('report.expected')}: {shown(error.line.expected)}"
    unread = [(gap, gap.message, gap.text) for gap in report.unread]
    unread += [(each, each.message, each.text) for each in report.lines if each.final in ("unread", "refused")]  # type: ignore[misc]
    if not report.lines:
        yield words("report.nothing")
    if unread:
        yield f"{words('report.sections.unread')}:"
    for place, message, text in sorted(unread, key=lambda item: (item[0].cell or 0, item[0].line)):
        yield f"    {places.place(place)}: {shown(text)}{': ' if text else ''}{shown(message)}"


def shown(text: str) -> str:
    """Text for a terminal, on one line, not too long."""
    clean = plain(" ".join(text.split()))
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 1]}…"
