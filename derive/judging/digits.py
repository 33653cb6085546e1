"""Digits instead of tolerances: does a number as it was written agree with the true one?

A decimal is the ball of half a unit in its last place, but never narrower than half a unit in the last place asked.  A
final ball wider than half a unit in decimal ⌈d/2⌉ (d digits asked) is too coarse to be right.  So is a number of fewer
digits than asked whose last is off, and an array that tells more of its entries by zeros of few digits than by numbers.

What is smaller than the last place asked is shown as zero, or with a power of ten: then as many digits are asked of the
mantissa, and who writes more than zero is taken at the digits written.
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import IntEnum
from functools import cache, cached_property

from flint import arb, fmpq

from derive.judging.sameness import same, touch
from derive.language.evaluate import rounded as rounded_at
from derive.language.expr import Call, Expr, Grid, Numeral, Shape, size
from derive.language.numbers import Array, Scalar, ball, is_infinite, table
from derive.language.operation import Role
from derive.language.record import record
from derive.reading.result import Literal

TELLING = 10
"""Units in the last place from which on a number of few digits may be one unit off."""


NOISE = 14
"""Decimals beyond which a difference is what floating-point numbers leave of one between numbers near 1."""


NOTICEABLE = 1e-12
"""A difference that floating-point numbers show for certain, as a part of them."""


NEAR = fmpq(1, 50)
"""How near to a rounding boundary a result is suspicious, in units of the last place."""


class Agreement(IntEnum):
    """How well one entry agrees with the truth, the best first."""

    RIGHT = 0
    ROUNDED = 1
    COARSE = 2
    OFF = 3


@record
class Agreements:
    """The agreement of each entry, row by row."""

    entries: tuple[Agreement, ...]

    @property
    def worst(self) -> Agreement:
        return max(self.entries)

    @property
    def off(self) -> list[int]:
        """The places of the entries that do not agree."""
        return [place for place, entry in enumerate(self.entries) if entry is Agreement.OFF]


@cache
def unit_of(digits: int) -> fmpq:
    return fmpq(1, 10**digits) if digits >= 0 else fmpq(10**-digits)


def is_shown(x: Scalar, digits: int) -> bool:
    """Whether a number is zero or a whole number of units in the last place asked."""
    return isinstance(x, fmpq) and bool((x / unit_of(digits)).q == 1)


def is_below(truth: Scalar, digits: int) -> bool:
    """Whether a number is below the last place asked, and not zero for all that floating-point numbers tell."""
    outer = ball(truth).abs_upper()
    return bool(unit_of(NOISE) < outer < unit_of(digits))


def unit_beside(x: Scalar, truth: Scalar, digits: int) -> fmpq:
    """The unit in which a number is compared: of the last place asked, or of the mantissa where both are below it."""
    unit = unit_of(digits)
    if is_shown(x, digits) or not is_below(truth, digits):
        return unit
    leading = abs(ball(middle(truth)))
    exponent = next((k for k in range(digits, NOISE) if leading >= ball(unit_of(k))), NOISE)
    return unit_of(min(exponent + max(digits, 1) - 1, NOISE))


def exact_numbers(literals: Mapping[Numeral, Literal]) -> dict[Numeral, Array]:
    """The numbers of an answer, taken at their word."""
    return {ref: Array((), (literal.value,)) for ref, literal in literals.items()}


def rounded_numbers(literals: Mapping[Numeral, Literal], digits: int) -> dict[Numeral, Array]:
    """The numbers of an answer as balls, those with decimals as wide as their last place."""
    found: dict[Numeral, Array] = {}
    for ref, literal in literals.items():
        entry: Scalar = literal.value
        if literal.is_rounded:
            entry = arb(literal.value, arb(width_of(literal, digits) / 2))
        found[ref] = Array((), (entry,))
    return found


def width_of(literal: Literal, digits: int) -> fmpq:
    """The unit of the last place of a decimal, at least of the last asked unless the number is smaller than that."""
    is_small = 0 < abs(literal.value) < unit_of(digits)
    return literal.unit if is_small else max(literal.unit, unit_of(digits))


def radius(x: Scalar) -> Scalar:
    return fmpq(0) if isinstance(x, fmpq) else x.rad()


def within(x: Scalar, truth: Scalar, tolerance: Scalar) -> bool:
    """Whether |x − truth| may be at most the tolerance (both ends included)."""
    gap = x - truth
    if isinstance(gap, fmpq) and isinstance(tolerance, fmpq):
        return bool(abs(gap) <= tolerance)
    return not bool(abs(ball(gap)) > ball(tolerance))


def is_near_boundary(entry: Scalar, digits: int) -> bool:
    """Whether a number lies within a fiftieth of the last place of where rounding goes the other way."""
    halves = rounded_at(entry * 2, digits)
    if halves is None or not int(halves) % 2:
        return False
    return within(entry, fmpq(halves, 2) * unit_of(digits), NEAR * unit_of(digits))


def middle(x: Scalar) -> Scalar:
    return x if isinstance(x, fmpq) else x.mid()


def agree(exact: Scalar, rounded: Scalar, truth: Scalar, unit: fmpq, digits: int) -> Agreement:
    """The agreement of one entry, given at its word and as a ball; `unit` is that of the last place written."""
    half = unit_of(digits) / 2
    if any(map(is_infinite, (truth, exact))):
        return Agreement.RIGHT if exact == truth else Agreement.OFF
    if not (ball(rounded).is_finite() and ball(exact).is_finite()):
        return Agreement.COARSE
    beside = unit_beside(exact, truth, digits)
    if beside < unit_of(digits):
        return agree_below(exact, rounded, truth, beside)
    if within(exact, truth, half):
        return Agreement.RIGHT
    spread = radius(rounded)
    coarse = unit_of(-(-digits // 2)) / 2
    is_coarse = bool(ball(spread) > ball(coarse * fmpq(1_000_001, 1_000_000)))
    if within(middle(rounded), truth, max(ball(spread), ball(half))):
        return Agreement.COARSE if is_coarse else Agreement.RIGHT
    if within(exact, truth, unit_of(digits) * fmpq(3, 2)):
        return Agreement.ROUNDED
    if is_coarse or unit <= unit_of(digits):
        return Agreement.OFF
    if is_truncated(exact, truth, unit) and exact != 0:
        return Agreement.ROUNDED
    is_near = within(exact, truth, unit * fmpq(3, 2)) and not within(truth, fmpq(0), unit * TELLING)
    return Agreement.COARSE if is_near else Agreement.OFF


def agree_below(exact: Scalar, rounded: Scalar, truth: Scalar, beside: fmpq) -> Agreement:
    """The agreement of a number below the last place asked: at the digits written, and with the sign."""
    written = ball(radius(rounded) * 2)
    unit: Scalar = written if written > ball(beside) else beside
    if within(exact, truth, unit / 2):
        return Agreement.RIGHT
    is_near = within(exact, truth, unit * fmpq(3, 2)) and not within(truth, fmpq(0), unit * TELLING)
    return Agreement.ROUNDED if is_near or is_truncated(exact, truth, unit) else Agreement.OFF


def is_truncated(x: Scalar, truth: Scalar, unit: Scalar) -> bool:
    """Whether the truth was cut off towards zero, so that it lies less than a unit further out."""
    further = truth - x if truth > 0 else x - truth if truth < 0 else None
    return further is not None and bool(0 < further < unit) and not bool(x * truth < 0)


def compare(exact: Array, rounded: Array, truth: Array, units: list[fmpq], digits: int) -> Agreements:
    """The agreement of arrays of one shape."""
    parts = list(zip(exact.entries, rounded.entries, truth.entries, units, strict=True))
    found = tuple(agree(x, wide, true, unit, digits) for x, wide, true, unit in parts)
    silent = [k for k, (x, _, true, unit) in enumerate(parts) if is_silent(x, true, unit, digits)]
    telling = sum(x != 0 for x, *_ in parts)
    if len(silent) < 2 or len(silent) < telling:
        return Agreements(found)
    return Agreements(tuple(max(each, Agreement.COARSE) if k in silent else each for k, each in enumerate(found)))


def is_silent(x: Scalar, truth: Scalar, unit: fmpq, digits: int) -> bool:
    """Whether zero with fewer digits than asked was written for what the digits asked show: it tells the size alone."""
    return x == 0 and unit > unit_of(digits) and not within(truth, fmpq(0), unit_of(digits) / 2)


@record(slots=False)
class Written:
    """An answer in numbers: at its word, as balls, and the unit of the last place of each entry."""

    exact: Array
    wide: Array
    units: list[fmpq]
    digits: int

    def __call__(self, other: Array, worst: Agreement = Agreement.ROUNDED) -> bool:
        """Whether it says another value, no entry agreeing worse than `worst`; ends at the first that does."""
        exact, wide = laid(self.exact, other.shape), laid(self.wide, other.shape)
        if exact is None or wide is None:
            return False
        if any(map(is_far, other.entries, self.reaches)):
            return False
        parts = zip(exact.entries, wide.entries, other.entries, self.units, strict=True)
        return all(agree(x, ball, true, unit, self.digits) <= worst for x, ball, true, unit in parts)

    def but_one(self, other: Array, truth: Array | None = None) -> bool:
        """Whether it says another value but for one entry, and more than one of the others is not that of the truth."""
        exact, wide = laid(self.exact, other.shape), laid(self.wide, other.shape)
        if exact is None or wide is None or sum(map(is_far, other.entries, self.reaches)) > 1:
            return False
        parts = zip(exact.entries, wide.entries, other.entries, self.units, strict=True)
        off = [k for k, each in enumerate(parts) if agree(*each, self.digits) is not Agreement.RIGHT]
        pairs = enumerate(zip(other.entries, (truth or self.exact).entries, strict=True))
        telling = [k for k, (x, true) in pairs if truth is None or not within(x, true, self.units[k] * 2)]
        return len(off) == 1 and len({*telling} - {*off}) > 1

    def has_decimals(self, digits: int) -> bool:
        """Whether it has more decimals than so many, or more entries than one: then it tells what those come to."""
        return len(self.units) > 1 or self.units[0] < unit_of(digits)

    def digits_telling(self, other: Array, truth: Array) -> int:
        """How many digits tell another value, that it says, from the truth."""
        exact = laid(self.exact, other.shape)
        if exact is None or other.shape != truth.shape:
            return sum(map(digits_shown, self.exact.entries, self.units))
        parts = zip(exact.entries, self.units, other.entries, truth.entries, strict=True)
        pairs = ((max(abs(ball(x)), abs(ball(here))), unit) for x, unit, there, here in parts if not touch(there, here))
        return sum(digits_shown(x, unit) for x, unit in pairs)

    @cached_property
    def reaches(self) -> list[tuple[float, float]]:
        """Each entry as a floating-point number, and more than it can be off by if it agrees with anything."""
        parts = zip(self.exact.entries, self.wide.entries, self.units, strict=True)
        least = unit_of(self.digits)
        return [
            (roughly(x), 4 * roughly(max(unit, least) + ball(wide).rad() + ball(x).rad())) for x, wide, unit in parts
        ]

    def closely(self, other: Array) -> bool:
        return self(other, Agreement.RIGHT)


def digits_shown(x: Scalar, unit: fmpq) -> int:
    """The digits of a number as it was written, without the zeros before them."""
    whole = round(min(abs(roughly(x)) / float(unit), 1e15))
    return len(str(whole)) if whole else 0


def roughly(x: Scalar) -> float:
    """A number in floating point, infinite where it is too large for that."""
    return float(ball(x))


def is_far(true: Scalar, entry: tuple[float, float]) -> bool:
    """Whether a value is out of reach of an entry for all that floating-point numbers tell; most are."""
    x, reach = entry
    gap = abs(roughly(true) - x)
    return gap > reach + NOTICEABLE * abs(x) and (isinstance(true, fmpq) or gap > reach + 4 * float(true.rad()))


def literal_of(expr: Expr, literals: Mapping[Numeral, Literal]) -> Literal | None:
    """The number that an expression is, perhaps behind a minus sign."""
    match expr:
        case Numeral():
            return literals[expr]
        case Call(operation, (Numeral() as inner,)) if operation.role is Role.OPPOSITE:
            return literals[inner]
    return None


def units(expr: Expr, literals: Mapping[Numeral, Literal], count: int, digits: int) -> list[fmpq]:
    """The unit of the last place of each entry; that of the digits asked where an entry was calculated."""
    least = unit_of(digits)
    if isinstance(expr, Call) and expr.operation.role is Role.TRANSPOSE:
        inner = expr.args[0]
        found = units(inner, literals, count, digits)
        rows, columns = expr.shape
        return [found[j * rows + i] for i in range(rows) for j in range(columns)] if isinstance(inner, Grid) else found
    entries = expr.entries if isinstance(expr, Grid) else (expr,)
    own = [literal_of(entry, literals) for entry in entries]
    found = [width_of(literal, digits) if literal and literal.is_decimal else least for literal in own]
    return found if len(found) == count else [least] * count


def laid(value: Array, shape: Shape) -> Array | None:
    """The value in the shape of the truth where only a row and a column, or a number and a 1×1 array, differ."""
    if value.shape == shape:
        return value
    if len(value.entries) != size(shape):
        return None
    lines = all(not each or 1 in each for each in (value.shape, shape))
    return Array(shape, value.entries) if lines else None


def is_same_laid(value: Array, other: Array) -> bool:
    """Whether a value is another one, but for how a row or a column lies."""
    fitted = value if value.shape == other.shape else laid(value, other.shape)
    return fitted is not None and same(fitted, other)


def rounded_to(value: Array, digits: int) -> Array:
    """Every entry rounded to some decimals, as it is written down and carried on."""

    def entry(i: int, j: int) -> Scalar:
        scaled = rounded_at(value[i, j], digits)
        return value[i, j] if scaled is None else fmpq(scaled, 1) * unit_of(digits)

    return table(value.shape, entry)


def digits_right(exact: Array, truth: Array, digits: int) -> int:
    """To how many decimals every entry is right, at most `digits`."""
    for count in range(digits, -1, -1):
        half = unit_of(count) / 2
        if all(within(x, true, half) for x, true in zip(exact.entries, truth.entries, strict=True)):
            return count
    return 0
