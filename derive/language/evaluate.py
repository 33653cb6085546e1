"""An expression as a number, and a number as decimals that are all proven.

Values are computed with exact rationals first and balls after (`derive.language.numbers`).  `certified` repeats a
calculation with more bits until every comparison in it, and every digit asked of it, is decided.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, MutableMapping, Sequence
from functools import lru_cache
from typing import Any, TypeVar

from flint import arb, fmpq, fmpz

from derive.language.branches_taken import taken
from derive.language.errors import Complaint, DeriveError, NoValue, Undecided
from derive.language.expr import (
    Call,
    Delta,
    Derivative,
    Entry,
    Equation,
    Expr,
    Grid,
    Number,
    Numeral,
    Ref,
    Sum,
    Valued,
    at,
    bind,
    is_single,
    order,
    size,
)
from derive.language.numbers import Array, Scalar, ball, complain, is_minus_infinity, is_zero, precision, table, total

Environment = Mapping[Valued, Array]
LARGEST_EXPONENT = 100_000
"""Binary digits before or behind the point that are still written out as decimals."""
LONGEST, FAR = 20, 5000
"""Decimal digits before the point that are written out; powers of ten that are calculated exactly."""
LARGE = fmpz(2) ** 256
SMALL = -LARGE
"""Between these a ball is rounded with one ball operation, if that decides it."""
MINUS_INFINITY = "-inf"
HALF, TEN = fmpq(1, 2), fmpq(10)
START, CAP = 128, 4096
"""Bits of working precision: at the start and at most."""

T = TypeVar("T")


def evaluate(expr: Expr, known: Environment) -> Array:
    """The value of an expression whose names are all known; index names must be bound (sums bind their own)."""
    if type(expr) is Call:
        operation = expr.operation
        arrays = arguments(expr, known)
        value = operation.value(*arrays)
        return value if operation.jump is None else settled(expr, value, arrays, known)
    if type(expr) is Ref:
        return known[expr]
    match expr:
        case Derivative() | Numeral():
            return known[expr]
        case Number():
            return Array(expr.shape, expr.entries)
        case Sum():
            return evaluate_sum(expr, known)
        case Entry(of, index):
            return Array((), (picked(known[of], place(of, [i.offset for i in index])),))
        case Delta(left, right):
            return Array((), (fmpq(left.offset == right.offset),))
        case Grid(entries, shape):
            return Array(shape, tuple(evaluate(entry, known).entries[0] for entry in entries))
    raise NoValue(expr)


def arguments(call: Call, known: Environment) -> list[Array]:
    """The values of the arguments; of a branch that is not taken it is 0, where it has none."""
    if call.operation.branching is not None:
        return taken(call, known, evaluate)
    return [known[a] if type(a) is Ref else evaluate(a, known) for a in call.args]


def settled(call: Call, value: Array, arrays: Sequence[Array], known: Any) -> Array:
    """The value of a call that jumps; where it stands at the jump, what is known of the call itself."""
    chosen = known.get(call)
    if chosen is None:
        return value
    assert call.operation.jump is not None
    at_jump = call.operation.jump.places(*arrays)
    pairs = enumerate(zip(value.entries, chosen.entries, strict=True))
    return Array(value.shape, tuple(other if k in at_jump else own for k, (own, other) in pairs))


def is_at_kink(call: Call, known: Environment) -> bool:
    """Whether a function is evaluated exactly where it has a kink."""
    operation = call.operation
    if not operation.kink:
        return False
    return any(map(operation.is_kink, operation.margin(*arguments(call, known)).entries))


def picked(value: Array, place: int) -> Scalar:
    """The entry at a place.  Errors: `NoValue` where there is none, since a mistake gave the value another shape."""
    if not 0 <= place < len(value.entries):
        raise NoValue
    return value.entries[place]


def place(of: Ref | Derivative, index: Sequence[int]) -> int:
    """Where an entry stands, counted through its array row by row; a Jacobian has a column for each entry of `by`."""
    if isinstance(of, Derivative) and not is_single(of.of.shape):
        count = order(of.of.shape)
        return place(of.of, index[:count]) * size(of.by.shape) + place(of.by, index[count:])
    shape = of.by.shape if isinstance(of, Derivative) else of.shape
    match index:
        case []:
            return 0
        case [one]:
            return one
    return index[0] * shape[1] + index[1]


def evaluate_sum(expr: Sum, known: Environment) -> Array:
    if not expr.low.is_literal or not expr.high.is_literal:
        raise NoValue(expr)
    numbers = range(expr.low.offset, expr.high.offset + 1)
    terms = [evaluate(bind(expr.body, {expr.index: at(number)}), known) for number in numbers]
    if not terms:
        if expr.mean:
            raise complain("division by zero (the mean of no terms)")
        return table(expr.shape, lambda i, j: fmpq(0))
    if len({len(term.entries) for term in terms}) > 1:
        raise NoValue(expr)
    sums = [total(entries) for entries in zip(*[term.entries for term in terms], strict=True)]
    return Array(expr.shape, tuple([entry / len(terms) for entry in sums] if expr.mean else sums))


def fitted(value: Array, target: Ref | Derivative) -> Array:
    """The value in the shape of its name (a number for a 1×1 array, a whole array for a number), else `NoValue`."""
    if value.shape == target.shape:
        return value
    if is_single(value.shape) and is_single(target.shape):
        return value.reshape(target.shape)
    if not is_single(value.shape):
        raise NoValue(target)
    return table(target.shape, lambda i, j: value.entries[0])


def run(equations: Iterable[Equation], known: MutableMapping[Valued, Array]) -> None:
    """Compute the equations in order, adding each value to `known`; a fault names its equation."""
    for equation in equations:
        try:
            known[equation.target] = fitted(evaluate(equation.rhs, known), equation.target)
        except DeriveError as error:
            raise type(error)(*(Complaint(str(equation.target), c.message) for c in error.complaints)) from None


def certified(calculate: Callable[[], T], decided: Callable[[T], bool] = lambda result: True) -> tuple[T, int]:
    """The result of `calculate` at the first precision that decides it, and that precision in bits.

    At the cap the last result is returned although some of its digits are undecided; a calculation that cannot even
    be carried through there is an error.
    """
    bits = START
    while True:
        with precision(bits):
            try:
                result = calculate()
                if bits >= CAP or decided(result):
                    return result, bits
            except Undecided:
                if bits >= CAP:
                    raise DeriveError(Complaint("", UNDECIDED)) from None
        bits *= 2


UNDECIDED = (
    f"a comparison with zero is still undecided at {CAP} bits; a value that is exactly zero decides a kink or a domain"
)


def nearest_integer(x: arb) -> fmpz | None:
    """The integer that every point of the ball rounds to, halves away from zero."""
    if SMALL < x < LARGE:
        found = (abs(x) + HALF).floor().unique_fmpz()
        if found is not None and x > 0:
            return found
        if found is not None and x < 0:
            return -found
    lower, upper = (half_away(end) for end in (x.lower(), x.upper()))
    return lower if lower is not None and lower == upper else None


def half_away(x: arb) -> fmpz | None:
    """An exact point rounded to an integer, halves away from zero."""
    if not x.is_finite():
        return None
    mantissa, exponent = x.man_exp()
    if abs(int(exponent)) > LARGEST_EXPONENT:
        return None
    return round_rational(fmpq(mantissa) * fmpq(2) ** int(exponent))


@lru_cache(maxsize=1024)
def power_of_ten(exponent: int) -> fmpq:
    return TEN**exponent


def round_rational(x: fmpq) -> fmpz:
    return (x + HALF).floor() if x >= 0 else (x - HALF).ceil()


def rounded(x: Scalar, digits: int) -> fmpz | None:
    """`x` times 10^digits as the nearest integer; `None` while the ball does not decide it."""
    if abs(digits) > FAR:
        with precision(ball(x).bits() + digits.bit_length() + 64):
            return nearest_integer(ball(x) * arb(10) ** digits)
    if isinstance(x, fmpq):
        return round_rational(x * power_of_ten(digits))
    with precision(x.bits() + 4 * abs(digits) + 64):
        return nearest_integer(x * power_of_ten(digits))


def decimal(x: Scalar, digits: int) -> str | None:
    """The number to `digits` decimals, proven; `None` if the ball does not decide them.

    Exact zero is `0.0000`.  A number below 10^-digits that is not zero, or one with more than LONGEST digits before the
    point, is in scientific notation with as many decimals.

    >>> decimal(fmpq(-1, 3), 4)
    '-0.3333'
    >>> decimal(fmpq(10) ** 400, 4)
    '1.0000e400'
    """
    if is_zero(x):
        return fixed(fmpz(0), digits)
    if is_minus_infinity(x):
        return MINUS_INFINITY
    if is_at_least(x, digits) and is_at_most(x, -LONGEST):
        scaled = rounded(x, digits)
        return None if scaled is None else fixed(scaled, digits)
    if is_at_least(x, -LONGEST) or (is_at_most(x, digits) and not ball(x).contains(0)):
        return scientific(x, digits)
    return None


def fixed(scaled: fmpz, digits: int) -> str:
    text = str(abs(scaled)).rjust(digits + 1, "0")
    sign = "-" if scaled < 0 else ""
    return f"{sign}{text[: len(text) - digits]}.{text[len(text) - digits :]}" if digits else sign + text


def scientific(x: Scalar, digits: int) -> str | None:
    """A small or a large number as mantissa and exponent, such as `-4.7173e-5`; the exponent may be any."""
    exponent = leading_place(x)
    mantissa = rounded(x, digits - exponent)
    if mantissa is not None and not 10**digits <= abs(mantissa) < 10 ** (digits + 1):
        exponent += 1 if abs(mantissa) > 10**digits else -1
        mantissa = rounded(x, digits - exponent)
    if mantissa is None:
        return None
    return fixed(mantissa, digits) + (f"e{exponent}" if exponent else "")


def leading_place(x: Scalar) -> int:
    """The power of ten of the first digit of a number that is not zero; next to a power of ten perhaps that beside."""
    mantissa, exponent = abs(ball(x)).mid().man_exp()
    with precision(64 + 2 * int(exponent).bit_length()):
        found = (arb(mantissa).log() + arb(exponent) * arb(2).log()) / arb(10).log()
        return int(found.mid().floor().unique_fmpz() or 0)


def is_at_least(x: Scalar, exponent: int) -> bool:
    """Whether |x| ≥ 10^-exponent is proven."""
    limit = power_of_ten(-exponent)
    return bool(x >= limit or x <= -limit)


def is_at_most(x: Scalar, exponent: int) -> bool:
    """Whether |x| < 10^-exponent is proven."""
    limit = power_of_ten(-exponent)
    return bool(-limit < x < limit)


def decimals(value: Array, digits: int) -> list[str | None]:
    return [decimal(entry, digits) for entry in value.entries]


def is_short_fraction(entry: Scalar, digits: int) -> bool:
    """Whether a number is shown as a fraction: it is a short one, and no decimal of this length is equal to it."""
    return isinstance(entry, fmpq) and len(str(entry)) <= 6 and bool((entry * 10**digits).q != 1)


def as_number(text: str) -> Scalar:
    """The value of printed decimals, such as `-4.7173e-5`: exact, or a ball where its power of ten is too far off."""
    if text == MINUS_INFINITY:
        return arb.neg_inf()
    mantissa, _, exponent = text.partition("e")
    whole, _, behind = mantissa.partition(".")
    place = int(exponent or 0) - len(behind)
    if abs(place) <= FAR:
        return fmpq(int(whole + behind)) * TEN**place
    with precision(START + place.bit_length()):
        return arb(int(whole + behind)) * arb(10) ** place
