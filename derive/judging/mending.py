"""Trying the repairs of a wrong formula (`repairs.py`): which of them make it true at the random points?"""

from __future__ import annotations

import math
from collections.abc import Iterator
from contextlib import suppress
from functools import cached_property, partial
from itertools import islice

from derive.judging.digits import is_same_laid
from derive.judging.edge_rules import arriving
from derive.judging.edits_in_networks import exchanged, passes_by
from derive.judging.effort import effort
from derive.judging.formula_meanings import Meanings
from derive.judging.instances import SEEDS, nearby
from derive.judging.mistakes_on_paths import Ways, ways
from derive.judging.places import sharp_beside
from derive.judging.point import Point, Values, tried
from derive.judging.repairs import REPAIRS, Proposal
from derive.judging.sameness import touch
from derive.judging.shared_parts import SharedParts
from derive.judging.suspect import Suspect
from derive.judging.usual_edits import SUMS, arguments, is_passed_by
from derive.language.errors import DeriveError
from derive.language.expr import Call, Derivative, Expr, Ref, is_single, rewrite, walk
from derive.language.numbers import Array, Scalar, ball
from derive.language.operation import Role
from derive.language.steps import Edge
from derive.table import simplify

NEARLY = 1e-9
LONGEST = 1500
"""Scalar operations of a formula up to which it is looked into."""
MOST_PARTS = 150
MOST_TRIED = 600
MOST_EFFORT = 150_000
"""Scalar operations for all repairs of one formula."""


class Mended:
    """A wrong formula, read in a layout, for what is asked, and what mends it."""

    def __init__(self, suspect: Suspect, formula: Expr, layout: str) -> None:
        self.places = suspect.places
        self.asked = suspect.asked
        self.asked_layout = suspect.problem.settings.layout
        self.formula = formula
        self.layout = layout
        self.truths: dict[int, Array | None] = {}
        self.parts = list(walk(formula))

    def names(self) -> list[str]:
        """The mistake that the first repair names; nothing where none makes the formula true, or it is a long one."""
        if effort(self.formula) > LONGEST or len(self.parts) > MOST_PARTS:
            return []
        name = self.term_scaled()
        if name:
            return [name]
        count = min(MOST_TRIED, MOST_EFFORT // max(1, effort(self.formula)))
        found = (name for name, expr in islice(self.repaired(), count) if self.is_true(expr))
        return list(islice(found, 1))

    def repaired(self) -> Iterator[Proposal]:
        """The formula with each proposal in it: at all places of a part, at each of several, and at all steps."""
        about = Meanings(self.places.rules.network, self.formula)
        families: dict[Expr, list[Expr]] = {}
        for part in dict.fromkeys(self.parts):
            families.setdefault(without_steps(part), []).append(part)
        yield from self.terms_missing(about)
        for repair in REPAIRS:
            for parts in families.values():
                found = [proposed(repair(part, about)) for part in parts]
                for part, proposals in zip(parts, found, strict=True):
                    for name, instead in proposals:
                        wholes = self.placed(part, instead)
                        yield from ((name, whole) for whole in wholes if not self.is_begged(whole, instead))
                if len(parts) > 1:
                    yield from self.at_all_steps(parts, found)

    def terms_missing(self, about: Meanings) -> Iterator[Proposal]:
        """The formula and a term of its equation beside it; what one edge hands back, or all but one."""
        made = about.made_by(self.asked)
        for term, rest in edges_of_sum(made) if made is not None else ():
            name = "skip_path_missing" if is_passed_by(term, rest, about) else "path_missing"
            with suppress(DeriveError):
                yield name, simplify.added([self.formula, term], self.formula.shape)
        if not isinstance(self.asked, Derivative) or not is_single(self.asked.of.shape):
            return
        rules = self.places.rules
        found = ways(rules.network, self.asked.of, self.asked.by)
        edges = [edge for edge in found.edges if edge.by == found.by]
        handed = {edge.name: self.handed(edge) for edge in edges}
        for edge in edges if len(edges) > 1 else ():
            others = [handed[other.name] for other in edges if other is not edge]
            for name, missing in ((path_name(found, edge), [handed[edge.name]]), ("path_missing", others)):
                with suppress(DeriveError):
                    yield name, simplify.added([self.formula, *missing], self.formula.shape)

    def handed(self, edge: Edge) -> Expr:
        """What an edge hands back, with the gradient that arrives by its name."""
        child = edge.child.target
        assert isinstance(self.asked, Derivative)
        g = simplify.number(1) if child == self.asked.of else Derivative(self.asked.of, child, child.shape)
        return rewrite(self.places.rules.right(edge), lambda part: g if part == arriving(child) else None)

    def at_all_steps(self, parts: list[Expr], found: list[list[Proposal]]) -> Iterator[Proposal]:
        """The formula with the same proposal at several steps."""
        for proposals in zip(*found, strict=False):
            whole: Expr | None = self.formula
            for part, (_, instead) in zip(parts, proposals, strict=True):
                whole = exchanged(whole, part, instead) if whole is not None else None
            if whole is not None and not self.is_begged(whole, *(instead for _, instead in proposals)):
                yield proposals[0][0], whole

    def placed(self, part: Expr, instead: Expr) -> Iterator[Expr]:
        whole = instead if part is self.formula else exchanged(self.formula, part, instead)
        if whole is not None and whole != self.formula:
            yield whole
        count = self.parts.count(part) if isinstance(part, Ref) else 1
        for place in range(count) if count > 1 else ():
            one = exchanged_at(self.formula, part, instead, place)
            if one is not None:
                yield one

    def is_begged(self, whole: Expr, *put_in: Expr) -> bool:
        """Whether a repair only puts in what is asked."""
        places = (self.parts, *map(walk, put_in))
        return any(self.asked in place for place in places) and self.asked in walk(whole)

    def is_true(self, expr: Expr) -> bool:
        """Whether a formula is true at the random points."""
        return bool(self.points) and all(self.is_true_at(expr, place) for place in range(len(self.points)))

    def is_true_at(self, expr: Expr, place: int) -> bool:
        truth, value = self.truth(place), tried(partial(self.valued[place], expr))
        return truth is not None and value is not None and is_same_laid(value, truth) and sharp_beside(truth)(value)

    @cached_property
    def points(self) -> list[Point]:
        """Two points beside the problem's own values, so that labels are labels; random ones where it has none."""
        if not self.places.has_home:
            return [self.places.at(place) for place in islice(self.places.random, 2)]
        found = (nearby(self.places, seed) for seed in SEEDS)
        return [point for point in found if point is not None]

    @cached_property
    def valued(self) -> list[SharedParts]:
        return [SharedParts(self.formula, Values(point, self.layout)) for point in self.points]

    def truth(self, place: int) -> Array | None:
        if place not in self.truths:
            self.truths[place] = tried(lambda: self.points[place].value(self.asked, self.asked_layout))
        return self.truths[place]

    def term_scaled(self) -> str:
        """The mistake if the formula is right with one of its terms, or all of it, times a number."""
        for term in (self.formula, *terms(self.formula)):
            factors = [self.factor(term, place) for place in range(len(self.points))]
            first = factors[0] if factors else None
            if first is not None and all(each is not None and touch(first, each) for each in factors):
                return scale_name(float(ball(first)))
        return ""

    def factor(self, term: Expr, place: int) -> Scalar | None:
        """The number by which a term must be multiplied; `None` where none mends the formula."""
        point, truth = self.points[place], self.truth(place)
        whole, part = (tried(partial(point.value, expr, self.layout)) for expr in (self.formula, term))
        if truth is None or whole is None or part is None:
            return None
        if not len(truth.entries) == len(whole.entries) == len(part.entries):
            return None
        parts = zip(truth.entries, whole.entries, part.entries, strict=True)
        gaps = [(ball(true - own), ball(one)) for true, own, one in parts]
        ratios = [1 + gap / one for gap, one in gaps if not one.contains(0)]
        if not ratios or any(one.contains(0) and not gap.contains(0) for gap, one in gaps):
            return None
        return ratios[0] if all(touch(ratios[0], each) for each in ratios) else None


def edges_of_sum(expr: Expr) -> Iterator[tuple[Expr, Expr]]:
    """Each term of a sum of two, with the other one."""
    terms = arguments(expr, (Role.SUM,))
    yield from zip(terms, terms[::-1], strict=True)


def path_name(found: Ways, edge: Edge) -> str:
    if found.is_crossing(edge):
        return "recurrent_path_missing"
    return "skip_path_missing" if passes_by(found, edge) else "path_missing"


def scale_name(factor: float) -> str:
    """The mistake of somebody who has one part of what there should be."""
    for name, known in (("sign", -1.0), ("factor_of_two", 2.0), ("factor_of_two", 0.5), ("term_too_many", 0.0)):
        if abs(factor - known) < NEARLY:
            return name
    if not math.isfinite(factor) or factor == 0:
        return "other_factor"
    if factor < 0:
        return f"{scale_name(-factor)}+sign"
    whole = max(factor, 1 / factor)
    if not any(abs(power - round(power)) < NEARLY for power in (whole, whole**2)):
        return "other_factor"
    return "missing_mean_factor" if factor < 1 else "mean_factor_twice"


def terms(expr: Expr) -> Iterator[Expr]:
    """The terms of a sum, with their signs."""
    is_difference = isinstance(expr, Call) and expr.operation.role is Role.DIFFERENCE
    for k, part in enumerate(arguments(expr, SUMS)):
        for each in (part, *terms(part)):
            yield simplify.negative(each) if k and is_difference else each


def proposed(proposals: Iterator[Proposal]) -> list[Proposal]:
    """The proposals up to one whose shapes do not fit."""
    found: list[Proposal] = []
    with suppress(DeriveError):
        found.extend(proposals)
    return found


def without_steps(part: Expr) -> Expr:
    """A part without the steps in it, by which those alike are found."""

    def change(found: Expr) -> Expr | None:
        match found:
            case Ref(name, index, shape):
                return Ref(name, (), shape) if index else None
            case Derivative(of, by):
                return Derivative(Ref(of.name), Ref(by.name, (), by.shape), found.shape)
        return None

    return rewrite(part, change)


def exchanged_at(formula: Expr, part: Expr, instead: Expr, place: int) -> Expr | None:
    """The formula with another part at one of the places of a part."""
    seen = 0

    def change(found: Expr) -> Expr | None:
        nonlocal seen
        if found != part:
            return None
        seen += 1
        return instead if seen - 1 == place else found

    try:
        return rewrite(formula, change)
    except DeriveError:
        return None
