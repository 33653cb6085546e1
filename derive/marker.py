"""Checking a write-up: a file is read, followed, put into words, and marked."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from derive.answers.answer import Unreadable
from derive.following.compare import Reasoning
from derive.following.follow import Follower
from derive.following.judged import Judged
from derive.marking.marks import Earned, Marker
from derive.marking.report import Gap, Line, Marked, Report, decimal
from derive.notation.plain import plain
from derive.problem import Problem
from derive.submission import read_submission
from derive.views.findings import Remarks
from derive.views.words import Words

LONGEST_TEXT = 2000


class WriteUps:
    """Checks write-ups for one problem; `reveal` is `none`, `hint` or `full`.

    Nothing that a student wrote is ever run, no cell of a notebook either.
    """

    def __init__(self, problem: Problem, reveal: str = "hint", templates: Path | None = None) -> None:
        self.problem = problem
        self.reveal = reveal
        self.words = Words(problem.settings.language, templates, "verdicts")
        self.remarks = Remarks(self.words, reveal)
        self.reasoning = Reasoning(problem)
        self.marker = Marker(problem)

    def check(self, name: str, data: bytes) -> Report:
        """The report on one file.  What is wrong with the file is in the report; this raises nothing for it."""
        start = time.perf_counter()
        submission = read_submission(name, data)
        judged = Follower(self.problem, self.reasoning.fresh()).follow(submission.chains)
        gaps = tuple(Gap(gap.line, gap.text[:LONGEST_TEXT], gap.message, gap.cell) for gap in submission.unread)
        report = Report(
            name,
            self.problem.name,
            self.problem.title,
            tuple(self.line(each) for each in judged),
            unread=gaps,
            reveal=self.reveal,
            seconds=time.perf_counter() - start,
        )
        return self.marked(report)

    def line(self, judged: Judged) -> Line:
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
        )

    def marked(self, report: Report) -> Report:
        """The report with its marks, those of the tutor's overrides if there are some."""
        found = self.marker.mark(report.lines)
        return replace(report, questions=tuple(self.reasoned(marked, earned) for marked, earned in found))

    def reasoned(self, marked: Marked, earned: Sequence[Earned]) -> Marked:
        """A question's marks with the reason for what was given and what was withheld."""
        targets = marked.name.split(", ")
        reasons: dict[str, list[str]] = {}
        for target, each in zip(targets, earned, strict=False):
            reasons.setdefault(each.reason, []).append(target)
        texts = [
            self.words(f"marks.{reason}", names=", ".join(names), share=self.share(earned, reason))
            for reason, names in reasons.items()
        ]
        return replace(marked, reason=" ".join(texts))

    def share(self, earned: Sequence[Earned], reason: str) -> str:
        share = next(each.share for each in earned if each.reason == reason)
        words = {Fraction(1): "all", Fraction(1, 2): "half", Fraction(0): "none"}
        return self.words(f"marks.shares.{words[share]}") if share in words else str(decimal(share))


__all__ = ["Unreadable", "WriteUps"]
