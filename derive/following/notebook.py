"""What a student has written so far, and the calculations that go on with it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from flint import arb, fmpq

from derive.following.own_point import Key, Name, Own, OwnFormula, OwnPoint, evaluated, upright
from derive.following.printed import (
    FALSE_STATUSES,
    PIECES,
    STATUSES,
    Printed,
    Selection,
    entry_of,
    is_repeated,
    put,
    touches_zero,
)
from derive.judging.edge_rules import Rules
from derive.language.evaluate import place
from derive.language.expr import Derivative, Entry, Expr, Ref
from derive.language.numbers import Array, Scalar

MOST_POINTS = 24
"""How many points are kept, the last ones made."""


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
    formulas: dict[Name, OwnFormula] = field(default_factory=dict)
    points: dict[Selection, OwnPoint] = field(default_factory=dict)
    made: dict[Key, OwnPoint] = field(default_factory=dict)

    def write(self, name: Name, value: Printed) -> None:
        """Keep what is printed; an error that is printed once more is the same error."""
        if is_repeated(value, self.printed.get(name)):
            return
        if name not in self.entries and is_alike(value, self.printed.get(name)):
            value = self.printed[name]
        self.entries.pop(name, None)
        self.wholes[name] = value
        self.keep(name, value)

    def write_part(self, part: Expr, value: Printed) -> None:
        """Keep the value of an expression."""
        before = self.parts.get(part)
        if not is_repeated(value, before) and not is_alike(value, before):
            self.parts[part] = value
            self.points.clear()

    def claim(self, name: Name, formula: OwnFormula | None) -> None:
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
        if is_repeated(value, self.printed_of(entry)):
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
            rest = evaluated(self.point(Selection(FALSE_STATUSES, without=self.left_out(name))), name, "gradient", {})
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

    def rounded_numbers(self) -> Iterator[fmpq]:
        """The numbers that results were rounded to, without their signs."""
        for about, value in (*self.printed.items(), *self.parts.items()):
            if about not in self.given:
                yield from value.rounded_numbers()

    @property
    def false_formulas(self) -> dict[Name, OwnFormula]:
        """The false formulas that no true value has replaced."""
        return {name: found for name, found in self.formulas.items() if self.is_in_force(name)}

    def is_in_force(self, name: Name) -> bool:
        return name not in self.printed or self.printed[name].status not in ("true", "reset")

    def is_reached(self, asked: Expr, layout: str, but_the_pen: bool = False) -> bool:
        """Whether what is false so far makes a difference to what is asked."""
        statuses = ("error", "reset") if but_the_pen else FALSE_STATUSES
        changed = (
            self.mistaken(asked) if but_the_pen else self.rooted(),
            self.point(Selection(statuses, not but_the_pen, is_summed=True)),
        )
        return any(self.differs(point, asked, layout) for point in changed)

    def differs(self, point: OwnPoint, asked: Expr, layout: str) -> bool:
        """Whether what is asked is not at a point what it is with nothing of the student's own."""
        alone = evaluated(self.untouched(), asked, layout, {})
        return not is_identical(evaluated(point, asked, layout, {}), alone)

    def is_claimed(self, asked: Expr, layout: str) -> bool:
        """Whether false formulas make a difference to what is asked, not only false values."""
        found = (self.rooted(), self.point(Selection(FALSE_STATUSES)))
        return not is_identical(*(evaluated(point, asked, layout, {}) for point in found))

    def untouched(self) -> OwnPoint:
        """With nothing of the student's own."""
        return self.point(Selection())

    def drifted(self) -> OwnPoint:
        """With the right values as printed: how far rounding on the way can lead."""
        return self.point(Selection(("true", "reset")))

    def rooted(self, asked: Expr | None = None) -> OwnPoint:
        """With the errors as printed but for those of what is asked, and all that follows calculated again."""
        return self.point(Selection(FALSE_STATUSES, formulas=True, without=self.left_out(asked)))

    def mistaken(self, asked: Expr) -> OwnPoint:
        """The same without what may have been miswritten only, and without earlier values of what is asked."""
        return self.point(Selection(("error", "reset"), without=self.left_out(asked)))

    def own(self, asked: Expr | None = None) -> OwnPoint:
        """With everything as printed, without earlier values of what is asked."""
        return self.point(Selection(STATUSES, formulas=True, without=self.left_out(asked)))

    def by_parts(self, asked: Expr) -> OwnPoint:
        """The same, a derivative of a sum being the sum of those of its terms: of the loss that of each step's loss."""
        return self.point(Selection(STATUSES, formulas=True, without=self.left_out(asked), is_summed=True))

    def word(self) -> OwnPoint:
        """With everything printed taken at its word."""
        return self.point(Selection(STATUSES, is_word=True))

    def literal(self, asked: Expr | None = None) -> OwnPoint:
        """With the errors taken at their word: 0.5 where a student goes on with exactly that."""
        return self.point(Selection(FALSE_STATUSES, formulas=True, without=self.left_out(asked), is_word=True))

    def ways(self, asked: Expr) -> Iterator[OwnPoint]:
        """All that may lead to a value, whether slips of the pen were carried on or not."""
        yield self.mistaken(asked)
        yield self.own(asked)
        yield self.by_parts(asked)
        if self.is_true(asked):
            yield self.drifted()

    def ways_of_errors(self, asked: Expr) -> Iterator[OwnPoint]:
        """All that may lead to a value with an error in it; an earlier value of what is asked may be corrected."""
        yield self.rooted()
        yield self.own()
        yield self.own(asked)
        yield self.literal()
        yield self.by_parts(asked)
        yield self.rooted(asked)
        yield self.literal(asked)

    def printed_of(self, asked: Expr) -> Printed | None:
        """What a quantity, or an entry of one, was printed as."""
        if isinstance(asked, Entry):
            k = place(asked.of, [i.offset for i in asked.index])
            return self.entries.get(asked.of, {}).get(k) or entry_of(self.wholes.get(asked.of), k)
        name = upright(asked)
        return self.printed.get(name) if isinstance(name, Ref | Derivative) else None

    def is_true(self, asked: Expr) -> bool:
        """Whether the right value of a quantity stands there already, as the student's own."""
        printed = self.printed_of(asked)
        return printed is not None and printed.status == "true"

    def left_out(self, asked: Expr | None) -> frozenset[Expr]:
        """What was printed of something that is asked: of the array of an entry, of the column laid down."""
        if asked is None:
            return frozenset()
        named = asked.of if isinstance(asked, Entry) else upright(asked)
        return frozenset(each for each in (named, asked) if each in self.printed or each in self.parts)

    def point(self, selection: Selection) -> OwnPoint:
        """The point with what is selected, calculated once; what else was written since makes no difference to it."""
        if selection not in self.points:
            own = self.selected(selection)
            key = own.key
            if key not in self.made:
                self.made[key] = OwnPoint(self.rules, self.given, own)
                if len(self.made) > MOST_POINTS:
                    del self.made[next(iter(self.made))]
            self.points[selection] = self.made[key]
        return self.points[selection]

    def selected(self, selection: Selection) -> Own:
        """What is selected of what the student has written."""
        formulas = self.false_formulas if selection.formulas else {}
        values = selection.of(self.printed)
        if selection.piece is not None:
            return Own(values)
        summed = differentiated((*values, *formulas)) if selection.is_summed else frozenset()
        return Own(values, selection.of(self.parts), formulas, summed)

    def nearly_zero(self) -> Iterator[OwnPoint]:
        """The same as rooted where errors that were printed as zero are narrowed to pieces without it."""
        own = Selection(FALSE_STATUSES).of(self.printed)
        if any(touches_zero(entry) for value in own.values() for entry in value.entries):
            yield from (self.point(Selection(FALSE_STATUSES, piece=k)) for k in range(PIECES))

    def errors(self) -> Own:
        """What is erroneous, taken at its word."""
        return self.selected(Selection(FALSE_STATUSES, formulas=True, is_word=True))


def differentiated(names: Iterable[Name]) -> frozenset[Ref]:
    """What derivatives are of."""
    return frozenset(name.of for name in names if isinstance(name, Derivative))


def is_alike(value: Printed, before: Printed | None) -> bool:
    """Whether a value stands there already as it is, digit by digit."""
    return (
        before is not None
        and value.status == before.status
        and is_identical(value.exact, before.exact)
        and is_identical(value.wide, before.wide)
    )


def is_identical(left: Array | None, right: Array | None) -> bool:
    """Whether two values came out of the same calculation: not only balls that meet, but the same balls."""
    if left is None or right is None:
        return left is right
    return left.shape == right.shape and all(map(is_same_ball, left.entries, right.entries))


def is_same_ball(x: Scalar, y: Scalar) -> bool:
    if isinstance(x, arb) and isinstance(y, arb):
        return bool(x.mid() == y.mid() and x.rad() == y.rad())
    return isinstance(x, fmpq) and isinstance(y, fmpq) and x == y
