"""Equations as another library has them under the same name: not mistakes, but other dialects.

Each row tells how a part of an equation changes; who calculates so gives the right numbers of the other library
(`derive dialects gru`).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from derive.judging.dialect_layers import LAYERS
from derive.judging.dialect_parts import OtherDialect, complement, factors, matrix_product, whole
from derive.judging.slip import Slip
from derive.language.expr import Call, Equation, Expr, Ref, rewrite, walk
from derive.language.operation import Role
from derive.problem.problem import Problem
from derive.table import simplify


def gate_turned(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """(1 − g) a + g b for g a + (1 − g) b, and the other way round, where a or b is the state before."""
    if not isinstance(expr, Call) or expr.operation.role is not Role.SUM:
        return
    pairs = [factors(arg) for arg in expr.args]
    if pairs[0] is None or pairs[1] is None:
        return
    (gate, a), (other, b) = pairs[0], pairs[1]
    is_recurrent = any(isinstance(part, Ref) and part.name == equation.target.name for part in (a, b))
    if is_recurrent and (complement(gate) == other or complement(other) == gate):
        yield simplify.plus(simplify.entrywise(other, a), simplify.entrywise(gate, b))


def has_update_gate(problem: Problem) -> bool:
    """Whether some state is kept in part by a gate, as in a gated recurrent unit."""
    sums = ((equation, part) for equation in problem.equations for part in walk(whole(equation.rhs, problem)))
    return any(any(gate_turned(part, equation, problem)) for equation, part in sums)


def reset_after(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """r ∘ (U h) for U (r ∘ h)."""
    product = matrix_product(expr)
    if product is None:
        return
    for place, arg in enumerate(product.args):
        pair, weight = factors(arg), product.args[1 - place]
        if pair and is_reset(pair, weight, problem) and expr.shape == pair[0].shape:
            parts = (pair[1], weight) if place == 0 else (weight, pair[1])
            yield simplify.entrywise(pair[0], simplify.times(*parts))


def is_reset(pair: tuple[Expr, Expr], weight: Expr, problem: Problem) -> bool:
    """Whether a computed gate stands beside a state, and the matrix is given."""
    gate, state = pair
    return (
        isinstance(weight, Ref)
        and isinstance(gate, Ref)
        and weight in problem.given
        and gate in problem.bound
        and is_state(state, problem)
    )


def reset_before(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """U (r ∘ h) for r ∘ (U h), a bias beside U h left out of the reset."""
    pair = factors(expr)
    if pair is None:
        return
    gate, inner = pair
    is_sum = isinstance(inner, Call) and inner.operation.role is Role.SUM
    parts = inner.args if is_sum and isinstance(inner, Call) else (inner,)
    product = matrix_product(parts[0])
    if product is None:
        return
    for place, state in enumerate(product.args):
        if is_reset((gate, state), product.args[1 - place], problem) and state.shape == gate.shape:
            stopped = [simplify.entrywise(gate, state) if k == place else arg for k, arg in enumerate(product.args)]
            yield simplify.added([simplify.times(*stopped), *parts[1:]], expr.shape)


def is_state(expr: Expr, problem: Problem) -> bool:
    """Whether a quantity is one of a recurrence: something at an index, with equations or a start of their own."""
    return isinstance(expr, Ref) and bool(expr.index) and any(ref.name == expr.name for ref in problem.bound)


OTHERS = (
    OtherDialect("update_gate_other_way", "gru", gate_turned, in_formulas=True),
    OtherDialect("reset_after_product", "gru", reset_after, in_formulas=True),
    OtherDialect("reset_before_product", "gru", reset_before, in_formulas=True),
    *LAYERS,
)
NAMES = {row.name: row.of for row in OTHERS}
IN_FORMULAS = {row.name for row in OTHERS if row.in_formulas}


def dialect_slips(problem: Problem) -> Iterator[Slip]:
    """The equations of a problem in other dialects, each difference everywhere at once."""
    rows = OTHERS if has_update_gate(problem) else [row for row in OTHERS if row.of != "gru"]
    for row in rows:
        count = max((len(found) for e in problem.equations for found in changed(row, e, problem)), default=0)
        for choice in range(count):
            yield Slip(row.name, equation=lambda e, row=row, choice=choice: rewritten(row, e, problem, choice))  # type: ignore[misc]


def changed(row: OtherDialect, equation: Equation, problem: Problem) -> Iterator[list[Expr]]:
    """What may stand in place of each part that differs."""

    def note(part: Expr) -> Expr | None:
        found = list(row.changes(part, equation, problem))
        if found:
            places.append(found)
        return None

    places: list[list[Expr]] = []
    rewrite(whole(equation.rhs, problem), note)
    yield from places


def rewritten(row: OtherDialect, equation: Equation, problem: Problem, choice: int) -> Equation:
    """An equation in another dialect; as it is where it does not differ."""

    def change(part: Expr) -> Expr | None:
        found = list(row.changes(part, equation, problem))
        return found[choice] if choice < len(found) else None

    inlined = whole(equation.rhs, problem)
    result = rewrite(inlined, change)
    return equation if result == inlined else replace(equation, rhs=result)
