"""Checking a write-up: a file is read, followed, put into words, and marked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from derive.documents.words import Words
from derive.feedback.findings import Remarks
from derive.feedback.report_page import Reasons
from derive.following.follow import Follower
from derive.following.judged import Judged
from derive.following.reasoning import Reasoning
from derive.language.numbers import precision
from derive.language.plain import plain
from derive.marking.marks import Earned, Marker
from derive.marking.report import Gap, Line, Marked, Report
from derive.problem.problem import Problem
from derive.writeup.read_file import read_submission

LONGEST_TEXT = 2000
Learned = tuple[int, bool, list[int]]
"""A quantity by its number, whether mistakes were tried in pairs, and the places at which they were."""


class WriteUps:
    """Checks write-ups for one problem; `reveal` is `none`, `hint` or `full`.

    Nothing that a student wrote is ever run, no cell of a notebook either.
    """

    def __init__(self, problem: Problem, reveal: str = "hint", templates: Path | None = None) -> None:
        self.problem = problem
        self.reveal = reveal
        self.words = Words(problem.settings.language, templates, "verdicts")
        self.remarks = Remarks(self.words, reveal)
        self.reasoning = Reasoning.of(problem)
        self.quantities = self.reasoning.judges.quantity.candidates()
        self.marker = Marker(problem)
        self.reasons = Reasons(self.words)

    def warm(self) -> None:
        """Work out what does not depend on a write-up, so that copies of this process have it."""
        for question in self.problem.questions:
            for target in question.targets:
                self.reasoning.judge.suspect(target)
                self.marker.upstream(target)

    def learned(self) -> list[Learned]:
        """What checking has worked out about the problem's quantities and their usual mistakes."""
        found = []
        for number, name in enumerate(self.quantities):
            suspect = self.reasoning.judge.suspects.get(repr(name))
            if suspect is not None and suspect.library.numbers:
                places = {place for place, _ in suspect.library.numbers}
                found.append((number, bool(suspect.library.pairs_found), sorted(places)))
        return found

    def learn(self, learned: Sequence[Learned]) -> None:
        """Work out the same, each once: it depends on the problem only, so the next write-up need not."""
        judge = self.reasoning.judge
        with precision(judge.places.bits):
            for number, pairs, places in learned:
                suspect = judge.suspect(self.quantities[number])
                for place in places:
                    point = judge.places.at(place)
                    paired = suspect.library.paired(point, place, suspect.truth(place)) if pairs else ()
                    for variant in (*suspect.library.single, *paired):
                        suspect.library.number(variant, point, place)

    def check(self, name: str, data: bytes) -> Report:
        """The report on one file.  What is wrong with the file is in the report; this raises nothing for it."""
        start = time.perf_counter()
        submission = read_submission(name, data)
        judged = Follower(self.problem, self.reasoning.fresh(), submission.is_summing).follow(submission.chains)
        relations = {
            (side.line, chain.cell, side.text): (relation, k > 0)
            for chain in submission.chains
            for k, (side, relation) in enumerate(zip(chain.sides[1:], chain.relations, strict=False))
        }
        gaps = tuple(Gap(gap.line, gap.text[:LONGEST_TEXT], gap.message, gap.cell) for gap in submission.unread)
        report = Report(
            name,
            self.problem.name,
            self.problem.title,
            tuple(self.line(each, *relations.get((each.line, each.cell, each.text), ("=", False))) for each in judged),
            unread=gaps,
            reveal=self.reveal,
            seconds=time.perf_counter() - start,
        )
        return self.marked(report)

    def line(self, judged: Judged, relation: str, continues: bool) -> Line:
        finding = judged.finding
        return Line(
            judged.line,
            judged.text[:LONGEST_TEXT],
            judged.left[:LONGEST_TEXT],
            finding.verdict,
            finding.diagnosis,
            self.remarks.message(finding),
            judged.expected if self.reveal == "full" else "",
            judged.cell,
            tuple(plain(name) for name in judged.about),
            judged.kind,
            relation=relation,
            continues=continues,
        )

    def marked(self, report: Report) -> Report:
        """The report with its marks, those of the tutor's overrides if there are some."""
        found = self.marker.mark(report.lines)
        return replace(report, questions=tuple(self.reasoned(marked, earned) for marked, earned in found))

    def reasoned(self, marked: Marked, earned: Sequence[Earned]) -> Marked:
        """A question's marks with the reason for what was given and what was withheld."""
        return replace(marked, reason=self.reasons(marked.name.split(", "), earned, marked.out_of is not None))
