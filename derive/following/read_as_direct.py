"""Derivatives read as the direct ones: ∂h_t/∂W as students write it in a chain, with the earlier steps held fixed.

Werbos calls the whole ones ordered derivatives, ∂⁺ (Backpropagation through time: what it does and how to do it, 1990).
Of a loss only the whole derivative is meant: a scalar without an index, or one that does not use the variable.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derive.judging.judge import Judge
from derive.judging.places import Places
from derive.judging.point import GradientKey, Point, seed, stacked, zeros
from derive.language.expr import Derivative, Expr, Ref, is_single, size, walk
from derive.language.numbers import Array
from derive.problem.problem import Problem


class LocalPoint(Point):
    """A point at which a derivative between arrays is the direct one."""

    asked_by: Ref | None = None

    def derivative(self, of: Ref, by: Ref) -> Array:
        if not self.is_local(Derivative(of, by)):
            return super().derivative(of, by)
        self.asked_by = by
        try:
            rows = [self.sweep(of, by, seed(of.shape, k), {}) for k in range(size(of.shape))]
        finally:
            self.asked_by = None
        if is_single(of.shape):
            return rows[0]
        return stacked(rows, by)

    def is_local(self, derivative: Derivative) -> bool:
        return is_local(derivative, self.network.problem)

    def arrive(self, of: Ref, node: Ref, bent: bool, found: Mapping[GradientKey, Array]) -> Array:
        by = self.asked_by
        if by is None or node in (of, by) or not self.is_passed(of, by, node):
            return super().arrive(of, node, bent, found)
        return zeros(node.shape)

    def is_passed(self, of: Ref, by: Ref, node: Ref) -> bool:
        """Whether a direct derivative takes no way through `node`."""
        if uses(of, by, self.network.problem):
            return True
        return bool(node.index) and not by.index and node.index != of.index


class ImmediatePoint(LocalPoint):
    """A point at which only derivatives by what stands in the equation itself are direct: ∂h̄_t/∂W, but not ∂h_t/∂W."""

    def is_local(self, derivative: Derivative) -> bool:
        return super().is_local(derivative) and uses(derivative.of, derivative.by, self.network.problem)


class LocalPlaces(Places):
    kind: type[LocalPoint] = LocalPoint

    def point(self, place: int, bits: int) -> Point:
        if (place, bits) not in self.points:
            self.points[place, bits] = self.made(self.given(place))
        return self.points[place, bits]

    def made(self, given: Mapping[Ref, Array]) -> Point:
        return self.kind(self.rules, given)


class LocalJudge(Judge):
    """A judge for whom derivatives between arrays are the direct ones, all of them or only the immediate ones."""

    def __init__(self, judge: Judge, kind: type[LocalPoint] = LocalPoint) -> None:
        super().__init__(judge.problem)
        self.rules = judge.rules
        self.places = LocalPlaces(judge.problem, judge.rules)
        self.places.kind = kind


def has_local(problem: Problem, *exprs: Expr) -> bool:
    """Whether a derivative stands anywhere that may be meant as the direct one."""
    return any(isinstance(part, Derivative) and is_local(part, problem) for e in exprs for part in walk(e))


def is_local(derivative: Derivative, problem: Problem) -> bool:
    of, by = derivative.of, derivative.by
    return not is_single(of.shape) or (bool(of.index) and not by.index and uses(of, by, problem))


def as_direct(asked: Expr, problem: Problem) -> Expr:
    """The direct derivative, ∂⁺, that a derivative may be meant as; anything else as it is."""
    is_one = isinstance(asked, Derivative) and is_local(asked, problem)
    return replace(asked, direct=True) if is_one and isinstance(asked, Derivative) else asked


def uses(of: Ref, by: Ref, problem: Problem) -> bool:
    """Whether a quantity stands in the equation of another."""
    equation = problem.bound.get(of)
    return equation is not None and any(part == by for part in walk(equation.rhs))
