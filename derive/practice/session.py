"""One exercise while somebody works on it: what the page hears of each line, answer and question, as tables for JSON.

What a student wrote goes back as text, never as HTML: only formulas that were set from our own reading are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from functools import cached_property
from typing import Any

from derive.documents.html_text import HtmlText
from derive.documents.inert import composed, inert_text, shortened
from derive.feedback.check_answer import Checker
from derive.feedback.check_writeup import WriteUps, before_judging, related
from derive.feedback.working import Lines, MarkedLine, whole
from derive.judging.finding import ACCEPTED
from derive.language.plain import plain
from derive.marking.report import Gap, Line, Report, decimal
from derive.problem.problem import Problem
from derive.sources.passage import PARTS
from derive.writeup.read_file import read_submission

Table = dict[str, Any]
Tell = Callable[[str], object]


class Session:
    """One exercise while somebody works on it; `reveal` is `none` or `hint`."""

    def __init__(self, problem: Problem, reveal: str) -> None:
        self.problem = problem
        self.reveal = reveal
        self.html = HtmlText(problem.settings.language)
        self.number = {
            plain(target): place for place, question in enumerate(problem.questions) for target in question.targets
        }

    @cached_property
    def writeups(self) -> WriteUps:
        return WriteUps(self.problem, self.reveal)

    @cached_property
    def checker(self) -> Checker:
        return Checker(self.problem, self.reveal)

    def lines(self, lines: Sequence[Line], parts: str = "cell") -> list[Table]:
        """Lines of a report as the page shows them."""
        setter = Lines(self.writeups.words, parts)
        working = setter.working(lines)
        places = map(setter.place, lines)
        return [self.line(*each) for each in zip(lines, working.lines, places, strict=True)]

    def line(self, line: Line, marked: MarkedLine, place: str) -> Table:
        """A line with its formulas as MathML, each a left and a right side, or as it was typed."""
        shown = () if marked.typed else marked.set_lines
        return {
            "place": place,
            "at": [line.cell or 0, line.line],
            "verdict": line.final,
            "word": self.html.spoken.words(f"verdicts.{line.final}"),
            "sides": [[self.html.formula(each.left), self.html.formula(each.right)] for each in shown],
            "typed": inert_text(marked.typed),
            "remark": inert_text(marked.remark),
            "about": sorted({self.number[name] for name in line.about if name in self.number}),
        }

    def gap(self, gap: Gap, parts: str = "cell") -> Table:
        """A part of the text that could not be taken apart, as a line that is not read."""
        return {
            "place": Lines(self.writeups.words, parts).place(gap),
            "at": [gap.cell or 0, gap.line],
            "verdict": "unread",
            "word": self.html.spoken.words("verdicts.unread"),
            "sides": [],
            "typed": composed(shortened(whole(gap))),
            "remark": inert_text(gap.message),
            "about": [],
        }

    def checked(self, name: str, data: bytes, heard: ToldLines) -> Table:
        """The report on a write-up: its lines with the parts that were not read, and how far each question is."""
        report = self.writeups.check(name, data, heard)
        gaps = [self.gap(gap, report.parts) for gap in report.unread]
        return {
            "lines": sorted([*self.lines(report.lines, report.parts), *gaps], key=in_order),
            "questions": self.questions(report),
        }

    def questions(self, report: Report) -> list[Table]:
        """How far each question is; one without marks is done when all that it asks is right."""
        return [
            {
                "verdict": marked.verdict,
                "done": marked.verdict in ACCEPTED if marked.out_of is None else marked.marks == marked.out_of,
                "marks": None if marked.marks is None else str(decimal(marked.marks)),
                "reason": marked.reason,
            }
            for marked in report.questions
        ]

    def answered(self, question: str, text: str) -> Table:
        """The verdict on one answer to a question of the problem."""
        record = self.checker.check(question, text)
        about = self.number.get(plain(self.checker.asked(question)))
        return {
            **asdict(record),
            "word": self.html.spoken.words(f"verdicts.{record.verdict}"),
            "done": record.is_accepted,
            "about": [] if about is None else [about],
        }

    def previewed(self, name: str, data: bytes) -> list[Table]:
        """The lines that will be judged, set as they are read, and the parts that cannot be taken apart."""
        submission = read_submission(name, data)
        relations, parts = related(submission), PARTS.get(submission.kind, "cell")
        chains = [self.writeups.lines(before_judging(chain), relations) for chain in submission.chains]
        lines = [replace(line, verdict="right") for chain in chains for line in chain]
        said = self.writeups.remarks.faults
        gaps = [Gap(gap.line, gap.text, said(gap.message), gap.cell) for gap in submission.unread]
        return sorted([*self.lines(lines, parts), *(self.gap(gap, parts) for gap in gaps)], key=in_order)


def in_order(line: Table) -> list[int]:
    """Where a line stands in the file: its part, and its line there."""
    found: list[int] = line["at"]
    return found


class ToldLines:
    """Tells the page each line as soon as it is judged."""

    def __init__(self, session: Session, tell: Tell) -> None:
        self.session = session
        self.tell = tell

    def before(self, report: Report, chains: Sequence[Sequence[Line]]) -> None:
        self.tell(json.dumps({"count": sum(map(len, chains))}))

    def judged(self, count: int, lines: Sequence[Line]) -> None:
        self.tell(json.dumps({"lines": self.session.lines(lines)}))
