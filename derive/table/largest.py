"""The largest and the smallest entry of an array, of each row, of each column, and where it stands."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from flint import fmpq

from derive.language import numbers
from derive.language.expr import Expr, Shape
from derive.language.numbers import Array, Scalar, ball, table
from derive.language.operation import PRODUCT, SUM, Jump, Operation, Rule
from derive.language.record import record
from derive.table import simplify
from derive.table.reductions import Family, Reach, family
from derive.table.row import row, sympy

Args = tuple[Expr, ...]


@record
class Extreme:
    """Which end counts: that of the largest entry (sign 1) or of the smallest (−1)."""

    name: str
    sign: int

    def first(self, entries: Sequence[Scalar]) -> int:
        """The place of the entry that counts; of several alike the first.

        Only the one that counts is compared with all: two others may be balls that never come apart.
        """
        guess = max(range(len(entries)), key=lambda place: self.sign * float(ball(entries[place])))
        signs = [0 if k == guess else self.sign * numbers.sign(x - entries[guess]) for k, x in enumerate(entries)]
        return signs.index(0) if max(signs) == 0 else self.scanned(entries)

    def scanned(self, entries: Sequence[Scalar]) -> int:
        """The same, each compared with the best before it."""
        best = 0
        for place in range(1, len(entries)):
            if self.is_before(entries[place], entries[best]):
                best = place
        return best

    def is_before(self, x: Scalar, y: Scalar) -> bool:
        return numbers.sign(x - y) == self.sign

    def alike(self, entries: Sequence[Scalar]) -> list[int]:
        """The places of all entries that are the largest (smallest)."""
        best = entries[self.first(entries)]
        return [place for place, entry in enumerate(entries) if numbers.sign(entry - best) == 0]

    def lead(self, entries: Sequence[Scalar]) -> Scalar:
        """How far the entry that counts is from the next one: 0 at a tie; which of the others that is stays open."""
        first = self.first(entries)
        leads = (entries[first] - entry for place, entry in enumerate(entries) if place != first)
        return min(leads, key=lambda lead: float(abs(ball(lead))), default=fmpq(1))

    def nested(self, entries: Sequence[Any]) -> list[Any]:
        """The largest (smallest) from each place on, by max(·, 0), so that of several alike the first one counts."""
        found = [entries[-1]]
        for entry in reversed(entries[:-1]):
            found.append(entry + self.sign * sympy().Max(self.sign * (found[-1] - entry), 0))
        return found[::-1]

    def chances(self, entries: Sequence[Any]) -> list[Any]:
        """For each place 1 if its entry is the one that counts, else 0."""
        later = self.nested(entries)
        found, before = [], sympy().Integer(1)
        for place, entry in enumerate(entries[:-1]):
            beaten = sympy().Piecewise((1, self.sign * (later[place + 1] - entry) > 0), (0, True))
            found.append(before * (1 - beaten))
            before = before * beaten
        return [*found, before]


def spread(reach: Reach, shape: Shape, groups: Sequence[Sequence[Scalar]]) -> Array:
    """Numbers that belong to the entries of groups, put back in the places of an array."""
    if not reach.word:
        return Array(shape, tuple(groups[0]))
    if reach.word == "rows":
        return Array(shape, tuple(entry for group in groups for entry in group))
    return table(shape, lambda i, j: groups[j][i])


def where(side: Extreme) -> Family:
    """The rows of 1 where the entry that counts stands, and 0 elsewhere."""

    def make(reach: Reach, along: Mapping[str, Operation]) -> Operation:
        def value(a: Array) -> Array:
            ones = [[fmpq(k == side.first(group)) for k in range(len(group))] for group in reach.groups(a)]
            return spread(reach, a.shape, ones)

        def shared(a: Array) -> Array:
            alike = [(group, side.alike(group)) for group in reach.groups(a)]
            return spread(reach, a.shape, [[share(k, ties) for k in range(len(group))] for group, ties in alike])

        def last(a: Array) -> Array:
            ones = [[fmpq(k == side.alike(group)[-1]) for k in range(len(group))] for group in reach.groups(a)]
            return spread(reach, a.shape, ones)

        def ties(a: Array) -> frozenset[int]:
            shares = enumerate(shared(a).entries)
            return frozenset(place for place, entry in shares if 0 < entry < 1)

        def definition(a: Any, i: Any, j: Any) -> Any:
            delta, places = sympy().KroneckerDelta, reach.places(a.shape, i, j)
            chances = side.chances([a(p, q) for p, q in places])
            terms = (delta(i, p) * delta(j, q) * chance for (p, q), chance in zip(places, chances, strict=True))
            return sympy().Add(*terms)

        name = f"{side.name}_mask"
        return row(
            Operation(
                reach.key(name),
                lambda args: args[0].shape,
                value,
                definition,
                reach.notation(name, rf"\mathrm{{{side.name}mask}}"),
                ((Rule(lambda g, args, result: simplify.number(0, args[0].shape), "where"),),),
                kink=True,
                margin=lambda a: Array((len(reach.groups(a)), 1), tuple(map(side.lead, reach.groups(a)))),
                jump=Jump(ties, {"first": value, "last": last, "middle": shared}),
                along=along,
                code=replace(
                    reach.code(f"(#1 == np.{side.name}(#1AXIS)) * 1.0", f"(#1 == torch.a{side.name}(#1AXIS)) * 1.0"),
                    level=PRODUCT,
                    needs=(SUM,),
                ),
            )
        )

    return make


def share(place: int, ties: Sequence[int]) -> Scalar:
    return fmpq(1, len(ties)) if place in ties else fmpq(0)


def extreme(side: Extreme) -> Family:
    def make(reach: Reach, along: Mapping[str, Operation]) -> Operation:
        place = simplify.TABLE[reach.key(f"{side.name}_mask")]

        def value(a: Array) -> Array:
            return Array(reach.shape(a.shape), tuple(group[side.first(group)] for group in reach.groups(a)))

        def definition(a: Any, i: Any, j: Any) -> Any:
            return side.nested([a(p, q) for p, q in reach.places(a.shape, i, j)])[0]

        def pullback(g: Expr, args: Args, result: Expr) -> Expr:
            """What arrives, where the largest (smallest) entry stands."""
            return simplify.entrywise(place(*args), g)

        return row(
            Operation(
                reach.key(f"{side.name}_entry"),
                lambda args: reach.shape(args[0].shape),
                value,
                definition,
                reach.notation(side.name, rf"\{side.name}"),
                ((Rule(pullback, "extreme_entry"),),),
                kink=True,
                margin=lambda a: Array((len(reach.groups(a)), 1), tuple(map(side.lead, reach.groups(a)))),
                along=along,
                code=reach.code(f"np.{side.name}(#1AXIS)", f"torch.a{side.name}(#1AXIS)"),
            )
        )

    return make


MAX, MIN = Extreme("max", 1), Extreme("min", -1)
WHERE_LARGEST, WHERE_SMALLEST = family(where(MAX)), family(where(MIN))
LARGEST, SMALLEST = family(extreme(MAX)), family(extreme(MIN))
