"""What is taken out of an array: entries, of names or of anything else, rows, columns and slices."""

from __future__ import annotations

from dataclasses import replace

from derive.language.expr import Call, Derivative, Entry, Expr, Grid, Index, Ref, Zero, at, is_single, order
from derive.language.operation import Acts
from derive.problem.scope import entry_sizes
from derive.reading import functions
from derive.reading.building import Env, Interpreter
from derive.reading.result import Fault
from derive.reading.tree import Node, Part, Place, SliceBounds, Sliced
from derive.table.products import TRANSPOSE

COUNTS_FROM = "from "
"""Before the index of a sum with bounds, what it counts from on paper: 0 or 1."""


def entry(of: Ref | Derivative, index: tuple[Index, ...], env: Env, node: Node) -> Expr:
    known = {k: v for k, v in env.items() if v.is_literal or not v.offset}
    return Entry(of, tuple(in_window(i, env).bind(known) for i in index))


def in_window(index: Index, env: Env) -> Index:
    """The place `i+m-1` of a convolution with what its letters count from, by the sum over one or by the -1."""
    if len(index.names) < 2:
        return index
    first = next((env[COUNTS_FROM + name].offset for name in index.names if COUNTS_FROM + name in env), None)
    return Index(index.name, index.offset + (int(index.offset < 0) if first is None else first))


def build_place(builder: Interpreter, node: Place, env: Env) -> Expr:
    body = builder.build(node.body, env)
    if isinstance(body, Zero):
        return body
    parts = [replace(p, text=c) for p in node.parts for c in (p.text if splits(p, body) else [p.text])]
    return entry_of(builder, body, tuple(builder.vocabulary.counted(part) for part in parts), env, node)


def build_sliced(builder: Interpreter, node: Sliced, env: Env) -> Expr:
    """Rows and columns of an array; of a row in one pair of brackets its columns."""
    found = builder.build(node.body, env)
    shape = found.shape or (1, 1)
    if len(node.places) > 2:
        raise builder.fault("expected at most two places, for rows and columns", node, Fault.GRAMMAR)
    shift = int(len(node.places) == 1 and shape[0] == 1 < shape[1])
    for axis, place in enumerate(node.places, shift):
        found = found if isinstance(found, Zero) else cut(builder, found, axis, place, env, node)
    return found


def row(builder: Interpreter, array: Expr, place: Index, node: Node) -> Expr:
    """One row of an array, the row of a letter entry by entry."""
    return line_at(builder, array, place, node, 0)


def line_at(builder: Interpreter, array: Expr, place: Index, node: Node, axis: int) -> Expr:
    """One row (axis 0) or column (axis 1) of an array, that of a letter entry by entry."""
    if place.is_literal:
        numbers = (functions.number(place.offset), functions.number(place.offset + 1))
        return builder.apply(("slice", "column_slice")[axis], (array, *numbers), node)
    if not isinstance(array, Ref | Derivative) or order(array.shape) != 2:
        raise builder.fault("expected a row of a named quantity", node, Fault.BEYOND)
    length = array.shape[1 - axis]
    pairs = ((place, at(k)) if axis == 0 else (at(k), place) for k in range(length))
    return Grid(tuple(Entry(array, pair) for pair in pairs), (1, length) if axis == 0 else (length, 1))


def cut(builder: Interpreter, array: Expr, axis: int, place: Part | SliceBounds, env: Env, node: Sliced) -> Expr:
    """Some rows (axis 0) or columns (axis 1)."""
    count = (array.shape or (1, 1))[axis]
    if isinstance(place, Part) and not place.text.isdigit():
        return line_at(builder, array, builder.vocabulary.counted(place).bind(env), node, axis)
    if isinstance(place, Part):
        number = count + place.offset if place.offset < 0 else builder.vocabulary.counted(place).offset
        first, last = number, number + 1
    else:
        ends = (0 if place.first is None else place.first), (count if place.last is None else place.last)
        first, last = (end + count if end < 0 else end for end in ends)
    if not 0 <= first < last <= count:
        raise builder.fault(f"there are {count} places here", node, Fault.INDEX)
    if (first, last) == (0, count) and isinstance(place, SliceBounds):
        return array
    numbers = map(functions.number, (first, last))
    return builder.apply(("slice", "column_slice")[axis], (array, *numbers), node)


def entry_of(builder: Interpreter, body: Expr, index: tuple[Index, ...], env: Env, node: Node) -> Expr:
    """An entry of an expression; that of a sum or of an entrywise function is made of theirs."""
    index = tuple(i.bind({k: v for k, v in env.items() if v.is_literal}) for i in index)
    for place in index:
        if builder.vocabulary.is_no_index(place):
            raise builder.fault(f"{place.name!r} is no index that counts entries", node, Fault.INDEX)
    match body:
        case Ref() | Derivative():
            sizes = entry_sizes(body)
            fits = all(not i.is_literal or 0 <= i.offset < n for i, n in zip(index, sizes, strict=False))
            if len(index) == len(sizes) and fits:
                return entry(body, index, env, node)
        case Call(operation, args) if operation.acts is Acts.ENTRIES:
            parts = [arg if is_single(arg.shape) else entry_of(builder, arg, index, env, node) for arg in args]
            return operation(*parts)
    picked = entry_picked(builder, body, index, node)
    if picked is None:
        raise builder.fault("expected an entry of a named quantity", node, Fault.BEYOND)
    return picked


def entry_picked(builder: Interpreter, body: Expr, index: tuple[Index, ...], node: Node) -> Expr | None:
    """An entry of any array as a product with unit vectors; nothing for one that does not exist."""
    axes = [axis for axis, size in enumerate(body.shape) if size > 1 or len(index) == len(body.shape)]
    if len(axes) != len(index) or not all(i.is_literal for i in index):
        return None
    if not all(0 <= i.offset < body.shape[axis] for i, axis in zip(index, axes, strict=True)):
        return None
    result = body
    for axis, place in zip(axes, index, strict=True):
        if (size := body.shape[axis]) > 1:
            unit = functions.unit(place.offset, size)
            pair = (TRANSPOSE(unit), result) if axis == 0 else (result, unit)
            result = builder.apply("multiply", pair, node)
    return result


def splits(part: Part, body: Expr) -> bool:
    return len(part.text) == 2 and not part.offset and len(body.shape) == 2 and body.shape[1] > 1
