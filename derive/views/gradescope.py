"""A report as Gradescope's results.json, one test a question.

https://gradescope-autograders.readthedocs.io/en/latest/specs/#output-format
"""

from __future__ import annotations

import json
from fractions import Fraction
from typing import Any

from derive.marking.first import FirstError, first_errors
from derive.marking.report import Report, decimal
from derive.views.report import ReportView, name_of
from derive.views.summary import summary
from derive.views.working import Lines

VISIBILITY = {"none": "visible", "hint": "visible", "full": "hidden"}
"""A report that shows the solution is for tutors."""


def results(report: Report, view: ReportView, version: str) -> str:
    """The text of results.json."""
    visibility = VISIBILITY[report.reveal]
    errors = first_errors(report, view.marker)
    data = {
        "score": decimal(report.marks),
        "execution_time": round(report.seconds, 3),
        "output": summary(report, view),
        "output_format": "text",
        "visibility": visibility,
        "stdout_visibility": "hidden",
        "extra_data": {
            "problem": report.problem,
            "version": version,
            "reveal": report.reveal,
            "out_of": decimal(report.out_of),
            "first_wrong_line": report.first_error.line if report.first_error else None,
            "unread": len(report.unread) + sum(line.final == "unread" for line in report.lines),
        },
        "tests": tests(report, view, errors, visibility),
    }
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def tests(report: Report, view: ReportView, errors: list[FirstError], visibility: str) -> list[dict[str, Any]]:
    """One test for each question that earns marks; all of them where none does."""
    lines = Lines(view.words)
    questions = [q for q in report.questions if q.out_of is not None] or list(report.questions)
    found = []
    for number, question in enumerate(questions, 1):
        own = [error for error in errors if question.name in map(name_of, error.questions)]
        output = [question.reason]
        output += [f"{lines.place(error.line)}: {error.line.message}".rstrip(": ") for error in own]
        score, full = question.marks or Fraction(0), question.out_of or Fraction(0)
        is_right = score == full if question.out_of is not None else question.verdict in ("right", "rounded")
        found.append(
            {
                "score": decimal(score),
                "max_score": decimal(full),
                "status": "passed" if is_right else "failed",
                "name": question.name,
                "number": str(number),
                "output": "\n".join(output),
                "output_format": "text",
                "tags": [question.verdict],
                "visibility": visibility,
                "extra_data": {"verdict": question.verdict, "lines": [error.line.line for error in own]},
            }
        )
    return found
