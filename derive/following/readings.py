"""Other ways to read a chain, taken where all that it says is true that way."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import replace

from derive.following.habits import HABITS, Habit
from derive.following.judged import Judged
from derive.following.names import Naming
from derive.following.sides import ReadSide, bindings, read_side, spans, told
from derive.language.expr import Index
from derive.reading.restricted import only_range
from derive.reading.result import Fault
from derive.writeup.chain import Chain


class Readings(Naming):
    """Reads a chain by the habits that it suggests, such as to leave out the index of the step."""

    habits: tuple[Habit, ...] = ()
    """What the text says of itself."""
    is_as_usual: bool = False
    """Whether a formula is true as it is usually meant, and not by what the text says of itself."""

    @abstractmethod
    def judged(self, chain: Chain, sides: list[ReadSide], first: int) -> list[Judged]: ...

    def otherwise(self, chain: Chain, sides: list[ReadSide], first: int) -> list[Judged]:
        """The verdicts on a chain that is true by a habit and not, or less likely, meant as usual."""
        self.settle(chain, first)
        self.is_as_usual = self.is_as_usual or self.contradicts(chain, sides, first)
        suggested = (habit for habit in (*self.habits, *HABITS) if habit.suggests(chain, sides, self.vocabulary))
        chosen = (habit for habit in suggested if habit.is_likelier or not self.is_true(chain, sides))
        for habit in chosen:
            if found := self.by_habit(habit, chain, first):
                is_formula = habit.stays and any(judged.kind == "formula" for judged in found)
                self.vocabulary = habit.words(self.vocabulary) if is_formula else self.vocabulary
                return found
        return []

    def settle(self, chain: Chain, first: int) -> None:
        """Keep of what a text may mean by what it says of itself the one by which alone a chain is true."""
        if len(self.habits) > 1:
            accepted = tuple(habit for habit in self.habits if self.by_habit(habit, chain, first))
            self.habits = accepted if len(accepted) == 1 else self.habits

    def contradicts(self, chain: Chain, sides: list[ReadSide], first: int) -> bool:
        """Whether a chain of formulas is true, and by nothing that the text says of itself."""
        if not self.habits or all(side.kind == "number" for side in sides[1:]):
            return False
        return not any(self.by_habit(habit, chain, first) for habit in self.habits) and self.is_true(chain, sides)

    def by_habit(self, habit: Habit, chain: Chain, first: int = 1) -> list[Judged]:
        """The verdicts on a chain read by a habit, if all that it says is true then."""
        there, meant = self.among(habit.words(self.vocabulary)), habit.of(chain, self.vocabulary)
        sides = there.read(meant, read_side(meant.sides[0], there.vocabulary, None))
        if not there.is_true(meant, sides):
            return []
        found = there.judged(meant, sides, first)
        left = chain.sides[0].text
        return [replace(j, left=left, text=s.text) for j, s in zip(found, chain.sides[first:], strict=True)]

    def is_true(self, chain: Chain, sides: list[ReadSide]) -> bool:
        """Whether all that a chain says is true wherever it says something."""
        runs = [run for binding in self.choices(chain, sides) if (run := self.bound(chain, binding))]
        return bool(runs) and all(self.holds(run) for run in runs)

    def holds(self, sides: Sequence[ReadSide]) -> bool:
        """Whether all sides are what the first one names."""
        meant = sides[0].meant
        return meant is not None and all(
            side.expr is not None and self.reasoning.claim(meant, side).is_accepted for side in sides[1:]
        )

    def choices(self, chain: Chain, sides: list[ReadSide]) -> list[dict[str, Index]]:
        """The values of the free index names that a chain is said for."""
        found = self.with_needed(spans(sides, chain, self.vocabulary), sides)
        return bindings(found, told(chain), self.vocabulary.last)

    def with_needed(self, found: dict[str, Sequence[int]], sides: list[ReadSide]) -> Mapping[str, Sequence[int]]:
        """Also the index of a recursive definition, which can only be read number by number."""
        whole = only_range(self.vocabulary)
        faults = [s for s in sides if s.fault is not None and s.fault.kind is Fault.NUMBERED]
        if not found and faults and whole is not None:
            return {next(iter(self.vocabulary.ranges)): whole}
        return found
