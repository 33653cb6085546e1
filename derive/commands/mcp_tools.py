"""What `derive mcp` lets an assistant ask: to solve, check, lint, vary, and what libraries compute.  It only reads.

Decimals are texts, so that no digit is lost on the way; an answer is one text, as the student wrote it.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from derive.cohort.answer_file import AnswerRow, Worker
from derive.cohort.limits import Limits
from derive.cohort.one_writeup import Reporter
from derive.commands.answers import warnings
from derive.commands.dialect_lines import told
from derive.handout.draw import LIKE
from derive.handout.vary import vary
from derive.language.errors import fault, nearest, one_of
from derive.problem import catalogue
from derive.problem.problem import Problem

MOST_VARIANTS, MOST_DIGITS = 20, 30
LONGEST_TEXT = 200_000
WRITE_UP = "write-up.md"


@dataclass(frozen=True)
class ToldResult:
    """One answer: `value` has the decimals of each row, proven to the last digit; it is empty where only a formula is
    known."""

    question: str
    shape: list[int]
    value: list[list[str]]
    formula: str


@dataclass(frozen=True)
class ToldSolution:
    problem: str
    title: str
    results: list[ToldResult]


@dataclass(frozen=True)
class ToldVerdict:
    """What was found of one answer: right, rounded, shorthand, wrong, unread or refused, and the mistake's name."""

    question: str
    verdict: str
    diagnosis: str
    message: str
    read_as: str


@dataclass(frozen=True)
class ToldLine:
    line: int
    text: str
    verdict: str
    message: str


@dataclass(frozen=True)
class ToldReport:
    """What was found of a write-up, line by line, with its marks."""

    marks: str
    out_of: str
    lines: list[ToldLine]
    unread: list[str]


@dataclass(frozen=True)
class ToldWarnings:
    warnings: list[str]


@dataclass(frozen=True)
class ToldVariant:
    number: int
    problem_file: str
    results: list[ToldResult]


@dataclass(frozen=True)
class ToldVariants:
    generator: str
    seed: int
    variants: list[ToldVariant]


@dataclass(frozen=True)
class ToldProblems:
    """The names that the other tools take."""

    catalogue: list[str]
    files: list[str]


@dataclass(frozen=True)
class ToldDialects:
    lines: list[str]


class Tools:
    """The tools of one server; problems are those of the catalogue, and files right in a folder if there is one."""

    def __init__(self, folder: Path | None, solve: Callable[..., Any]) -> None:
        self.folder = folder
        self.solver = solve

    def all(self) -> list[Callable[..., Any]]:
        return [
            *(self.problems, self.solve, self.check, self.check_writeup),
            *(self.lint, self.vary, self.dialects),
        ]

    def files(self) -> list[str]:
        return sorted(path.name for path in self.folder.glob("*.toml")) if self.folder else []

    def found(self, problem: str) -> Problem:
        """The problem of a name.  Errors: `ProblemError` for one that is neither in the catalogue nor in the folder."""
        if problem in catalogue.names():
            return catalogue.load(problem)
        if self.folder and problem in self.files() and not (self.folder / problem).is_symlink():
            return catalogue.load(self.folder / problem)
        known = [*catalogue.names(), *self.files()]
        raise fault(f"no problem {problem[:80]!r}{nearest(problem[:80], known)}")

    def problems(self) -> ToldProblems:
        """The problems that can be asked about: names of the catalogue, and files of the folder."""
        return ToldProblems(catalogue.names(), self.files())

    def solve(self, problem: str, questions: list[str] | None = None, digits: int = 4) -> ToldSolution:
        """The values of a problem's questions (such as dL/dV), all of them where none is named, with proven digits."""
        if not 0 <= digits <= MOST_DIGITS:
            raise fault(f"found {digits}; expected 0 to {MOST_DIGITS}", "digits")
        found = self.found(problem)
        solution = self.solver(found, questions or (), digits=digits)
        return ToldSolution(found.name, found.title, [result_of(each) for each in solution])

    def check(self, problem: str, question: str, answer: str, reveal: str = "hint") -> ToldVerdict:
        """Judges one answer, as the student wrote it: a number, a matrix, LaTeX, a formula.  Nothing of it is run."""
        one_of(reveal, ("none", "hint", "full"), "reveal")
        with Worker(self.found(problem), reveal) as worker:
            record = worker.check(AnswerRow("", question, limited(answer)))
        return ToldVerdict(question, record.verdict, record.diagnosis or "", record.message, record.read_as)

    def check_writeup(self, problem: str, text: str, reveal: str = "hint") -> ToldReport:
        """Judges a write-up (Markdown, LaTeX or plain text) line by line.  Nothing of it is run."""
        one_of(reveal, ("none", "hint", "full"), "reveal")
        reporter = Reporter(self.found(problem), reveal)
        outcome = reporter.apart(WRITE_UP, limited(text).encode(), (), Limits())
        if outcome.status != "done":
            raise fault(f"judging it was stopped ({outcome.status})")
        report = json.loads(json.loads(outcome.result)["texts"]["json"])
        lines = [ToldLine(v["line"], v["text"], v["verdict"], v.get("message", "")) for v in report["verdicts"]]
        unread = [f"line {gap['line']}: {gap['message']}" for gap in report["unread"]]
        return ToldReport(str(report["marks"]), str(report["out_of"]), lines, unread)

    def lint(self, problem: str) -> ToldWarnings:
        """Where the values of a problem hide a mistake, or lie so near to a rounding border that people disagree."""
        return ToldWarnings(warnings(self.found(problem)))

    def vary(self, problem: str, count: int = 1, seed: int = 1, keep: str = "", like: str = "same") -> ToldVariants:
        """Variants with other numbers, as hard and as instructive, with their problem files and answers.

        keep: names of values that stay, with commas; like: same or easy.
        """
        one_of(like, LIKE, "like")
        if not 1 <= count <= MOST_VARIANTS or seed < 0:
            raise fault(f"found count {count}, seed {seed}; expected 1 to {MOST_VARIANTS}, and a seed from 0 on")
        found = vary(self.found(problem), count, seed, [name for name in keep.split(",") if name.strip()], like)
        shapes = {str(t): t.shape for q in found.problem.questions for t in q.targets}
        variants = [
            ToldVariant(v.number, v.text, [result(name, shapes[name], texts) for name, texts in v.answers])
            for v in found
        ]
        return ToldVariants(found.generator, found.seed, variants)

    def dialects(self, operation: str = "", library: str = "") -> ToldDialects:
        """What libraries compute at kinks and ties of an operation (such as relu), and which equations cells have."""
        return ToldDialects(list(told(operation, library)))


def limited(text: str) -> str:
    if len(text) > LONGEST_TEXT:
        raise fault(f"{len(text)} characters; the limit is {LONGEST_TEXT}")
    return text


def result_of(each: Any) -> ToldResult:
    """A result of the façade; a number alone is a row with one entry."""
    value = each.value if isinstance(each.value, list) else [[each.value]] if each.value is not None else []
    return ToldResult(each.name, list(each.shape), value, each.formula)


def result(name: str, shape: tuple[int, ...], texts: tuple[str, ...]) -> ToldResult:
    width = shape[1] if shape else 1
    return ToldResult(name, list(shape), [list(texts[k : k + width]) for k in range(0, len(texts), width)], "")
