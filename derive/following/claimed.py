"""The formulas that a student has claimed, for whole quantities and for their entries."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import product

from derive.following.own_point import Name, OwnPoint, shape_of
from derive.following.sides import ReadSide
from derive.following.values import meets, value_of
from derive.language.expr import Entry, Expr, Ref, Shape, at, is_single, order, walk
from derive.language.numbers import Array
from derive.reading.conventions import TURNED_WEIGHTS
from derive.reading.result import Reading

MOST_ENTRIES = 64


@dataclass
class Claimed:
    """The last formula for each quantity or entry, and whether it is right; `latest` is what was written of last."""

    known: dict[Expr, tuple[ReadSide, bool]] = field(default_factory=dict)
    latest: Expr | None = None
    weights: set[Ref] = field(default_factory=set)
    """The matrices that stand as they are in a formula that is right: the writer has none of them transposed."""

    def write(self, name: Expr, side: ReadSide, is_right: bool) -> None:
        self.known[name] = (side, is_right)

    def show(self, expr: Expr) -> None:
        """Keep the matrices of a formula that is right as it stands."""
        self.weights |= matrices(expr)

    def refutes(self, reading: Reading) -> bool:
        """Whether a reading has weights transposed that stood as they are before."""
        found = {each for member in reading.members if member.expr is not None for each in matrices(member.expr)}
        return reading.convention == TURNED_WEIGHTS and bool(found) and found <= self.weights

    def working(self, name: Expr | None) -> ReadSide | None:
        """The false formula for a quantity that a value of it stands right behind, as its working."""
        return self.false(name) if name == self.latest else None

    def false(self, name: Expr | None) -> ReadSide | None:
        """The formula claimed for a quantity, if there is one and it is false."""
        side, is_right = self.known.get(name, (None, True)) if name is not None else (None, True)
        return None if is_right else side

    def all_false(self) -> dict[Name, ReadSide]:
        """The false formulas for whole quantities."""
        return {
            name: side
            for name, (side, is_right) in self.known.items()
            if not is_right and not isinstance(name, Entry) and isinstance(name, Name)
        }

    def entries(self, asked: Expr) -> tuple[Shape, list[ReadSide]]:
        """The formulas for all entries of a quantity, or for the one that is asked; none unless one is false."""
        names: list[Expr] = [asked]
        shape: Shape = ()
        if isinstance(asked, Name):
            shape = shape_of(asked)
            if len(shape) == 2 and shape[0] * shape[1] <= MOST_ENTRIES:
                sizes = shape[: order(shape)]
                names = [Entry(asked, tuple(map(at, place))) for place in product(*map(range, sizes))]
        found = [self.known[name] for name in names if name in self.known]
        if len(found) < len(names) or all(is_right for _, is_right in found):
            return shape, []
        return shape, [side for side, _ in found]

    def leads(self, asked: Expr, side: ReadSide, points: Sequence[OwnPoint], digits: int) -> bool:
        """Whether false formulas for entries give a value at one of the points."""
        shape, sides = self.entries(asked)
        for point in points if sides else ():
            values = [value_of(each, point, digits) for each in sides]
            mine = value_of(side, point, digits)
            entries = [value.wide.entries[0] for value in values if value is not None and is_single(value.wide.shape)]
            if mine is not None and len(entries) == len(sides) and meets(Array(shape, tuple(entries)), mine, digits):
                return True
        return False


def matrices(expr: Expr) -> set[Ref]:
    """The matrices that stand in a formula, no vectors."""
    return {part for part in walk(expr) if isinstance(part, Ref) and is_matrix(part.shape)}


def is_matrix(shape: Shape) -> bool:
    """Whether an array has several rows and columns, not equally many: others fit transposed as well."""
    return len(shape) == 2 and 1 not in shape and shape[0] != shape[1]
