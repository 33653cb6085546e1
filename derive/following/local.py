"""Derivatives read as the direct ones: ∂h_t/∂W as students write it in a chain, with the earlier steps held fixed.

Werbos calls the whole ones ordered derivatives, ∂⁺ (Backpropagation through time: what it does and how to do it, 1990).
Between a scalar and anything else only the whole derivative is meant.
"""

from __future__ import annotations

from collections.abc import Mapping

from derive.balls import Array
from derive.checking.judge import Judge
from derive.checking.places import Places
from derive.checking.point import GradientKey, Point, seed, zeros
from derive.expr import Derivative, Expr, Ref, is_single, size, walk


class LocalPoint(Point):
    """A point at which a derivative between arrays is the direct one."""

    asked_by: Ref | None = None

    def derivative(self, of: Ref, by: Ref) -> Array:
        if is_single(of.shape):
            return super().derivative(of, by)
        self.asked_by = by
        try:
            rows = [self.sweep(of, by, seed(of.shape, k), {}) for k in range(size(of.shape))]
        finally:
            self.asked_by = None
        return Array((len(rows), size(by.shape)), tuple(entry for row in rows for entry in row.entries))

    def arrive(self, of: Ref, node: Ref, bent: bool, found: Mapping[GradientKey, Array]) -> Array:
        by = self.asked_by
        if by is None or node in (of, by) or not self.is_passed(of, by, node):
            return super().arrive(of, node, bent, found)
        return zeros(node.shape)

    def is_passed(self, of: Ref, by: Ref, node: Ref) -> bool:
        """Whether a direct derivative takes no way through `node`."""
        equation = self.network.problem.bound.get(of)
        if equation is not None and by in set(walk(equation.rhs)):
            return True
        return bool(node.index) and not by.index and node.index != of.index


class LocalPlaces(Places):
    def point(self, place: int, bits: int) -> Point:
        if (place, bits) not in self.points:
            self.points[place, bits] = LocalPoint(self.rules, self.given(place))
        return self.points[place, bits]


class LocalJudge(Judge):
    """A judge for whom derivatives between arrays are the direct ones."""

    def __init__(self, judge: Judge) -> None:
        super().__init__(judge.problem, judge.before_diagnosis)
        self.rules = judge.rules
        self.places = LocalPlaces(judge.problem, judge.rules)


def has_local(*exprs: Expr) -> bool:
    """Whether a derivative between arrays stands anywhere."""
    return any(isinstance(part, Derivative) and not is_single(part.of.shape) for e in exprs for part in walk(e))
