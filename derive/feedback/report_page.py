"""The report on a write-up as a document: marks by question, the first errors, the working with its marks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

from derive.documents.blocks import Block, Document, Section, Table, Text
from derive.documents.formats import Choices, by_templates, format_of
from derive.documents.manuscript import Manuscript
from derive.documents.own_templates import told_with_place
from derive.documents.words import Words
from derive.feedback.how_read import how_read
from derive.feedback.working import Lines, Said
from derive.language.expr import Derivative, Ref
from derive.language.latex import Latex
from derive.language.plain import plain
from derive.marking.first import FirstError, first_errors
from derive.marking.marks import Earned, Marker
from derive.marking.report import FALSE, Line, Marked, Report, decimal
from derive.problem.problem import Problem, Question

COUNTED = ("right", "rounded", "shorthand", "carried", "slip", "wrong", "unread")


class Reasons:
    """Why a question earned what it earned, in sentences; `names` are how its quantities are written."""

    def __init__(self, words: Words) -> None:
        self.words = words

    def __call__(self, names: Sequence[str], earned: Sequence[Earned], has_marks: bool) -> str:
        found: dict[str, list[str]] = {}
        shares = {each.reason: each.share for each in earned}
        for name, each in zip(names, earned, strict=False):
            found.setdefault(each.reason, []).append(name)
        of = "shares" if len(set(shares.values())) == 1 else "parts"
        reasons = {key: self.reason(key, shares[key] if has_marks else None, of) for key in found}
        if len(found) == 1:
            sentence = self.words("marks.one", reason=next(iter(reasons.values())))
            return sentence[:1].upper() + sentence[1:]
        return " ".join(
            self.words("marks.of", names=", ".join(those), reason=reasons[key]) for key, those in found.items()
        )

    def reason(self, key: str, share: Fraction | None, of: str) -> str:
        """A reason with what it earned: of the question's marks (`shares`) or of the quantity's part in them."""
        said = self.words(f"marks.{key}")
        if share is None:
            return said
        named = {Fraction(1): "all", Fraction(1, 2): "half", Fraction(0): "none"}.get(share, "some")
        return self.words("marks.with_share", reason=said, share=self.words(f"marks.{of}.{named}", share=share))


class ReportView:
    """Writes reports on write-ups for one problem."""

    def __init__(self, problem: Problem, templates: Path | None = None) -> None:
        self.problem = problem
        self.words = Words(problem.settings.language, templates, "verdicts")
        self.marker = Marker(problem)
        self.latex = Latex(problem.notation)
        self.reasons = Reasons(self.words)
        self.has_marks = any(question.asked.marks is not None for question in problem.questions)

    def document(self, report: Report) -> Document:
        lines = Lines(self.words, report.parts)
        errors = first_errors(report, self.marker)
        unread = report.not_read
        sections = [
            Section(self.words(f"report.sections.{'marks' if self.has_marks else 'questions'}"), self.marks(report)),
            Section(self.words("report.sections.errors"), self.errors(report, errors, lines)),
            Section(self.words("report.sections.unread"), (lines.passages(unread),) if unread else ()),
            Section(self.words("report.sections.reading"), tuple(map(Text, how_read(report, self.words)))),
            Section(self.words("report.sections.working"), self.working(report, errors, lines)),
        ]
        intro = self.intro(report)
        kept = tuple(section for section in sections if section.blocks)
        return Document(self.problem.title, intro, kept, self.problem.settings.language, lines.columns)

    def intro(self, report: Report) -> tuple[Block, ...]:
        blocks: list[Block] = [Said(self.words("report.submission"), report.submission)]
        if report.out_of:
            marks, out_of = number(report.marks), number(report.out_of)
            blocks.append(Text(self.words("report.total", marks=marks, out_of=out_of)))
        return (*blocks, Text(" ".join(self.outcome(report))))

    def outcome(self, report: Report) -> list[str]:
        """How many statements came out how, in a sentence, and that there is no error where there is none."""
        if not report.is_read and not report.stopped:
            return [self.words("report.nothing")]
        counts = Counter(line.final if line.is_read else "unread" for line in report.lines)
        counts["unread"] += len(report.unread)
        said = [self.words(f"report.counts.{key}", count=counts[key]) for key in COUNTED if counts[key]]
        sentences = [self.words(f"report.stopped.{report.stopped}")] if report.stopped else []
        sentences.append(self.words("report.counted", counts=", ".join(said)))
        if not any(line.final in FALSE for line in report.lines):
            sentences.append(self.words("report.faultless_so_far" if counts["unread"] else "report.faultless"))
        return sentences

    def number(self, marks: Fraction | None) -> str:
        """Marks with the decimal mark of the language."""
        return self.words.numeral(number(marks))

    def name(self, target: Ref | Derivative) -> str:
        return f"${self.latex.inline(target)}$"

    def names(self, question: Question) -> str:
        return ", ".join(map(self.name, question.targets))

    def told(self, report: Report) -> Iterator[tuple[Question, Marked, tuple[Earned, ...]]]:
        """What each question earned; those without marks only if something was said of them."""
        for marked, earned in self.marker.mark(report.lines):
            if marked.out_of is not None or any(each.reason != "missing" for each in earned):
                question = next(q for q in self.problem.questions if marked.name == name_of(q))
                yield question, marked, earned

    def marks(self, report: Report) -> tuple[Block, ...]:
        """The marks by question, with the reasons."""
        rows: list[tuple[str, ...]] = []
        for question, marked, earned in self.told(report):
            names = [self.name(target) for target in question.targets]
            reason = self.reasons(names, earned, marked.out_of is not None)
            got = "–" if marked.marks is None else "/".join(map(self.number, (marked.marks, marked.out_of)))
            rows.append((self.names(question), got, reason))
        head: tuple[str, ...] = tuple(self.words(f"report.table.{key}") for key in ("question", "marks", "reason"))
        if not self.has_marks:
            head, rows = head[::2], [row[::2] for row in rows]
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
        """All lines; what was said of the first errors and of what was not read is not said again."""
        if not report.lines:
            return ()
        silent = {error.place for error in errors} | {k for k, line in enumerate(report.lines) if not line.is_read}
        legend = "legend" if all(line.cell is None for line in report.lines) else f"legend_{report.parts}s"
        return Text(self.words(f"report.{legend}")), lines.working(report.lines, silent)


def name_of(question: Question) -> str:
    return ", ".join(plain(target) for target in question.targets)


def number(value: Fraction | None) -> str:
    """Marks as people write them."""
    return str(decimal(value))


@cache
def load_templates(form: str, templates: Path | None = None) -> None:
    """Have the templates of a format at hand, which loads nothing more when a report is rendered."""
    with told_with_place(templates):
        by_templates(format_of(form), Manuscript(lambda: Document("", (), ()), "report", Choices(templates=templates)))


def render_report(view: ReportView, report: Report, form: str, templates: Path | None = None) -> str:
    """The text that the leaves of a format make of the report on a write-up."""
    manuscript = Manuscript(lambda: view.document(report), "report", Choices(templates=templates))
    with told_with_place(templates):
        return by_templates(format_of(form), manuscript)
