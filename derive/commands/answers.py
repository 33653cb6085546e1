"""`derive check` and `derive lint`: from what stands on the command line to what is printed."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from derive.documents.inert import inert_text
from derive.documents.words import USUAL, Words
from derive.feedback.check_answer import Checker
from derive.feedback.findings import REVEALS
from derive.feedback.records import ANSWER_FILES, FORMATS, Record, write
from derive.language.errors import fault
from derive.language.record import record
from derive.problem import catalogue
from derive.problem.catalogue import AnyProblem, loaded
from derive.problem.problem import Problem

if TYPE_CHECKING:
    from derive.commands.lint import Warning

__all__ = ["FORMATS", "REVEALS", "AnswerJob", "Checker", "Record", "check", "warnings", "written"]
LONGEST_INPUT = 1_000_000


@record
class AnswerJob:
    """What to check against, and how much to tell."""

    problem: str
    values: Mapping[str, str]
    settings: Mapping[str, Any]
    reveal: str = "hint"
    templates: Path | None = None
    variants: Path | None = None

    def __post_init__(self) -> None:
        if self.templates and not self.templates.is_dir():
            raise fault("no such folder", f"--templates {self.templates}")

    def load(self) -> Problem:
        return catalogue.load(self.problem, self.values, self.settings)

    def answer(self, question: str, text: str) -> list[Record]:
        """One answer; `-` takes it from standard input.  Errors: variants, of which nobody knows which it is on."""
        if self.variants:
            raise fault("found a single answer; expected a file of them with the names of the roster", "--variants")
        if text == "-":
            text = sys.stdin.read(LONGEST_INPUT)
        return [Checker(self.load(), self.reveal, self.templates).check(question, text)]

    def file(self, path: Path) -> list[Record]:
        """A file of answers, judged by a worker that can be replaced."""
        if not path.exists():
            raise fault("no such file; give --question NAME to check a single answer", str(path))
        from derive.cohort.answer_file import Worker, check_all, read_answers
        from derive.cohort.answers_by_variant import check_by_variant
        from derive.cohort.handed_out import read_handed

        if self.variants:
            handed = read_handed(self.variants)
            return check_by_variant(read_answers(path), self.load(), handed, self.reveal, self.templates)
        with Worker(self.load(), self.reveal, self.templates) as worker:
            return check_all(read_answers(path), worker)


def in_order(problem: str, answer: str) -> None:
    """Complain where the problem and what was handed in stand the wrong way round."""
    if answer in catalogue.names() and not Path(answer).exists() and Path(problem).exists():
        raise fault(f"the problem comes first: derive check {answer} {problem}", problem)


def is_answers(name: str) -> bool:
    """Whether an argument of the command line is a file of answers (or standard input, or nothing that exists)."""
    path = Path(name)
    return path.suffix in ANSWER_FILES and not path.is_dir()


def written(records: Sequence[Record], form: str | None, language: str | None = None) -> str:
    """The records in a format, or as lines for the terminal in a language."""
    if form is not None:
        return write(records, form)
    return "".join(lines(records, Words(language or USUAL, None, "verdicts")))


def lines(records: Sequence[Record], words: Words) -> Iterator[str]:
    for each in records:
        head = " ".join(filter(None, (inert_text(each.id), inert_text(each.question))))
        yield f"{head}: {words(f'terminal.{each.verdict}')}{f' ({each.diagnosis})' if each.diagnosis else ''}\n"
        if each.read_as:
            yield f"    {words('terminal.read_as')}: {each.read_as}\n"
        for line in each.message.splitlines():
            yield f"    {line}\n"
        if each.expected:
            yield f"    {words('terminal.expected')}: {each.expected}\n"


def warnings(problem: AnyProblem) -> list[str]:
    """What a tutor should know about the values of a problem, a sentence each; one that says so if it is nothing.

    `problem` is a path, a catalogue name or a loaded problem.  Errors: `ProblemError` for one that cannot be used.
    """
    from derive.commands.lint import find_warnings

    found = loaded(problem)
    words = Words(found.settings.language, None, "verdicts")
    return [sentence(warning, words) for warning in find_warnings(found)] or [words("lint.none")]


def sentence(warning: Warning, words: Words) -> str:
    return f"{warning.question}: {words(f'lint.{warning.kind}', **warning.details)}"


def check(problem: AnyProblem, question: str, text: str, reveal: str = "full") -> Record:
    """The verdict on one answer: `check("rnn", "dL/dV", "[[0.2773, ...], ...]").verdict`.

    `problem` is a path, a catalogue name or a loaded problem; `question` is a quantity in any spelling (`dL/dV`) or its
    letter on the sheet; `text` is what was typed: a number, a list (a column may be flat), a list of rows, a matrix in
    LaTeX or a formula, in the shape of what is asked.  `reveal` is `none`, `hint` or `full`.  The record's `verdict` is
    right, rounded, shorthand, wrong, unread or refused, `diagnosis` the name of the mistake or `None`, `digits_right`
    counts decimals.  To check many answers to one problem quickly, keep a `derive.Checker`.  Errors: `ProblemError`
    for a problem or question that cannot be used; what is wrong with the answer is its verdict.
    """
    return Checker(problem, reveal).check(question, text)
