"""A class at a glance: a table with a row a submission, and the mistakes by how many made them."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from derive.documents.blocks import Block, Document, Section, Text
from derive.documents.inert import inert_text
from derive.feedback.findings import Remarks
from derive.feedback.how_read import per_cent
from derive.feedback.records import harmless
from derive.feedback.report_page import ReportView, name_of, number
from derive.feedback.working import Lines, Passages, Said, whole
from derive.judging.finding import wrong
from derive.marking.first import FirstError, first_errors, mistakes
from derive.marking.report import Line, Report, decimal

EXAMPLES = 5


@dataclass(frozen=True)
class Row:
    """One submission: its report, or why there is none; `mistakes` are its first errors by name."""

    name: str
    report: Report | None
    status: str
    reason: str
    mistakes: dict[str, FirstError]
    has_lost: bool = False
    """Whether an override of a tutor's has no line any more."""

    @property
    def judged(self) -> Report | None:
        """The report, if anything in the submission could be read: else no marks stand for it."""
        return self.report if self.report is not None and self.report.is_read else None

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

    def place(self, row: Row, mistake: str) -> str:
        parts = row.report.parts if row.report else "cell"
        return Lines(self.words, parts).place(row.mistakes[mistake].line)

    def fault(self, name: str, fault: str, details: str) -> Row:
        return Row(name, None, self.words(f"folder.status.{fault}"), self.reason(fault, details), {})

    def reason(self, fault: str, details: str) -> str:
        return self.words(f"folder.reasons.{fault}", details=details)

    def row(self, name: str, report: Report) -> Row:
        status = report.stopped or "marked"
        if report.is_read:
            found = mistakes(first_errors(report, self.view.marker))
            return Row(name, report, self.words(f"folder.status.{status}"), self.left_out(report), found)
        if report.stopped:
            return Row(name, report, self.words(f"folder.status.{status}"), self.reason(status, ""), {})
        reasons = dict.fromkeys(filter(None, (each.message for each in report.not_read[:3])))
        reason = " ".join(reasons) or self.reason("empty", "")
        return Row(name, report, self.words("folder.status.empty"), reason, {})

    def with_lost(self, row: Row, lost: Sequence[Line]) -> Row:
        """The row with the overrides whose lines are there no longer."""
        if not lost:
            return row
        places = Lines(self.words)
        listed = [f"{places.place(each)} ({each.override}): {whole(each)}" for each in lost]
        said = self.words("folder.reasons.lost", details="; ".join(listed))
        return replace(row, reason=f"{row.reason} {said}".strip(), has_lost=True)

    def left_out(self, report: Report) -> str:
        """What was not judged of a submission, and why."""
        count = len(report.not_read)
        if report.stopped:
            return self.words("folder.reasons.so_far", reason=self.reason(report.stopped, ""), count=count)
        return self.words("folder.reasons.partly", count=count) if count else ""

    def table(self, rows: Sequence[Row]) -> str:
        """The rows as CSV that no spreadsheet takes for formulas, whichever sign it takes for the end of a cell.

        Those of which the least was read come first.
        """
        file = io.StringIO()
        writer = csv.writer(file, lineterminator="\n", quoting=csv.QUOTE_NONNUMERIC)
        columns = [
            self.words(f"folder.columns.{key}") for key in ("name", "total", "out_of", "read", "status", "reason")
        ]
        names = [name_of(question) for question in self.questions]
        has_variants = any(row.report is not None and row.report.variant for row in rows)
        kind = [self.words("folder.columns.variant")] if has_variants else []
        writer.writerow([columns[0], *kind, *names, *columns[1:]])
        for row in by_share(rows):
            cells = self.cells(row, has_variants)
            writer.writerow([harmless(inert_text(cell) if isinstance(cell, str) else cell) for cell in cells])
        return file.getvalue()

    def cells(self, row: Row, has_variants: bool) -> list[object]:
        judged = row.judged
        by_name = {q.name: q for q in judged.questions} if judged else {}
        found = [by_name.get(name_of(question)) for question in self.questions]
        marks = [
            "" if each is None else decimal(each.marks) if each.marks is not None else each.verdict for each in found
        ]
        total = [decimal(judged.marks), decimal(judged.out_of)] if judged and judged.out_of else ["", ""]
        variant = [row.report.variant if row.report else ""] if has_variants else []
        read = per_cent(row.report) if row.report is not None else ""
        return [row.name, *variant, *marks, *total, read, row.status, row.reason]

    def mistakes(self, rows: Sequence[Row]) -> Document:
        """The mistakes of the class: those with a remark first, by how many made them, then by marks."""
        read = [row for row in rows if row.judged]
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
        failed = [row for row in rows if not row.judged]
        if failed:
            passages = tuple((row.status, row.name, row.reason) for row in failed)
            sections.append(Section(self.words("folder.sections.failed"), (Passages(passages),)))
        return self.document(Text(self.count(rows)), [s for s in sections if s.blocks])

    def document(self, intro: Block, sections: Sequence[Section]) -> Document:
        return Document(self.view.problem.title, (intro,), tuple(sections), self.view.problem.settings.language)

    def count(self, rows: Sequence[Row]) -> str:
        """How many were judged, their mean, and how many are not in it."""
        read = [row.judged for row in rows if row.judged]
        out_of = read[0].out_of if read else Fraction(0)
        mean = sum((report.marks for report in read), Fraction(0)) / max(1, len(read))
        key = "count" if out_of else "count_unmarked"
        places = {"count": len(read), "all": len(rows), "mean": number(mean), "out_of": number(out_of)}
        sentences = [self.words(f"folder.{key}", **places)]
        if len(read) < len(rows):
            sentences.append(self.words("folder.not_judged", count=len(rows) - len(read)))
        return " ".join(sentences)

    def listed(self, names: Sequence[str], by_mistake: dict[str, list[Row]]) -> tuple[Block, ...]:
        blocks: list[Block] = []
        for place, name in enumerate(names, 1):
            rows = by_mistake[name]
            blocks.append(Text(self.words("folder.mistake", place=place, remark=self.remark(name))))
            where = self.where(name, rows)
            key = "made_by" if where else "made_by_elsewhere"
            blocks.append(Text(self.words(f"folder.{key}", count=len(rows), of=self.read, where=where)))
            examples = (f"{row.name} ({self.place(row, name)})" for row in rows[:EXAMPLES])
            blocks.append(Said(self.words("folder.examples"), ", ".join(examples)))
        return tuple(blocks)

    def remark(self, name: str) -> str:
        if name.startswith("?"):
            return self.words("folder.unexplained" if name[1:] else "folder.elsewhere", where=name[1:].strip())
        parts = [
            self.words.find(f"folder.remarks.{part}") or self.remarks.mistake(part, wrong(part))
            for part in name.split("+")
        ]
        return parts[0] if len(parts) == 1 else self.words("both", first=parts[0], second=parts[1])

    def where(self, name: str, rows: Sequence[Row]) -> str:
        """The questions that the mistake spoils."""
        spoilt = {q.place: q for row in rows for q in row.mistakes[name].questions}
        return "; ".join(self.view.names(spoilt[place]) for place in sorted(spoilt))

    def sample(self, rows: Sequence[Row]) -> Document:
        """What the sample holds; the marks to hold one's own against come last, so that they bias nobody."""
        judged = [(row, row.report) for row in rows if row.report is not None]
        names = Said(self.words("folder.sample"), ", ".join(row.name for row, _ in judged))
        items = tuple(
            (
                " / ".join(map(self.view.number, (report.marks, report.out_of)))
                if report.out_of
                else self.words("folder.no_marks"),
                row.name,
                " ".join(map(self.remark, row.mistakes)),
            )
            for row, report in judged
        )
        section = Section(self.words("folder.sections.sample"), (Passages(items),))
        return self.document(names, [section])


def by_share(rows: Sequence[Row]) -> list[Row]:
    """The rows of which the least was read first: those that a person should look at."""
    return sorted(rows, key=lambda row: per_cent(row.report) if row.report is not None else -1)


def chosen(rows: Sequence[Row], count: int) -> list[Row]:
    """The submissions that together show the most different mistakes, then those with the most, at most `count`."""
    left = [row for row in rows if row.judged]
    taken: list[Row] = []
    seen: set[str] = set()
    while left and len(taken) < count:
        best = max(left, key=lambda row: (len(row.mistakes.keys() - seen), len(row.mistakes), row.lost))
        left.remove(best)
        taken.append(best)
        seen |= best.mistakes.keys()
    return taken
