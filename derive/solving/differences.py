"""Derivatives held against central differences (f(x + h v) − f(x − h v)) / 2h, which need values only.

A small derivative is compared entry by entry: v is one entry alone.  A wide one is compared along random directions,
which move every entry at once.  No entry of v is below a half, so an entry that alone is wrong by d shows as at least
d/2; several wrong ones would have to cancel in every direction.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from flint import arb, fmpq

from derive.language.evaluate import evaluate, fitted
from derive.language.expr import Derivative, Equation, Ref, size
from derive.language.numbers import Array, Scalar, ball, dot, precision, total
from derive.solving.certified import Known
from derive.solving.derivation import Derivation
from derive.solving.tolerance import allowed

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
    share = MOST_EVALUATIONS // max(1, len(targets))
    with precision(max(numbers.bits, 14 * digits + 320)):
        both = (name for target in targets for name in (target.of, target.by))
        known = completed(derivation, derivation.problem.values, both)
        held = Held(derivation, {name: in_balls(value) for name, value in known.items()})
        small = [target for target in targets if held.cost(target) <= share]
        worst = {target: held.worst([target], units) for target in small}
        for group in held.groups([target for target in targets if target not in worst]):
            worst |= held.together(group)
    compared = {target: size(target.of.shape) * size(target.by.shape) for target in targets if held.depends(target)}
    entries = sum(compared.get(target, 0) for target in small)
    return Differences({target: worst[target] for target in targets}, entries, sum(compared.values()) - entries)


def units(count: int) -> Iterator[Direction]:
    """Each entry alone."""
    for place in range(count):
        yield tuple(fmpq(k == place) for k in range(count))


def directions(count: int) -> Iterator[Direction]:
    """Random directions that move every entry."""
    chance = random.Random(SEED)
    for _ in range(DIRECTIONS):
        yield tuple(arb(chance.choice((1, -1)) * chance.randint(GRAIN // 2, GRAIN)) / GRAIN for _ in range(count))


class Held:
    """The derivatives of a solution beside the values of its network, which `known` has in balls."""

    def __init__(self, derivation: Derivation, known: Known) -> None:
        self.derivation = derivation
        self.known = known
        self.step = fmpq(1, 10 ** (derivation.settings.digits + 20))

    def cost(self, target: Derivative) -> int:
        """Equations to evaluate for a comparison entry by entry."""
        return 2 * len(self.order([target])) * size(target.by.shape)

    def depends(self, target: Derivative) -> bool:
        return target.of == target.by or bool(self.order([target]))

    def order(self, group: Sequence[Derivative]) -> list[Equation]:
        """The equations between the variables of a group and what is differentiated, in order."""
        network = self.derivation.network
        below = set().union(*(network.descendants(target.by) - {target.by} for target in group))
        above = network.ancestors(group[0].of)
        return [e for e in self.derivation.problem.equations if e.target in below and e.target in above]

    def groups(self, targets: Sequence[Derivative]) -> Iterable[list[Derivative]]:
        """Derivatives of one quantity by given ones, which can be moved at once, and the others one by one."""
        found: dict[Ref | Derivative, list[Derivative]] = {}
        for target in targets:
            found.setdefault(target if target.by in self.derivation.problem.bound else target.of, []).append(target)
        return found.values()

    def together(self, group: Sequence[Derivative]) -> dict[Derivative, Scalar]:
        """The largest disagreement of a group along directions; one by one if it is not small enough for each."""
        found = self.worst(group, directions)
        if len(group) == 1 or all(found < allowed(self.derivation, target) for target in group):
            return dict.fromkeys(group, found)
        return {target: self.worst([target], directions) for target in group}

    def worst(self, group: Sequence[Derivative], ways: Callable[[int], Iterator[Direction]]) -> Scalar:
        """The largest disagreement along ways that move all variables of a group."""
        order = self.order(group)
        sizes = [size(target.by.shape) for target in group]
        gaps = []
        for way in ways(sum(sizes)):
            parts = iter(way)
            moves = {target: tuple(islice(parts, count)) for target, count in zip(group, sizes, strict=True)}
            gaps.append(self.gap(order, moves))
        return max(gaps, key=float)

    def gap(self, order: Sequence[Equation], moves: Mapping[Derivative, Direction]) -> Scalar:
        """By how much derivatives applied to a direction differ at most from the central difference along it."""
        numbers = self.derivation.numbers
        assert numbers is not None
        theirs = self.difference(order, moves)
        parts = [applied(numbers.known[target].entries, way, len(theirs)) for target, way in moves.items()]
        ours = [total(terms) for terms in zip(*parts, strict=True)]
        return max((ball(a - b).abs_upper() for a, b in zip(ours, theirs, strict=True)), key=float)

    def difference(self, order: Sequence[Equation], moves: Mapping[Derivative, Direction]) -> list[Scalar]:
        """The central difference of all entries of what is differentiated, its variables moved."""
        ends = []
        for shift in (self.step, -self.step):
            moved = dict(self.known)
            for target, way in moves.items():
                value = self.known[target.by]
                entries = tuple(x + shift * v if v else x for x, v in zip(value.entries, way, strict=True))
                moved[target.by] = Array(value.shape, entries)
            for equation in order:
                moved[equation.target] = fitted(evaluate(equation.rhs, moved), equation.target)
            ends.append(moved[next(iter(moves)).of].entries)
        return [(a - b) / (2 * self.step) for a, b in zip(*ends, strict=True)]


def applied(derivative: Sequence[Scalar], way: Direction, rows: int) -> list[Scalar]:
    """A derivative, row by row, times a direction."""
    width = len(way)
    return [dot(derivative[row * width : (row + 1) * width], way) for row in range(rows)]


def in_balls(value: Array) -> Array:
    """An array all in balls, which spares mixing; a scalar stays exact, since it may be an exponent."""
    return Array(value.shape, tuple(map(ball, value.entries))) if len(value.entries) > 1 else value


def completed(derivation: Derivation, known: Known, wanted: Iterable[Ref]) -> Known:
    """The values of some quantities and of all that they depend on."""
    result = dict(known)
    needed: set[Ref] = set().union(*map(derivation.network.ancestors, wanted))
    for equation in derivation.problem.equations:
        if equation.target in needed and equation.target not in result:
            result[equation.target] = fitted(evaluate(equation.rhs, result), equation.target)
    return result
