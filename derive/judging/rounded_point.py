"""What comes out where numbers are rounded on the way."""

from __future__ import annotations

from derive.judging.digits import is_below, rounded_to
from derive.judging.point import Point
from derive.language.numbers import Array
from derive.solving.slopes import slopes_in


class RoundedPoint(Point):
    """A calculation in which every value is rounded to some decimals before it is carried on.

    Where it `keeps_small`, what is below the last of them is carried on as it is.
    """

    def __init__(self, point: Point, digits: int, keeps_small: bool = False) -> None:
        self.decimals = digits
        self.keeps_small = keeps_small
        super().__init__(point.rules, {ref: point.known[ref] for ref in point.network.problem.given})
        self.known.update(slopes_in(point.known))

    def carry(self, value: Array) -> Array:
        found = rounded_to(value, self.decimals)
        if not self.keeps_small:
            return found
        parts = zip(value.entries, found.entries, strict=True)
        return Array(value.shape, tuple(x if is_below(x, self.decimals) else near for x, near in parts))
