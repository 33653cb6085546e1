"""A report in a few lines for the terminal; what a student wrote is shown without control characters."""

from __future__ import annotations

from collections.abc import Iterator

from derive.documents.inert import inert_text
from derive.feedback.report_page import ReportView, name_of, number
from derive.feedback.working import Lines, whole
from derive.marking.first import first_errors
from derive.marking.report import Report

LONGEST = 100


def summary(report: Report, view: ReportView) -> str:
    return "".join(f"{line}\n" for line in lines(report, view))


def lines(report: Report, view: ReportView) -> Iterator[str]:
    words, places = view.words, Lines(view.words, report.parts)
    marks = words("report.total", marks=number(report.marks), out_of=number(report.out_of)).strip("*")
    yield f"{shown(report.submission)}: {marks}" if report.out_of else shown(report.submission)
    yield from questions(report, view)
    yield from view.outcome(report)
    for error in first_errors(report, view.marker):
        of = words.listed([name_of(question) for question in error.questions])
        key = "first" if error.questions else "first_elsewhere"
        yield words(f"report.{key}", place=places.place(error.line), questions=of)
        yield f"    {shown(error.line.left)} {shown(error.line.relation)} {shown(error.line.text)}"
        if error.line.message and not error.line.is_overruled:
            yield f"    {inert_text(error.line.message)}"
        if error.line.expected and not error.line.is_overruled:
            yield f"    {words('report.expected')}: {shown(error.line.expected)}"
    if report.not_read:
        yield f"{words('report.sections.unread')}:"
    for each in report.not_read:
        text = whole(each)
        yield f"    {places.place(each)}: {shown(text)}{': ' if text else ''}{shown(each.message)}"


def questions(report: Report, view: ReportView) -> Iterator[str]:
    """A line for each question: its name, its marks or the verdict on it, and why."""
    told = [
        (each.name, each, view.reasons(each.name.split(", "), earned, each.out_of is not None))
        for _, each, earned in view.told(report)
    ]
    wide = max((len(name) for name, *_ in told), default=0)
    for name, each, reason in told:
        got = " / ".join(map(view.number, (each.marks, each.out_of))) if each.out_of is not None else ""
        yield f"  {name.ljust(wide)}  {got.rjust(9)}  {reason}" if report.out_of else f"  {name.ljust(wide)}  {reason}"


def shown(text: str) -> str:
    """Text for a terminal, on one line, not too long."""
    clean = inert_text(" ".join(text.split()))
    return clean if len(clean) <= LONGEST else f"{clean[: LONGEST - 1]}…"
