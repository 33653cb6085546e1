"""`derive check` of a write-up and `derive total`: from the command line to what is written and printed."""

from __future__ import annotations

import json
from pathlib import Path

from derive.apart import Limits
from derive.checks import Job
from derive.errors import fault, one_of
from derive.marking.report import Report, dumps, loads
from derive.views.summary import summary
from derive.writeups import FILES, FORMATS, Reporter, content, totalled

__all__ = ["again", "dumps", "formats", "on_file"]
REASONS = {
    "time": "judging it took too long and was stopped",
    "memory": "judging it took too much memory and was stopped",
    "died": "judging it ended unexpectedly",
}


def formats(names: str | None, output: str | None) -> tuple[str, ...]:
    """The formats of `--to md,tex`; without it a summary, or with a folder all documents."""
    if names is None:
        return ("md", "tex", "json") if output not in (None, "-") else ()
    wanted = tuple(dict.fromkeys(name.strip() for name in names.split(",") if name.strip()))
    for name in wanted:
        one_of(name, FORMATS, "--to")
    if output == "-" and len(wanted) != 1:
        raise fault("standard output takes one format; name it with --to", "-o -")
    return wanted


def on_file(job: Job, path: Path, forms: tuple[str, ...]) -> tuple[Report, dict[str, str]]:
    """The report on a file, and the texts to write by file name; the summary for the terminal has no name."""
    data = content(path)
    reporter = Reporter(job.load(), job.reveal, job.templates)
    outcome = reporter.apart(path.name, data, forms, Limits())
    if outcome.status != "done":
        raise fault(REASONS[outcome.status], str(path))
    texts = json.loads(outcome.result)
    report = reporter.writeups.marked(loads(texts["json"], str(path)))
    return report, named(reporter, report, texts, forms)


def again(path: Path, problem: str | None, forms: tuple[str, ...]) -> tuple[Report, dict[str, str]]:
    """A report added up again, and the texts to write."""
    report, found = totalled(path, problem)
    reporter = Reporter(found, report.reveal)
    return report, named(reporter, report, {form: reporter.written(report, form) for form in forms}, forms)


def named(reporter: Reporter, report: Report, texts: dict[str, str], forms: tuple[str, ...]) -> dict[str, str]:
    if not forms:
        return {"": summary(report, reporter.view)}
    return {FILES[form]: texts[form] for form in forms}
