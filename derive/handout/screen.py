"""Whether numbers are fit to be handed out: the cheap tests first, then every usual mistake of every question.

A variant is calculated with balls of a few bits; what is so near to a limit that they do not decide it is refused.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property, partial

from flint import fmpq

from derive.handout.draw import Drawing
from derive.handout.refusal import Refusal
from derive.handout.stream import Stream
from derive.handout.telling import Telltale
from derive.judging.digits import is_near_boundary, unit_of
from derive.judging.edge_rules import Rules
from derive.judging.point import NO_VALUE, Point, tried
from derive.language.evaluate import evaluate
from derive.language.expr import Call, Derivative, Expr, Number, Ref
from derive.language.numbers import Array, Scalar, ball, is_zero, precision
from derive.language.operation import Acts, Argument, Role
from derive.solving.kinks import kinked
from derive.solving.slopes import terms

BITS = 96
STEP = fmpq(1, 2**20)
"""How far beside a number a function is looked at for its slope."""
FLAT = fmpq(1, 100)
"""The least slope of a function; what is flatter is saturated."""
CLOSE = fmpq(1, 50)
"""How near to a kink or a tie nothing may lie."""
TOLD = 10
"""Units in the last place that a number has at least, so that two of its digits are shown."""
TINY = fmpq(1, 10**18)
"""What no calculation with these numbers comes to but one that comes to zero."""
SAMPLES = 5
"""Other drawings that tell which mistakes nobody can see with any numbers."""

Values = Mapping[Ref, Number]


@dataclass(frozen=True)
class Fitness:
    """The test at which numbers are refused, and why, once for each fault; no refusals if they are fit."""

    stage: int
    refusals: tuple[Refusal, ...] = ()

    def __ge__(self, other: Fitness) -> bool:
        return (self.stage, -len(self.refusals)) >= (other.stage, -len(other.refusals))

    def __gt__(self, other: Fitness) -> bool:
        return not other >= self


class Screen:
    """Holds numbers against the tests for one problem."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.problem = drawing.base
        self.rules = Rules(self.problem.network)
        self.digits = self.problem.settings.digits
        self.layout = self.problem.settings.layout
        self.targets = [target for question in self.problem.questions for target in question.targets]
        self.kinked = kinked(self.problem)
        self.flat = list(dict.fromkeys(can_be_flat(e.rhs for e in self.problem.equations)))
        with precision(BITS):
            self.limits = self.found_limits()

    @cached_property
    def telltale(self) -> Telltale:
        """What tells mistakes apart; it is only needed for numbers that pass all other tests."""
        return Telltale(self.rules, self.targets, self.digits, self.layout, list(self.samples()))

    def samples(self) -> Iterator[Point]:
        """Points with numbers such as will be tried."""
        found = 0
        for attempt in range(100 * SAMPLES):
            point = self.point(self.drawing.values(Stream(0, 0, attempt)))
            if point is not None and found < SAMPLES:
                found += 1
                yield point

    def point(self, values: Values) -> Point | None:
        """All quantities at some values; nothing where one of them has no value."""
        given = {ref: Array(number.shape, number.entries) for ref, number in values.items()}
        return tried(lambda: Point(self.rules, given))

    def fitness(self, values: Values) -> Fitness:
        """How far numbers come in the tests, and what is wrong in the first that they do not pass."""
        with precision(BITS):
            point = self.point(values)
            if point is None:
                return Fitness(0, (Refusal.NO_VALUE,))
            stage = 0
            for found in self.findings(point):
                stage += 1
                if found:
                    return Fitness(stage, tuple(found))
            return Fitness(stage + 1)

    def findings(self, point: Point) -> Iterator[list[Refusal]]:
        """What is wrong with numbers, test by test."""
        kinks = [Refusal.KINK for call in self.kinked if self.is_at_kink(call, point)]
        yield kinks + [Refusal.SATURATED for call in self.flat if self.is_flat(call, point)]
        forward = [(str(e.target), point.known[e.target]) for e in self.problem.equations]
        yield [found for name, value in forward for found in self.sized(name, value, False)]
        values = {target: tried(partial(point.value, target, self.layout)) for target in self.targets}
        known = {target: value for target, value in values.items() if value is not None}
        yield [Refusal.NO_VALUE] * (len(values) - len(known)) + [
            found for target, v in known.items() for found in self.sized(str(target), v, isinstance(target, Derivative))
        ]
        entries = (entry for value in known.values() for entry in value.entries)
        yield [Refusal.BOUNDARY for entry in entries if is_near_boundary(entry, self.digits)]
        yield [Refusal.MISTAKES] if self.telltale.is_blind(point) else []

    def sized(self, name: str, value: Array, is_slope: bool) -> Iterator[Refusal]:
        """What is too small to be told, or zero where the original is not."""
        least, zeros = self.limits.get(name, (self.told, 0))
        yield from (Refusal.SMALL for entry in value.entries if is_below(entry, least))
        if is_slope and self.drawing.like == "same":
            yield from [Refusal.ZERO] * (sum(map(is_nought, value.entries)) - zeros)

    @property
    def told(self) -> fmpq:
        return unit_of(self.digits) * TOLD

    def found_limits(self) -> dict[str, tuple[fmpq, int]]:
        """For each quantity how small its entries may be, and how many zero: not worse than in the original."""
        original = self.point({ref: number for ref, number in self.drawing.problem.given.items() if number})
        found: dict[str, tuple[fmpq, int]] = {}
        if original is None:
            return found
        for name in dict.fromkeys((*(equation.target for equation in self.problem.equations), *self.targets)):
            value = tried(partial(original.value, name, self.layout))
            if value is not None:
                least = [lower(entry) for entry in value.entries if not is_nought(entry) and ball(entry).is_finite()]
                found[str(name)] = min((self.told, *least)), sum(map(is_nought, value.entries))
        return found

    def is_at_kink(self, call: Call, point: Point) -> bool:
        """Whether a function is evaluated at a kink, or so near that a rounded number may lie on the other side."""
        arrays = [evaluate(arg, point.known) for arg in call.args]
        return any(is_below(entry, CLOSE) or is_nought(entry) for entry in call.operation.margin(*arrays).entries)

    def is_flat(self, call: Call, point: Point) -> bool:
        """Whether a smooth function hardly changes at one of its entries."""
        first, *others = (evaluate(arg, point.known) for arg in call.args)
        try:
            above, below = (call.operation.value(moved(first, step), *others) for step in (STEP, -STEP))
        except NO_VALUE:
            return True
        slopes = ((x - y) / (2 * STEP) for x, y in zip(above.entries, below.entries, strict=True))
        return any(is_below(slope, FLAT) for slope in slopes)


def can_be_flat(sides: Iterable[Expr]) -> Iterator[Call]:
    """The calls of functions of one number in some expressions."""
    for call in (call for side in sides for call in terms(side)):
        row = call.operation
        if row.role is Role.FUNCTION and row.acts is Acts.ENTRIES and row.arguments[0] is Argument.QUANTITY:
            yield call


def moved(value: Array, step: fmpq) -> Array:
    return Array(value.shape, tuple(entry + step for entry in value.entries))


def is_below(entry: Scalar, limit: fmpq) -> bool:
    """Whether a number that is not zero may be smaller than a limit."""
    return not is_nought(entry) and not (entry >= limit or entry <= -limit)


def is_nought(entry: Scalar) -> bool:
    """Whether a number is zero, or zero for all that can be told."""
    return is_zero(entry) or (not isinstance(entry, fmpq) and bool(abs(entry) < TINY))


def lower(entry: Scalar) -> fmpq:
    """A rational number a little below the size of a number."""
    mantissa, exponent = ball(entry).abs_lower().man_exp()
    return fmpq(mantissa) * fmpq(2) ** int(exponent) * fmpq(999, 1000)
