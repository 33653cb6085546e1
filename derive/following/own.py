"""What a student has printed so far, and a calculation that goes on with it.

Every printed number is a ball of half a unit in its last place, so whatever the student carried on unrounded lies in
it too: "does this follow?" is "do the balls meet?".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from derive.balls import Array
from derive.checking.point import GradientKey, Point, Rules, Unreachable, added, zeros
from derive.checking.slip import Slip
from derive.errors import DeriveError, Undecided
from derive.expr import Call, Derivative, Equation, Expr, Ref, is_column, is_single, refs

Name = Ref | Derivative


class OwnPoint(Point):
    """A point at which some quantities have the values that a student gave them.

    What cannot be decided with balls so wide is left out; looking it up raises `KeyError`.
    """

    def __init__(
        self, rules: Rules, given: Mapping[Ref, Array], own: Mapping[Any, Array], slips: tuple[Slip, ...] = (),
        parts: frozenset[Ref] = frozenset(),
    ) -> None:  # fmt: skip
        self.own = own
        self.parts = parts
        super().__init__(rules, given, slips)

    def run(self, equation: Equation) -> None:
        if equation.target in self.own:
            self.known[equation.target] = self.own[equation.target]
            return
        try:
            super().run(equation)
        except (DeriveError, Undecided, KeyError, AssertionError):
            return

    def gradient(self, of: Ref, by: Ref) -> Array:
        parts = self.parts_of(of) if Derivative(of, by) not in self.own else []
        if not parts or by in parts:
            return super().gradient(of, by)
        total = zeros(by.shape)
        for part in parts:
            factor = super().gradient(of, part).entries[0]
            term = self.gradient(part, by)
            total = added(total, Array(term.shape, tuple(factor * entry for entry in term.entries)))
        return total

    def parts_of(self, of: Ref) -> list[Ref]:
        """The scalars that alone `of` is calculated from, if the derivatives of one of them are to be used."""
        equation = self.network.problem.bound.get(of)
        used = {ref for ref in refs(equation.rhs) if ref in self.network.problem.bound} if equation else set()
        return sorted(used, key=str) if used & self.parts and all(is_single(ref.shape) for ref in used) else []

    def arrive(self, of: Ref, node: Ref, bent: bool, found: Mapping[GradientKey, Array]) -> Array:
        name = Derivative(of, node)
        return self.own[name] if name in self.own else super().arrive(of, node, bent, found)


@dataclass(frozen=True, slots=True)
class Printed:
    """A value as it was printed: at its word and as a ball.

    `status` is `true`, `error` (false, and not from an earlier error), `pen` (an error that may be one of writing
    only), `carried` (false because of one) or `reset` (true although an earlier error leads elsewhere).
    """

    exact: Array
    wide: Array
    status: str


@dataclass
class Notebook:
    """What the student has written so far."""

    rules: Rules
    given: Mapping[Ref, Array]
    printed: dict[Name, Printed] = field(default_factory=dict)
    points: dict[tuple[str, Expr | None], OwnPoint] = field(default_factory=dict)

    def write(self, name: Name, value: Printed) -> None:
        """Keep what is printed; an error that is printed once more is the same error."""
        before = self.printed.get(name)
        if value.status == "carried" and before is not None and before.status in ("error", "pen"):
            return
        self.printed[name] = value
        self.points.clear()

    @property
    def has_errors(self) -> bool:
        return any(value.status in ("error", "pen") for value in self.printed.values())

    @property
    def has_mistakes(self) -> bool:
        """Whether there is an error that cannot have been made in writing only."""
        return any(value.status == "error" for value in self.printed.values())

    def drifted(self) -> OwnPoint:
        """With the right values as printed: how far rounding on the way can lead."""
        return self.point("drifted", ("true", "reset"))

    def rooted(self) -> OwnPoint:
        """With the errors as printed, and all that follows from them calculated again."""
        return self.point("rooted", ("error", "pen", "reset"))

    def mistaken(self, asked: Expr) -> OwnPoint:
        """The same without what may have been miswritten only, and without earlier values of what is asked."""
        return self.point("mistaken", ("error", "reset"), asked)

    def own(self, asked: Expr | None = None) -> OwnPoint:
        """With everything as printed, without earlier values of what is asked."""
        return self.point("own", ("true", "error", "pen", "carried", "reset"), asked)

    def by_parts(self, asked: Expr) -> OwnPoint:
        """The same, a derivative of a sum being the sum of those of its terms: of the loss that of each step's loss."""
        return self.point("parts", ("true", "error", "pen", "carried", "reset"), asked)

    def ways(self, asked: Expr) -> Iterator[OwnPoint]:
        """All that may lead to a value, whether slips of the pen were carried on or not."""
        yield self.mistaken(asked)
        yield self.own(asked)
        yield self.by_parts(asked)
        if self.is_true(asked):
            yield self.drifted()

    def ways_of_errors(self, asked: Expr) -> Iterator[OwnPoint]:
        """All that may lead to a value with an error in it."""
        yield self.rooted()
        yield self.own()
        yield self.own(asked)
        yield self.literal()
        yield self.by_parts(asked)

    def is_true(self, asked: Expr) -> bool:
        """Whether the right value of a quantity stands there already, as the student's own."""
        name = upright(asked)
        return isinstance(name, Ref | Derivative) and name in self.printed and self.printed[name].status == "true"

    def literal(self) -> OwnPoint:
        """With the errors taken at their word: 0.5 where a student goes on with exactly that."""
        if ("literal", None) not in self.points:
            self.points["literal", None] = OwnPoint(self.rules, self.given, self.errors())
        return self.points["literal", None]

    def point(self, kind: str, statuses: tuple[str, ...], asked: Expr | None = None) -> OwnPoint:
        without = upright(asked) if asked is not None and upright(asked) in self.printed else None
        if (kind, without) not in self.points:
            own = {
                name: value.wide for name, value in self.printed.items() if value.status in statuses and name != without
            }
            summed = (name.of for name in own if kind == "parts" and isinstance(name, Derivative))
            self.points[kind, without] = OwnPoint(self.rules, self.given, own, parts=frozenset(summed))
        return self.points[kind, without]

    def errors(self) -> dict[Name, Array]:
        """The erroneous values, taken at their word."""
        return {name: value.exact for name, value in self.printed.items() if value.status in ("error", "pen", "reset")}


def evaluated(point: Point, expr: Expr, layout: str, extra: Mapping[Ref, Array]) -> Array | None:
    """The value of an expression at a point; `None` where it has none there."""
    try:
        return point.value(expr, layout, extra)
    except (DeriveError, Undecided, Unreachable, KeyError, IndexError, AssertionError):
        return None


def upright(expr: Expr) -> Expr:
    """The column that an expression lays down, or the expression itself: `∂l/∂h` of `(∂l/∂h)ᵀ`."""
    match expr:
        case Call(operation, (Ref() | Derivative() as name,)) if operation.name == "transpose":
            return name if is_column(getattr(name, "by", name).shape) else expr
    return expr
