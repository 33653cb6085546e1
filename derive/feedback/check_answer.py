"""Checking answers: a text is read, judged, and what is found is put into words."""

from __future__ import annotations

import re
from pathlib import Path

from derive.documents.inert import inert_text
from derive.documents.words import Words
from derive.feedback.findings import Remarks
from derive.feedback.records import Record
from derive.feedback.steps_before import among_steps, at_the_end
from derive.following.habits import COUNTS
from derive.judging.finding import NOT_JUDGED, Finding, stumbled, wrong
from derive.judging.judge import Judge
from derive.judging.other_variants import Variants
from derive.judging.unfitting_shapes import in_conventions
from derive.judging.untrue import Evaluated
from derive.language.errors import Complaint, DeriveError
from derive.language.expr import Expr
from derive.language.numbers import precision
from derive.language.patterns import regex
from derive.language.record import record
from derive.problem.catalogue import AnyProblem, loaded
from derive.reading import stars
from derive.reading.free import of_any_entry, read_for
from derive.reading.guesses import BLOCKS, GUESSED, JOINED
from derive.reading.read import is_same, vocabulary_of
from derive.reading.remarks import without_remark
from derive.reading.result import Fault, Misshapen, NotAValue, Reading, Refused, Unreadable
from derive.reading.thousands import has_thousands, without_thousands
from derive.reading.told import instances, is_tautology, left_of, name_of

DOTS = regex(r"\.\.\.|…|\\[lc]?dots")
LEFT_OUT = "something is left out of it"


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

    Numbers that are right for one of the `variants` are named so.
    Nothing that a student wrote is ever run.  Errors: `ProblemError` for a question that the problem does not have;
    whatever is wrong with an answer is a verdict, not an error.
    """

    def __init__(
        self,
        problem: AnyProblem,
        reveal: str = "hint",
        templates: Path | None = None,
        variants: Variants | None = None,
    ) -> None:
        self.problem = loaded(problem)
        self.judge = Judge(self.problem, variants)
        self.remarks = Remarks(Words(self.problem.settings.language, templates, "verdicts"), reveal)
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
            self.expected(question, finding) if self.remarks.reveal == "full" else "",
        )

    def expected(self, question: str, finding: Finding) -> str:
        """The true value of what was asked, where something else was found."""
        from derive.following.values import expected

        with precision(self.judge.places.bits):
            return expected(self.judge, self.asked(question), finding)

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
            found = self.in_one_piece(asked, text) or self.evaluated(asked, text)
            if not isinstance(found, Finding):
                return self.entrywise(asked, text) or found
            return self.otherwise(asked, text) or found if found.verdict == "unread" else found
        except DeriveError:
            raise
        except Exception as error:
            return stumbled(error)

    def diagnose(self, found: Undiagnosed) -> Finding:
        """The verdict on an answer with the mistake in it named.

        Of the student's text only a short formula is evaluated for it, as it would be right (`judging/mending.py`).
        """
        try:
            return self.named(found)
        except RecursionError:
            return Finding("refused", "too_much_work")
        except DeriveError:
            raise
        except Exception as error:
            return stumbled(error)

    def entrywise(self, asked: Expr, text: str) -> Finding | None:
        """The verdict where stars multiply entry by entry, and sums are taken along columns, as in programs, if the
        answer is right so."""
        starred = stars.entry_by_entry(text)
        for told in dict.fromkeys((starred, stars.along_columns(text), stars.along_columns(starred))):
            found = self.evaluated(asked, told) if told != text else None
            if isinstance(found, Finding) and found.is_accepted:
                return found
        return None

    def otherwise(self, asked: Expr, text: str) -> Finding | Undiagnosed | None:
        """The verdict on what could not be read, without a remark behind it or written out, if it has some."""
        if (told := without_remark(text)) != text:
            return self.evaluated(asked, told)
        if (counted := self.counted(asked, text)) is not None:
            return counted
        return self.written_out(asked, text) if "\\" in text else None

    def counted(self, asked: Expr, text: str) -> Finding | None:
        """The verdict where a letter that nobody introduced is how many examples there are, if the answer is right."""
        vocabulary = vocabulary_of(self.problem)
        letters = (each for each in COUNTS if re.search(rf"(?<![A-Za-z\\_]){each}(?![A-Za-z])", text))
        letter = next((each for each in letters if not vocabulary.knows_word(each)), "")
        if not letter or not vocabulary.facts.examples:
            return None
        found = self.evaluated(asked, f"{text} where {letter} = {vocabulary.facts.examples}")
        return found if isinstance(found, Finding) and found.is_accepted else None

    def written_out(self, asked: Expr, text: str) -> Finding | Undiagnosed | None:
        """The verdict on what could not be read with the commands of LaTeX's packages written out, if it has some."""
        from derive.writeup.macros import written_out

        told = written_out(text)
        return self.evaluated(asked, told) if told != text else None

    def in_one_piece(self, asked: Expr, text: str) -> Finding | None:
        """The verdict where commas set thousands apart, if the answer is right so; nothing else is told by it."""
        found = self.evaluated(asked, without_thousands(text)) if has_thousands(text) else None
        return found if isinstance(found, Finding) and found.is_accepted else None

    def evaluated(self, asked: Expr, text: str) -> Finding | Undiagnosed:
        try:
            found = self.as_told(asked, text, read_for(text, self.problem, asked))
            if not isinstance(found, Finding) and (stepped := at_the_end(self, asked, text)) is not None:
                return stepped
            return unless_blocks(found) if isinstance(found, Finding) else Undiagnosed(found)
        except RecursionError:
            return Finding("refused", "too_much_work")
        except Refused as error:
            return Finding("refused", details={"fault": fault(error)}, position=error.position)
        except NotAValue as error:
            if (entries := self.any_entry(asked, text)) is not None:
                return entries
            refused = (
                wrong(error.diagnosis) if not DOTS.search(text) else Finding("unread", details={"fault": LEFT_OUT})
            )
            return among_steps(self, asked, text) or refused.but(position=error.position)
        except Misshapen as error:
            loosely = self.judge.verdict(asked, error.loosely) if error.loosely else None
            others, all_ways = (
                tuple(self.judge.verdict(asked, reading) for reading in readings)
                for readings in (error.otherwise, error.throughout)
            )
            return Undiagnosed(loosely, error, others, all_ways)
        except Unreadable as error:
            unread = Finding("unread", details={"fault": fault(error)}, position=error.position)
            return among_steps(self, asked, text) or unread

    def any_entry(self, asked: Expr, text: str) -> Finding | Undiagnosed | None:
        """The verdict on a formula for any entry that does not tell which; unread where it is that of a transpose."""
        try:
            readings = of_any_entry(text, self.problem, asked)
            found = {is_usual: self.as_told(asked, text, reading) for is_usual, reading in readings}
        except Unreadable:
            return None
        usual = found.get(True)
        other = found.get(False)
        if isinstance(other, Finding) and other.is_accepted and not (isinstance(usual, Finding) and usual.is_accepted):
            unclear = Unreadable("which index is the row's is not clear; begin with the entry", text, 0, Fault.UNCLEAR)
            return Finding("unread", details={"fault": fault(unclear)})
        return usual if usual is None or isinstance(usual, Finding) else Undiagnosed(usual)

    def as_told(self, asked: Expr, text: str, reading: Reading) -> Finding | Evaluated:
        """What an answer comes to; where it defines a quantity of the problem as another, with that put in.

        Errors: `Unreadable` where a definition cannot be judged.
        """
        false = [told for told in reading.told if not self.is_true(told)]
        if not false:
            return self.judge.verdict(asked, reading)
        names = frozenset(name_of(left_of(told, self.problem)) for told in false)
        own = self.redefined(asked, text, names)
        if own is None or is_same(own, reading):
            return wrong("false_equality", first=inert_text(false[0]))
        return self.judge.verdict(asked, own)

    def redefined(self, asked: Expr, text: str, names: frozenset[str]) -> Reading | None:
        """What an answer says where quantities are what it defines them as; nothing where it defines some of them."""
        try:
            return read_for(text, self.problem, asked, names)
        except Misshapen:
            raise
        except Unreadable:
            return None

    def is_true(self, told: str) -> bool:
        """Whether what an answer says of a quantity of the problem holds, for all its indices."""
        if is_tautology(told, self.problem):
            return True
        findings = [self.evaluated(each, told) for each in instances(left_of(told, self.problem), self.problem)]
        judged = [each for each in findings if not (isinstance(each, Finding) and each.diagnosis == "not_a_value")]
        if not judged or any(isinstance(each, Finding) and each.verdict in NOT_JUDGED for each in judged):
            raise Unreadable("the definition behind the formula cannot be judged", told, 0, Fault.UNCLEAR)
        return all(isinstance(each, Finding) and holds(each) for each in judged)

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


def holds(finding: Finding) -> bool:
    """Whether a definition is true, as far as its digits go."""
    return finding.is_accepted or finding.diagnosis == "too_coarse"


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
