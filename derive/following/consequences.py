"""What follows from what, for one problem and what one student has written so far."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from derive.following.claimed import Claimed
from derive.following.notebook import Notebook, differentiated
from derive.following.own_point import Name, Own, OwnFormula, OwnPoint, evaluated, shape_of
from derive.following.read_as_direct import ImmediatePoint, LocalJudge, as_direct, has_local
from derive.following.relation import Relation
from derive.following.sides import ReadSide
from derive.following.values import allows, are_equal, is_plain_number, meets, taken, value_of
from derive.following.what_a_line_is_about import Identities
from derive.judging.digits import exact_numbers, laid
from derive.judging.finding import Finding
from derive.judging.judge import Judge
from derive.judging.numbers_in_formulas import as_given
from derive.judging.other_variants import Variants
from derive.judging.point import Point
from derive.judging.sameness import same, touch
from derive.language.expr import Expr, size
from derive.language.numbers import Array
from derive.problem.problem import Problem
from derive.reading.repeated import GUESS
from derive.reading.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class Judges:
    """All that is worked out about a problem, whoever the student is: kept from one write-up to the next.

    `local` judge derivatives as the direct ones; `quantity` finds what left sides stand for; `words` are what names
    mean before a text says anything of them.
    """

    judge: Judge
    local: tuple[LocalJudge, ...]
    quantity: Identities
    words: Vocabulary

    @classmethod
    def of(cls, problem: Problem, variants: Variants | None = None) -> Judges:
        judge = Judge(problem, variants)
        words = replace(Vocabulary.of(problem), convention=GUESS)
        return cls(judge, (LocalJudge(judge), LocalJudge(judge, ImmediatePoint)), Identities(judge), words)

    def notebook(self) -> Notebook:
        """A notebook with nothing in it."""
        home = self.judge.home
        given = {ref: home.known[ref] for ref in self.judge.problem.given} if home else {}
        return Notebook(self.judge.rules, given)


@dataclass(frozen=True, slots=True, eq=False)
class Consequences:
    """What follows from what: by the judges of a problem, what a student printed and the formulas he claimed."""

    judges: Judges
    notebook: Notebook
    claimed: Claimed = field(default_factory=Claimed)

    @property
    def judge(self) -> Judge:
        return self.judges.judge

    @property
    def problem(self) -> Problem:
        return self.judge.problem

    @property
    def digits(self) -> int:
        return self.judge.digits

    def true_value(self, asked: Expr) -> Array | None:
        """What is asked at the problem's own values."""
        home = self.judge.home
        return evaluated(home, asked, self.problem.settings.layout, {}) if home is not None else None

    def verdict_by(self, judge: Judge, asked: Expr, side: ReadSide) -> Finding | None:
        """The verdict of one judge against the truth; `None` where the side is false."""
        assert side.reading is not None
        assert side.expr is not None
        found = judge.member(asked, side.expr, side.reading)
        return found if isinstance(found, Finding) else None

    def direct_one(self, asked: Expr, side: ReadSide) -> Expr:
        """The direct derivative in place of the whole one where a true side is the value of that one only."""
        direct = as_direct(asked, self.problem)
        if direct == asked:
            return asked
        found = self.verdict_by(self.judge, asked, side)
        return asked if found is not None and found.is_accepted else direct

    def as_given(self, side: ReadSide) -> ReadSide:
        """A side with the given numbers in it exact, but for those that the student has rounded a result to."""
        known = self.judge.given
        if side.reading is None or as_given(side.reading, known) is side.reading:
            return side
        return replace(side, reading=as_given(side.reading, known - {*self.notebook.rounded_numbers()}))

    def is_mistaken(self, asked: Expr) -> bool:
        """Whether an error that was not made in writing only makes a difference to what is asked."""
        book = self.notebook
        return book.has_mistakes and book.is_reached(asked, self.problem.settings.layout, but_the_pen=True)

    def meets_own(self, asked: Expr, side: ReadSide) -> bool:
        """Whether a value was accepted before, or is what the student's own values lead to on any way.

        Slips of the pen need not have been carried on.
        """
        for point in self.notebook.ways(asked):
            value, mine = evaluated(point, asked, self.problem.settings.layout, {}), value_of(side, point, self.digits)
            if value is None or mine is None or meets(value, mine, self.digits, coarsely=True):
                return True
        return False

    def leads(self, before: ReadSide, side: ReadSide, points: Sequence[Point] = (), coarsely: bool = False) -> bool:
        """Whether one side leads to the next, whatever is true; with numbers, at the student's own values.

        With `coarsely` it is enough that the numbers shown do not lead elsewhere.
        """
        if before.expr is None or side.expr is None:
            return True
        if side.kind == "formula":
            return are_equal(before, side, self.judge.scattered, self.digits) or (
                has_local(self.problem, before.expr, side.expr)
                and any(are_equal(before, side, judge.scattered, self.digits) for judge in self.judges.local)
            )
        for point in points or (self.notebook.rooted(), self.notebook.own()):
            first, second = value_of(before, point, self.digits), value_of(side, point, self.digits)
            if first is not None and second is not None and meets(first.wide, second, self.digits):
                return True
            if coarsely and second is not None and allows(before, second, point, self.digits):
                return True
        return False

    def is_excluded(self, relation: Relation) -> bool:
        """Whether a calculation with numbers cannot have a value that stands behind it, and that is new."""
        before = relation.before
        if before is None or before.kind != "number" or before.expr is None or is_plain_number(before.expr):
            return False
        point, printed = self.notebook.own(), self.notebook.printed_of(relation.asked)
        mine = value_of(relation.side, point, self.digits)
        if mine is None or allows(before, mine, point, self.digits):
            return False
        return printed is None or not all(map(touch, printed.exact.entries, mine.exact.entries))

    def leads_on(self, relation: Relation, points: Sequence[Point] = (), coarsely: bool = False) -> bool:
        """Whether what stands before a side leads to it."""
        return relation.before is not None and self.leads(relation.before, relation.side, points, coarsely)

    def follows_false(self, relation: Relation) -> bool:
        """Whether what stands before a side is false and leads to it."""
        says_something = relation.before is not None and relation.before.expr is not None
        return says_something and relation.comes_from_false and self.leads_on(relation, coarsely=True)

    def is_carried(self, asked: Expr, side: ReadSide) -> bool:
        """Whether a value follows from earlier errors, or is an earlier one once more."""
        book, layout = self.notebook, self.problem.settings.layout
        if not book.has_errors or not book.is_reached(asked, layout):
            return False
        ways = (point for point in book.ways_of_errors(asked) if book.differs(point, asked, layout))
        return any(self.agrees(asked, side, point) for point in ways) or any(
            self.agrees(asked, side, point, coarsely=True) for point in book.nearly_zero()
        )

    def agrees(self, asked: Expr, side: ReadSide, point: OwnPoint, coarsely: bool = False) -> bool:
        """Whether a side says what is asked at a point, or shows numbers so coarse that it may."""
        value, mine = evaluated(point, asked, self.problem.settings.layout, {}), value_of(side, point, self.digits)
        if value is None:
            return False
        if mine is None:
            return allows(side, taken(value), point, self.digits)
        return meets(value, mine, self.digits, coarsely)

    def follows_from(self, false: Mapping[Name, ReadSide], asked: Expr, side: ReadSide) -> bool:
        """Whether a formula is right where the student's false ones are put in, also for the terms of a sum."""
        own = Own(formulas={name: formula for name, each in false.items() if (formula := formula_of(each, name))})
        by_parts = replace(own, summed=differentiated(own.formulas))
        return any(self.is_right_with(one, asked, side) for one in (own, by_parts))

    def is_right_with(self, own: Own, asked: Expr, side: ReadSide) -> bool:
        """Whether a formula is the right one where what is the student's own is put in."""
        for point in self.judge.scattered:
            given = {ref: point.known[ref] for ref in self.problem.given}
            there = OwnPoint(self.judge.rules, given, own)
            wanted = evaluated(there, asked, self.problem.settings.layout, {})
            mine = value_of(side, point, self.digits)
            fitted = laid(mine.exact, wanted.shape) if mine is not None and wanted is not None else None
            if wanted is None or fitted is None or not same(wanted, fitted):
                return False
        return bool(self.judge.scattered)


def formula_of(side: ReadSide, name: Name) -> OwnFormula | None:
    """What a side says of a quantity, to be calculated with; `None` for what is no value of it by its shape."""
    if side.expr is None or side.reading is None:
        return None
    shape, wanted = side.expr.shape, shape_of(name)
    if size(shape) != size(wanted) or (shape != wanted and any(each and 1 not in each for each in (shape, wanted))):
        return None
    return OwnFormula(side.expr, side.reading.layout, exact_numbers(side.reading.literals))
