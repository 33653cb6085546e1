"""Why a side is not the truth: it follows from what stands before, was put in or cut off, or is a named mistake."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial

from flint import fmpq

from derive.following.notebook import Notebook, differentiated
from derive.following.own_point import Name, Own, OwnFormula, OwnPoint, OwnVaried, evaluated, shape_of
from derive.following.printed import FALSE_STATUSES, decimals_of
from derive.following.read_as_direct import LocalJudge, has_local
from derive.following.sides import ReadSide
from derive.following.values import Value, allows, are_equal, is_plain_number, meets, taken, value_of
from derive.judging.digits import exact_numbers, laid, middle, radius, unit_beside, unit_of, within
from derive.judging.finding import Finding, wrong
from derive.judging.judge import Judge
from derive.judging.mistakes import same, touch
from derive.judging.numbers_in_formulas import as_given
from derive.judging.point import Point, tried
from derive.language.evaluate import decimals
from derive.language.expr import Expr, Grid, Ref, is_single, rewrite, size
from derive.language.numbers import Array, ball
from derive.problem.problem import Problem
from derive.table.products import TRANSPOSE

FALSE_VERDICTS = ("wrong", "slip", "carried")


class Consequences:
    """What follows from what, for one problem and the notebook of one student."""

    problem: Problem
    judge: Judge
    local: tuple[LocalJudge, ...]
    notebook: Notebook
    digits: int

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

    def leads(
        self, before: ReadSide, side: ReadSide, kind: str, points: Sequence[Point] = (), coarsely: bool = False
    ) -> bool:
        """Whether one side leads to the next, whatever is true; with numbers, at the student's own values.

        With `coarsely` it is enough that the numbers shown do not lead elsewhere.
        """
        if before.expr is None or side.expr is None:
            return True
        if kind == "formula":
            return are_equal(before, side, self.judge.scattered, self.digits) or (
                has_local(self.problem, before.expr, side.expr)
                and any(are_equal(before, side, judge.scattered, self.digits) for judge in self.local)
            )
        for point in points or (self.notebook.rooted(), self.notebook.own()):
            first, second = value_of(before, point, self.digits), value_of(side, point, self.digits)
            if first is not None and second is not None and meets(first.wide, second, self.digits):
                return True
            if coarsely and second is not None and allows(before, second, point, self.digits):
                return True
        return False

    def is_excluded(self, asked: Expr, before: ReadSide, side: ReadSide) -> bool:
        """Whether a calculation with numbers cannot have a value that stands behind it, and that is new."""
        if before.kind != "number" or before.expr is None or is_plain_number(before.expr):
            return False
        point, printed = self.notebook.own(), self.notebook.printed_of(asked)
        mine = value_of(side, point, self.digits)
        if mine is None or allows(before, mine, point, self.digits):
            return False
        return printed is None or not all(map(touch, printed.exact.entries, mine.exact.entries))

    def follows_false(self, before: ReadSide | None, earlier: Finding | None, side: ReadSide, kind: str) -> bool:
        """Whether what stands before is false and leads to a side."""
        if before is None or before.expr is None or earlier is None or earlier.verdict not in FALSE_VERDICTS:
            return False
        return self.leads(before, side, kind, coarsely=True)

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


def drift(book: Notebook, before: ReadSide | None, digits: int) -> Finding:
    """A value calculated from rounded ones, with the fewest decimals that those have."""
    shown = [value.decimals for value in book.printed.values()]
    if before is not None and before.reading is not None:
        shown += [decimals_of(each.unit) for each in before.reading.literals.values() if each.is_rounded]
    return Finding("rounded", "premature_rounding", details={"decimals": str(min(shown, default=digits))})


def equality(judge: Judge, book: Notebook, head: ReadSide, side: ReadSide) -> Finding:
    """Whether both are equal at the problem's values or at the student's own.

    Numbers are taken at their word first, and the digits of the result decide.  Only numbers as fine as those may
    have been carried on unrounded; coarser ones may be roundings too, but nothing tells so.
    """
    if judge.home is None:
        return Finding("unread", details={"expected": "formula"})
    unit = unit_shown(side, judge.digits)
    left = finely(head, unit)
    right = side if is_result(side) else finely(side, unit)
    points = ((judge.home, "right"), (book.own(), "carried"))
    for point, verdict in points:
        first, second = value_of(left, point, judge.digits), value_of(right, point, judge.digits)
        if first is None or second is None:
            continue
        if shows(second, first.exact, judge.digits) or meets(first.wide, second, judge.digits):
            return Finding(verdict)
        if shows(second, first.exact, judge.digits, halves=3):
            return Finding("rounded")
    for point, verdict in points:
        found = value_of(side, point, judge.digits)
        if found is not None and allows(head, found, point, judge.digits):
            return Finding("rounded", "coarse_numbers") if verdict == "right" else Finding(verdict)
    return wrong("false_equality", first=head.source.text)


def is_result(side: ReadSide) -> bool:
    return side.expr is not None and is_plain_number(side.expr)


def unit_shown(side: ReadSide, digits: int) -> fmpq:
    """The unit of the last place of a result, at least of the last place asked."""
    literals = side.reading.literals.values() if side.reading and is_result(side) else ()
    return max(unit_of(digits), min((each.unit for each in literals if each.is_decimal), default=fmpq(0)))


def finely(side: ReadSide, unit: fmpq) -> ReadSide:
    """A side in which numbers with a coarser last place are exact."""
    assert side.reading is not None
    literals = {
        ref: replace(each, is_given=each.is_given or each.unit > unit) for ref, each in side.reading.literals.items()
    }
    return replace(side, reading=replace(side.reading, literals=literals))


def shows(mine: Value, value: Array, digits: int, halves: int = 1) -> bool:
    """Whether a result is a value to some halves of the unit of its last place."""
    exact, wide = laid(mine.exact, value.shape), laid(mine.wide, value.shape)
    if exact is None or wide is None:
        return False
    parts = zip(exact.entries, wide.entries, value.entries, strict=True)
    return all(
        within(x, true, max(ball(radius(y)), ball(unit_beside(x, true, digits) / 2)) * halves) for x, y, true in parts
    )


def own_names(judge: Judge, book: Notebook, asked: Expr, side: ReadSide) -> list[str]:
    """The mistakes that lead from the student's own values to what was printed."""
    found = []
    base = OwnPoint(judge.rules, book.given, book.errors())
    for variant in judge.suspect(asked).library.single:
        point = tried(partial(OwnVaried, base, variant.slips))
        value = tried(partial(point.asked, asked, judge.problem.settings.layout)) if point is not None else None
        mine = value_of(side, point, judge.digits) if point is not None and value is not None else None
        if value is not None and mine is not None and meets(value, mine, judge.digits):
            found += ["+".join(variant.names)]
    return list(dict.fromkeys(found))


def unsubstituted(side: ReadSide, book: Notebook) -> ReadSide | None:
    """A side with names in place of false values that were printed earlier; `None` where it has none of them."""
    if side.expr is None or side.reading is None:
        return None
    wrong = list(false_values(book))
    point = book.untouched()
    numbers = exact_numbers(side.reading.literals)

    def change(part: Expr) -> Expr | None:
        if isinstance(part, Grid):
            return meant(evaluated(point, part, "gradient", numbers), wrong)
        if isinstance(part, Ref) and part in numbers and side.reading is not None:
            is_decimal = side.reading.literals[part].is_decimal
            return meant(numbers[part], wrong) if is_decimal else None
        return None

    expr = rewrite(side.expr, change)
    return None if expr == side.expr else side.saying(expr)


def false_values(book: Notebook) -> Iterator[tuple[Expr, Array]]:
    for name, value in (*book.printed.items(), *book.parts.items()):
        if value.status in (*FALSE_STATUSES, "carried"):
            yield name, value.exact


def meant(value: Array | None, wrong: list[tuple[Expr, Array]]) -> Expr | None:
    """What has this value, perhaps laid down."""
    for expr, other in wrong:
        if value is None or value.entries != other.entries:
            continue
        if value.shape == other.shape or (is_single(value.shape) and is_single(other.shape)):
            return expr
        if value.shape == other.shape[::-1] and 1 in value.shape:
            return TRANSPOSE(expr)
    return None


def is_truncated(book: Notebook, before: ReadSide, side: ReadSide, digits: int) -> bool:
    """Whether a number is what stands before it, calculated with the numbers shown, with its last digits cut off."""
    if before.expr is None or before.reading is None or side.kind != "number":
        return False
    point = book.word()
    value = evaluated(point, before.expr, before.reading.layout, exact_numbers(before.reading.literals))
    mine = value_of(side, point, digits)
    shown = laid(mine.exact, value.shape) if mine is not None and value is not None else None
    if value is None or mine is None or shown is None:
        return False
    for x, y, unit in zip(shown.entries, value.entries, mine.units, strict=True):
        printed, true = ball(x), ball(middle(y))
        if not (unit and abs(printed) <= abs(true) < abs(printed) + ball(unit) and printed * true >= 0):
            return False
    return True


def expected(judge: Judge, asked: Expr | None, finding: Finding) -> str:
    """The true value of what is asked, to the digits asked, where something else was found; else nothing."""
    if finding.verdict not in ("wrong", "slip") or judge.home is None or asked is None:
        return ""
    value = evaluated(judge.home, asked, judge.problem.settings.layout, {})
    texts = decimals(value, judge.digits) if value is not None else []
    if value is None or any(text is None for text in texts):
        return ""
    columns = value.columns
    rows = [", ".join(text or "" for text in texts[k : k + columns]) for k in range(0, len(texts), columns)]
    return rows[0] if not value.shape else f"[{'; '.join(rows)}]"
