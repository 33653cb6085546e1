"""Answers that are right by another convention than the sheet's: another slope at a kink, or another library's.

Where the problem names a library, such an answer is wrong, and the convention is what is said of it; else it is right.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from flint import fmpq

from derive.judging.digits import Agreements, unit_of, within
from derive.judging.finding import Finding, wrong
from derive.judging.places import HOME, Places
from derive.judging.point import Point, tried
from derive.judging.shared_kinks import is_subgradient_together
from derive.language.evaluate import place
from derive.language.expr import Derivative, Entry, Expr, is_single, refs
from derive.language.numbers import Array, Scalar
from derive.language.plain import plain
from derive.problem.problem import Problem
from derive.solving.beside import Sides
from derive.solving.settled import Kink, Settled


class OtherConventions:
    """What other conventions give for the questions of one problem."""

    def __init__(self, problem: Problem, places: Places) -> None:
        self.problem = problem
        self.places = places
        self.points: dict[str, Point] = {}

    @property
    def settled(self) -> Settled:
        return self.places.settled(self.places.at(HOME))

    def finding(self, asked: Expr, value: Array, found: Agreements) -> Finding | None:
        """What is found of a number that is right by another convention; `None` where it is by none."""
        kinks = list(self.met(asked))
        if not kinks:
            return None
        library = self.library(asked, value)
        if not library and not self.is_subgradient(asked, value, found.off):
            return None
        used = ", ".join(dict.fromkeys(f"{plain(kink.slope)} = {kink.used}" for kink in kinks))
        fixed = ", ".join(dict.fromkeys(kink.library for kink in kinks if kink.library))
        if fixed:
            return wrong("other_convention", used=used, library=fixed)
        note = "convention_of" if library else "subgradient"
        return Finding("right", notes=(note,), details={"used": used, "library": library, "at": at(kinks)})

    def met(self, asked: Expr) -> Iterator[Kink]:
        """The kinks between a variable and what is differentiated at which a convention chooses."""
        name = asked.of if isinstance(asked, Entry) else asked
        if not isinstance(name, Derivative):
            return
        between = set(self.places.rules.network.between(name.of, [name.by]))
        for kink in self.settled.kinks:
            if kink.joined is None and not kink.is_jump and between.intersection(refs(kink.slope)):
                yield kink

    def is_subgradient(self, asked: Expr, value: Array, off: Sequence[int]) -> bool:
        """Whether the entries that are not the sheet's lie between one-sided derivatives."""
        sides = self.sides(asked)
        unit = unit_of(self.problem.settings.digits)
        if not all(k in sides and is_between(value.entries[k], sides[k], unit) for k in off):
            return False
        if not isinstance(asked, Derivative) or not is_single(asked.of.shape):
            return True
        entries = {k: value.entries[k] for k, each in sides.items() if not each.agree}
        return is_subgradient_together(self.places.rules.network, (asked.of, asked.by), entries, unit)

    def sides(self, asked: Expr) -> Mapping[int, Sides]:
        match asked:
            case Derivative():
                return self.settled.of(asked)
            case Entry(Derivative() as of, index):
                sides = self.settled.of(of).get(place(of, [i.offset for i in index]))
                return {0: sides} if sides else {}
        return {}

    def library(self, asked: Expr, value: Array) -> str:
        """The first library by whose slopes the number is right; empty where there is none."""
        for library in self.settled.others:
            found = tried(lambda library=library: self.at(library).value(asked, self.problem.settings.layout))  # type: ignore[misc]
            if found is not None and self.agrees(found, value):
                return library
        return ""

    def agrees(self, found: Array, value: Array) -> bool:
        unit = unit_of(self.problem.settings.digits)
        pairs = zip(found.entries, value.entries, strict=False)
        return found.shape == value.shape and all(within(a, b, unit / 2) for a, b in pairs)

    def at(self, library: str) -> Point:
        """The problem's own values with a library's slopes."""
        if library not in self.points:
            point = self.points[library] = Point(self.places.rules, self.places.given(HOME))
            point.known.update(self.settled.values)
            point.known.update(self.settled.others[library])
        return self.points[library]


def at(kinks: Sequence[Kink]) -> str:
    return ", ".join(dict.fromkeys(plain(kink.argument) for kink in kinks))


def is_between(x: Scalar, sides: Sides, unit: fmpq) -> bool:
    """Whether a number lies between two others, up to half a unit of its last place."""
    if sides.is_jump:
        return False
    low, high = sides.ends
    return bool(low - unit / 2 <= x) and bool(x <= high + unit / 2)
