"""Brackets behind a name or a formula: indices of a family, single entries, rows, columns and slices.

A name that an equation defines at an index, `h[t] = …`, or that is given at one, is a family, and as many places as it
has there are its indices; what stands behind them takes something out of the array.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from derive.language.expr import (
    Call,
    Derivative,
    Entry,
    Expr,
    Index,
    Ref,
    Sum,
    at,
    bind,
    is_single,
    order,
    rewrite,
    walk,
)
from derive.language.operation import Operation
from derive.language.record import record
from derive.table.algebra import ADD
from derive.table.quotients import DIVIDE
from derive.table.simplify import number
from derive.table.slices import COLUMN, COLUMN_SLICE, ENTRY, MATRIX_ENTRY, ROW, SLICE

if TYPE_CHECKING:
    from derive.problem.build import Builder, Node

FROM_INDEX = "places are counted from 1; where an index such as t starts at 0, the place that it tells is [t+1]"
SINGLE = (ENTRY, MATRIX_ENTRY, ROW, COLUMN)
Group = list["Node"]
"""The places in one pair of brackets: trees of an index or of a slice."""


def counts_entries(exprs: Iterable[Expr]) -> bool:
    """Whether single entries, rows or columns, which are counted from 1, are taken out somewhere."""
    parts = (part for expr in exprs for part in walk(expr))
    return any(isinstance(part, Call) and part.operation in SINGLE for part in parts)


def from_one(index: Index) -> str:
    return f"single entries are counted from 1, not from {index}; slices such as [0:2] from 0"


def is_slice(place: Node) -> bool:
    return bool(place.data == "slice")


def leading(groups: Iterable[Node]) -> list[Node]:
    """The places that may be indices of a family: those in front of the first bracket with a colon."""
    found: list[Node] = []
    for group in groups:
        if any(map(is_slice, group.children)):
            break
        found.extend(group.children)
    return found


def divided(groups: Iterable[Node], arity: int) -> tuple[list[Node], list[Group]]:
    """The first places, as many as a family has indices, and what is behind them: single places in one bracket."""
    indices: list[Node] = []
    others: list[Group] = []
    for group in groups:
        rest = list(group.children)
        while rest and len(indices) < arity and not is_slice(rest[0]):
            indices.append(rest.pop(0))
        if not rest:
            continue
        if others and not any(map(is_slice, (*others[-1], *rest))):
            others[-1] += rest
        else:
            others.append(rest)
    return indices, others


def column_of(whole: Derivative, index: tuple[Index, ...]) -> Derivative | None:
    """A derivative by one entry of the variable, in the shape of an array that is differentiated: `dh/dW[0, 1]`."""
    if len(index) != order(whole.by.shape) or is_single(whole.of.shape) or any(i.name for i in index):
        return None
    return replace(whole, shape=whole.of.shape, column=tuple(i.offset for i in index))


def cut(builder: Builder, expr: Expr, groups: Iterable[Group], tree: Node) -> Expr:
    """What the brackets behind an array take out of it."""
    for group in groups:
        expr = Taken(builder, expr, group, tree).out()
    return expr


@record
class Taken:
    """One pair of brackets behind an array."""

    builder: Builder
    expr: Expr
    group: Group
    tree: Node

    def out(self) -> Expr:
        if len(self.group) > 2:
            raise self.builder.fault(f"an array has rows and columns, no {len(self.group)} places", self.group[2])
        if not any(map(is_slice, self.group)):
            numbers = [self.place(part) for part in self.group]
            return self.apply(ENTRY if len(numbers) == 1 else MATRIX_ENTRY, self.expr, *numbers)
        shape = self.expr.shape or (1, 1)
        if len(self.group) == 1 and shape[0] == 1 < shape[1]:
            return self.along(self.expr, self.group[0], 1)
        found = self.expr
        for axis, part in enumerate(self.group):
            found = self.along(found, part, axis)
        return found

    def along(self, expr: Expr, part: Node, axis: int) -> Expr:
        """Some rows (axis 0) or columns (axis 1) of an array."""
        if not is_slice(part):
            return self.apply((ROW, COLUMN)[axis], expr, self.place(part))
        count = (expr.shape or (1, 1))[axis]
        start, stop = self.bounds(part, count)
        if part.children == [None, None] or (len(self.group) > 1 and count == 1):
            return expr
        return self.apply((SLICE, COLUMN_SLICE)[axis], expr, start, stop)

    def apply(self, operation: Operation, expr: Expr, *numbers: int) -> Expr:
        return self.builder.apply(operation, (expr, *map(self.builder.number, numbers)), self.tree)

    def place(self, part: Node) -> int:
        """A single place, counted from 1 on."""
        index = self.builder.bound(part)
        if not index.is_literal:
            raise self.builder.fault(f"an entry has a number for its place, not {index}", part)
        if index.offset < 1:
            raise self.builder.fault(from_one(index) if self.is_number(part) else FROM_INDEX, part)
        return index.offset

    def is_number(self, part: Node) -> bool:
        """Whether a place was written as a number, and not as an index that has it."""
        return not self.builder.text[(part.children[0].column or 1) - 1].isalpha()

    def bounds(self, part: Node, count: int) -> tuple[int, int]:
        """The bounds of a slice; negative ones are counted from the end."""
        first, last = (None if edge is None else self.edge(edge) for edge in part.children)
        start, stop = (0 if first is None else first.offset), (count if last is None else last.offset)
        start, stop = (bound + count if bound < 0 else bound for bound in (start, stop))
        if not 0 <= start < stop <= count:
            message = f"there are {count} places here, 0:{count}; slices are counted from 0 and leave out their end"
            raise self.builder.fault(message, part)
        return start, stop

    def edge(self, part: Node) -> Index:
        index = self.builder.bound(part)
        if not index.is_literal:
            raise self.builder.fault(f"a slice has numbers for its bounds, not {index}", part)
        return index


def spelled_out(builder: Builder, expr: Expr, tree: Node) -> Expr:
    """The expression with sums over the places of entries, `sum(t, w[t] log(p[t]))`, as additions of single entries.

    Errors: an entry at an index that no sum runs over, since its place must be a number.
    """

    def change(part: Expr) -> Expr | None:
        if isinstance(part, Entry) and isinstance(part.of, Ref):
            loose = next((place for place in part.index if place.name), None)
            if loose is not None:
                message = f"an entry has a number for its place, or the index of a sum over it, not {loose}"
                raise builder.fault(message, tree)
            if any(place.offset < 1 for place in part.index):
                raise builder.fault(FROM_INDEX, tree)
            numbers = [builder.number(place.offset) for place in part.index]
            return builder.apply(ENTRY if len(numbers) == 1 else MATRIX_ENTRY, (part.of, *numbers), tree)
        if isinstance(part, Sum) and counts_places(part):
            values = range(part.low.offset, part.high.offset + 1)
            if not values:
                return number(0, part.body.shape)
            terms = [rewrite(bind(part.body, {part.index: at(k)}), change) for k in values]
            whole = reduce(lambda left, right: builder.apply(ADD, (left, right), tree), terms)
            return builder.apply(DIVIDE, (whole, builder.number(len(terms))), tree) if part.mean else whole
        return None

    return rewrite(expr, change)


def counts_places(total: Sum) -> bool:
    """Whether a sum with numbers for bounds runs over the places of entries."""
    entries = (part for part in walk(total.body) if isinstance(part, Entry))
    is_counting = any(place.name == total.index for part in entries for place in part.index)
    return (
        is_counting
        and total.low.is_literal
        and total.high.is_literal
        and (total.low.offset <= total.high.offset or not total.mean)
    )
