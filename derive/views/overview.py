"""A class at a glance: a table with a row a submission, and the mistakes by how many made them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from derive.checking.finding import wrong
from derive.marking.first import FirstError, first_errors, mistakes
from derive.marking.report import Report, decimal
from derive.views.blocks import Block, Document, Section, Text
from derive.views.findings import Remarks
from derive.views.records import harmless, plain
from derive.views.report import ReportView, name_of, number
from derive.views.working import Passages, Said

EXAMPLES = 5


@dataclass(frozen=True)
class Row:
    """One submission: its report, or why there is none; `mistakes` are its first errors by name."""

    name: str
    report: Report | None
    status: str
    reason: str
    mistakes: dict[str, FirstError]

    @property
    def lost(self) -> Fraction:
        return self.report.out_of - self.report.marks if self.report else Fraction(0)


class Overview:
    """Writes what is to be said of a class."""

    def __init__(self, view: ReportView) -> None:
        self.view = view
        self.words = view.words
        self.questions = [q for q in view.problem.questions if q.asked.marks is not None] or [*view.problem.questions]
        self.remarks = Remarks(view.words, "full")
        self.read = 0

    def fault(self, name: str, fault: str, details: str) -> Row:
        return Row(name, None, self.words(f"folder.status.{fault}"), self.reason(fault, details), {})

    def reason(self, fault: str, details: str) -> str:
        return self.words(f"folder.reasons.{fault}", details=details)

    def row(self, name: str, report: Report) -> Row:
        found = mistakes(first_errors(report, self.view.marker))
        status = "marked" if report.lines else "empty"
        reason = "" if report.lines else " ".join(dict.fromkeys(gap.message for gap in report.unread[:3]))
        return Row(name, report, self.words(f"folder.status.{status}"), reason or self.reason(status, ""), found)

    def table(self, rows: Sequence[Row]) -> str:
        """The rows as CSV that no spreadsheet takes for formulas."""
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n")
        columns = [self.words(f"folder.columns.{key}") for key in ("name", "total", "out_of", "status", "reason")]
        names = [name_of(question) for question in self.questions]
        writer.writerow([columns[0], *names, *columns[1:]])
        for row in rows:
            writer.writerow([harmless(plain(cell) if isinstance(cell, str) else cell) for cell in self.cells(row)])
        return file.getvalue()

    def cells(self, row: Row) -> list[object]:
        by_name = {q.name: q for q in row.report.questions} if row.report else {}
        found = [by_name.get(name_of(question)) for question in self.questions]
        marks = [
            "" if each is None else decimal(each.marks) if each.marks is not None else each.verdict for each in found
        ]
        total = [decimal(row.report.marks), decimal(row.report.out_of)] if row.report else ["", ""]
        return [row.name, *marks, *total, row.status, row.reason]

    def mistakes(self, rows: Sequence[Row]) -> Document:
        """The mistakes of the class: those with a remark first, by how many made them, then by marks."""
        read = [row for row in rows if row.report is not None]
        self.read = len(read)
        by_mistake: dict[str, list[Row]] = {}
        for row in read:
            for name in row.mistakes:
                by_mistake.setdefault(name, []).append(row)
        lost = {name: sum(row.lost for row in those) for name, those in by_mistake.items()}
        order = sorted(by_mistake, key=lambda name: (-len(by_mistake[name]), -lost[name], name))
        known = [name for name in order if not name.startswith("?")]
        unknown = [name for name in order if name.startswith("?")]
        sections = [
            Section(self.words("folder.sections.known"), self.listed(known, by_mistake)),
            Section(self.words("folder.sections.unknown"), self.listed(unknown, by_mistake)),
        ]
        failed = [row for row in rows if row.report is None]
        if failed:
            passages = tuple((self.words("folder.one"), row.name, row.reason) for row in failed)
            sections.append(Section(self.words("folder.sections.failed"), (Passages(passages),)))
        return self.document(self.count(read), [s for s in sections if s.blocks])

    def document(self, intro: str, sections: Sequence[Section]) -> Document:
        return Document(self.view.problem.title, (Text(intro),), tuple(sections), self.view.problem.settings.language)

    def count(self, rows: Sequence[Row]) -> str:
        total = sum((row.report.marks for row in rows if row.report), Fraction(0))
        out_of = next((row.report.out_of for row in rows if row.report), Fraction(0))
        mean = number(total / len(rows)) if rows else "0"
        return self.words("folder.count", count=len(rows), mean=mean, out_of=number(out_of))

    def listed(self, names: Sequence[str], by_mistake: dict[str, list[Row]]) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for place, name in enumerate(names, 1):
            rows = by_mistake[name]
            blocks.append(Text(self.words("folder.mistake", place=place, remark=self.remark(name))))
            where = self.where(name, rows)
            key = "made_by" if where else "made_by_elsewhere"
            blocks.append(Text(self.words(f"folder.{key}", count=len(rows), of=self.read, where=where)))
            examples = (f"{row.name} ({self.line(row.mistakes[name])})" for row in rows[:EXAMPLES])
            blocks.append(Said(self.words("folder.examples"), ", ".join(examples)))
        return tuple(blocks)

    def line(self, error: FirstError) -> str:
        line = error.line
        place = {"line": line.line} if line.cell is None else {"line": line.line, "cell": line.cell}
        return self.words("report.place" if line.cell is None else "report.place_cell", **place)

    def remark(self, name: str) -> str:
        if name.startswith("?"):
            return self.words("folder.unexplained" if name[1:] else "folder.elsewhere", where=name[1:].strip())
        return self.remarks.mistakes(name, wrong(name))

    def where(self, name: str, rows: Sequence[Row]) -> str:
        """The questions that the mistake spoils."""
        spoilt = {q.place: q for row in rows for q in row.mistakes[name].questions}
        return "; ".join(self.view.names(spoilt[place]) for place in sorted(spoilt))

    def sample(self, rows: Sequence[Row]) -> Document:
        """What the sample holds, with the marks to hold one's own against."""
        items = tuple(
            (
                f"{number(row.report.marks)} / {number(row.report.out_of)}",
                row.name,
                " ".join(map(self.remark, row.mistakes)),
            )
            for row in rows
            if row.report is not None
        )
        section = Section(self.words("folder.sections.sample"), (Passages(items),))
        return self.document(self.words("folder.sample"), [section])


def chosen(rows: Sequence[Row], count: int) -> list[Row]:
    """The submissions that together show the most different mistakes, then those with the most, at most `count`."""
    left = [row for row in rows if row.report is not None and row.report.lines]
    taken: list[Row] = []
    seen: set[str] = set()
    while left and len(taken) < count:
        best = max(left, key=lambda row: (len(row.mistakes.keys() - seen), len(row.mistakes), row.lost))
        left.remove(best)
        taken.append(best)
        seen |= best.mistakes.keys()
    return taken
