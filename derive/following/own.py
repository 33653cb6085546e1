"""What a student has printed so far, and a calculation that goes on with it.

Every printed number is a ball of half a unit in its last place, so whatever the student carried on unrounded lies in
it too: "does this follow?" is "do the balls meet?".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from math import log10
from typing import Any

from flint import arb, fmpq

from derive.balls import Array, Scalar, is_zero, times, total
from derive.checking.point import GradientKey, Point, Rules, Unreachable, Varied, added, zeros
from derive.checking.slip import Slip
from derive.errors import DeriveError, Undecided
from derive.expr import Call, Derivative, Entry, Equation, Expr, Ref, Shape, is_column, is_single, refs, size
from derive.values import place

Name = Ref | Derivative
STATUSES = ("true", "carried", "reset", "pen", "error")
"""What a printed value can be, from the best to the worst."""
MOST = 15
"""Decimals that a number without a last place counts as."""
PIECES = 32
"""Pieces of a ball around zero on both sides of it, each a quarter as far out as the one before."""


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
        miscopied = {name: value for name, value in own.items() if name in given}
        super().__init__(rules, {**given, **miscopied}, slips)

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
        own = self.own.get(Derivative(of, node))
        if own is None:
            return super().arrive(of, node, bent, found)
        return own if is_single(of.shape) else handed_back(own, found[of, of, False], node)


class OwnVaried(Varied):
    """The student's own point with slips: what no slip touches is taken from there, and so are the own values."""

    def __init__(self, base: OwnPoint, slips: tuple[Slip, ...]) -> None:
        self.own = base.own
        super().__init__(base, slips, base.network.problem.equations)

    def run(self, equation: Equation) -> None:
        if equation.target in self.own:
            return
        try:
            super().run(equation)
        except (DeriveError, Undecided, KeyError, AssertionError):
            self.known.pop(equation.target, None)
            self.changed.add(equation.target)

    def arrive(self, of: Ref, node: Ref, bent: bool, found: Mapping[GradientKey, Array]) -> Array:
        if Derivative(of, node) not in self.own:
            return super().arrive(of, node, bent, found)
        if found is self.gradients:
            self.same.add((of, node, bent))
        own = self.own[Derivative(of, node)]
        return own if is_single(of.shape) else handed_back(own, found[of, of, False], node)


def handed_back(jacobian: Array, g: Array, by: Ref) -> Array:
    """The gradient by `by` that a Jacobian hands back when `g` arrives."""
    count = size(by.shape)
    columns = (jacobian.entries[k::count] for k in range(count))
    return Array(
        by.shape, tuple(total(times(x, y) for x, y in zip(column, g.entries, strict=True)) for column in columns)
    )


@dataclass(frozen=True, slots=True)
class Printed:
    """A value as it was printed: at its word and as a ball.

    `status` is `true`, `error` (false, and not from an earlier error), `pen` (an error that may be one of writing
    only), `carried` (false because of one) or `reset` (true although an earlier error leads elsewhere).
    """

    exact: Array
    wide: Array
    status: str

    @property
    def decimals(self) -> int:
        """The fewest decimals that an entry was printed with."""
        return min(
            (decimals_of(entry.rad() * 2) for entry in self.wide.entries if isinstance(entry, arb)), default=MOST
        )


@dataclass
class Notebook:
    """What the student has written so far: arrays as a whole, single entries of them, and both put together."""

    rules: Rules
    given: Mapping[Ref, Array]
    printed: dict[Name, Printed] = field(default_factory=dict)
    wholes: dict[Name, Printed] = field(default_factory=dict)
    entries: dict[Name, dict[int, Printed]] = field(default_factory=dict)
    points: dict[tuple[str, Expr | None], OwnPoint] = field(default_factory=dict)

    def write(self, name: Name, value: Printed) -> None:
        """Keep what is printed; an error that is printed once more is the same error."""
        if is_repeated(value, self.printed.get(name)):
            return
        self.entries.pop(name, None)
        self.wholes[name] = value
        self.keep(name, value)

    def write_entry(self, entry: Entry, value: Printed) -> None:
        """Keep one entry, a number; the others stay what they were printed as or what they would be."""
        name, k = entry.of, place(entry.of, [i.offset for i in entry.index])
        before = self.entries.get(name, {})
        if is_repeated(value, before.get(k, self.wholes.get(name))):
            return
        after = {**before, k: value}
        whole = self.whole(name, after)
        if whole is not None:
            self.entries[name] = after
            self.keep(name, whole)

    def whole(self, name: Name, entries: Mapping[int, Printed]) -> Printed | None:
        """An array of which some entries were printed one at a time; `None` where the others have no value."""
        base = self.wholes.get(name)
        if base is None:
            rest = evaluated(self.point("others", ("error", "pen", "reset"), name), name, "gradient", {})
            base = Printed(rest, rest, "true") if rest is not None else None
        if base is None:
            return None
        statuses = [value.status for value in entries.values()]
        if len(entries) < len(base.exact.entries):
            statuses.append(base.status)
        return Printed(
            put(base.exact, {k: value.exact for k, value in entries.items()}),
            put(base.wide, {k: value.wide for k, value in entries.items()}),
            max(statuses, key=STATUSES.index),
        )

    def keep(self, name: Name, value: Printed) -> None:
        """Keep what an array is printed as; a given one that is right has no digits to look at."""
        if name in self.given and value.status == "true":
            self.printed.pop(name, None)
        else:
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
        named = asked.of if isinstance(asked, Entry) else upright(asked) if asked is not None else None
        without = named if named in self.printed else None
        if (kind, without) not in self.points:
            own = {
                name: value.wide for name, value in self.printed.items() if value.status in statuses and name != without
            }
            summed = (name.of for name in own if kind == "parts" and isinstance(name, Derivative))
            self.points[kind, without] = OwnPoint(self.rules, self.given, own, parts=frozenset(summed))
        return self.points[kind, without]

    def nearly_zero(self) -> Iterator[OwnPoint]:
        """The same as rooted where errors that were printed as zero are narrowed to pieces without it."""
        own = {n: v.wide for n, v in self.printed.items() if v.status in ("error", "pen", "reset")}
        if not any(touches_zero(entry) for value in own.values() for entry in value.entries):
            return
        for k in range(PIECES):
            if (f"piece {k}", None) not in self.points:
                narrowed = {n: Array(v.shape, tuple(piece(entry, k) for entry in v.entries)) for n, v in own.items()}
                self.points[f"piece {k}", None] = OwnPoint(self.rules, self.given, narrowed)
            yield self.points[f"piece {k}", None]

    def errors(self) -> dict[Name, Array]:
        """The erroneous values, taken at their word."""
        return {name: value.exact for name, value in self.printed.items() if value.status in ("error", "pen", "reset")}


def decimals_of(unit: Scalar) -> int:
    """The number of decimals that end in a place of about this unit."""
    return min(MOST, round(-log10(float(unit)))) if unit > 0 else MOST


def touches_zero(x: Scalar) -> bool:
    """Whether a number was shown as zero and need not be zero."""
    return not isinstance(x, fmpq) and bool(x.contains(0)) and not is_zero(x)


def piece(x: Scalar, k: int) -> Scalar:
    """A piece of a ball around zero, positive for an even number; any other number as it is."""
    if not touches_zero(x):
        return x
    assert isinstance(x, arb)
    low, high = x.rad() / 4 ** (k // 2 + 1), x.rad() / 4 ** (k // 2)
    between = arb((low + high) / 2, (high - low) / 2)
    return between if k % 2 == 0 else -between


def is_repeated(value: Printed, before: Printed | None) -> bool:
    """Whether a value is an earlier error once more."""
    return value.status == "carried" and before is not None and before.status in ("error", "pen")


def put(array: Array, entries: Mapping[int, Array]) -> Array:
    """The array with numbers put in some places."""
    found = (entries[k].entries[0] if k in entries else entry for k, entry in enumerate(array.entries))
    return Array(array.shape, tuple(found))


def evaluated(point: Point, expr: Expr, layout: str, extra: Mapping[Ref, Array]) -> Array | None:
    """The value of an expression at a point; `None` where it has none there."""
    try:
        return point.value(expr, layout, extra)
    except (DeriveError, Undecided, Unreachable, KeyError, IndexError, AssertionError):
        return None


def shape_of(name: Name) -> Shape:
    """The shape of a quantity, of a gradient that of the variable."""
    return name.by.shape if isinstance(name, Derivative) and is_single(name.of.shape) else name.shape


def upright(expr: Expr) -> Expr:
    """The column that an expression lays down, or the expression itself: `∂l/∂h` of `(∂l/∂h)ᵀ`."""
    match expr:
        case Call(operation, (Ref() | Derivative() as name,)) if operation.name == "transpose":
            return name if is_column(getattr(name, "by", name).shape) else expr
    return expr
