"""Arrays to expressions: rows of numbers, columns side by side, and the scalar product in angle brackets."""

from __future__ import annotations

from functools import reduce

from derive.language.errors import ShapeError
from derive.language.expr import Expr, Grid, Unsized, Zero, at, describe, is_column, is_single
from derive.language.patterns import regex
from derive.reading import functions
from derive.reading.building import Env, Interpreter
from derive.reading.guesses import JOINED
from derive.reading.picking import entry_of
from derive.reading.result import Fault, NotAValue, with_zeros
from derive.reading.tree import Node, Num, Product, Rows
from derive.table.joined import BELOW, BESIDE

BREAK = regex(r"\\right\s*\.[^\\\w]*(?:\\quad)?\s*\\left\s*\.")
OPENED = regex(r"\[\s*$")
CLOSED = regex(r"\s*(?:\\(?:right|[bB]igg?r?)\s*)?\]")


def is_side_by_side(node: Node, text: str) -> bool:
    """Whether all that stands in square brackets is factors without a sign, `[W U]`."""
    if not isinstance(node, Product) or any(sign for sign, _ in node.items):
        return False
    return bool(OPENED.search(text[: node.start]) and CLOSED.match(text, node.end))


def is_broken(node: Product, text: str) -> bool:
    """Whether the factors are the columns of one array that goes on after each `\\right.` with a `\\left.`."""
    return len(BREAK.findall(text, node.start, node.end)) == len(node.items) - 1


def mask_entry(builder: Interpreter, node: Num) -> Expr:
    """±∞.  Errors: `NotAValue` in a problem without a mask that has it."""
    if not builder.vocabulary.facts.has_infinity:
        raise NotAValue("not_a_value", "found ∞; expected a single value", builder.text, node.start)
    return functions.ENDLESS[node.text]


def build_rows(builder: Interpreter, node: Rows, env: Env) -> Expr:
    return rows(builder, node, env, builder.choice.flat)


def rows(builder: Interpreter, node: Rows, env: Env, turn: str) -> Expr:
    """An array; a flat list is a column or a row, whichever is being tried."""
    inner = inner_product(builder, node, env)
    if inner is not None:
        return inner
    built = [[builder.build(item, env) for item in row] for row in node.rows]
    if (blocks := joined_blocks(builder, built, node)) is not None:
        return blocks
    in_plane = not node.flat or any(min(part.shape, default=1) > 1 for part in built[0])
    if in_plane and (whole := joined(builder, built)) is not None:
        return whole
    entries = []
    for row, found in zip(node.rows, built, strict=True):
        for item, entry in zip(row, found, strict=True):
            entry = functions.number(0) if isinstance(entry, Zero) else entry
            if not is_single(entry.shape):
                raise builder.fault(
                    f"an entry of this array is {describe(entry.shape)}; expected numbers", item, Fault.BEYOND
                )
            entries.append(entry)
    shape = (len(node.rows), len(node.rows[0]))
    if node.flat:
        shape = (1, len(entries)) if turn == "row" else (len(entries), 1)
    builder.literals |= with_zeros(entries, builder.literals)
    return Grid(tuple(entries), shape)


def joined_blocks(builder: Interpreter, built: list[list[Expr]], node: Rows) -> Expr | None:
    """The matrix of columns side by side, or of rows one below the other; nothing where these are no such."""
    shapes = {part.shape for row in built for part in row}
    if len(shapes) != 1 or is_single(shape := shapes.pop()):
        return None
    across, down = len(built) == 1 and shape[1] == 1, len(built[0]) == 1 and shape[0] == 1
    if not across and not down:
        return None
    lines = built[0] if across else [row[0] for row in built]
    count = shape[0] if across else shape[1]
    table = [[entry_of(builder, line, (at(k),), {}, node) for k in range(count)] for line in lines]
    rows = list(zip(*table, strict=True)) if across else table
    return Grid(tuple(entry for row in rows for entry in row), (len(rows), len(rows[0])))


def joined(builder: Interpreter, built: list[list[Expr]]) -> Expr | None:
    """The array that arrays side by side and below each other make up; nothing where they do not fit together."""
    parts = [part for row in built for part in row]
    if all(is_single(part.shape) for part in parts) or any(isinstance(part, Unsized) for part in parts):
        return None
    try:
        whole = reduce(BELOW, (reduce(BESIDE, row) for row in built))
    except ShapeError:
        return None
    builder.notes[JOINED] = None
    return whole


def inner_product(builder: Interpreter, node: Rows, env: Env) -> Expr | None:
    """`\\langle a, b \\rangle` of two vectors."""
    if not builder.text.startswith(("\\langle", "⟨"), node.start) or len(node.rows[0]) != 2 or not node.flat:
        return None
    left, right = (builder.build(item, env) for item in node.rows[0])
    vectors = is_column(left.shape) and left.shape == right.shape and not is_single(left.shape)
    return builder.applied("dot", (left, right), node) if vectors else None
