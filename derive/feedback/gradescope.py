"""A report as Gradescope's results.json, one test a question.

https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from derive.feedback.report_page import ReportView, name_of
from derive.feedback.summary import summary
from derive.feedback.working import Lines
from derive.marking.first import first_errors
from derive.marking.marks import share
from derive.marking.report import Line, Marked, Report, decimal, first_wrong

VISIBILITY = {"none": "visible", "hint": "visible", "full": "hidden"}
"""A report that shows the solution is for tutors."""
Pointed = tuple[Marked, Fraction, Fraction]
"""A question with what it earned and out of how much."""


def results(report: Report, view: ReportView, version: str) -> str:
    """The text of results.json."""
    visibility = VISIBILITY[report.reveal]
    questions = pointed(report, view)
    data = {
        "score": decimal(sum((marks for _, marks, _ in questions), Fraction(0))),
        "execution_time": round(report.seconds, 3),
        "output": summary(report, view),
        "output_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "extra_data": {
            "problem": report.problem,
            "version": version,
            "reveal": report.reveal,
            "out_of": decimal(sum((out_of for _, _, out_of in questions), Fraction(0))),
            **first_wrong(report),
            "unread": len(report.not_read),
        },
        "tests": tests(report, view, questions, visibility),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def pointed(report: Report, view: ReportView) -> list[Pointed]:
    """The questions that earn marks; where none does all of them, one point each, since 0 of 0 says nothing."""
    if any(question.out_of is not None for question in report.questions):
        return [(q, q.marks or Fraction(0), q.out_of) for q in report.questions if q.out_of is not None]
    shares = [share(earned) for _, earned in view.marker.mark(report.lines)]
    return [(q, each, Fraction(1)) for q, each in zip(report.questions, shares, strict=True)]


def remark(lines: Lines, line: Line) -> str:
    return f"{lines.place(line)}: {'' if line.is_overruled else line.message}".rstrip(": ")


def tests(report: Report, view: ReportView, questions: list[Pointed], visibility: str) -> list[dict[str, Any]]:
    """One test for each question."""
    lines = Lines(view.words, report.parts)
    errors = first_errors(report, view.marker)
    found = []
    for number, (question, marks, out_of) in enumerate(questions, 1):
        own = [error.line for error in errors if question.name in map(name_of, error.questions)]
        output = [question.reason, *(remark(lines, line) for line in own)]
        cells = {"cells": [line.cell for line in own]} if any(line.cell is not None for line in own) else {}
        found.append(
            {
                "score": decimal(marks),
                "max_score": decimal(out_of),
                "status": "passed" if marks == out_of else "failed",
                "name": question.name,
                "number": str(number),
                "output": "\n".join(output),
                "output_format": "text",
                "tags": [question.verdict],
                "visibility": visibility,
                "extra_data": {"verdict": question.verdict, **cells, "lines": [line.line for line in own]},
            }
        )
    return found
