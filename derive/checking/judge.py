"""The verdict on one answer: numbers by their digits, formulas by shapes and random points, mistakes by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import cached_property

from derive.answers.answer import Member, Reading
from derive.balls import Array, precision
from derive.checking.compare import (
    Agreement,
    Comparison,
    compare,
    digits_right,
    exact_numbers,
    laid,
    rounded_numbers,
    units,
)
from derive.checking.diagnose import Diagnosis, Suspect
from derive.checking.effort import is_too_much
from derive.checking.finding import Finding, as_text, said, wrong
from derive.checking.library import Library, quantities, same
from derive.checking.point import Point, Rules
from derive.checking.scatter import scattered
from derive.differentiate.graph import Network
from derive.errors import Complaint, DomainError, ProblemError, Undecided
from derive.expr import Derivative, Entry, Expr, Grid, Ref, walk
from derive.problem import Problem

BITS = 128
MOST_BITS = 2048
POINTS = 2
"""Random points at which a formula must agree."""
ATTEMPTS = 24


class Judge:
    """Judges answers to the questions of one problem; what it works out is kept for the next answer.

    `before_diagnosis` is called when all that depends on a student's text has been evaluated.
    """

    def __init__(self, problem: Problem, before_diagnosis: Callable[[], None] = lambda: None) -> None:
        self.problem = problem
        self.before_diagnosis = before_diagnosis
        self.digits = problem.settings.digits
        self.rules = Rules(Network(problem))
        self.suspects: dict[str, Suspect] = {}

    @cached_property
    def home(self) -> Point | None:
        """The problem's own values; `None` where only shapes are given."""
        values = self.problem.values
        return (
            None if values is None else decided(lambda: Point(self.rules, {r: values[r] for r in self.problem.given}))
        )

    @cached_property
    def scattered(self) -> tuple[Point, ...]:
        """Random points inside the domain of the network."""
        return tuple(self.find_points())

    def find_points(self) -> Iterator[Point]:
        found = 0
        for attempt in range(ATTEMPTS):
            if found == POINTS:
                return
            try:
                yield decided(lambda attempt=attempt: Point(self.rules, scattered(self.problem, attempt)))  # type: ignore[misc]
                found += 1
            except (DomainError, Undecided):
                continue

    def question(self, text: str) -> Expr:
        """What is asked: a name, an entry, or an expression; `ProblemError` for what the problem does not have."""
        asked = self.problem.read(text)
        faults = [self.problem.why_not(part) for part in walk(asked) if isinstance(part, Derivative)]
        faults += [self.problem.unknown(ref) for ref in quantities(asked)]
        for message in filter(None, faults):
            raise ProblemError(Complaint("", message, text, 1))
        return asked

    def suspect(self, asked: Expr) -> Suspect:
        """The mistakes that can be made with a question, kept."""
        key = repr(asked)
        if key not in self.suspects:
            library = Library(self.rules, asked, self.problem.settings.layout)
            self.suspects[key] = Suspect(self.problem, library)
        return self.suspects[key]

    def judge(self, asked: Expr, reading: Reading) -> Finding:
        """The verdict on a chain of equalities: its last member is the answer, and the others must not be false."""
        with precision(BITS):
            finding = self.judge_chain(asked, reading)
        notes = tuple(dict.fromkeys((*reading.notes, *finding.notes)))
        return finding.but(read_as=said(reading, self.problem.scope.ranges), notes=notes)

    def judge_chain(self, asked: Expr, reading: Reading) -> Finding:
        *before, last = reading.members
        if last.expr is None:
            return Finding("unread", details={"expected": "value"}, position=last.start)
        if restates(last.expr, asked):
            return wrong("restates_question")
        if any(m.expr is not None and is_too_much(m.expr) for m in reading.members):
            return Finding("refused", "too_much_work", position=last.start)
        finding = self.judge_member(asked, last, reading)
        for member in before:
            if member.expr is None or member.expr == asked or restates(member.expr, asked):
                continue
            earlier = self.judge_member(asked, member, reading)
            if earlier.is_accepted or earlier.diagnosis == "too_coarse":
                continue
            if finding.is_accepted:
                return wrong("false_equality", first=reading_part(member, reading), **earlier.details)
            return earlier if earlier.diagnosis else finding
        return finding

    def judge_member(self, asked: Expr, member: Member, reading: Reading) -> Finding:
        assert member.expr is not None
        kind = kind_of(member.expr, reading)
        if kind == "formula":
            return self.formula(asked, member.expr, reading)
        return self.number(asked, member.expr, reading)

    def number(self, asked: Expr, expr: Expr, reading: Reading) -> Finding:
        """The verdict at the problem's values, by digits."""
        if self.home is None:
            return Finding("unread", details={"expected": "formula"})
        diagnosis = self.diagnosis(asked, self.home, 0)
        try:
            exact = self.home.value(expr, reading.layout, exact_numbers(reading.literals))
            wide = self.home.value(expr, reading.layout, rounded_numbers(reading.literals, self.digits))
        except DomainError as error:
            return wrong("not_a_value", fault=error.complaints[0].message)
        except Undecided:
            return wrong("too_coarse")
        fitted, ball = laid(exact, diagnosis.truth.shape), laid(wide, diagnosis.truth.shape)
        if fitted is None or ball is None:
            self.before_diagnosis()
            return diagnosis.shape(exact, self.agreeing(exact, wide, expr, reading))
        own = units(expr, reading.literals, len(exact.entries), self.digits)
        found = compare(fitted, ball, diagnosis.truth, own, self.digits)
        return self.by_digits(found, fitted, diagnosis, exact, self.agreeing(exact, wide, expr, reading))

    def agreeing(self, exact: Array, wide: Array, expr: Expr, reading: Reading) -> Callable[[Array], bool]:
        """Whether a value is what the student wrote."""
        own = units(expr, reading.literals, len(exact.entries), self.digits)

        def matches(value: Array) -> bool:
            first, second = laid(exact, value.shape), laid(wide, value.shape)
            if first is None or second is None:
                return False
            return compare(first, second, value, own, self.digits).worst <= Agreement.ROUNDED

        return matches

    def by_digits(
        self, found: Comparison, fitted: Array, diagnosis: Diagnosis, exact: Array, matches: Callable[[Array], bool]
    ) -> Finding:
        right = digits_right(fitted, diagnosis.truth, self.digits)
        notes = ("row_for_column",) if exact.shape != diagnosis.truth.shape and len(exact.entries) > 1 else ()
        match found.worst:
            case Agreement.RIGHT:
                finding = Finding("right", digits_right=right, notes=notes)
                return finding.but(notes=(*notes, "fewer_digits")) if right < self.digits else finding
            case Agreement.ROUNDED:
                return Finding("rounded", digits_right=right, notes=notes)
            case Agreement.COARSE:
                return wrong("too_coarse").but(digits_right=right)
        self.before_diagnosis()
        return diagnosis.number(fitted, found, matches).but(digits_right=right, notes=notes)

    def formula(self, asked: Expr, expr: Expr, reading: Reading) -> Finding:
        """The verdict at random points; equal only at the problem's values is a coincidence."""
        verdicts: list[bool] = []
        mismatch: Finding | None = None
        for place, point in enumerate(self.scattered, 1):
            diagnosis = self.diagnosis(asked, point, place)
            try:
                value = point.value(expr, reading.layout, exact_numbers(reading.literals))
            except (DomainError, Undecided):
                continue
            fitted = laid(value, diagnosis.truth.shape)
            if fitted is None:
                self.before_diagnosis()
                return diagnosis.shape(value, lambda other, value=value: same(value, other))  # type: ignore[misc]
            if not self.may_turn(asked, value, diagnosis.truth):
                return wrong("transposed")
            verdicts.append(same(fitted, diagnosis.truth))
            if not verdicts[-1] and mismatch is None:
                mismatch = self.formula_mistake(asked, expr, reading, diagnosis, value)
        if not verdicts:
            return self.number(asked, expr, reading)
        if all(verdicts):
            turned = value.shape != diagnosis.truth.shape and len(value.entries) > 1
            return Finding("right", notes=("row_for_column",) if turned else ())
        assert mismatch is not None
        return self.coincidence(asked, expr, reading) or mismatch

    def may_turn(self, asked: Expr, value: Array, truth: Array) -> bool:
        """Whether a row may stand for a column here: only for a gradient, where the layouts differ."""
        return value.shape == truth.shape or len(value.entries) == 1 or isinstance(asked, Derivative)

    def coincidence(self, asked: Expr, expr: Expr, reading: Reading) -> Finding | None:
        """What to say of a formula that is right at the problem's values and nowhere else; `None` if it is not."""
        if self.home is None:
            return None
        try:
            value = self.home.value(expr, reading.layout, exact_numbers(reading.literals))
        except (DomainError, Undecided):
            return None
        truth = self.diagnosis(asked, self.home, 0).truth
        fitted = laid(value, truth.shape)
        if fitted is None or not same(fitted, truth):
            return None
        if self.puts_numbers_in(expr, reading):
            return Finding("right", notes=("at_given_values",))
        return wrong("coincidence")

    def puts_numbers_in(self, expr: Expr, reading: Reading) -> bool:
        """Whether a whole number in a formula may be a given value put in: in scalar networks, and beside entries."""
        scalars = all(not ref.shape for ref in self.problem.given)
        entries = any(isinstance(part, Entry) for part in walk(expr))
        values = {entry for n in self.problem.given.values() if n is not None for entry in n.entries}
        used = {
            reading.literals[part].value for part in walk(expr) if isinstance(part, Ref) and part in reading.literals
        }
        return (scalars or entries) and bool(used & values)

    def formula_mistake(self, asked: Expr, expr: Expr, reading: Reading, diagnosis: Diagnosis, value: Array) -> Finding:
        self.before_diagnosis()
        return diagnosis.formula(lambda other: matches_value(value, other), reading.layout)

    def diagnosis(self, asked: Expr, point: Point, place: int) -> Diagnosis:
        return Diagnosis(self.suspect(asked), point, place, self.digits)


def matches_value(value: Array, other: Array) -> bool:
    fitted = laid(value, other.shape)
    return fitted is not None and same(fitted, other)


def reading_part(member: Member, reading: Reading) -> str:
    return as_text(member.expr, reading.literals, {}) if member.expr is not None else ""


def decided(calculate: Callable[[], Point]) -> Point:
    """A point at the first precision that decides every comparison in it."""
    bits = BITS
    while True:
        try:
            with precision(bits):
                return calculate()
        except Undecided:
            if bits >= MOST_BITS:
                raise
            bits *= 4


def restates(expr: Expr, asked: Expr) -> bool:
    """Whether an expression uses what is asked, or any derivative by the variable asked."""
    by = asked.by if isinstance(asked, Derivative) else None
    return any(
        part == asked or (by is not None and isinstance(part, Derivative) and part.by == by) for part in walk(expr)
    )


def kind_of(expr: Expr, reading: Reading) -> str:
    """`number` without names, `formula` with names only, `mixed` where numbers were put into a formula."""
    literals = reading.literals
    named = any(isinstance(part, Ref | Derivative) and part not in literals for part in walk(expr))
    if not named:
        return "number"
    put_in = any(isinstance(part, Ref) and part in literals and literals[part].is_decimal for part in walk(expr))
    arrays = any(isinstance(part, Grid) and any(q in literals for q in walk(part)) for part in walk(expr))
    return "mixed" if put_in or arrays else "formula"
