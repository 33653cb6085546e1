"""Numbers that remember what they were calculated from, so that one sweep backwards differentiates a whole program.

An entry of an array is a plain number as long as it does not depend on what the problem gives, and a `Traced` after.
The arithmetic is that of floating-point numbers, as in the program itself: a program's values are held against
the truth at random points, where what differs at all differs by far more than rounding does.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import count

from derive.tracing.faults import TooMuchWork

MOST_NODES = 300_000
"""Calculations in one run of a program."""
LARGEST_EXPONENT = 64
LARGEST_WHOLE = 1 << 63
LARGEST_BITS = 1000
NUMBER = count()


class Allowance:
    """How much may still be calculated; reset at the start of a run."""

    __slots__ = ("left",)

    def __init__(self) -> None:
        self.left = MOST_NODES

    def spend(self, amount: int) -> None:
        self.left -= amount
        if self.left < 0:
            raise TooMuchWork


WORK = Allowance()


class Traced:
    """A number with the numbers that it was calculated from and the slope by each; `is_later` after an update."""

    __slots__ = ("at", "is_later", "parents", "slopes", "value")

    def __init__(self, value: float, parents: Sequence[Traced] = (), slopes: Sequence[float] = ()) -> None:
        WORK.left -= 1
        if WORK.left < 0:
            raise TooMuchWork
        self.value = value
        self.parents = parents
        self.slopes = slopes
        self.at = next(NUMBER)
        self.is_later: bool = any(parent.is_later for parent in parents) if parents else False


Entry = float | Traced


def number(x: Entry) -> float:
    return x.value if type(x) is Traced else x  # type: ignore[return-value]


def add(a: Entry, b: Entry) -> Entry:
    if type(a) is not Traced:
        if type(b) is not Traced:
            return a + b  # type: ignore[operator]
        return Traced(a + b.value, (b,), (1.0,))  # type: ignore[operator]
    if type(b) is not Traced:
        return Traced(a.value + b, (a,), (1.0,))  # type: ignore[operator]
    return Traced(a.value + b.value, (a, b), (1.0, 1.0))


def subtract(a: Entry, b: Entry) -> Entry:
    if type(a) is not Traced:
        if type(b) is not Traced:
            return a - b  # type: ignore[operator]
        return Traced(a - b.value, (b,), (-1.0,))  # type: ignore[operator]
    if type(b) is not Traced:
        return Traced(a.value - b, (a,), (1.0,))  # type: ignore[operator]
    return Traced(a.value - b.value, (a, b), (1.0, -1.0))


def multiply(a: Entry, b: Entry) -> Entry:
    if type(a) is not Traced:
        if type(b) is not Traced:
            return bounded(a * b)  # type: ignore[operator]
        return Traced(a * b.value, (b,), (a,))  # type: ignore[operator, arg-type]
    if type(b) is not Traced:
        return Traced(a.value * b, (a,), (b,))  # type: ignore[operator, arg-type]
    return Traced(a.value * b.value, (a, b), (b.value, a.value))


def bounded(x: float) -> float:
    """The number itself, unless it is a whole one of more digits than anybody calculates with."""
    if isinstance(x, int) and not -LARGEST_WHOLE < x < LARGEST_WHOLE:
        return math.copysign(math.inf, x) if x.bit_length() > LARGEST_BITS else float(x)
    return x


def quotient(x: float, y: float) -> float:
    """x / y as arrays have it: infinite or no number where y is zero."""
    if y == 0:
        return math.nan if x == 0 or math.isnan(x) else math.copysign(math.inf, x)
    return x / y


def divide(a: Entry, b: Entry) -> Entry:
    x, y = number(a), number(b)
    value = quotient(x, y)
    if type(a) is not Traced and type(b) is not Traced:
        return value
    return joined(value, ((a, quotient(1.0, y)), (b, quotient(-value, y))))


def negative(a: Entry) -> Entry:
    return Traced(-a.value, (a,), (-1.0,)) if type(a) is Traced else -a  # type: ignore[operator]


def power(a: Entry, b: Entry) -> Entry:
    x, y = number(a), number(b)
    value = raised(x, y)
    if type(a) is not Traced and type(b) is not Traced:
        return value
    slope = y * raised(x, y - 1) if y else 0.0
    by_exponent = value * math.log(x) if type(b) is Traced and x > 0 else 0.0
    return joined(value, ((a, slope), (b, by_exponent)))


def raised(x: float, y: float) -> float:
    if isinstance(x, int) and isinstance(y, int) and 0 <= y <= LARGEST_EXPONENT and abs(x) < 1 << 64:
        return bounded(int(x**y))
    if (x < 0 and y != int(y)) if math.isfinite(y) else x < 0:
        return math.nan
    try:
        return math.pow(x, y)
    except ValueError:
        return math.inf
    except OverflowError:
        return math.inf


def floor_divide(a: Entry, b: Entry) -> Entry:
    x, y = number(a), number(b)
    return x // y if y else math.nan


def modulo(a: Entry, b: Entry) -> Entry:
    x, y = number(a), number(b)
    return x % y if y else math.nan


def maximum(a: Entry, b: Entry) -> Entry:
    x, y = number(a), number(b)
    return kept_of(max(x, y), a, b) if x != y else tied(a, b)


def minimum(a: Entry, b: Entry) -> Entry:
    x, y = number(a), number(b)
    return kept_of(min(x, y), a, b) if x != y else tied(a, b)


def kept_of(value: float, a: Entry, b: Entry) -> Entry:
    """The one of two entries that has a value."""
    return chosen_one(a if number(a) == value else b)


def chosen_one(entry: Entry) -> Entry:
    """An entry as the outcome of a choice: the same number, made anew."""
    return Traced(entry.value, (entry,), (1.0,)) if type(entry) is Traced else entry


def tied(a: Entry, b: Entry) -> Entry:
    return a if type(a) is Traced else b


def joined(value: float, parts: Iterable[tuple[Entry, float]]) -> Entry:
    """A value with its slopes by those parts that depend on something given."""
    nodes = [(part, slope) for part, slope in parts if type(part) is Traced]
    if not nodes:
        return value
    return Traced(value, [part for part, _ in nodes], [slope for _, slope in nodes])


def total(entries: Sequence[Entry]) -> Entry:
    """The sum of entries as one calculation."""
    WORK.spend(len(entries) // 4)
    value: float = 0
    for entry in entries:
        value += entry.value if type(entry) is Traced else entry  # type: ignore[operator]
    return joined(value, ((entry, 1.0) for entry in entries))


def dot(left: Sequence[Entry], right: Sequence[Entry]) -> Entry:
    """The sum of products as one calculation."""
    WORK.spend(len(left) // 2)
    value: float = 0
    parents: list[Traced] = []
    slopes: list[float] = []
    for a, b in zip(left, right, strict=True):
        x, y = number(a), number(b)
        value += x * y
        if type(a) is Traced:
            parents.append(a)
            slopes.append(y)
        if type(b) is Traced:
            parents.append(b)
            slopes.append(x)
    return Traced(value, parents, slopes) if parents else value


def entrywise(function: Callable[[float], float], slope: Callable[[float, float], float]) -> Callable[[Entry], Entry]:
    """A function of one number, with its slope as a function of the argument and the value."""

    def applied(a: Entry) -> Entry:
        x = number(a)
        y = function(x)
        return Traced(y, (a,), (slope(x, y),)) if type(a) is Traced else y

    return applied


def exp_of(x: float) -> float:
    return math.exp(x) if x < 709 else math.inf


def log_of(x: float) -> float:
    return math.log(x) if x > 0 else -math.inf if x == 0 else math.nan


def sqrt_of(x: float) -> float:
    return math.sqrt(x) if x >= 0 else math.nan


def sigmoid_of(x: float) -> float:
    return 1 / (1 + exp_of(-x)) if x >= 0 else exp_of(x) / (1 + exp_of(x))


def softplus_of(x: float) -> float:
    return max(x, 0.0) + math.log1p(exp_of(-abs(x)))


exp = entrywise(exp_of, lambda x, y: y)
expm1 = entrywise(lambda x: exp_of(x) - 1, lambda x, y: y + 1)
log = entrywise(log_of, lambda x, y: quotient(1.0, x))
log2 = entrywise(lambda x: log_of(x) / math.log(2), lambda x, y: quotient(1 / math.log(2), x))
log10 = entrywise(lambda x: log_of(x) / math.log(10), lambda x, y: quotient(1 / math.log(10), x))
log1p = entrywise(lambda x: log_of(1 + x), lambda x, y: quotient(1.0, 1 + x))
sqrt = entrywise(sqrt_of, lambda x, y: quotient(0.5, y))
rsqrt = entrywise(lambda x: quotient(1.0, sqrt_of(x)), lambda x, y: -0.5 * quotient(y, x))
tanh = entrywise(math.tanh, lambda x, y: 1 - y * y)
sin = entrywise(math.sin, lambda x, y: math.cos(x))
cos = entrywise(math.cos, lambda x, y: -math.sin(x))
cosh = entrywise(lambda x: (exp_of(x) + exp_of(-x)) / 2, lambda x, y: (exp_of(x) - exp_of(-x)) / 2)
sinh = entrywise(lambda x: (exp_of(x) - exp_of(-x)) / 2, lambda x, y: (exp_of(x) + exp_of(-x)) / 2)
sigmoid = entrywise(sigmoid_of, lambda x, y: y * (1 - y))
relu = entrywise(lambda x: max(x, 0), lambda x, y: float(x > 0))
softplus = entrywise(softplus_of, lambda x, y: sigmoid_of(x))
absolute = entrywise(abs, lambda x, y: float(x > 0) - float(x < 0))
sign = entrywise(lambda x: float(x > 0) - float(x < 0), lambda x, y: 0.0)
erf = entrywise(math.erf, lambda x, y: 2 / math.sqrt(math.pi) * exp_of(-x * x))
square = entrywise(lambda x: x * x, lambda x, y: 2 * x)


def swept(seeds: dict[int, float], tops: Sequence[Traced], within: Callable[[Traced], bool]) -> dict[int, float]:
    """The derivatives by all nodes below `tops`, where those in `seeds` (by the number of the node) are known."""
    waiting, below = list(tops), {node.at: node for node in tops}
    while waiting:
        for parent in waiting.pop().parents:
            if parent.at not in below and within(parent):
                below[parent.at] = parent
                waiting.append(parent)
    found: dict[int, float] = {}
    for at in sorted(below, reverse=True):
        node = below[at]
        arrived = seeds[at] if at in seeds else found.get(at, 0.0)
        found[at] = arrived
        if arrived:
            for parent, slope in zip(node.parents, node.slopes, strict=True):
                found[parent.at] = found.get(parent.at, 0.0) + arrived * slope
    return found
