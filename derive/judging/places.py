"""Where answers are judged: the problem's own values and random points, each as precisely as a comparison needs."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from random import Random
from typing import TypeVar

from flint import arb, fmpq

from derive.judging.edge_rules import Rules
from derive.judging.point import Point
from derive.judging.quadratic_forms import mirrored, symmetric_forms
from derive.language.errors import Complaint, DeriveError, DomainError, Undecided
from derive.language.evaluate import LARGEST_EXPONENT, UNDECIDED
from derive.language.expr import Call, Number, Ref, Shape, size, walk
from derive.language.numbers import Array, Scalar, ball, divide, is_infinite, is_minus_infinity, precision, total
from derive.problem.problem import Problem
from derive.solving.kinks import settle
from derive.solving.settled import Settled

LADDER = (128, 512, 2048)
"""Bits at which a calculation is tried, one after the other."""
SPARE_BITS = 64
"""Bits beyond the digits asked."""
SHARP = fmpq(1, 2**40)
"""How wide the ball of an entry may be, measured by the size of the true entry."""
POINTS = 2
"""Random points at which a formula must agree, at least."""
MOST_POINTS = 6
ATTEMPTS = 24
HOME = 0
"""The number of the problem's own values; random points are numbered from 1."""

T = TypeVar("T")
Given = Mapping[Ref, Array]


class Places:
    """The points at which answers to one problem are judged, kept by number and precision; `held` quantities are not
    drawn at random, and `nearby` ones lie beside the problem's own values."""

    def __init__(self, problem: Problem, rules: Rules, held: frozenset[Ref] = frozenset()) -> None:
        self.problem = problem
        self.rules = rules
        self.held = held
        self.points: dict[tuple[int, int], Point] = {}
        self.nearby: dict[int, Point | None] = {}
        self.at_kinks: Settled | None = None
        least = max(LADDER[0], SPARE_BITS + 4 * problem.settings.digits)
        self.ladder = (least, *(bits for bits in LADDER if bits > least))

    @property
    def bits(self) -> int:
        """The precision that is enough for nearly all."""
        return self.ladder[0]

    @cached_property
    def has_home(self) -> bool:
        """Whether the problem has values, not shapes only."""
        return self.problem.values is not None

    @cached_property
    def random(self) -> range:
        """The numbers of the random points, which lie inside the domain of the network."""
        return range(1, len(self.scattered) + 1)

    @cached_property
    def scattered(self) -> tuple[Given, ...]:
        return tuple(self.find_scattered())

    def find_scattered(self) -> Iterator[Given]:
        """Two points, and more until labels and masks are told apart, and where a function has a kink."""
        found: list[Given] = []
        least = MOST_POINTS if self.has_kinks else POINTS
        for seed in range(ATTEMPTS):
            if len(found) == MOST_POINTS or (len(found) >= least and tells_apart(self.problem, found)):
                return
            given = scattered(self.problem, seed, self.held)
            try:
                self.climb(lambda bits, given=given: Point(self.rules, given))  # type: ignore[misc]
            except (DomainError, Undecided):
                continue
            found.append(given)
            yield given

    @property
    def has_kinks(self) -> bool:
        parts = (part for equation in self.problem.equations for part in walk(equation.rhs))
        return any(isinstance(part, Call) and part.operation.kink for part in parts)

    def given(self, place: int) -> Given:
        if place != HOME:
            return self.scattered[place - 1]
        values = self.problem.values
        assert values is not None
        return {ref: values[ref] for ref in self.problem.given}

    def at(self, place: int) -> Point:
        """The point of a number, at the first precision that decides every comparison in it."""
        try:
            return self.climb(lambda bits: self.point(place, bits))
        except Undecided:
            raise DeriveError(Complaint("", UNDECIDED)) from None

    def point(self, place: int, bits: int) -> Point:
        if (place, bits) not in self.points:
            point = self.points[place, bits] = self.made(self.given(place))
            if place == HOME:
                point.known.update(self.settled(point).values)
        return self.points[place, bits]

    def made(self, given: Given) -> Point:
        """The point with these given values."""
        return Point(self.rules, given)

    def settled(self, home: Point) -> Settled:
        """The kinks at which the problem's own values stand, and the slopes that are used there."""
        if self.at_kinks is None:
            targets = [target for question in self.problem.questions for target in question.targets]
            self.at_kinks = settle(self.rules.network, home.known, targets)
        return self.at_kinks

    def sharp(self, place: int, calculate: Callable[[Point], Array], is_enough: Callable[[Array], bool]) -> Array:
        """A value at a point with balls that are narrow enough; `Undecided` where no precision makes them so."""

        def attempt(bits: int) -> Array:
            value = calculate(self.point(place, bits))
            if not is_enough(value):
                raise Undecided
            return value

        return self.climb(attempt)

    def climb(self, calculate: Callable[[int], T]) -> T:
        """What `calculate(bits)` gives at the first precision that decides it; `Undecided` if none does."""
        *lower, top = self.ladder
        for bits in lower:
            try:
                with precision(bits):
                    return calculate(bits)
            except Undecided:
                continue
        with precision(top):
            return calculate(top)


def narrower(width: fmpq) -> Callable[[Array], bool]:
    """Whether every ball of a value is narrower than a width."""
    return lambda value: all(is_narrow(entry, width) for entry in value.entries)


def sharp_beside(truth: Array) -> Callable[[Array], bool]:
    """Whether every ball is narrow beside the true entries; a value of another shape beside the largest of them."""
    sizes = [size_of(entry) for entry in truth.entries]

    def is_enough(value: Array) -> bool:
        own = sizes if len(value.entries) == len(sizes) else [max(sizes)] * len(value.entries)
        return all(is_narrow(entry, SHARP * beside) for entry, beside in zip(value.entries, own, strict=True))

    return is_enough


def size_of(entry: Scalar) -> fmpq:
    """About how large a number is; 1 for what cannot be told from zero, or nearly so, and for what is infinite."""
    if isinstance(entry, fmpq):
        return abs(entry) or fmpq(1)
    if is_infinite(entry):
        return fmpq(1)
    lower = ball(entry).abs_lower()
    mantissa, exponent = lower.man_exp() if lower > 0 else (1, 0)
    return fmpq(mantissa) * fmpq(2) ** int(exponent) if abs(int(exponent)) < LARGEST_EXPONENT else fmpq(1)


def is_narrow(entry: Scalar, width: fmpq) -> bool:
    return isinstance(entry, fmpq) or is_infinite(entry) or bool(entry.is_finite() and entry.rad() <= ball(width))


GRAIN = 997
"""The denominator of random values: a prime, so that sums and products seldom meet by accident."""


def scattered(problem: Problem, seed: int, held: Collection[Ref] = ()) -> dict[Ref, Array]:
    """Values for everything given: in (-1, 1), or in (1/2, 3/2) where positive; labels and probabilities stay such.

    At the first point labels are the problem's own: where two points have no label in an entry, ŷ could stand there for
    ŷ − y.  Every third attempt stays near the problem's own values, for networks that are only defined there.  A start
    that is zero stays zero, what is `held`, or a constant, keeps its value, and quadratic forms their symmetry.
    """
    random = Random(seed)
    near = seed % 3 == 2
    kept = {*held, *zero_starts(problem)}
    found: dict[Ref, Array] = {}
    symmetric = symmetric_forms(problem)
    for ref, number in problem.given.items():
        drawn = draw(ref, number, problem, random, near)
        if seed == 0 and number is not None and "one_hot" in problem.properties.get(ref.name, frozenset()):
            drawn = Array(number.shape, number.entries)
        drawn = mirrored(drawn) if ref.name in symmetric else drawn
        found[ref] = Array(number.shape, number.entries) if number is not None and ref in kept else drawn
    return found


def zero_starts(problem: Problem) -> Iterator[Ref]:
    """Given zeros with which a recurrence starts, by an equation or at an index: nobody writes down their terms."""
    computed = {ref.name for ref in problem.bound}
    starts = {equation.rhs for equation in problem.equations if isinstance(equation.rhs, Ref)}
    for ref, number in problem.given.items():
        begins = ref in starts or (bool(ref.index) and ref.name in computed)
        if begins and number is not None and not any(number.entries):
            yield ref


def draw(ref: Ref, number: Number | None, problem: Problem, random: Random, near: bool) -> Array:
    facts = problem.properties.get(ref.name, frozenset())
    count = size(ref.shape)
    if number is not None and "constant" in facts:
        return Array(number.shape, number.entries)
    if "one_hot" in facts:
        place = random.randrange(count)
        return Array(ref.shape, tuple(fmpq(k == place) for k in range(count)))
    if "mask" in facts:
        is_added = number is not None and any(map(is_minus_infinity, number.entries))
        return added_mask(ref.shape, random) if is_added else mask(ref.shape, random)
    if "sums_to_one" in facts:
        parts = [positive(random) for _ in range(count)]
        whole = total(parts)
        return Array(ref.shape, tuple(divide(part, whole) for part in parts))
    if near and number is not None:
        return Array(ref.shape, tuple(x * (1 + signed(random) / 10) for x in number.entries))
    return free(ref.shape, random, "positive" in facts)


def mask(shape: Shape, random: Random) -> Array:
    """Ones, and zeros where nothing is let through."""
    return Array(shape, tuple(fmpq(random.random() < 0.7) for _ in range(size(shape))))


def added_mask(shape: Shape, random: Random) -> Array:
    """Zeros and −∞ in other places; every row, and every column, lets something through."""
    rows, columns = shape or (1, 1)
    turn = random.randrange(columns)
    through = [[(i + turn) % columns == j or i == (j + turn) % rows for j in range(columns)] for i in range(rows)]
    chosen = [random.random() < 0.5 or through[k // columns][k % columns] for k in range(rows * columns)]
    return Array(shape, tuple(fmpq(0) if each else arb.neg_inf() for each in chosen))


def free(shape: Shape, random: Random, is_positive: bool) -> Array:
    one = positive if is_positive else signed
    return Array(shape, tuple(one(random) for _ in range(size(shape))))


def signed(random: Random) -> fmpq:
    return fmpq(random.choice((-1, 1)) * random.randrange(100, GRAIN), GRAIN)


def positive(random: Random) -> fmpq:
    return fmpq(random.randrange(GRAIN // 2, 3 * GRAIN // 2), GRAIN)


def tells_apart(problem: Problem, points: Sequence[Mapping[Ref, Array]]) -> bool:
    """Whether some point differs in every two labels of a name, and masks let every entry through and block it."""
    for name, facts in problem.properties.items():
        refs = [ref for ref in problem.given if ref.name == name]
        if "mask" in facts:
            drawn = [tuple(tuple(map(str, point[ref].entries)) for point in points) for ref in refs]
            if len(set(drawn)) < len(refs):
                return False
            if "one_hot" not in facts and not all(
                len(set(entries)) == 2 for one in drawn for entries in zip(*one, strict=True)
            ):
                return False
    return True
