"""What an earlier run left in its folder: a tutor's overrides, the problem it was for, reports on what is gone."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from dataclasses import replace
from difflib import unified_diff
from pathlib import Path

from derive.documents.save import save
from derive.language.errors import ProblemError, fault
from derive.marking.report import Line, Report, loads
from derive.problem.problem import Problem

PROBLEM = "problem.toml"
"""A copy of the problem, to tell by the next run what was changed."""
SET = "# --set "
"""Before a value in the copy that was changed on the command line."""
REPORTS_FOLDER = "reports"
WITHDRAWN = "withdrawn"
"""Where the reports go whose submissions are gone: a tutor may have written into them."""
MOST_CHANGES = 20


def with_overrides(report: Report, before: Report) -> tuple[Report, list[Line]]:
    """A report with the overrides of the one before where a line is unchanged, and the lines whose overrides are lost.

    A line may have moved; of several that are the same each keeps its own.
    """
    places: dict[tuple[str, str, str], list[int]] = {}
    for k, line in enumerate(report.lines):
        places.setdefault(written(line), []).append(k)
    lines, lost = list(report.lines), []
    for line in before.lines:
        there = places.get(written(line), [])
        place = there.pop(0) if there else None
        if line.override is not None and place is not None:
            lines[place] = replace(lines[place], override=line.override)
        elif line.override is not None:
            lost.append(line)
    return replace(report, lines=tuple(lines)), lost


def written(line: Line) -> tuple[str, str, str]:
    """What a student wrote in a line."""
    return line.left, line.relation, line.text


def changes(problem: Problem, target: Path) -> list[str]:
    """The lines of the problem that are others than in the run before, with - and + in front; the copy is renewed."""
    path = target / PROBLEM
    try:
        before = path.read_text(encoding="utf-8").splitlines() if path.is_file() else None
    except (OSError, UnicodeDecodeError):
        before = None
    now = problem.source.splitlines() + [f"{SET}{name}={value}" for name, value in problem.changes.items()]
    if before != now:
        save(path, "\n".join([*now, ""]))
    if before is None:
        return []
    found = (line for line in unified_diff(before, now, n=0, lineterm="") if not line.startswith(("---", "+++", "@@")))
    return [line for line, _ in zip(found, range(MOST_CHANGES), strict=False) if line[1:].strip()]


def has_changes(copy: Path) -> bool:
    """Whether values were set on the command line when the copy of a problem was made, which it has as remarks only."""
    try:
        return any(line.startswith(SET) for line in copy.read_text(encoding="utf-8").splitlines())
    except (OSError, UnicodeDecodeError):
        return True


def refuse_other(problem: Problem, places: Sequence[Path]) -> None:
    """Errors: `ProblemError` where the reports of the folder are on a problem of another name and another title."""
    report = next(readable(places), None)
    if report is not None and report.problem != problem.name and report.title != problem.title:
        message = f"the reports there are on {report.problem!r}, found {problem.name!r}; name another folder"
        raise fault(message, f"-o {places[0].parent.parent}")


def readable(places: Sequence[Path]) -> Iterator[Report]:
    for path in places:
        try:
            yield loads(path.read_text(encoding="utf-8"), str(path))
        except (OSError, UnicodeDecodeError, ProblemError):
            continue


def withdraw(target: Path, kept: Collection[str], suffixes: Collection[str]) -> None:
    """Take the reports out of the way that belong to no submission any more; nothing but reports is touched."""
    for path in sorted((target / REPORTS_FOLDER).glob("*.json")):
        name = path.name.removesuffix(".json")
        if name in kept or name.endswith(".results") or next(readable([path]), None) is None:
            continue
        (target / WITHDRAWN).mkdir(exist_ok=True)
        for suffix in suffixes:
            if (document := path.with_name(f"{name}{suffix}")).is_file():
                os.replace(document, target / WITHDRAWN / document.name)
