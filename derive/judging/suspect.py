"""One question under suspicion: the mistakes that can be made with it, and what it may be confused with."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import TYPE_CHECKING

from derive.judging.digits import unit_of
from derive.judging.edge_rules import Rules
from derive.judging.places import HOME, SHARP, Places, narrower
from derive.judging.point import Point, tried
from derive.judging.rounded_point import RoundedPoint
from derive.language.errors import Complaint, DeriveError, Undecided
from derive.language.evaluate import UNDECIDED
from derive.language.expr import Derivative, Entry, Expr, Ref, Shape, is_single, size
from derive.language.numbers import Array
from derive.problem.problem import Problem
from derive.problem.scope import entry_sizes

if TYPE_CHECKING:
    from derive.judging.mistakes import Library

MOST_OTHERS = 300
MOST_MENDED = 200


class Suspect:
    """The mistakes that can be made with one question, and the other quantities it may be confused with."""

    def __init__(self, problem: Problem, rules: Rules, asked: Expr, places: Places) -> None:
        self.problem = problem
        self.rules = rules
        self.asked = asked
        self.places = places
        self.rounded: dict[tuple[int, bool], Array | None] = {}
        self.truths: dict[int, Array] = {}
        self.other_values: dict[tuple[int, Expr], Array | None] = {}
        self.mended: dict[tuple[Expr, Shape, str], list[str]] = {}

    @cached_property
    def library(self) -> Library:
        """The mistakes on the way to what is asked; a right answer needs none."""
        from derive.judging.mistakes import Library

        return Library(self.rules, self.asked, self.problem.settings.layout)

    def truth(self, place: int) -> Array:
        if place not in self.truths:
            self.truths[place] = self.find_truth(place)
        return self.truths[place]

    def find_truth(self, place: int) -> Array:
        layout = self.problem.settings.layout
        width = unit_of(self.problem.settings.digits + 3)
        is_enough = narrower(width) if place == HOME else narrower(SHARP)
        try:
            return self.places.sharp(place, lambda point: point.value(self.asked, layout), is_enough)
        except Undecided:
            raise DeriveError(Complaint("", UNDECIDED)) from None

    @cached_property
    def others(self) -> tuple[Expr, ...]:
        """Quantities that could be given in place of the one asked, the likely ones first."""
        return tuple(dict.fromkeys(other for other in self.find_others() if other != self.asked))[:MOST_OTHERS]

    def find_others(self) -> Iterator[Expr]:
        bound = [ref for ref in self.problem.bound if ref.name not in self.problem.invented]
        match self.asked:
            case Ref(name):
                yield from (ref for ref in bound if ref.name == name)
                yield from bound
            case Entry(of, (row, column)) if max(row.offset, column.offset) < min(entry_sizes(of)):
                yield Entry(of, (column, row))
            case Derivative(of, by):
                yield from (self.derivative(of, ref) for ref in bound if ref.name == by.name)
                yield from (self.derivative(of, ref) for ref in (*bound, *self.problem.given))
                scalars = [ref for ref in bound if is_single(ref.shape) and ref != of]
                yield from (self.derivative(scalar, by) for scalar in scalars)
                yield from bound

    def derivative(self, of: Ref, by: Ref) -> Derivative:
        return Derivative(of, by, by.shape)

    def other_value(self, other: Expr, point: Point, place: int, shape: Shape) -> Array | None:
        """The value of another quantity, if it has the size of the one asked."""
        own = other.by.shape if isinstance(other, Derivative) and is_single(other.of.shape) else other.shape
        if size(own) != size(shape):
            return None
        if (place, other) not in self.other_values:
            self.other_values[place, other] = tried(lambda: point.value(other))
        return self.other_values[place, other]

    def mending(self, formula: Expr, layout: str) -> list[str]:
        """The mistake that a repair of a wrong formula names, kept: a class makes the same ones."""
        from derive.judging.mending import Mended

        key = formula, formula.shape, layout
        if key not in self.mended:
            if len(self.mended) >= MOST_MENDED:
                self.mended.clear()
            self.mended[key] = Mended(self, formula, layout).names()
        return [*self.mended[key]]

    def early(self, point: Point, digits: int, keeps_small: bool = False) -> Array | None:
        """The value where everything before it was rounded to some decimals."""
        key = digits, keeps_small
        if key not in self.rounded:
            layout = self.problem.settings.layout
            self.rounded[key] = tried(lambda: RoundedPoint(point, digits, keeps_small).value(self.asked, layout))
        return self.rounded[key]
