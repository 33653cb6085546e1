"""What the values of a problem hide from a marker: mistakes that change nothing, or that cannot be told apart."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import combinations

from derive.judging.diagnose import Diagnosis
from derive.judging.digits import is_near_boundary, unit_of, within
from derive.judging.judge import Judge
from derive.judging.mistakes import Variant
from derive.judging.places import HOME
from derive.judging.sameness import same
from derive.language.errors import Complaint, DomainError
from derive.language.expr import Expr
from derive.language.numbers import Array, precision
from derive.language.plain import plain
from derive.problem.problem import Problem
from derive.solving.no_derivative import reason


@dataclass(frozen=True, slots=True)
class Warning:
    """One remark about a question: `kind` is `hidden`, `coincide`, `boundary`, `kink` or `jump`."""

    question: str
    kind: str
    details: Mapping[str, str]


def find_warnings(problem: Problem) -> list[Warning]:
    """The remarks about all questions of a problem."""
    judge = Judge(problem)
    if not judge.places.has_home:
        return []
    with precision(judge.places.bits):
        targets = [target for question in problem.questions for target in question.targets]
        return [warning for target in targets for warning in Linter(judge, target).warnings()]


class Linter:
    """Looks at one question: at the problem's own values, and at a random point for comparison."""

    def __init__(self, judge: Judge, target: Expr) -> None:
        self.name = plain(target)
        self.target = target
        self.others = judge.others
        self.digits = judge.digits
        self.here = diagnosis(judge, target)
        self.there = judge.diagnosis(target, judge.places.random[0]) if judge.places.random else self.here

    def warnings(self) -> Iterator[Warning]:
        broad = [variant for variant in self.here.suspect.library.single if variant.is_broad]
        visible = [variant for variant in broad if not self.hides(self.there, variant)]
        for name in dict.fromkeys(v.names[0] for v in visible if self.hides(self.here, v)):
            yield Warning(self.name, "hidden", {"name": spoken(name)})
        yield from self.coinciding([variant for variant in visible if not self.hides(self.here, variant)])
        yield from self.at_kinks()
        for place, entry in enumerate(self.here.truth.entries, 1):
            if is_near_boundary(entry, self.digits):
                yield Warning(self.name, "boundary", {"place": str(place)})

    def at_kinks(self) -> Iterator[Warning]:
        """Entries that have no derivative here, where the problem names no convention."""
        kinks = [kink for kink in self.others.met(self.target) if not kink.library]
        if kinks and self.others.sides(self.target):
            yield Warning(self.name, "kink", {"where": ", ".join(dict.fromkeys(plain(k.function) for k in kinks))})
        if any(sides.is_jump for sides in self.others.sides(self.target).values()):
            yield Warning(self.name, "jump", {})

    def value(self, diagnosis: Diagnosis, variant: Variant) -> Array | None:
        return diagnosis.suspect.library.number(variant, diagnosis.point, diagnosis.place)

    def hides(self, diagnosis: Diagnosis, variant: Variant) -> bool:
        """Whether a mistake cannot be seen in the result (or cannot be made)."""
        value = self.value(diagnosis, variant)
        return value is None or same(value, diagnosis.truth)

    def coinciding(self, variants: list[Variant]) -> Iterator[Warning]:
        """Different mistakes that print the same number here, and not at another point."""
        seen: set[tuple[str, ...]] = set()
        for one, other in combinations(variants, 2):
            names = tuple(sorted((one.names[0], other.names[0])))
            if names[0] != names[1] and names not in seen and self.meet(one, other):
                seen.add(names)
                yield Warning(self.name, "coincide", {"first": spoken(names[0]), "second": spoken(names[1])})

    def meet(self, one: Variant, other: Variant) -> bool:
        first, second = self.value(self.here, one), self.value(self.here, other)
        if first is None or second is None or first.shape != second.shape:
            return False
        tolerance = unit_of(self.digits) / 2
        if not all(within(x, y, tolerance) for x, y in zip(first.entries, second.entries, strict=True)):
            return False
        elsewhere = self.value(self.there, one), self.value(self.there, other)
        return elsewhere[0] is None or elsewhere[1] is None or not same(elsewhere[0], elsewhere[1])


def diagnosis(judge: Judge, target: Expr) -> Diagnosis:
    """What is found at the problem's own values.  Errors: `DomainError` with the reason where there is no value."""
    try:
        return judge.diagnosis(target, HOME)
    except DomainError as error:
        why = reason(judge.problem, judge.problem.equations, judge.places.at(HOME).known)
        raise DomainError(*(Complaint(plain(target), c.message + why) for c in error.complaints)) from None


def spoken(name: str) -> str:
    return name.replace("_", " ")
