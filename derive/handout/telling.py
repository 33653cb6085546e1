"""Whether every usual mistake can be told from the truth, and from every other, by the digits that are shown."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Sequence

from flint import fmpq

from derive.judging.digits import unit_of, within
from derive.judging.edge_rules import Rules
from derive.judging.mistakes import Library, Variant
from derive.judging.point import Point
from derive.language.expr import Expr
from derive.language.numbers import Array, ball

SEEN = fmpq(3, 2)
"""Units in the last place by which a result with a mistake differs, so that it does not pass for a rounded one."""
APART = fmpq(1)
"""Units by which two mistakes differ, so that no number of so many digits may come from both."""
FINER = fmpq(1, 10_000)
"""Of a unit in the last place, what four digits more would show."""
MOST_KNOWN = 40
Fault = tuple[int, int, "int | None"]
"""A question, a mistake that is hidden there, or two that are the same, by their numbers."""


class Telltale:
    """Holds all mistakes against the truth and each other; those that few of the `samples` tell are left out.

    The questions with the fewest mistakes come first, since they cost least.
    """

    def __init__(
        self, rules: Rules, targets: Sequence[Expr], digits: int, layout: str, samples: Sequence[Point]
    ) -> None:
        unit = unit_of(digits)
        self.layout = layout
        found = [Told(Library(rules, target, layout), unit, samples) for target in targets]
        self.questions = sorted(found, key=lambda question: len(question.visible))
        self.faults: list[Fault] = []

    @property
    def faint(self) -> dict[str, tuple[str, ...]]:
        """The questions with usual mistakes that most numbers do not show at so few digits, and those mistakes."""
        return {str(each.library.asked): each.faint for each in self.questions if each.faint}

    @property
    def fingerprint(self) -> str:
        """Eight digits that tell whether the same mistakes are looked for."""
        known = ((each.library.asked, each.mistakes[k]) for each in self.questions for k in each.visible)
        names = sorted((str(asked), *mistake.names) for asked, mistake in known)
        return hashlib.sha256(repr(names).encode()).hexdigest()[:8]

    def is_blind(self, point: Point) -> bool:
        """Whether the numbers at a point hide a mistake, or let two of them come to the same."""
        fault = self.known_fault(point) or self.new_fault(point)
        if fault is not None:
            self.faults = [fault, *(each for each in self.faults if each != fault)]
        return fault is not None

    @property
    def last_fault(self) -> str:
        """The question and the mistakes of what was found last, such as `dL/dV: transposed`."""
        number, one, other = self.faults[0]
        question = self.questions[number]
        names = ["+".join(question.mistakes[k].names) for k in (one, other) if k is not None]
        return f"{question.library.asked}: {', '.join(names)}"

    def known_fault(self, point: Point) -> Fault | None:
        """One of the faults that other numbers had, the last ones first: they are the likely ones, and cost little."""
        return next((fault for fault in self.faults[:MOST_KNOWN] if self.has_fault(fault, point)), None)

    def has_fault(self, fault: Fault, point: Point) -> bool:
        number, one, other = fault
        return self.questions[number].meet(point, one, other)

    def new_fault(self, point: Point) -> Fault | None:
        faults = ((number, question.fault(point)) for number, question in enumerate(self.questions))
        return next(((number, *found) for number, found in faults if found is not None), None)


class Told:
    """The mistakes of one question that most numbers show: `usual` ones, told from each other too, and rarer ones."""

    def __init__(self, library: Library, unit: fmpq, samples: Sequence[Point]) -> None:
        self.library = library
        self.unit = unit
        self.usual = len(library.single)
        self.mistakes = (*library.single, *others(library))
        everyone = range(len(self.mistakes))
        self.samples = [dict(zip(everyone, self.values(point), strict=True)) for point in samples]
        truths = [self.truth(point) for point in samples]
        self.visible = [k for k in everyone if self.is_seen(k, truths, SEEN * unit)]
        fine = (k for k in range(self.usual) if k not in self.visible and self.is_seen(k, truths, FINER * unit))
        self.faint = tuple(sorted({"+".join(self.mistakes[k].names) for k in fine}))

    def truth(self, point: Point) -> Array:
        return point.value(self.library.asked, self.library.layout)

    def values(self, point: Point) -> list[Array | None]:
        """What everybody gets who makes one of the mistakes, as far as the work for one question goes."""
        found = [self.library.number(variant, point, 0) for variant in self.mistakes]
        self.library.numbers.clear()
        return found

    def value(self, point: Point, number: int) -> Array | None:
        """What somebody gets who makes a mistake; nothing is kept of it, and whatever it takes, it is found."""
        self.library.work.clear()
        found = self.library.number(self.mistakes[number], point, 0)
        self.library.numbers.clear()
        return found

    def is_seen(self, number: int, truths: Sequence[Array], distance: fmpq) -> bool:
        """Whether most samples show a mistake."""
        found = zip((values[number] for values in self.samples), truths, strict=True)
        return self.mostly(value is None or is_close(value, truth, distance) for value, truth in found)

    def fault(self, point: Point) -> tuple[int, int | None] | None:
        """A mistake that the numbers at a point hide, or two that they do not tell apart."""
        truth = self.truth(point)
        found = [(k, value) for k in self.visible if (value := self.value(point, k)) is not None]
        hidden = (k for k, value in found if is_close(value, truth, SEEN * self.unit))
        one = next(hidden, None)
        usual = [(k, value) for k, value in found if k < self.usual]
        return (one, None) if one is not None else next(self.coinciding(usual), None)

    def meet(self, point: Point, one: int, other: int | None) -> bool:
        """Whether a mistake comes to the truth, or to what another comes to."""
        value = self.value(point, one)
        beside = self.truth(point) if other is None else self.value(point, other)
        distance = SEEN if other is None else APART
        return value is not None and beside is not None and is_close(value, beside, distance * self.unit)

    def coinciding(self, found: Sequence[tuple[int, Array]]) -> Iterator[tuple[int, int]]:
        """Each two mistakes whose results cannot be told apart here, and can be elsewhere."""
        order = sorted(found, key=lambda each: middle(each[1]))
        for place, (one, value) in enumerate(order):
            for other, beside in order[place + 1 :]:
                if middle(beside) - middle(value) > 2 * float(APART * self.unit):
                    break
                if is_close(value, beside, APART * self.unit) and self.can_differ(one, other):
                    yield one, other

    def can_differ(self, one: int, other: int) -> bool:
        """Whether two mistakes of different names give different results with most numbers."""
        if self.mistakes[one].names == self.mistakes[other].names:
            return False
        pairs = ((values[one], values[other]) for values in self.samples)
        return self.mostly(a is None or b is None or is_close(a, b, APART * self.unit) for a, b in pairs)

    def mostly(self, faults: Iterator[bool]) -> bool:
        """Whether less than half of the samples have a fault."""
        return 2 * sum(faults) < len(self.samples)


def others(library: Library) -> Iterator[Variant]:
    """The rarer mistakes of kinds that no usual one has: nobody who makes them may come to the truth."""
    usual = {name for variant in library.single for name in variant.names}
    return (variant for variant in library.rarer if usual.isdisjoint(variant.names))


def middle(value: Array) -> float:
    """About how large the first entry is, to find others that are close."""
    return float(ball(value.entries[0]).mid())


def is_close(value: Array, other: Array, distance: fmpq) -> bool:
    """Whether no entry of two results is further apart."""
    if value.shape != other.shape:
        return False
    return all(within(a, b, distance) for a, b in zip(value.entries, other.entries, strict=True))
