"""Square brackets that are no index: arrays of plain numbers, and quantities put beside and below each other."""

from __future__ import annotations

from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING

from derive.language.expr import Call, Expr, Grid, Number, is_single, size
from derive.language.operation import Role
from derive.language.plain import plain
from derive.table.joined import BELOW, BESIDE

if TYPE_CHECKING:
    from derive.problem.build import Builder, Node


def listed(builder: Builder, tree: Node) -> Expr:
    """An array of numbers if nothing else is in it; otherwise `[a, b]` side by side, `[a; b]` below each other."""
    if all(is_plain(part) for row in tree.children for part in row.children):
        return numbers(builder, tree)
    if len(tree.children) == 1 and all(part.data == "list" for part in tree.children[0].children):
        rows = [[builder.build(entry) for entry in entries(part)] for part in tree.children[0].children]
        return stacked(builder, rows, tree)
    rows = [[builder.build(part) for part in row.children] for row in tree.children]
    if len(rows) == 1 < len(rows[0]) and all(is_single(part.shape) for part in rows[0]) and not in_rows(builder):
        column, line = (separator.join(map(plain, rows[0])) for separator in ("; ", ", "))
        message = f"a column or a row is not clear; write [{column}] for the column, concat({line}) for the row"
        raise builder.fault(message, tree)
    return stacked(builder, rows, tree)


def stacked(builder: Builder, rows: list[list[Expr]], tree: Node) -> Expr:
    """The parts side by side and below each other; in what is said of a problem, single ones are entries."""
    width = len(rows[0])
    is_grid = all(len(row) == width and not any(part.shape for part in row) for row in rows)
    if is_grid and not builder.scope.in_equations:
        return Grid(tuple(part for row in rows for part in row), (len(rows), width))
    beside = [reduce(lambda a, b: builder.apply(BESIDE, (a, b), tree), row) for row in rows]
    return reduce(lambda a, b: builder.apply(BELOW, (a, b), tree), beside)


def entries(tree: Node) -> list[Node]:
    return [part for row in tree.children for part in row.children]


def is_plain(tree: Node) -> bool:
    """Whether there is nothing but a number, perhaps negative or a fraction, or a list of such."""
    match tree.data:
        case "number":
            return True
        case "list":
            return all(map(is_plain, entries(tree)))
        case "negate" | "divide":
            return all(map(is_plain, tree.children))
    return False


def numbers(builder: Builder, tree: Node) -> Expr:
    """A flat list is a column, or a row where vectors are; a list of lists has them as rows; semicolons end a row."""
    if len(tree.children) > 1:
        rows = [beside(builder, row.children, tree) for row in tree.children]
    else:
        rows = [literal(builder, builder.build(part), tree) for part in tree.children[0].children]
    if len({row.shape for row in rows}) > 1:
        raise builder.fault("the rows of this array differ in length", tree)
    values = tuple(value for row in rows for value in row.entries)
    texts = tuple(text for row in rows for text in row.texts)
    shape = (len(rows), size(rows[0].shape))
    return Number(values, shape[::-1] if in_rows(builder) and not rows[0].shape else shape, texts)


def in_rows(builder: Builder) -> bool:
    return builder.scope.vectors == "rows"


def beside(builder: Builder, parts: list[Node], tree: Node) -> Number:
    """The numbers of a row that semicolons end."""
    found = [literal(builder, builder.build(part), tree) for part in parts]
    if any(number.shape for number in found):
        raise builder.fault("lists within a list are its rows, without ';'", tree)
    values, texts = (tuple(getattr(n, name)[0] for n in found) for name in ("entries", "texts"))
    return Number(values, (1, len(found)), texts)


def literal(builder: Builder, entry: Expr, tree: Node) -> Number:
    """An entry of an array: a number, perhaps negative or a fraction, or a row of them."""
    match entry:
        case Number() if not entry.shape or entry.shape[0 if in_rows(builder) else 1] == 1:
            return replace(entry, shape=(1, size(entry.shape)) if entry.shape else ())
        case Call(operation, (inner,)) if operation.role is Role.OPPOSITE:
            number = literal(builder, inner, tree)
            if not number.shape and not number.texts[0].startswith("-"):
                return Number((-number.entries[0],), (), ("-" + number.texts[0],))
        case Call(operation, (first, second)) if operation.role is Role.QUOTIENT:
            top, bottom = literal(builder, first, tree), literal(builder, second, tree)
            if not top.shape and not bottom.shape and bottom.entries[0] != 0:
                return Number((top.entries[0] / bottom.entries[0],), (), (f"{top.texts[0]}/{bottom.texts[0]}",))
    raise builder.fault(f"found {plain(entry)} in an array; expected a number", tree)
