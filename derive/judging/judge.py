"""The verdict on one answer: numbers by their digits, formulas by shapes and random points, mistakes by name."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from flint import fmpq

from derive.judging.chain_members import is_only_laid_out, reading_part, sets_anew
from derive.judging.diagnose import Diagnosis
from derive.judging.digits import (
    Agreement,
    Agreements,
    Written,
    compare,
    digits_right,
    exact_numbers,
    laid,
    rounded_numbers,
    unit_of,
    units,
)
from derive.judging.edge_rules import Rules
from derive.judging.effort import is_too_much
from derive.judging.entrywise_slopes import as_diagonal
from derive.judging.finding import Finding, said, wrong
from derive.judging.instances import agree, is_instance, is_nearby
from derive.judging.named_numbers import with_names
from derive.judging.numbers_in_formulas import as_given, given_numbers, has_names, is_formula, restates, with_numbers
from derive.judging.other_conventions import OtherConventions
from derive.judging.other_variants import Variants
from derive.judging.places import HOME, Places, narrower, sharp_beside
from derive.judging.point import Point
from derive.judging.questions import asked_for
from derive.judging.sameness import same
from derive.judging.suspect import Suspect
from derive.judging.unfitting_shapes import DEPENDS
from derive.judging.untrue import (
    Evaluated,
    MisshapenFormula,
    MisshapenNumber,
    Untrue,
    UntrueFormula,
    UntrueNumber,
    explained,
)
from derive.language.errors import DomainError, Undecided
from derive.language.expr import Derivative, Expr, Number
from derive.language.numbers import Array, precision
from derive.problem.problem import Problem
from derive.reading.result import Reading
from derive.solving.no_derivative import reason
from derive.table.slices import is_line

NOTHING = Number((fmpq(0),))


class Judge:
    """Judges answers to the questions of one problem; what it works out is kept for the next answer.

    `verdict` evaluates all that depends on a student's text, `diagnose` names the mistake in it, `judge` does both.
    A wrong number that is right for one of the `variants` is named so.
    """

    def __init__(self, problem: Problem, variants: Variants | None = None) -> None:
        self.problem = problem
        self.variants = variants or Variants()
        self.digits = problem.settings.digits
        self.rules = Rules(problem.network)
        self.places = Places(problem, self.rules)
        self.others = OtherConventions(problem, self.places)
        self.suspects: dict[str, Suspect] = {}
        self.given = given_numbers(problem)

    @property
    def home(self) -> Point | None:
        """The problem's own values; `None` where only shapes are given."""
        return self.places.at(HOME) if self.places.has_home else None

    @property
    def scattered(self) -> tuple[Point, ...]:
        """The random points at which formulas are compared."""
        return tuple(self.places.at(place) for place in self.places.random)

    def question(self, text: str) -> Expr:
        """What is asked: a name, an entry, or an expression; `ProblemError` for what the problem does not have."""
        return asked_for(text, self.problem)

    def suspect(self, asked: Expr) -> Suspect:
        """The mistakes that can be made with a question, kept."""
        key = repr(asked)
        if key not in self.suspects:
            self.suspects[key] = Suspect(self.problem, self.rules, asked, self.places)
        return self.suspects[key]

    def judge(self, asked: Expr, reading: Reading) -> Finding:
        """The verdict on a chain of equalities: its last member is the answer, and the others must not be false."""
        found = self.verdict(asked, reading)
        return found if isinstance(found, Finding) else self.diagnose(found)

    def verdict(self, asked: Expr, reading: Reading) -> Finding | Evaluated:
        """The verdict on a chain, or what was found of its members where a mistake in one is still to be named."""
        reading = as_given(reading, self.given)
        with precision(self.places.bits):
            found = self.evaluated(asked, reading)
        if isinstance(found, Finding):
            return self.noted(found, reading)
        return self.diagnose(found) if found.is_settled else found

    def diagnose(self, found: Evaluated) -> Finding:
        """The verdict on a chain, with the mistake in it named."""
        with precision(self.places.bits):
            return self.noted(self.decided(found), found.reading)

    def noted(self, finding: Finding, reading: Reading) -> Finding:
        """The finding with what was read, and how generously."""
        notes = tuple(dict.fromkeys((*reading.notes, *finding.notes)))
        return finding.but(read_as=said(reading, self.problem.scope), notes=notes)

    def evaluated(self, asked: Expr, reading: Reading) -> Finding | Evaluated:
        *before, last = reading.members
        before = before[sets_anew(reading) :]
        if last.expr is None:
            return Finding("unread", details={"expected": "value"}, position=last.start)
        if restates(last.expr, asked, reading.literals):
            return wrong("restates_question")
        if any(m.expr is not None and is_too_much(with_numbers(m.expr, reading.literals)) for m in reading.members):
            return Finding("refused", "too_much_work", position=last.start)
        found = self.member(asked, last.expr, reading)
        others = (
            (member, self.member(asked, member.expr, reading))
            for member in before
            if member.expr is not None and with_numbers(member.expr, reading.literals) != asked
        )
        return Evaluated(asked, reading, found, tuple(others))

    def decided(self, found: Evaluated) -> Finding:
        """The verdict on a chain by what was found of its members."""
        asked, reading, finding = found.asked, found.reading, explained(found.last)
        for member, each in found.before:
            earlier = explained(each)
            if earlier.is_accepted or earlier.diagnosis == "too_coarse":
                continue
            names_question = member.expr is not None and restates(member.expr, asked, reading.literals)
            if names_question and is_only_laid_out(earlier, asked):
                continue
            if finding.is_accepted:
                return wrong("false_equality", first=reading_part(member, reading), **earlier.details)
            return earlier if earlier.diagnosis and not names_question else finding
        return finding

    def member(self, asked: Expr, expr: Expr, reading: Reading) -> Finding | Untrue:
        """What is found of one member by evaluating it; slopes of entries may stand for a diagonal Jacobian."""
        found = self.as_it_stands(asked, expr, reading)
        is_zero = with_numbers(expr, reading.literals) == NOTHING
        diagonal = as_diagonal(asked, expr) if isinstance(asked, Derivative) and not is_zero else None
        if diagonal is None or (isinstance(found, Finding) and found.is_accepted):
            return found
        meant = self.as_it_stands(asked, diagonal, reading)
        if isinstance(meant, Finding) and meant.is_accepted:
            return meant.but(verdict="shorthand", details={"expected": "diagonal"})
        return found

    def as_it_stands(self, asked: Expr, expr: Expr, reading: Reading) -> Finding | Untrue:
        if is_formula(expr, reading.literals) or (not self.places.has_home and has_names(expr)):
            return self.formula(asked, expr, reading)
        return self.number(asked, expr, reading)

    def number(self, asked: Expr, expr: Expr, reading: Reading) -> Finding | Untrue:
        """The verdict at the problem's values, by digits."""
        if not self.places.has_home:
            return Finding("unread", details={"expected": "formula"})
        try:
            diagnosis = self.diagnosis(asked, HOME)
        except DomainError as error:
            why = reason(self.problem, self.problem.equations, self.places.at(HOME).known)
            return Finding("unread", details={"fault": f"it has no value here: {error.complaints[0].message}{why}"})
        try:
            wide = self.as_rounded(expr, reading)
        except DomainError as error:
            return wrong("not_a_value", fault=error.complaints[0].message)
        try:
            exact = self.value(expr, reading, HOME, narrower(unit_of(self.digits + 3)))
        except (DomainError, Undecided):
            return wrong("too_coarse")
        fitted, ball = self.laid(exact, diagnosis.truth), self.laid(wide or exact, diagnosis.truth)
        written = self.written(exact, wide or exact, expr, reading)
        if fitted is None or ball is None:
            return MisshapenNumber(diagnosis, exact, written)
        found = compare(fitted, ball, diagnosis.truth, written.units, self.digits)
        result = self.by_digits(found, fitted, diagnosis, written)
        is_accepted = isinstance(result, Finding) and result.is_accepted
        return result if wide is not None or is_accepted else wrong("too_coarse")

    def as_rounded(self, expr: Expr, reading: Reading) -> Array | None:
        """What an answer comes to when its decimals are rounded ones; nothing where they leave open what they are, as
        whether 0.0000 is positive."""
        try:
            numbers = rounded_numbers(reading.literals, self.digits)
            return self.places.at(HOME).value(expr, reading.layout, numbers)
        except Undecided:
            return None

    def value(self, expr: Expr, reading: Reading, place: int, is_enough: Callable[[Array], bool]) -> Array:
        """What an answer comes to when its numbers are taken at their word."""
        numbers = exact_numbers(reading.literals)
        return self.places.sharp(place, lambda point: point.value(expr, reading.layout, numbers), is_enough)

    def laid(self, value: Array, truth: Array) -> Array | None:
        """The value in the shape of the truth, a row for a column only where the problem accepts that."""
        is_turned = value.shape != truth.shape and len(value.entries) > 1
        return None if is_turned and self.problem.marking.rows == "refuse" else laid(value, truth.shape)

    def written(self, exact: Array, wide: Array, expr: Expr, reading: Reading) -> Written:
        own = units(expr, reading.literals, len(exact.entries), self.digits)
        return Written(exact, wide, own, self.digits)

    def by_digits(self, found: Agreements, fitted: Array, diagnosis: Diagnosis, written: Written) -> Finding | Untrue:
        right = digits_right(fitted, diagnosis.truth, self.digits)
        is_turned = written.exact.shape != fitted.shape and len(fitted.entries) > 1
        notes = ("row_for_column",) if is_turned else ()
        match found.worst:
            case Agreement.RIGHT:
                finding = Finding("right", digits_right=right, notes=notes)
                return finding.but(notes=(*notes, "fewer_digits")) if right < self.digits else finding
            case Agreement.ROUNDED:
                return Finding("rounded", digits_right=right, notes=notes)
            case Agreement.COARSE:
                return wrong("too_coarse").but(digits_right=right)
        other = self.others.finding(diagnosis.suspect.asked, fitted, found)
        if other is not None and other.is_accepted:
            return other.but(digits_right=right, notes=(*notes, *other.notes))
        return UntrueNumber(diagnosis, fitted, found, written, right, notes, other, self.variants)

    def formula(self, asked: Expr, expr: Expr, reading: Reading) -> Finding | Untrue:
        """The verdict at random points; equal only at the problem's values is a coincidence."""
        plain = with_numbers(expr, reading.literals)
        is_turned = False
        judged = 0
        for place in self.places.random:
            try:
                diagnosis = self.diagnosis(asked, place)
                value = self.value(expr, reading, place, sharp_beside(diagnosis.truth))
            except (DomainError, Undecided):
                continue
            judged += 1
            fitted = self.laid(value, diagnosis.truth)
            if fitted is None:
                return self.in_conventions(asked, reading) or MisshapenFormula(diagnosis, value)
            is_turned = value.shape != diagnosis.truth.shape and len(value.entries) > 1
            if is_turned and not (isinstance(asked, Derivative) or is_line(asked) or is_line(expr)):
                return wrong("transposed")
            if not same(fitted, diagnosis.truth):
                untrue = UntrueFormula(
                    diagnosis, value, reading.layout, plain, partial(self.at_home, asked, expr, reading)
                )
                return self.coincidence(asked, expr, reading) or untrue
        if not judged:
            return self.number(asked, expr, reading)
        return Finding("right", notes=("row_for_column",) if is_turned else ())

    def in_conventions(self, asked: Expr, reading: Reading) -> Finding | Untrue | None:
        """What to say of a formula in another shape that is true where vectors lie, or weights stand, otherwise."""
        ways = ((way, way.members[-1].expr) for way in reading.otherwise)
        found = (self.formula(asked, expr, way) for way, expr in ways if expr is not None and not is_too_much(expr))
        is_true = any(isinstance(each, Finding) and each.is_accepted for each in found)
        return Finding("unread", details={"fault": DEPENDS}, why="shape") if is_true else self.loosely(asked, reading)

    def loosely(self, asked: Expr, reading: Reading) -> Finding | Untrue | None:
        """What is found of a formula with its vectors transposed, where only its layout gives it another shape."""
        way = reading.loosely
        expr = way.members[-1].expr if way is not None else None
        if way is None or expr is None or is_too_much(expr):
            return None
        found = self.formula(asked, expr, way)
        is_true = isinstance(found, Finding) and found.is_accepted
        return Finding("shorthand", details={"expected": "transposes"}) if is_true else found

    def coincidence(self, asked: Expr, expr: Expr, reading: Reading) -> Finding | None:
        """What to say of a formula that is right at the problem's values and nowhere else; `None` if it is not."""
        found = self.at_home(asked, expr, reading)
        fitted = laid(found[1], found[0].truth.shape) if found is not None else None
        if found is None or fitted is None or not same(fitted, found[0].truth):
            return None
        if is_nearby(self.places, self.agreement(asked, expr, reading)):
            return Finding("right")
        ways = with_names(expr, asked, self.places.at(HOME), reading.literals)
        if any(self.is_instance(asked, way, reading) for way in ways):
            return Finding("right", notes=("at_given_values",))
        return wrong("coincidence")

    def is_instance(self, asked: Expr, expr: Expr, reading: Reading) -> bool:
        """Whether a formula that is true at home is so with given numbers put in."""
        plain = with_numbers(expr, reading.literals)
        return is_instance(self.places, plain, self.agreement(asked, expr, reading))

    def agreement(self, asked: Expr, expr: Expr, reading: Reading) -> Callable[[Point], bool]:
        return partial(agree, self.asked_at(asked), self.value_at(expr, reading))

    def at_home(self, asked: Expr, expr: Expr, reading: Reading) -> tuple[Diagnosis, Array] | None:
        """What a formula comes to at the problem's own values, where numbers that were put in mean what they do."""
        if not self.places.has_home:
            return None
        diagnosis = self.diagnosis(asked, HOME)
        try:
            return diagnosis, self.value(expr, reading, HOME, sharp_beside(diagnosis.truth))
        except (DomainError, Undecided):
            return None

    def asked_at(self, asked: Expr) -> Callable[[Point], Array]:
        return lambda point: point.value(asked, self.problem.settings.layout)

    def value_at(self, expr: Expr, reading: Reading) -> Callable[[Point], Array]:
        return lambda point: point.value(expr, reading.layout, exact_numbers(reading.literals))

    def diagnosis(self, asked: Expr, place: int) -> Diagnosis:
        return Diagnosis(self.suspect(asked), place, self.digits)
