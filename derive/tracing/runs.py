"""A program at several points at once: the same statements with other given numbers."""

from __future__ import annotations

import ast
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from derive.judging.places import HOME, Places
from derive.language.expr import Derivative, Ref
from derive.language.numbers import precision
from derive.problem.problem import Problem
from derive.tracing.givens import Here, Numbers
from derive.tracing.machine import Machine, Mend
from derive.tracing.matching import Matcher
from derive.tracing.program import StudentProgram
from derive.tracing.random_places import RandomPlaces, known_givens
from derive.tracing.scalars import MOST_NODES, WORK
from derive.tracing.trace import Snapshot, Spot, Trace
from derive.tracing.true_arrays import Truths, floats
from derive.tracing.uncalled import Binding, Wanted, call_the_rest, tries


def score(matcher: Matcher, run: TracedRun, problem: Problem) -> tuple[int, int]:
    """How well a run goes: (0, …) where nothing stops it and gradients come out, and how much of it is true."""
    found: set[Derivative | Ref] = set()
    stops = run.machine.stops
    for event in run.trace.events:
        stops += event.fails
        if event.value is not None and not event.value.is_constant:
            found |= {m.truth.about for m in matcher.matches(event.value.shape, [event.value.numbers])}
    calculated = [about for about in found if about not in problem.given]
    has_gradient = any(isinstance(about, Derivative) and about.by in problem.given for about in found)
    return -stops - (not has_gradient), len(calculated)


MOST_WORK = 12_000_000
"""Calculations in all runs of one program, after which no more errors are sought."""
FEW_NODES = 20_000
"""Calculations in one run of a program that did not come to its end."""
WORK_OF_AN_EVENT = 200
Probe = tuple[str, ast.expr]
Probes = Mapping[Spot, Sequence[Probe]]
Replaced = Mapping[tuple[int, int], ast.stmt]
"""Statements in the place of others, by piece and number."""


@dataclass
class TracedRun:
    """A run at one point."""

    trace: Trace
    here: Here
    machine: Machine
    wanted: tuple[Wanted, ...] = ()


class Runs:
    """Runs one program; what it does not write down of the given numbers keeps its value everywhere.

    `standing` are statements in the place of others in all runs: those without a mistake that was found.
    """

    def __init__(
        self, problem: Problem, places: Places, program: StudentProgram, kept: frozenset[Ref] = frozenset()
    ) -> None:
        self.problem = problem
        self.program = program
        self.kept = kept
        self.binding: Binding = {}
        self.known = known_givens(problem)
        self.spent = 0
        self.is_too_long = False
        self.standing: dict[tuple[int, int], ast.stmt] = {}
        home = self.known.home
        first = self.bound(places, home) if home is not None else None
        self.is_too_long = first is not None and first.trace.is_exhausted
        unmet = [ref for ref in problem.given if first is not None and ref not in first.here.met]
        self.unmet = frozenset(unmet) | kept | self.told_apart(first)
        self.truths = Truths(problem, RandomPlaces(problem, places.rules, self.unmet))
        self.home = first

    def told_apart(self, first: TracedRun | None) -> frozenset[Ref]:
        """Given quantities that the program asks the exact value of: only for those does it know what to do."""
        asked = first.machine.compared if first is not None else set()
        return frozenset(ref for at, (ref, _) in first.here.of_leaf.items() if at in asked) if first else frozenset()

    def bound(self, places: Places, home: Mapping[Ref, Numbers]) -> TracedRun:
        """The run at the problem's values, with the parameters of uncalled functions bound as most comes true."""
        first = best = self.at(home, {})
        if not first.wanted:
            return first
        truths = [t for t in Truths(self.problem, places, [HOME]).listed if t.is_full]
        matcher = Matcher(truths, (), False)
        most, kept = score(matcher, first, self.problem), self.binding
        for binding in tries(first.here, first.wanted) if most[0] < 0 else ():
            self.binding = binding
            run = self.at(home, {})
            if (points := score(matcher, run, self.problem)) > most:
                most, best, kept = points, run, binding
            if most[0] == 0:
                break
        self.binding = kept
        return best

    def at(
        self,
        values: Mapping[Ref, Numbers],
        mends: Mapping[Spot, Mend],
        probes: Probes | None = None,
        replaced: Replaced | None = None,
    ) -> TracedRun:
        """One run with these given numbers."""
        WORK.left = limit = FEW_NODES if self.is_too_long else MOST_NODES
        here = Here(self.known, values)
        machine = Machine(here, mends)
        machine.probes = probes or {}
        machine.replaced = {**self.standing, **(replaced or {})}
        for k, piece in enumerate(self.program.pieces):
            machine.run(k, piece.body)
        wanted = call_the_rest(machine, here, self.binding)
        self.spent += limit - WORK.left + machine.tried_out + WORK_OF_AN_EVENT * len(machine.trace.events)
        WORK.left = MOST_NODES
        return TracedRun(machine.trace, here, machine, tuple(wanted))

    def first_point(self, mends: Mapping[Spot, Mend], replaced: Replaced | None = None) -> TracedRun:
        """A run at the first random point alone."""
        with precision(self.truths.places.bits):
            values = self.truths.places.given(self.truths.numbers[0])
        return self.at({ref: floats(value) for ref, value in values.items()}, mends, None, replaced)

    def everywhere(
        self, mends: Sequence[Mapping[Spot, Mend]] | None = None, replaced: Replaced | None = None
    ) -> list[TracedRun]:
        """A run at each random point, with the mends for each, and with statements replaced."""
        found = []
        with precision(self.truths.places.bits):
            given = [self.truths.places.given(place) for place in self.truths.numbers]
        for k, values in enumerate(given):
            numbers = {ref: floats(value) for ref, value in values.items()}
            found.append(self.at(numbers, mends[k] if mends else {}, None, replaced))
        return found

    def probed(
        self, mends: Sequence[Mapping[Spot, Mend]], spot: Spot, occurrence: int, expressions: Sequence[Sequence[Probe]]
    ) -> list[list[Snapshot | None]]:
        """What other expressions would give at one moment, at each of the first points."""
        found = []
        with precision(self.truths.places.bits):
            given = [self.truths.places.given(place) for place in self.truths.numbers]
        for k, values in enumerate(given[: len(expressions)]):
            numbers = {ref: floats(value) for ref, value in values.items()}
            run = self.at(numbers, mends[k] if mends else {}, {spot: expressions[k]})
            found.append(run.machine.probed.get((spot, occurrence), []))
        return found
