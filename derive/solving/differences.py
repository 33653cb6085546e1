"""Derivatives held against central differences (f(x + h v) − f(x − h v)) / 2h, which need values only.

A small derivative is compared entry by entry: v is one entry alone.  A wide one is compared along random directions,
which move every entry at once.  No entry of v is below a half, so an entry that alone is wrong by d shows as at least
d/2; several wrong ones would have to cancel in every direction.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from flint import arb, fmpq

from derive.language.evaluate import evaluate, fitted
from derive.language.expr import Derivative, Equation, Ref, size
from derive.language.numbers import Array, Scalar, ball, dot, precision
from derive.solving.certified import Known
from derive.solving.derivation import Derivation

MOST_EVALUATIONS = 4_000
"""Equations evaluated to compare all derivatives entry by entry; one that is over its share has directions."""
DIRECTIONS = 3
SEED = 1
"""Always the same, so that a document comes out the same each time."""
GRAIN = 2**30
"""Entries of a direction are whole multiples of 1/GRAIN, from a half to one, of either sign."""

Direction = tuple[Scalar, ...]


@dataclass(frozen=True, slots=True)
class Differences:
    """The largest disagreement of each derivative; how many entries were compared one by one, how many together."""

    worst: dict[Derivative, Scalar]
    entries: int
    together: int


def central_differences(derivation: Derivation, targets: Sequence[Derivative]) -> Differences:
    """Each derivative beside its central differences, at a precision far beyond the digits shown."""
    numbers = derivation.numbers
    assert numbers is not None
    assert derivation.problem.values is not None
    digits = derivation.settings.digits
    step = fmpq(1, 10 ** (digits + 20))
    worst: dict[Derivative, Scalar] = {}
    compared = {True: 0, False: 0}
    with precision(max(numbers.bits, 14 * digits + 320)):
        both = (name for target in targets for name in (target.of, target.by))
        known = completed(derivation, derivation.problem.values, both)
        known = {name: in_balls(value) for name, value in known.items()}
        for target in targets:
            order = downstream(derivation, target)
            ours = numbers.known[target].entries
            count = size(target.by.shape)
            is_small = 2 * len(order) * count <= MOST_EVALUATIONS // len(targets)
            ways = units(count) if is_small else directions(count)
            worst[target] = max((gap(known, order, target, ours, way, step) for way in ways), key=float)
            compared[is_small] += len(ours) if order or target.of == target.by else 0
    return Differences(worst, compared[True], compared[False])


def units(count: int) -> Iterator[Direction]:
    """Each entry alone."""
    for place in range(count):
        yield tuple(fmpq(k == place) for k in range(count))


def directions(count: int) -> Iterator[Direction]:
    """Random directions that move every entry."""
    chance = random.Random(SEED)
    for _ in range(DIRECTIONS):
        yield tuple(arb(chance.choice((1, -1)) * chance.randint(GRAIN // 2, GRAIN)) / GRAIN for _ in range(count))


def gap(
    known: Known, order: Sequence[Equation], target: Derivative, ours: Sequence[Scalar], way: Direction, step: fmpq
) -> Scalar:
    """By how much a derivative applied to a direction differs at most from the central difference along it."""
    width = len(way)
    theirs = difference(known, order, target, way, step)
    along = [dot(ours[row * width : (row + 1) * width], way) for row in range(len(theirs))]
    return max((ball(a - b).abs_upper() for a, b in zip(along, theirs, strict=True)), key=float)


def difference(known: Known, order: Sequence[Equation], target: Derivative, way: Direction, step: fmpq) -> list[Scalar]:
    """The central difference of all entries of the target's numerator, its variable moved along a direction."""
    ends = []
    for shift in (step, -step):
        moved = dict(known)
        value = known[target.by]
        entries = tuple(x + shift * v if v else x for x, v in zip(value.entries, way, strict=True))
        moved[target.by] = Array(value.shape, entries)
        for equation in order:
            moved[equation.target] = fitted(evaluate(equation.rhs, moved), equation.target)
        ends.append(moved[target.of].entries)
    return [(a - b) / (2 * step) for a, b in zip(*ends, strict=True)]


def in_balls(value: Array) -> Array:
    """An array all in balls, which spares mixing; a scalar stays exact, since it may be an exponent."""
    return Array(value.shape, tuple(map(ball, value.entries))) if len(value.entries) > 1 else value


def downstream(derivation: Derivation, target: Derivative) -> list[Equation]:
    """The equations between a variable and what is differentiated, in order."""
    network = derivation.network
    below = network.descendants(target.by) - {target.by}
    above = network.ancestors(target.of)
    return [e for e in derivation.problem.equations if e.target in below and e.target in above]


def completed(derivation: Derivation, known: Known, wanted: Iterable[Ref]) -> Known:
    """The values of some quantities and of all that they depend on."""
    result = dict(known)
    needed: set[Ref] = set().union(*map(derivation.network.ancestors, wanted))
    for equation in derivation.problem.equations:
        if equation.target in needed and equation.target not in result:
            result[equation.target] = fitted(evaluate(equation.rhs, result), equation.target)
    return result
