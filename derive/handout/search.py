"""The search for variants: each starts from numbers of its own, and changes one name at a time until all tests pass."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from functools import cached_property

from derive.handout.draw import Drawing
from derive.handout.refusal import Refusal
from derive.handout.screen import Fitness, Screen, Values
from derive.handout.stream import GENERATOR, Stream

MOST_TRIES = 20_000
SOON, PROBED = 500, 3000
"""Tries after which it is asked whether there is hope, and those of the walk that tells."""
MOST_JUDGED = 3000
"""Numbers whose faults are kept."""
PATIENCE = 300
"""Tries without being better after which numbers are given up for others."""
START = Fitness(-1)
Signature = tuple[str, ...]


@dataclass(frozen=True)
class Search:
    """Looks for variants of a problem; the same seed and place lead to the same ones as long as `generator` is so.

    Which numbers are tried one after the other depends on the seed, the place and the problem alone; at which of them
    the search ends depends on the usual mistakes, and those grow with the program.
    """

    drawing: Drawing
    seed: int

    @cached_property
    def screen(self) -> Screen:
        return Screen(self.drawing)

    @cached_property
    def generator(self) -> str:
        """What decides which numbers a seed gives: how they are drawn, and which mistakes they must show."""
        return f"{GENERATOR}.{self.screen.telltale.fingerprint}"

    @cached_property
    def judged(self) -> dict[Signature, tuple[Fitness, str]]:
        """The first numbers that were tried: where few are possible, the same ones come again and again."""
        return {}

    def fitness(self, values: Values) -> tuple[Fitness, str]:
        """What the tests say of some numbers, and which mistake they hide, if that is the fault."""
        key = signature(values)
        if key in self.judged:
            return self.judged[key]
        fitness = self.screen.fitness(values)
        found = fitness, self.screen.telltale.last_fault if Refusal.MISTAKES in fitness.refusals else ""
        if len(self.judged) < MOST_JUDGED:
            self.judged[key] = found
        return found

    @cached_property
    def is_hopeless(self) -> bool:
        """Whether numbers like those of the original do not pass the tests: a walk that no seed changes finds none."""
        walk = Course(self, Stream(0, 0))
        return not self.drawing.wide and all(walk.step(()).refusals for _ in range(PROBED))

    @cached_property
    def wider(self) -> Search:
        return Search(replace(self.drawing, wide=True), self.seed)

    @cached_property
    def names(self) -> tuple[str, ...]:
        """The names whose values are drawn."""
        return tuple(name for name in self.drawing.families if name not in self.drawing.kept)

    def variant(self, place: int, taken: Collection[Signature] = ()) -> Sought:
        """The variant in a place, other than those that are taken."""
        walk = Course(self, Stream(self.seed, place))
        for tried in range(MOST_TRIES):
            if tried == SOON and self.is_hopeless:
                return self.wider.variant(place, taken)
            fitness = walk.step(taken)
            if not fitness.refusals:
                return Sought(walk.values, walk.tries, walk.refused, walk.hidden)
        return Sought(None, walk.tries, walk.refused, walk.hidden)


@dataclass(frozen=True)
class Sought:
    """What came of a search: the values, if there are any; how many were tried; how many were refused, and why.

    `hidden` counts the mistakes for which they were.
    """

    values: Values | None
    tries: int
    refused: Counter[Refusal]
    hidden: Counter[str]


@dataclass
class Course:
    """One search: where it stands, and how often it has not come further."""

    search: Search
    stream: Stream
    values: Values = field(default_factory=dict)
    fitness: Fitness = START
    tries: int = 0
    idle: int = 0
    refused: Counter[Refusal] = field(default_factory=Counter)
    hidden: Counter[str] = field(default_factory=Counter)

    def step(self, taken: Collection[Signature]) -> Fitness:
        """Try other numbers, and go there unless they are worse."""
        self.tries += 1
        values = self.next()
        fitness, hidden = self.search.fitness(values)
        if not fitness.refusals and signature(values) in taken:
            fitness = Fitness(0, (Refusal.TAKEN,))
        self.refused.update(fitness.refusals[:1])
        if Refusal.MISTAKES in fitness.refusals:
            self.hidden[hidden] += 1
        self.idle = 0 if fitness > self.fitness else self.idle + 1
        if fitness >= self.fitness:
            self.values, self.fitness = values, fitness
        return fitness

    def next(self) -> Values:
        """Numbers that differ in one name, or all anew where that has led nowhere."""
        if self.fitness.stage < 0 or self.idle >= PATIENCE or Refusal.TAKEN in self.fitness.refusals:
            self.fitness, self.idle = START, 0
            return self.search.drawing.values(self.stream)
        name = self.stream.choice(self.search.names)
        drawn = self.search.drawing.drawn(name, self.stream)
        return {ref: drawn[ref] if ref.name == name else number for ref, number in self.values.items()}


def signature(values: Values) -> Signature:
    """What tells two variants apart: all their numbers."""
    return tuple(str(entry) for number in values.values() for entry in number.entries)
