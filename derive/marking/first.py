"""The first error of each part: where a question went wrong for the first time, itself or on the way to it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from derive.language.plain import plain
from derive.marking.marks import Marker
from derive.marking.report import ERRORS, Line, Report
from derive.problem.problem import Question


@dataclass(frozen=True, slots=True)
class FirstError:
    """An error, its place among the lines of the report, and the questions that it is the first error of."""

    line: Line
    place: int
    questions: tuple[Question, ...]


def first_errors(report: Report, marker: Marker) -> list[FirstError]:
    """The first errors in the order of the file; one that spoils no question comes with none, once for a quantity."""
    errors = [(place, line) for place, line in enumerate(report.lines) if line.final in ERRORS]
    found: dict[int, list[Question]] = {}
    for question in tried(report, marker):
        names = spoiling(question, report, marker)
        place = next((place for place, line in errors if names & set(line.about)), None)
        if place is not None:
            found.setdefault(place, []).append(question)
    shown = {name for place in found for name in report.lines[place].about}
    for place, line in errors:
        if place not in found and not (line.about and shown.issuperset(line.about)):
            found[place] = []
            shown.update(line.about)
    return [FirstError(report.lines[place], place, tuple(found[place])) for place in sorted(found)]


def spoiling(question: Question, report: Report, marker: Marker) -> set[str]:
    """The names in which an error spoils an answer: its own, and what is before it where it is carried or missing."""
    finals: dict[str, set[str]] = {}
    for line in report.lines:
        for name in line.about:
            finals.setdefault(name, set()).add(line.final)
    names: set[str] = set()
    silent = not any(plain(target) in finals for target in question.targets)
    for target in question.targets:
        name = plain(target)
        if silent or "carried" in finals.get(name, ()):
            names |= {name} | marker.upstream(target)
        elif name in finals:
            names.add(name)
    return names


def tried(report: Report, marker: Marker) -> list[Question]:
    """The questions of which the write-up says something; where it is silent on all, those that earn marks."""
    said = {name for line in report.lines for name in line.about}
    questions = marker.problem.questions
    answered = [q for q in questions if said & {plain(target) for target in q.targets}]
    return answered or [q for q in questions if q.asked.marks is not None]


def mistakes(errors: Iterable[FirstError]) -> dict[str, FirstError]:
    """The first errors by the name of the mistake; where no usual one explains it, by the quantity."""
    found: dict[str, FirstError] = {}
    for error in errors:
        found.setdefault(error.line.diagnosis or f"? {' '.join(error.line.about[:1])}".strip(), error)
    return found
