"""Checking answers: a text is read, judged, and what is found is put into words."""

from __future__ import annotations

from pathlib import Path

from derive.documents.inert import inert_text
from derive.documents.words import Words
from derive.feedback.findings import Remarks
from derive.feedback.records import Record
from derive.judging.finding import Finding, stumbled, wrong
from derive.judging.judge import Judge
from derive.judging.unfitting_shapes import in_conventions
from derive.judging.untrue import Evaluated
from derive.language.errors import Complaint, DeriveError
from derive.language.expr import Expr
from derive.language.record import record
from derive.problem.problem import Problem
from derive.reading.free import read_for
from derive.reading.guesses import BLOCKS, GUESSED, JOINED
from derive.reading.result import Misshapen, NotAValue, Reading, Refused, Unreadable


@record
class Undiagnosed:
    """What an answer comes to before the mistake in it is named.

    Where its shapes do not fit together, `misfit` tells so: `found` is what it comes to read loosely, if it has a value
    then, `otherwise` what it comes to in each other convention, and `throughout` where all of it is in that.
    """

    found: Finding | Evaluated | None
    misfit: Misshapen | None = None
    otherwise: tuple[Finding | Evaluated, ...] = ()
    throughout: tuple[Finding | Evaluated, ...] = ()


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
    ) -> None:
        self.problem = problem
        self.judge = Judge(problem)
        self.remarks = Remarks(Words(problem.settings.language, templates, "verdicts"), reveal)
        self.questions: dict[str, Expr] = {}

    def check(self, question: str, text: str, id: str = "") -> Record:
        """The verdict on one answer to one question, with its message."""
        return self.record(question, self.find(question, text), id)

    def record(self, question: str, finding: Finding, id: str = "") -> Record:
        """What was found of an answer, in words."""
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
        found = self.verdict(question, text)
        return found if isinstance(found, Finding) else self.diagnose(found)

    def verdict(self, question: str, text: str) -> Finding | Undiagnosed:
        """The verdict on one answer, or what it comes to where a mistake in it is still to be named."""
        asked = self.asked(question)
        try:
            return self.evaluated(asked, text)
        except DeriveError:
            raise
        except Exception as error:
            return stumbled(error)

    def diagnose(self, found: Undiagnosed) -> Finding:
        """The verdict on an answer with the mistake in it named; nothing of the student's text is evaluated for it."""
        try:
            return self.named(found)
        except RecursionError:
            return Finding("refused", "too_much_work")
        except DeriveError:
            raise
        except Exception as error:
            return stumbled(error)

    def evaluated(self, asked: Expr, text: str) -> Finding | Undiagnosed:
        try:
            reading = read_for(text, self.problem, asked)
            found = self.judge.verdict(asked, reading)
            if isinstance(found, Finding) and found.is_accepted:
                return unless_blocks(self.with_claims(found, reading))
            return unless_blocks(found) if isinstance(found, Finding) else Undiagnosed(found)
        except RecursionError:
            return Finding("refused", "too_much_work")
        except Refused as error:
            return Finding("refused", details={"fault": fault(error)}, position=error.position)
        except NotAValue as error:
            return wrong(error.diagnosis).but(position=error.position)
        except Misshapen as error:
            loosely = self.judge.verdict(asked, error.loosely) if error.loosely else None
            others, all_ways = (
                tuple(self.judge.verdict(asked, reading) for reading in readings)
                for readings in (error.otherwise, error.throughout)
            )
            return Undiagnosed(loosely, error, others, all_ways)
        except Unreadable as error:
            return Finding("unread", details={"fault": fault(error)}, position=error.position)

    def with_claims(self, found: Finding, reading: Reading) -> Finding:
        """A right answer, wrong where the clause behind it says what is false of the problem's own quantities.

        The clause is followed as a line of a write-up is, alone.
        """
        if not reading.claims:
            return found
        from derive.feedback.check_writeup import WriteUps

        lines = WriteUps(self.problem)
        for claim in reading.claims:
            report = lines.check("clause.md", f"${claim}$".encode())
            if any(line.verdict == "wrong" for line in report.lines):
                return wrong("false_definition", claim=claim).but(read_as=found.read_as, notes=found.notes)
        return found

    def named(self, found: Undiagnosed) -> Finding:
        finding = self.told(found.found) if found.found is not None else None
        if found.misfit is None:
            assert finding is not None
            return unless_blocks(finding)
        others, all_ways = (
            (self.told(each).is_accepted for each in ways) for ways in (found.otherwise, found.throughout)
        )
        result = in_conventions(finding, others, all_ways, fault(found.misfit))
        return result if result.position is not None else result.but(position=found.misfit.position)

    def told(self, found: Finding | Evaluated) -> Finding:
        return found if isinstance(found, Finding) else self.judge.diagnose(found)

    def asked(self, question: str) -> Expr:
        if question not in self.questions:
            self.questions[question] = self.judge.question(question)
        return self.questions[question]


def unless_blocks(finding: Finding) -> Finding:
    """The finding, unread where it is wrong only as long as arrays in brackets are no blocks of one array."""
    is_doubtful = finding.verdict == "wrong" and bool({BLOCKS, JOINED} & {*finding.notes})
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
