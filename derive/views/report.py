"""The report on a write-up as a document: marks by question, the first errors, the working with its marks."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from derive.expr import Derivative, Ref
from derive.marking.first import FirstError, first_errors
from derive.marking.marks import Earned, Marker
from derive.marking.report import Line, Report, decimal
from derive.notation.latex import Latex
from derive.notation.plain import plain
from derive.problem import Problem, Question
from derive.views.blocks import Block, Document, Section, Table, Text
from derive.views.words import Words
from derive.views.working import Lines, Said


class Reasons:
    """Why a question earned what it earned, in sentences; `name` says how a quantity is written."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def __call__(self, names: Sequence[str], earned: Sequence[Earned]) -> str:
        found: dict[str, list[str]] = {}
        for name, each in zip(names, earned, strict=False):
            found.setdefault(each.reason, []).append(name)
        return " ".join(
            self.words(f"marks.{reason}", names=", ".join(those), share=self.share(earned, reason))
            for reason, those in found.items()
        )

    def share(self, earned: Sequence[Earned], reason: str) -> str:
        share = next(each.share for each in earned if each.reason == reason)
        words = {Fraction(1): "all", Fraction(1, 2): "half", Fraction(0): "none"}
        return self.words(f"marks.shares.{words[share]}") if share in words else str(decimal(share))


class ReportView:
    """Writes reports on write-ups for one problem."""

    def __init__(self, problem: Problem, templates: Path | None = None) -> None:
        self.problem = problem
        self.words = Words(problem.settings.language, templates, "verdicts")
        self.marker = Marker(problem)
        self.latex = Latex(problem.notation)
        self.reasons = Reasons(self.words)

    def document(self, report: Report) -> Document:
        lines = Lines(self.words)
        errors = first_errors(report, self.marker)
        sections = [
            Section(self.words("report.sections.marks"), self.marks(report)),
            Section(self.words("report.sections.errors"), self.errors(report, errors, lines)),
            Section(self.words("report.sections.working"), self.working(report, errors, lines)),
            Section(self.words("report.sections.unread"), (lines.passages(report.unread),) if report.unread else ()),
        ]
        intro = self.intro(report)
        kept = tuple(section for section in sections if section.blocks)
        return Document(self.problem.title, intro, kept, self.problem.settings.language, lines.columns)

    def intro(self, report: Report) -> tuple[Block, ...]:
        name = Said(self.words("report.submission"), report.submission)
        if not report.out_of:
            return (name,)
        marks, out_of = number(report.marks), number(report.out_of)
        return name, Text(self.words("report.total", marks=marks, out_of=out_of))

    def name(self, target: Ref | Derivative) -> str:
        return f"${self.latex.inline(target)}$"

    def names(self, question: Question) -> str:
        return ", ".join(map(self.name, question.targets))

    def marks(self, report: Report) -> tuple[Block, ...]:
        """The marks by question, with the reasons; questions without marks only if something was said of them."""
        rows = []
        for marked, earned in self.marker.mark(report.lines):
            question = next(q for q in self.problem.questions if marked.name == name_of(q))
            if marked.out_of is None and all(each.reason == "missing" for each in earned):
                continue
            reason = self.reasons([self.name(target) for target in question.targets], earned)
            got = "–" if marked.marks is None else f"{number(marked.marks)}/{number(marked.out_of)}"
            rows.append((self.names(question), got, reason))
        head = tuple(self.words(f"report.table.{key}") for key in ("question", "marks", "reason"))
        return (Table(head, tuple(rows), wraps=True),) if rows else ()

    def errors(self, report: Report, errors: Sequence[FirstError], lines: Lines) -> tuple[Block, ...]:
        """Each first error with the line before it; what it leads to is told, not marked down again."""
        blocks: list[Block] = []
        for error in errors:
            place = lines.place(error.line)
            of = self.words.listed([self.names(question) for question in error.questions])
            key = "first" if error.questions else "first_elsewhere"
            blocks.append(Text(self.words(f"report.{key}", place=place, questions=of)))
            blocks.append(lines.working(self.around(report, error)))
        return tuple(blocks)

    def around(self, report: Report, error: FirstError) -> list[Line]:
        """The error, with the record it continues from."""
        first = error.place - 1 if error.line.continues and error.place else error.place
        return list(report.lines[first : error.place + 1])

    def working(self, report: Report, errors: Sequence[FirstError], lines: Lines) -> tuple[Block, ...]:
        """All lines; what was said of the first errors is not said again."""
        if not report.lines:
            return (Text(self.words("report.nothing")),)
        return Text(self.words("report.legend")), lines.working(report.lines, {error.place for error in errors})


def name_of(question: Question) -> str:
    return ", ".join(plain(target) for target in question.targets)


def number(value: Fraction | None) -> str:
    """Marks as people write them."""
    return str(decimal(value))
