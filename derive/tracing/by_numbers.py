"""Changes of a line that its numbers tell: what is missing to the true array is a multiple of an array before it."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from derive.tracing.givens import Numbers, squeezed
from derive.tracing.matching import SMALLEST, is_same
from derive.tracing.naming import of_factor, right_side
from derive.tracing.runs import Probe
from derive.tracing.seen import PART, Seen
from derive.tracing.tensor import Form
from derive.tracing.true_arrays import Truth

if TYPE_CHECKING:
    from derive.tracing.blame import Detective

MOST_WANTED = 3
MOST_LENGTHS = 4
SIMPLE = 8
"""The largest whole number by which a term may be multiplied or divided."""


def by_numbers(d: Detective, seen: Seen, source: ast.stmt, names: Sequence[str]) -> Iterator[Probe]:
    """The right side with a factor, or with a multiple of an array more."""
    value, wrap = right_side(source)
    if seen.event.is_passed:
        return
    for factor in dict.fromkeys(factors(d, seen)):
        yield of_factor(factor), wrap(ast.BinOp(value, ast.Mult(), ast.Constant(1 / factor)))
    yield from ((name, wrap(new)) for name, new in divided_terms(d, value))
    for truth in seen.wanted[:MOST_WANTED]:
        for name, many in terms(d, seen, truth, names):
            term = ast.BinOp(ast.Name(name, ast.Load()), ast.Mult(), ast.Constant(many))
            yield f"term:{name}", wrap(ast.BinOp(value, ast.Add(), term))


def divided_terms(d: Detective, value: ast.expr) -> Iterator[tuple[str, ast.expr]]:
    """A sum of which one term is divided by a length, or not."""
    lengths = [k for k in d.runs.truths.multiples if k > 1 and k == int(k)][:MOST_LENGTHS]
    match value:
        case ast.BinOp(left, ast.Add() | ast.Sub() as operator, right):
            for k in lengths:
                for name, factor in (("missing_mean_factor", 1 / k), ("mean_factor_twice", k)):
                    yield name, ast.BinOp(times(left, factor), operator, right)
                    yield name, ast.BinOp(left, operator, times(right, factor))


def times(value: ast.expr, factor: float) -> ast.expr:
    return ast.BinOp(value, ast.Mult(), ast.Constant(factor))


def factors(d: Detective, seen: Seen) -> Iterator[float]:
    """The multiples that a value is of the gradient that its name says, or of any, where nothing before is such."""
    abouts = {truth.about for truth in seen.wanted}
    had = {factor for each in d.last.inputs(seen) for factor in brought(d, each)}
    for match in seen.matches if seen.status == PART else ():
        is_meant = match.truth.about in abouts or not abouts
        if match.factor not in (0.0, 1.0, *had) and is_meant and match.truth.kind == "gradient":
            yield match.factor


def brought(d: Detective, seen: Seen) -> set[float]:
    """The factors that a value already has; the gradient by data, as by the target of a loss, is minus another."""
    given = d.runs.problem.given
    full = [match.truth for match in seen.matches if match.is_full]
    if any(not (truth.is_gradient and truth.ref in given) for truth in full):
        return set()
    return {match.factor for match in seen.matches}


def terms(d: Detective, seen: Seen, truth: Truth, names: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Arrays of which a multiple is missing to a true one."""
    values = seen.values()
    if values is None or truth.shape != squeezed(seen.shape()):
        return
    missing = [tuple(a - b for a, b in zip(t, v, strict=True)) for t, v in zip(truth.numbers, values, strict=True)]
    met: set[str] = set()
    for each in d.last.seen[seen.number - 1 :: -1] if seen.number else ():
        name, rows = each.event.name, each.values()
        if name not in names or name in met or rows is None or each.event.keys:
            continue
        met.add(name)
        spread = [stretched(row, squeezed(each.shape()), truth.shape) for row in rows]
        factor = common(missing, [row for row in spread if row is not None])
        if factor is not None:
            yield name, factor


def stretched(row: Numbers, shape: Form, to: Form) -> Numbers | None:
    """The numbers of an array as NumPy spreads them over a matrix: a row over all rows."""
    if shape == to:
        return row
    return row * to[0] if len(to) == 2 and shape == to[1:] else None


def common(missing: Sequence[Numbers], rows: Sequence[Numbers]) -> float | None:
    """The simple number by which some numbers are multiples of others; `None` if there is none."""
    if len(rows) < len(missing) or not rows[0]:
        return None
    k = max(range(len(rows[0])), key=lambda j: abs(rows[0][j]))
    factor = missing[0][k] / rows[0][k] if abs(rows[0][k]) > SMALLEST else 0.0
    if abs(factor) < 1 / SIMPLE / 2 or abs(factor) > SIMPLE:
        return None
    scaled = [tuple(factor * x for x in row) for row in rows]
    return factor if all(map(is_same, missing, scaled)) else None
