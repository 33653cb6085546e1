"""Numbers: exact rationals while that is possible, balls (midpoint and radius, `flint.arb`) after.

A ball contains the true value, so what all its points have in common is proven.  Exact zeros and ones stay exact:
`0 * ball` is the number 0.  The working precision is python-flint's `ctx.prec`, set by `precision`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import field
from fractions import Fraction
from functools import reduce
from operator import add

from flint import arb, arb_mat, ctx, fmpq

from derive.language.errors import Complaint, DomainError, NoValue, Undecided
from derive.language.expr import SCALAR, Shape
from derive.language.record import record

Scalar = fmpq | arb

ZERO: Scalar = fmpq(0)
ONE = fmpq(1)
LARGEST_EXPONENT = 10**6
"""The largest whole exponent that is multiplied out."""


class precision:
    """`with precision(bits):` runs the body with balls of so many bits."""

    __slots__ = ("before", "bits")

    def __init__(self, bits: int) -> None:
        self.bits = bits

    def __enter__(self) -> None:
        self.before = ctx.prec
        ctx.prec = self.bits

    def __exit__(self, *fault: object) -> None:
        ctx.prec = self.before


@record
class Array:
    """Numbers in a shape, row by row; a scalar has shape `()` and one entry."""

    shape: Shape
    entries: tuple[Scalar, ...]
    balls: tuple[int, arb_mat] | None = field(default=None, init=False, compare=False, repr=False)

    def __init__(self, shape: Shape, entries: tuple[Scalar, ...]) -> None:
        keep = object.__setattr__
        keep(self, "shape", shape)
        keep(self, "entries", entries)
        keep(self, "balls", None)

    def __reduce__(self) -> tuple[type[Array], tuple[Shape, tuple[Scalar, ...]]]:
        return Array, (self.shape, self.entries)

    def matrix(self) -> arb_mat:
        """The array as a matrix of balls; the last one is kept, since a weight is multiplied again and again."""
        if self.balls is None or self.balls[0] != ctx.prec:
            object.__setattr__(self, "balls", (ctx.prec, arb_mat(self.rows, self.columns, self.entries)))
        assert self.balls
        return self.balls[1]

    def __getitem__(self, place: tuple[int, int]) -> Scalar:
        """The entry in a row and a column, counted from 0.  Errors: `NoValue` behind the last one."""
        number = place[0] * self.columns + place[1]
        if number >= len(self.entries):
            raise NoValue
        return self.entries[number]

    @property
    def rows(self) -> int:
        return self.shape[0] if self.shape else 1

    @property
    def columns(self) -> int:
        return self.shape[1] if self.shape else 1

    @property
    def is_exact(self) -> bool:
        return all(isinstance(entry, fmpq) for entry in self.entries)

    @property
    def is_all_balls(self) -> bool:
        return all(type(entry) is arb for entry in self.entries)

    @property
    def is_zero(self) -> bool:
        return all(is_zero(entry) for entry in self.entries)

    def by_rows(self) -> list[list[Scalar]]:
        return [list(self.entries[i * self.columns : (i + 1) * self.columns]) for i in range(self.rows)]

    def reshape(self, shape: Shape) -> Array:
        return Array(shape, self.entries)


def paired(left: Sequence[Scalar], right: Sequence[Scalar]) -> Iterator[tuple[Scalar, Scalar]]:
    """Corresponding entries.  Errors: `NoValue` where one has more of them than the other."""
    if len(left) != len(right):
        raise NoValue
    return zip(left, right, strict=True)


def scalar(value: Scalar | int) -> Array:
    return Array(SCALAR, (fmpq(value) if isinstance(value, int) else value,))


def table(shape: Shape, entry: Callable[[int, int], Scalar]) -> Array:
    """The array whose entry (i, j) is `entry(i, j)`."""
    rows, columns = shape or (1, 1)
    return Array(shape, tuple(entry(i, j) for i in range(rows) for j in range(columns)))


def is_infinite(x: Scalar) -> bool:
    """Whether `x` is ∞ or −∞."""
    return isinstance(x, arb) and bool(abs(x) == arb.pos_inf())


def is_minus_infinity(x: Scalar) -> bool:
    """Whether `x` is −∞, which only a mask has: what it is added to counts for nothing in a softmax."""
    return isinstance(x, arb) and bool(x == arb.neg_inf())


def is_zero(x: Scalar) -> bool:
    """Whether `x` is exactly zero (a ball of radius zero at zero counts)."""
    return not x if isinstance(x, fmpq) else bool(x.is_zero())


def ball(x: Scalar) -> arb:
    return arb(x) if isinstance(x, fmpq) else x


def rational(fraction: Fraction) -> fmpq:
    return fmpq(fraction.numerator, fraction.denominator)


def times(x: Scalar, y: Scalar) -> Scalar:
    return x * y if x and y else ZERO


plus: Callable[[Scalar, Scalar], Scalar] = add


def total(terms: Iterable[Scalar]) -> Scalar:
    return reduce(plus, [*terms] or [ZERO])


def dot(row: Sequence[Scalar], column: Sequence[Scalar]) -> Scalar:
    """The sum of the products, exact zeros left out.  Errors: `NoValue` where one has more entries than the other."""
    terms = [x * y for x, y in paired(row, column) if x and y]
    return reduce(plus, terms) if terms else ZERO


def sign(x: Scalar) -> int:
    """-1, 0 or 1; `Undecided` if the ball contains zero and other points."""
    if is_zero(x):
        return 0
    if x > 0:
        return 1
    if x < 0:
        return -1
    raise Undecided


def complain(message: str) -> DomainError:
    return DomainError(Complaint("", message))


def divide(x: Scalar, y: Scalar) -> Scalar:
    if sign(y) == 0:
        raise complain("division by zero")
    return ZERO if is_zero(x) else x / y


def power(x: Scalar, exponent: Scalar) -> Scalar:
    """`x**exponent`: exact for integer exponents of rationals, real otherwise (a negative base needs an integer)."""
    if isinstance(exponent, fmpq) and exponent.q == 1:
        if int(exponent.p) < 0 and sign(x) == 0:
            raise complain("division by zero (zero to a negative power)")
        if abs(int(exponent.p)) > LARGEST_EXPONENT:
            raise complain("a power with so large an exponent is not calculated")
        return whole_power(x, int(exponent.p))
    if is_zero(x) and sign(exponent) > 0:
        return ZERO
    if sign(x) < 0:
        raise complain("a negative number to a power that is no integer")
    if sign(x) == 0:
        raise complain("division by zero (zero to a negative power)")
    return ball(x) ** ball(exponent)


def whole_power(x: Scalar, exponent: int) -> Scalar:
    """Of a ball whose middle is exactly 0, from its radius: FLINT takes it for exp(n log x), which is not a number."""
    if isinstance(x, fmpq) or exponent <= 0 or x.mid() != 0:
        return x**exponent
    return arb(0, x.rad() ** exponent)


def exp(x: Scalar) -> Scalar:
    return ONE if is_zero(x) else ball(x).exp()


def log(x: Scalar) -> Scalar:
    if x == 1:
        return ZERO
    match sign(x):
        case 0:
            raise complain("log of zero")
        case -1:
            raise complain("log of a negative number")
    return ball(x).log()


def sqrt(x: Scalar) -> Scalar:
    if isinstance(x, fmpq) and x >= 0:
        root = fmpq(x.p.isqrt(), x.q.isqrt())
        if root * root == x:
            return root
    if sign(x) < 0:
        raise complain("square root of a negative number")
    return ball(x).sqrt()


def odd(function: Callable[[arb], arb]) -> Callable[[Scalar], Scalar]:
    """A function with f(0) = 0 exactly."""
    return lambda x: ZERO if is_zero(x) else function(ball(x))


def sigmoid(x: Scalar) -> Scalar:
    return fmpq(1, 2) if is_zero(x) else 1 / (1 + (-ball(x)).exp())


def softplus(x: Scalar) -> Scalar:
    return (1 + ball(x).exp()).log()
