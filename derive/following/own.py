"""What a student has printed so far.

Every printed number is a ball of half a unit in its last place, so whatever the student carried on unrounded lies in
it too: "does this follow?" is "do the balls meet?".
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from math import log10

from flint import arb, fmpq

from derive.balls import Array, Scalar, is_zero
from derive.checking.point import Rules
from derive.expr import Derivative, Entry, Expr, Ref
from derive.following.point import Formula, Name, Own, OwnPoint, evaluated, upright
from derive.values import place

STATUSES = ("true", "carried", "reset", "pen", "error")
"""What a printed value can be, from the best to the worst."""
FALSE = ("error", "pen", "reset")
"""What others follow from that do not follow from the truth."""
MOST = 15
"""Decimals that a number without a last place counts as."""
PIECES = 32
"""Pieces of a ball around zero on both sides of it, each a quarter as far out as the one before."""


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
    """What the student has written so far: arrays as a whole, single entries of them, and both put together.

    `parts` are values of expressions that are no quantity of the problem, `formulas` false ones for quantities.
    """

    rules: Rules
    given: Mapping[Ref, Array]
    printed: dict[Name, Printed] = field(default_factory=dict)
    wholes: dict[Name, Printed] = field(default_factory=dict)
    entries: dict[Name, dict[int, Printed]] = field(default_factory=dict)
    parts: dict[Expr, Printed] = field(default_factory=dict)
    formulas: dict[Name, Formula] = field(default_factory=dict)
    points: dict[tuple[str, Expr | None], OwnPoint] = field(default_factory=dict)

    def write(self, name: Name, value: Printed) -> None:
        """Keep what is printed; an error that is printed once more is the same error."""
        if is_repeated(value, self.printed.get(name)):
            return
        self.entries.pop(name, None)
        self.wholes[name] = value
        self.keep(name, value)

    def write_part(self, part: Expr, value: Printed) -> None:
        """Keep the value of an expression."""
        if not is_repeated(value, self.parts.get(part)):
            self.parts[part] = value
            self.points.clear()

    def claim(self, name: Name, formula: Formula | None) -> None:
        """Keep a false formula for a quantity; nothing where the student has a right one now."""
        if formula is not None:
            self.formulas[name] = formula
        elif self.formulas.pop(name, None) is None:
            return
        self.points.clear()

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
        """Whether anything that is not true can be carried on."""
        return bool(self.false_formulas) or any(value.status in ("error", "pen") for value in self.every)

    @property
    def has_mistakes(self) -> bool:
        """Whether there is an error that cannot have been made in writing only."""
        return any(value.status == "error" for value in self.printed.values())

    @property
    def every(self) -> Iterator[Printed]:
        yield from self.printed.values()
        yield from self.parts.values()

    @property
    def false_formulas(self) -> dict[Name, Formula]:
        """The false formulas that no true value has replaced."""
        return {name: found for name, found in self.formulas.items() if self.is_in_force(name)}

    def is_in_force(self, name: Name) -> bool:
        return name not in self.printed or self.printed[name].status not in ("true", "reset")

    def is_reached(self, asked: Expr, layout: str, but_the_pen: bool = False) -> bool:
        """Whether what is false so far makes a difference to what is asked."""
        statuses = ("error", "reset") if but_the_pen else FALSE
        changed = (
            self.mistaken(asked) if but_the_pen else self.rooted(),
            self.point(f"{' '.join(statuses)} parts", statuses, formulas=not but_the_pen),
        )
        alone = evaluated(self.untouched(), asked, layout, {})
        return any(not is_identical(evaluated(point, asked, layout, {}), alone) for point in changed)

    def is_claimed(self, asked: Expr, layout: str) -> bool:
        """Whether false formulas make a difference to what is asked, not only false values."""
        found = (self.rooted(), self.point("values", FALSE))
        return not is_identical(*(evaluated(point, asked, layout, {}) for point in found))

    def untouched(self) -> OwnPoint:
        """With nothing of the student's own."""
        return self.point("untouched", ())

    def drifted(self) -> OwnPoint:
        """With the right values as printed: how far rounding on the way can lead."""
        return self.point("drifted", ("true", "reset"))

    def rooted(self) -> OwnPoint:
        """With the errors as printed, and all that follows from them calculated again."""
        return self.point("rooted", FALSE, formulas=True)

    def mistaken(self, asked: Expr) -> OwnPoint:
        """The same without what may have been miswritten only, and without earlier values of what is asked."""
        return self.point("mistaken", ("error", "reset"), asked)

    def own(self, asked: Expr | None = None) -> OwnPoint:
        """With everything as printed, without earlier values of what is asked."""
        return self.point("own", STATUSES, asked, formulas=True)

    def by_parts(self, asked: Expr) -> OwnPoint:
        """The same, a derivative of a sum being the sum of those of its terms: of the loss that of each step's loss."""
        return self.point("parts", STATUSES, asked, formulas=True)

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

    def word(self) -> OwnPoint:
        """With everything printed taken at its word."""
        if ("word", None) not in self.points:
            printed, parts = ({n: value.exact for n, value in known.items()} for known in (self.printed, self.parts))
            self.points["word", None] = OwnPoint(self.rules, self.given, Own(printed, parts))
        return self.points["word", None]

    def literal(self) -> OwnPoint:
        """With the errors taken at their word: 0.5 where a student goes on with exactly that."""
        if ("literal", None) not in self.points:
            self.points["literal", None] = OwnPoint(self.rules, self.given, self.errors())
        return self.points["literal", None]

    def point(
        self, kind: str, statuses: tuple[str, ...], asked: Expr | None = None, formulas: bool = False
    ) -> OwnPoint:
        """A point with what has one of the statuses; an expression is taken as it was printed whatever is asked."""
        named = asked.of if isinstance(asked, Entry) else upright(asked) if asked is not None else None
        without = named if named in self.printed else None
        if (kind, without) not in self.points:
            own = Own(
                {n: v.wide for n, v in self.printed.items() if v.status in statuses and n != without},
                {p: v.wide for p, v in self.parts.items() if v.status in statuses and p != asked},
                self.false_formulas if formulas else {},
            )
            if kind.endswith("parts"):
                own = replace(own, summed=differentiated((*own.values, *own.formulas)))
            self.points[kind, without] = OwnPoint(self.rules, self.given, own)
        return self.points[kind, without]

    def nearly_zero(self) -> Iterator[OwnPoint]:
        """The same as rooted where errors that were printed as zero are narrowed to pieces without it."""
        own = {n: v.wide for n, v in self.printed.items() if v.status in FALSE}
        if not any(touches_zero(entry) for value in own.values() for entry in value.entries):
            return
        for k in range(PIECES):
            if (f"piece {k}", None) not in self.points:
                narrowed = {n: Array(v.shape, tuple(piece(entry, k) for entry in v.entries)) for n, v in own.items()}
                self.points[f"piece {k}", None] = OwnPoint(self.rules, self.given, Own(narrowed))
            yield self.points[f"piece {k}", None]

    def errors(self) -> Own:
        """What is erroneous, taken at its word."""
        return Own(
            {name: value.exact for name, value in self.printed.items() if value.status in FALSE},
            {part: value.exact for part, value in self.parts.items() if value.status in FALSE},
            self.false_formulas,
        )


def differentiated(names: Iterable[Name]) -> frozenset[Ref]:
    """What derivatives are of."""
    return frozenset(name.of for name in names if isinstance(name, Derivative))


def is_identical(left: Array | None, right: Array | None) -> bool:
    """Whether two values came out of the same calculation: not only balls that meet, but the same balls."""
    if left is None or right is None:
        return left is right
    return left.shape == right.shape and all(map(is_same_ball, left.entries, right.entries))


def is_same_ball(x: Scalar, y: Scalar) -> bool:
    if isinstance(x, arb) and isinstance(y, arb):
        return bool(x.mid() == y.mid() and x.rad() == y.rad())
    return isinstance(x, fmpq) and isinstance(y, fmpq) and x == y


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
