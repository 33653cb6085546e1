"""A calculation with numbers in which every step is rounded, as it is by hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from flint import arb, fmpq

from derive.following.own_point import evaluated
from derive.following.sides import ReadSide
from derive.judging.digits import exact_numbers
from derive.judging.numbers_in_formulas import SIGNS
from derive.judging.point import Point
from derive.language.errors import NoValue
from derive.language.expr import Call, Expr, Grid, Numeral, walk
from derive.language.numbers import Array, Scalar


def is_of_numbers(expr: Expr) -> bool:
    """Whether every step of a calculation gives one number, so that it is known what is rounded."""
    return all(not part.shape or part.operation.role in SIGNS for part in walk(expr) if isinstance(part, Call))


def stepwise(side: ReadSide, point: Point, unit: fmpq) -> Array | None:
    """What a calculation can come to whose steps but the last are rounded to a unit; `None` where that is nothing."""
    assert side.expr is not None
    assert side.reading is not None
    steps = StepsTaken(point, side.reading.layout, unit, exact_numbers(side.reading.literals))
    try:
        return evaluated(point, steps.taken(side.expr), steps.layout, steps.numbers)
    except NoValue:
        return None


@dataclass
class StepsTaken:
    """The steps taken so far: each result is one number more, a ball where it has more decimals than the unit."""

    point: Point
    layout: str
    unit: fmpq
    numbers: dict[Numeral, Array] = field(default_factory=dict)

    def taken(self, expr: Expr) -> Expr:
        """An expression with the results of all steps but its last in their places."""
        match expr:
            case Call(operation, args, shape):
                own = map(self.taken if operation.role in SIGNS else self.result, args)
                return Call(operation, tuple(own), shape)
            case Grid(entries, shape):
                return Grid(tuple(map(self.taken, entries)), shape)
        return expr

    def result(self, expr: Expr) -> Expr:
        """The rounded result of a step as a number.  Errors: `NoValue`."""
        if not isinstance(expr, Call):
            return expr
        value = evaluated(self.point, self.taken(expr), self.layout, self.numbers)
        if value is None:
            raise NoValue(expr)
        number = Numeral(1 + max((each.place for each in self.numbers), default=0))
        self.numbers[number] = Array((), (rounded_by(value.entries[0], self.unit),))
        return number


def rounded_by(x: Scalar, unit: fmpq) -> Scalar:
    """A number with all that it is rounded to; itself where it needs no rounding."""
    if isinstance(x, fmpq) and (x / unit).q == 1:
        return x
    return x + arb(0, arb(unit / 2))
