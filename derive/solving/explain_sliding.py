"""A convolution as one matrix product: the entries below each other, and a matrix of what slides over them."""

from __future__ import annotations

from collections.abc import Iterator

from derive.language.expr import Call, Derivative, Entry, Expr, Grid, Ref, Shape, at, is_column, is_single, size
from derive.language.operation import Role
from derive.language.steps import Explanation, Step
from derive.solving.layout import Names
from derive.table import simplify
from derive.table.convolution import SLIDING
from derive.table.products import MULTIPLY, TRANSPOSE
from derive.table.reshaped import FLATTEN

MOST_ROWS, MOST_COLUMNS = 11, 9
"""Of a matrix that a page still shows whole."""


def as_product(names: Names, step: Step, name: Derivative) -> Iterator[Explanation]:
    """The gradient through a convolution with all entries in one column, row by row: Tᵀ times that by its result."""
    is_whole = step.target == name and not name.use and name.column is None
    edges = names.network.edges(name.of, name.by) if is_single(name.of.shape) and is_whole else []
    for edge in edges if len(edges) == 1 else ():
        matrix = sliding(edge.child.rhs, name.by) if edge.through is None else None
        if matrix is not None:
            arriving = below(names.derivative(name.of, edge.child.target))
            right = MULTIPLY(TRANSPOSE(matrix), arriving)
            yield Explanation("sliding", below(name), (right,))


def below(expr: Expr) -> Expr:
    return expr if is_column(expr.shape) else FLATTEN(expr)


def sliding(expr: Expr, by: Ref) -> Grid | None:
    """The matrix with which a convolution is a product: of the kernel's entries, or of those that it slides over."""
    call = next(convolutions(expr), None)
    if call is None or call.shape != expr.shape:
        return None
    found, (x, k) = SLIDING[call.operation], call.args[:2]
    if not (isinstance(x, Ref) and isinstance(k, Ref) and by in (x, k)) or x == k:
        return None
    other, is_array = (k, True) if by == x else (x, False)
    rows, columns = size(expr.shape), size(by.shape)
    if rows > MOST_ROWS or columns > MOST_COLUMNS or not by.shape:
        return None
    entries: list[Expr] = [simplify.number(0)] * (rows * columns)
    for z, place, tap in found.walk(call.args).taps(x.shape, k.shape, expr.shape):
        here, there = (place, tap) if is_array else (tap, place)
        entries[number(z, expr.shape) * columns + number(here, by.shape)] = entry(other, there)
    return Grid(tuple(entries), (rows, columns))


def convolutions(expr: Expr) -> Iterator[Call]:
    """The convolution that an expression is, or that a bias is added to."""
    if isinstance(expr, Call) and expr.operation in SLIDING:
        yield expr
    elif isinstance(expr, Call) and expr.operation.role is Role.SUM:
        for arg in expr.args:
            yield from convolutions(arg)


def number(place: tuple[int, int], shape: Shape) -> int:
    """Which entry it is, row by row."""
    return place[0] * shape[1] + place[1]


def entry(ref: Ref, place: tuple[int, int]) -> Expr:
    return Entry(ref, tuple(map(at, place[:1] if is_column(ref.shape) else place)))
