"""Checking answers: a text is read, judged, and what is found is put into words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from derive.documents.inert import inert_text
from derive.documents.words import Words
from derive.feedback.findings import Remarks
from derive.feedback.records import Record
from derive.judging.finding import Finding, stumbled, wrong
from derive.judging.judge import Judge
from derive.judging.unfitting_shapes import in_conventions
from derive.language.errors import Complaint, DeriveError
from derive.language.expr import Expr
from derive.problem.problem import Problem
from derive.reading.free import read_for
from derive.reading.guesses import BLOCKS, GUESSED
from derive.reading.result import Misshapen, NotAValue, Refused, Unreadable


class Checker:
    """Checks answers to the questions of one problem; `reveal` is `none`, `hint` or `full`.

    Nothing that a student wrote is ever run.  Errors: `ProblemError` for a question that the problem does not have;
    whatever is wrong with an answer is a verdict, not an error.
    """

    def __init__(
        self,
        problem: Problem,
        reveal: str = "hint",
        templates: Path | None = None,
        before_diagnosis: Callable[[], None] = lambda: None,
    ) -> None:
        self.problem = problem
        self.judge = Judge(problem, before_diagnosis)
        self.remarks = Remarks(Words(problem.settings.language, templates, "verdicts"), reveal)
        self.questions: dict[str, Expr] = {}

    def check(self, question: str, text: str, id: str = "") -> Record:
        """The verdict on one answer to one question, with its message."""
        finding = self.find(question, text)
        return Record(
            id,
            question,
            finding.verdict,
            finding.diagnosis,
            self.remarks.message(finding),
            inert_text(finding.read_as),
            finding.digits_right,
            finding.also,
        )

    def overran(self, question: str, id: str = "") -> Record:
        """The record of an answer whose judging had to be stopped."""
        finding = Finding("refused", "too_much_work")
        return Record(id, question, "refused", "too_much_work", self.remarks.message(finding), "", None)

    def find(self, question: str, text: str) -> Finding:
        """The verdict on one answer; where judging it fails it has none."""
        asked = self.asked(question)
        try:
            return self.found(asked, text)
        except DeriveError:
            raise
        except Exception as error:
            return stumbled(error)

    def found(self, asked: Expr, text: str) -> Finding:
        try:
            return unless_blocks(self.judge.judge(asked, read_for(text, self.problem, asked)))
        except RecursionError:
            return Finding("refused", "too_much_work")
        except Refused as error:
            return Finding("refused", details={"fault": fault(error)}, position=error.position)
        except NotAValue as error:
            return wrong(error.diagnosis).but(position=error.position)
        except Misshapen as error:
            return self.misshapen(asked, error)
        except Unreadable as error:
            return Finding("unread", details={"fault": fault(error)}, position=error.position)

    def misshapen(self, asked: Expr, error: Misshapen) -> Finding:
        """The verdict on an answer whose shapes do not fit together as it stands."""
        loosely = self.judge.judge(asked, error.loosely) if error.loosely else None
        others = (self.judge.judge(asked, reading).is_accepted for reading in error.otherwise)
        finding = in_conventions(loosely, others, fault(error))
        return finding if finding.position is not None else finding.but(position=error.position)

    def asked(self, question: str) -> Expr:
        if question not in self.questions:
            self.questions[question] = self.judge.question(question)
        return self.questions[question]


def unless_blocks(finding: Finding) -> Finding:
    """The finding, unread where it is wrong only as long as arrays in brackets are no blocks of one array."""
    is_doubtful = finding.verdict == "wrong" and BLOCKS in finding.notes
    return Finding("unread", details={"fault": GUESSED[BLOCKS]}) if is_doubtful else finding


def fault(error: Unreadable) -> str:
    """The message with a caret under its place, the student's text made harmless for a terminal."""
    line_start = error.text.rfind("\n", 0, error.position) + 1
    line = error.text[line_start:].split("\n")[0]
    offset = error.position - line_start
    first = max(0, offset - 60)
    shown = inert_text(line[first : first + 100])
    caret = len(inert_text(line[first:offset]))
    return str(Complaint("", inert_text(error.message), shown, caret + 1))
