"""Where the derivatives that are asked for meet a kink or a tie, and which slope is used there.

Where pieces with kinks meet, one-sided derivatives decide.  They are differences at high precision, for every entry:
if both sides agree, that is the derivative, and the slopes of one side are put into the chain rule (those of the other
give the same); if they differ, every number between them is a subgradient, and a convention chooses one (Clarke,
Optimization and Nonsmooth Analysis, 1983, section 2.3).
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from random import Random

from flint import fmpq

from derive.language.errors import Complaint, DeriveError, DomainError, ProblemError, Undecided
from derive.language.evaluate import CAP, arguments, is_at_kink
from derive.language.expr import Call, Derivative, Expr, Ref, refs, size
from derive.language.numbers import Array, Scalar, precision
from derive.language.plain import plain
from derive.problem.graph import Network
from derive.problem.local import pull
from derive.problem.problem import Problem
from derive.solving.beside import STEP, Known, Neighbours, Pair, Sides, gradients, is_near
from derive.solving.no_derivative import reason
from derive.solving.settled import NONE, Kink, Settled
from derive.solving.slopes import by_entries, choice_of, has_slope, merged, sided, terms
from derive.table.arrays import NORM, UNIT
from derive.table.dialects import chosen, libraries

MOST_EVALUATIONS = 20_000
"""Equations evaluated for one-sided differences; beyond that only the first entries of each derivative are tried."""
BITS = 1024
SHARED = "at a kink this library has different slopes for functions that are written with one:"
APART = "give one of them an argument with a name of its own, or name no library for it"
ATTEMPTS = 6
"""Directions in which it is tried to step aside from where pieces meet."""


def kinked(problem: Problem) -> list[Call]:
    """The calls of functions with a kink in the equations."""
    calls = (call for equation in problem.equations for call in terms(equation.rhs))
    return [call for call in dict.fromkeys(calls) if call.operation.kink]


def stands_at_kink(call: Call, known: Known) -> bool:
    return all(ref in known for ref in refs(call)) and is_at_kink(call, known)


def settle(network: Network, known: Known, targets: Iterable[Expr]) -> Settled:
    """What to use at the kinks at which the values of a problem stand, where the targets meet them."""
    if not any(stands_at_kink(call, known) for call in kinked(network.problem)):
        return NONE
    for bits in (BITS, CAP):
        try:
            with precision(bits):
                return Settler(network, list(targets)).settle()
        except Undecided:
            continue
    return NONE


def numerator(target: Expr) -> Ref:
    """What is asked for, or what of it is differentiated."""
    assert isinstance(target, Ref | Derivative)
    return target.of if isinstance(target, Derivative) else target


class Settler:
    """Finds the kinks that the derivatives asked for meet, and slopes with which the chain rule holds."""

    def __init__(self, network: Network, targets: Iterable[Expr]) -> None:
        self.network = network
        self.targets = list(targets)
        self.differences = Neighbours(network, map(numerator, self.targets))
        self.pairs = list(self.find_pairs(self.targets))
        self.met = dict(self.find_met())
        self.usual = {call: self.value(call, self.differences.known) for call in self.met}
        self.sides: dict[Pair, dict[int, Sides]] = {}

    def find_pairs(self, targets: Iterable[Expr]) -> Iterator[Pair]:
        """What is asked for, and the derivatives on the way, from the start of the network to its end."""
        found: dict[Pair, None] = {}
        for target in targets:
            if isinstance(target, Derivative):
                found[target.of, target.by] = None
                for node in self.network.between(target.of, [target.by]):
                    found[target.of, node] = None
        rank = self.network.rank
        yield from sorted((p for p in found if p[0] != p[1]), key=lambda pair: rank.get(pair[1], -1))

    def find_met(self) -> Iterator[tuple[Call, frozenset[int]]]:
        """The slopes in local derivatives that stand at a jump, with the entries that do."""
        for call in dict.fromkeys(call for pair in self.pairs for call in self.slopes(pair)):
            places = self.at_jump(call, self.differences.known)
            if places:
                yield call, places

    def slopes(self, pair: Pair) -> Iterator[Call]:
        """The calls with a jump in the local derivatives between two quantities."""
        of, by = pair
        for node in self.network.between(of, [by]):
            for edge in self.network.edges(of, node) if node != of else ():
                g = Ref("#g", (), edge.child.target.shape)
                local = pull(edge, g, self.network.facts).expr
                yield from (call for call in terms(local) if call.operation.jump is not None)

    def arrays(self, call: Call, known: Known) -> list[Array]:
        return arguments(call, known)

    def at_jump(self, call: Call, known: Known) -> frozenset[int]:
        assert call.operation.jump is not None
        return call.operation.jump.places(*self.arrays(call, known))

    def value(self, call: Call, known: Known) -> Array:
        return call.operation.value(*self.arrays(call, known))

    def without_direction(self) -> Iterator[DomainError]:
        """What is wrong where a length is 0, no library says what is used, and the two sides are not the same."""
        for call in self.met if not self.network.problem.settings.library(NORM.name) else ():
            met = [pair for pair in self.pairs if call.operation is UNIT and call in self.slopes(pair)]
            if any(not sides.agree for pair in met for sides in self.find_sides(pair).values()):
                place = Derivative(met[0][0], call.args[0]) if isinstance(call.args[0], Ref) else call.args[0]
                why = reason(self.network.problem, self.network.problem.equations, self.differences.known)
                yield DomainError(Complaint(str(place), f"division by zero{why}"))

    def conventional(self, call: Call) -> Array:
        """The slope with what the libraries that the problem names use at the jump.

        Errors: `ProblemError` where functions that share the slope have different ones.
        """
        library = self.network.problem.settings.library
        found = {f: self.by_choice(call, f, library(f.operation.name)) for f in self.functions(call)}
        first, *others = found.values() or [self.usual[call]]
        if any(other != first for other in others):
            names = " and ".join(dict.fromkeys(f.operation.name for f in found))
            raise ProblemError(Complaint("settings.dialect", f"{SHARED} {names} share {plain(call)}; {APART}"))
        return first

    def by_choice(self, call: Call, function: Call, library: str) -> Array:
        """The slope with what a library uses at the jump; the usual one where nothing is known of that."""
        row = chosen(function.operation.name, library)
        choice = choice_of(call, function, self.side(call, function, row.choice)) if row else None
        if choice is None:
            return self.usual[call]
        value = choice(*self.arrays(call, self.differences.known))
        return merged(self.usual[call], value, self.met[call])

    def side(self, call: Call, function: Call, choice: str) -> str:
        """The side of a bound that is meant by `inside`, where the function is steeper, or `outside`."""
        if choice not in ("inside", "outside"):
            return choice
        known = self.differences.known
        g = Array(function.shape, (fmpq(1),) * size(function.shape))
        place = min(self.met[call])
        steep = [abs(slope.entries[place]) for slope in sided(call, function, g, self.arrays(call, known), known)]
        return "right" if bool(steep[1] > steep[0]) == (choice == "inside") else "left"  # type: ignore[operator]

    def settle(self) -> Settled:
        between = {node for of, by in self.pairs for node in self.network.between(of, [by]) if node != by}
        jumps = tuple(self.jumps(between))
        beside = tuple(self.jumps(self.differences.known.keys() - between))
        if not self.met and not jumps:
            return Settled(beside=beside)
        for error in self.without_direction():
            raise error
        values = {call: self.conventional(call) for call in self.met}
        opposite: Mapping[Call, Array] = {}
        faults = self.faults(values)
        if faults:
            values, opposite = self.joined(values, faults)
        is_smooth = all(sides.agree for sides in self.faulty_sides(faults))
        kinks = [kink for call in self.met for kink in self.kinks(call, values, opposite, is_smooth)]
        chosen: Known = {call: value for call, value in values.items() if value != self.usual[call]}
        for call, value in list(chosen.items()):
            chosen.update(by_entries(call, value))
        unmet = {} if opposite else {pair: self.unmet(values, pair) for pair in faults}
        sides = {p: dict(self.telling(p, unmet.get(p, frozenset()))) for p in self.sides}
        others = {} if opposite else dict(self.others(values))
        return Settled(chosen, (*kinks, *jumps), sides, others, beside, unmet)

    def telling(self, pair: Pair, unmet: Container[int]) -> Iterator[tuple[int, Sides]]:
        """The entries with different rates on both sides, and those in which the chain rule has neither."""
        yield from ((k, sides) for k, sides in self.sides[pair].items() if k in unmet or not sides.agree)

    def unmet(self, values: Mapping[Call, Array], pair: Pair) -> frozenset[int]:
        """The entries of a derivative in which the chain rule with these slopes gives what is no subgradient."""
        rows = gradients(self.network, {**self.differences.known, **values}, pair)
        entries = [entry for row in rows for entry in row.entries]
        return frozenset(k for k, sides in self.find_sides(pair).items() if not sides.admits(entries[k]))

    def others(self, values: Mapping[Call, Array]) -> Iterator[tuple[str, Mapping[Call, Array]]]:
        """The slopes of libraries that use other ones than these."""
        known = [values]
        for library in libraries():
            slopes = {call: self.by_choice(call, self.function(call), library) for call in self.met}
            if slopes not in known:
                known.append(slopes)
                yield library, slopes

    def faults(self, values: Mapping[Call, Array]) -> dict[Pair, list[int]]:
        """The entries of the variables by which the chain rule with these slopes gives what is no subgradient."""
        known = {**self.differences.known, **values}
        found: dict[Pair, list[int]] = {}
        for pair in self.pairs:
            rows = gradients(self.network, known, pair)
            wrong = [k for k in range(size(pair[1].shape)) if not self.admits(pair, k, rows)]
            if wrong:
                found[pair] = wrong
        return found

    def faulty_sides(self, faults: Mapping[Pair, list[int]]) -> Iterator[Sides]:
        for pair, places in faults.items():
            width = size(pair[1].shape)
            yield from (sides for k, sides in self.find_sides(pair).items() if k % width in places)

    def admits(self, pair: Pair, place: int, rows: Sequence[Array]) -> bool:
        width = size(pair[1].shape)
        sides = self.find_sides(pair)
        places = range(place, width * len(rows), width)
        return all(sides[k].admits(rows[k // width].entries[place]) for k in places if k in sides)

    def find_sides(self, pair: Pair) -> dict[int, Sides]:
        """The one-sided derivatives, by the place in the Jacobian, as far as they exist and as time allows."""
        if pair not in self.sides:
            width = size(pair[1].shape)
            effort = max(1, len(self.differences.order(pair)) * 2 * len(self.pairs))
            self.sides[pair] = {}
            for place in range(min(width, max(1, MOST_EVALUATIONS // effort))):
                for row, sides in enumerate(self.differences.sides(pair, place) or ()):
                    self.sides[pair][row * width + place] = sides
        return self.sides[pair]

    def joined(
        self, start: Mapping[Call, Array], faults: Mapping[Pair, list[int]]
    ) -> tuple[dict[Call, Array], dict[Call, Array]]:
        """Slopes of one side with which the chain rule holds, and those of the other; the first ones if none do."""
        chance = Random(1)
        for attempt in range(ATTEMPTS):
            shifts = {
                (pair, k): STEP * (chance.choice((-1, 1)) if attempt else 1) * fmpq(chance.randint(500, 999), 999)
                for pair, places in faults.items()
                for k in places
            }
            values, opposite = (self.aside(start, shifts, sign) for sign in (1, -1))
            if not self.faults(values) and not self.faults(opposite):
                return values, opposite
        return dict(start), {}

    def aside(
        self, start: Mapping[Call, Array], shifts: Mapping[tuple[Pair, int], fmpq], sign: int
    ) -> dict[Call, Array]:
        """The slopes beside the point, in those entries that leave their jump when the variables are moved."""
        values, moved = dict(start), dict.fromkeys(self.met, frozenset[int]())
        for pair in dict.fromkeys(pair for pair, _ in shifts):
            try:
                known = self.differences.moved(pair, {k: sign * shift for (p, k), shift in shifts.items() if p == pair})
            except DeriveError:
                continue
            for call, jumps in self.met.items():
                left = jumps - self.at_jump(call, known) - moved[call]
                values[call] = merged(values[call], self.value(call, known), left)
                moved[call] |= left
        return values

    def kinks(
        self, call: Call, values: Mapping[Call, Array], others: Mapping[Call, Array], is_smooth: bool
    ) -> Iterator[Kink]:
        """The kinks at which a slope stands, entries with the same value together."""
        groups: dict[tuple[Scalar, Scalar | None], list[int]] = {}
        for place in sorted(self.met[call]):
            used = values[call].entries[place]
            other = others[call].entries[place] if call in others else used
            groups.setdefault((used, None if other == used else other), []).append(place)
        for (used, joined), places in groups.items():
            function = self.function(call)
            library = self.network.problem.settings.library(function.operation.name)
            is_joined = joined is not None
            yield Kink(
                call, function, tuple(places), used, "" if is_joined else library, joined, is_smooth and is_joined
            )

    def function(self, slope: Call) -> Call:
        """The function whose slope it is."""
        return next(self.functions(slope), slope)

    def functions(self, slope: Call) -> Iterator[Call]:
        """All functions that have it in their derivatives."""
        calls = (call for call in kinked(self.network.problem) if call.operation.jump is None)
        yield from (call for call in calls if has_slope(call, slope))

    def jumps(self, nodes: Container[Ref]) -> Iterator[Kink]:
        """The functions that jump themselves where the network stands, in the equations of some nodes."""
        for equation in self.network.problem.equations:
            for call in terms(equation.rhs) if equation.target in nodes else ():
                if call not in self.met:
                    places = self.jumping(call)
                    if places:
                        value = self.value(call, self.differences.known)
                        yield Kink(call, call, places, value.entries[places[0]])

    def jumping(self, call: Call) -> tuple[int, ...]:
        """The entries in which a function jumps: by its row, or where the branches of the problem's own part."""
        known = self.differences.known
        if call.operation.jump is not None:
            return tuple(sorted(self.at_jump(call, known)))
        if not call.operation.kink or call.operation.arity != 1 or not stands_at_kink(call, known):
            return ()
        (array,) = self.arrays(call, known)
        try:
            sides = [call.operation.value(shifted(array, step)).entries for step in (-STEP, STEP)]
        except DeriveError:
            return ()
        apart = (not is_near(left, right) for left, right in zip(*sides, strict=True))
        return tuple(k for k, differs in enumerate(apart) if differs and call.operation.is_kink(array.entries[k]))


def shifted(array: Array, step: fmpq) -> Array:
    return Array(array.shape, tuple(entry + step for entry in array.entries))
