"""Checking a write-up: a file is read, followed, put into words, and marked."""

from __future__ import annotations

import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Protocol

from derive.documents.words import Words
from derive.feedback.code_lines import code_lines, woven
from derive.feedback.findings import Remarks
from derive.feedback.formula_beside_code import compared
from derive.feedback.how_read import found_conventions
from derive.feedback.report_page import Reasons
from derive.feedback.understood import understood
from derive.following.judged import Judged
from derive.following.reasoning import Reasoning
from derive.following.values import expected
from derive.following.whole_text import follow
from derive.judging.finding import Finding
from derive.judging.other_variants import Variants
from derive.judging.why_unread import why_unread
from derive.language.latex import Latex
from derive.language.numbers import precision
from derive.language.plain import plain
from derive.marking.marks import Earned, Marker
from derive.marking.report import Gap, Line, Marked, Report
from derive.problem.problem import Problem
from derive.sources.passage import PARTS
from derive.writeup.chain import Chain, Side, Submission
from derive.writeup.read_file import read_submission

LONGEST_TEXT = 2000
MOST_TARGETS = 20
"""How many questions the example of a write-up has that readies a process."""
Learned = tuple[int, list[tuple[int, str]]]
"""A quantity by its number, and the points at which kinds of mistakes were tried for it."""
Relations = Mapping[tuple[int, int | None, str], tuple[str, bool, tuple[str, ...]]]
"""The sign before a side, by its place and text, whether the relation goes on from another, and what was restored."""


class Heard(Protocol):
    """Whoever hears of what is judged while it is judged."""

    def before(self, report: Report, chains: Sequence[Sequence[Line]]) -> None:
        """What there is to judge: a report without lines, and the lines of each chain with no verdict on them."""

    def judged(self, count: int, lines: Sequence[Line]) -> None:
        """So many chains are judged, and the last of them so."""


class WriteUps:
    """Checks write-ups for one problem; `reveal` is `none`, `hint` or `full`.

    Numbers that are right for one of the `variants` are named so, whatever they follow from.  With `explains` each
    line tells in LaTeX as what it was understood.
    Nothing that a student wrote is ever run, no cell of a notebook either.
    """

    def __init__(
        self,
        problem: Problem,
        reveal: str = "hint",
        templates: Path | None = None,
        variants: Variants | None = None,
        explains: bool = False,
    ) -> None:
        self.problem = problem
        self.reveal = reveal
        self.words = Words(problem.settings.language, templates, "verdicts")
        self.remarks = Remarks(self.words, reveal)
        self.reasoning = Reasoning.of(problem, variants)
        self.quantities = self.reasoning.judges.quantity.candidates()
        self.marker = Marker(problem)
        self.reasons = Reasons(self.words)
        self.latex = Latex(problem.notation) if explains else None

    def warm(self) -> None:
        """Work out what does not depend on a write-up, so that copies of this process have it."""
        for question in self.problem.questions:
            for target in question.targets:
                self.reasoning.judge.suspect(target)
                self.marker.upstream(target)

    def specimen(self) -> str:
        """What somebody writes who has it right: the first equation, and the questions with their values."""
        first, judge = self.problem.equations[0], self.reasoning.judge
        targets = dict.fromkeys(target for question in self.problem.questions for target in question.targets)
        sought = Finding("wrong")
        with precision(judge.places.bits):
            values = [(target, expected(judge, target, sought)) for target in list(targets)[:MOST_TARGETS]]
        lines = [(first.target, plain(first.rhs)), *((target, value) for target, value in values if value)]
        return "\n\n".join(f"$${plain(left)} = {right}$$" for left, right in lines)

    def learned(self) -> list[Learned]:
        """What checking has worked out about the problem's quantities and their usual mistakes."""
        found = []
        for number, name in enumerate(self.quantities):
            suspect = self.reasoning.judge.suspects.get(repr(name))
            if suspect is not None and suspect.library.telling:
                found.append((number, suspect.library.looked_at()))
        return found

    def learn(self, learned: Sequence[Learned]) -> None:
        """Work out the same, each once: it depends on the problem only, so the next write-up need not."""
        judge = self.reasoning.judge
        with precision(judge.places.bits):
            for number, looked_at in learned:
                suspect = judge.suspect(self.quantities[number])
                for place, kind in looked_at:
                    suspect.library.look_at(place, kind, judge.places.at(place), suspect.truth(place))

    def check(self, name: str, data: bytes, heard: Heard | None = None) -> Report:
        """The report on one file.  What is wrong with the file is in the report; this raises nothing for it.

        `heard` is told beforehand what there is to judge, and of each chain as soon as it is judged.
        """
        start = time.perf_counter()
        submission = read_submission(name, data)
        relations = related(submission)
        said = self.remarks.faults
        gaps = tuple(
            Gap(gap.line, gap.text[:LONGEST_TEXT], said(gap.message), gap.cell, gap.why) for gap in submission.unread
        )
        report = Report(
            name,
            self.problem.name,
            self.problem.title,
            (),
            unread=gaps,
            reveal=self.reveal,
            parts=PARTS.get(submission.kind, "cell"),
            language=self.problem.settings.language,
            read_as=submission.kind,
        )
        if heard is None:
            judged = follow(self.reasoning, submission)
        else:
            heard.before(report, [self.lines(before_judging(chain), relations) for chain in submission.chains])
            judged = follow(
                self.reasoning, submission, lambda count, found: heard.judged(count, self.lines(found, relations))
            )
        lines = self.lines(judged, relations)
        code, more = code_lines(self.reasoning.judge, submission, self.remarks.message, self.reveal, self.latex)
        told = tuple(replace(gap, message=said(gap.message)) for gap in more)
        conventions = tuple(found_conventions(submission, judged))
        found = compared(woven(lines, code, submission, self.remarks.message), self.words)
        report = replace(report, lines=tuple(found), unread=(*gaps, *told), conventions=conventions)
        return self.marked(replace(report, seconds=time.perf_counter() - start))

    def lines(self, judged: Iterable[Judged], relations: Relations) -> list[Line]:
        return [self.line(each, *relations.get((each.line, each.cell, each.text), ("=", False, ()))) for each in judged]

    def line(self, judged: Judged, relation: str, continues: bool, restored: tuple[str, ...]) -> Line:
        finding = judged.finding
        finding = finding.but(notes=(*finding.notes, *(f"restored_{kind}" for kind in restored)))
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
            restored=restored,
            why=why_unread(finding),
            understood=understood(judged, relation, self.latex)[:LONGEST_TEXT] if self.latex else "",
        )

    def marked(self, report: Report) -> Report:
        """The report with its marks, those of the tutor's overrides if there are some."""
        found = self.marker.mark(report.lines)
        return replace(report, questions=tuple(self.reasoned(marked, earned) for marked, earned in found))

    def reasoned(self, marked: Marked, earned: Sequence[Earned]) -> Marked:
        """A question's marks with the reason for what was given and what was withheld."""
        return replace(marked, reason=self.reasons(marked.name.split(", "), earned, marked.out_of is not None))


def related(submission: Submission) -> Relations:
    """The sign before each side, whether it goes on from the side before, and what was restored in it."""
    return {
        (side.line, chain.cell, side.text): (relation, k > 0, restored(submission, chain, side))
        for chain in submission.chains
        for k, (side, relation) in enumerate(zip(chain.sides[1:], chain.relations, strict=False))
    }


def restored(submission: Submission, chain: Chain, side: Side) -> tuple[str, ...]:
    """What was mended in the lines from the beginning of a chain to the end of a side of it."""
    found = submission.restored
    last = side.line + side.text.count("\n")
    lines = range(min(chain.sides[0].line, side.line), last + 1) if found else ()
    return tuple(dict.fromkeys(kind for line in lines for kind in found.get((chain.cell, line), ())))


def before_judging(chain: Chain) -> list[Judged]:
    """The relations of a chain as long as there is no verdict on them."""
    left = chain.sides[0].text
    return [Judged(side.line, chain.cell, side.text, left, Finding("unread")) for side in chain.sides[1:]]
