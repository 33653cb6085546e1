"""Equations as another library has them under the same name: not mistakes, but other dialects.

Each row tells how a part of an equation changes; who calculates so gives the right numbers of the other library
(`derive dialects gru`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace

from flint import fmpq

from derive.judging.slip import Slip
from derive.language.expr import Call, Equation, Expr, Number, Ref, rewrite, walk
from derive.language.operation import Role
from derive.language.record import record
from derive.problem.problem import Problem
from derive.table import simplify
from derive.table.dialects import dialects
from derive.table.elementwise import SQRT

PRODUCTS = (Role.PRODUCT, Role.ENTRYWISE_PRODUCT)
Change = Callable[[Expr, Equation, Problem], Iterator[Expr]]


@record
class OtherDialect:
    """A difference between libraries: what may stand in place of a part, and of what it is one."""

    name: str
    of: str
    changes: Change


def factors(expr: Expr) -> tuple[Expr, Expr] | None:
    """Both factors of an entrywise product, or of one of scalars."""
    if not isinstance(expr, Call) or expr.operation.role not in PRODUCTS:
        return None
    left, right = expr.args
    is_alike = expr.operation.role is Role.ENTRYWISE_PRODUCT or not (left.shape or right.shape)
    return (left, right) if is_alike else None


def complement(expr: Expr) -> Expr | None:
    """g of 1 − g."""
    if isinstance(expr, Call) and expr.operation.role is Role.DIFFERENCE:
        one, gate = expr.args
        return gate if simplify.is_one(one) else None
    return None


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


def matrix_product(expr: Expr) -> Call | None:
    """A product of matrices that is not one of scalars."""
    is_product = isinstance(expr, Call) and expr.operation.role is Role.PRODUCT
    return expr if isinstance(expr, Call) and is_product and factors(expr) is None else None


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


def epsilons() -> dict[fmpq, None]:
    """The numbers that libraries add where a quantity is divided by its spread."""
    found = (row.epsilon for row in dialects() if row.epsilon and row.of.endswith("_norm"))
    return dict.fromkeys(fmpq(int(text.replace(".", "")), 10 ** len(text.partition(".")[2])) for text in found)


def other_epsilon(expr: Expr, equation: Equation, problem: Problem) -> Iterator[Expr]:
    """Another library's number for one of them, added under a root."""
    if not isinstance(expr, Call) or expr.operation is not SQRT:
        return
    (inner,) = expr.args
    spread = whole(problem.bound[inner].rhs if isinstance(inner, Ref) and inner in problem.bound else inner, problem)
    if not isinstance(spread, Call) or spread.operation.role is not Role.SUM:
        return
    known = epsilons()
    for place, part in enumerate(spread.args):
        if isinstance(part, Number) and not part.shape and part.entries[0] in known:
            for value in (other for other in known if other != part.entries[0]):
                args = [simplify.number(value) if k == place else arg for k, arg in enumerate(spread.args)]
                yield SQRT(simplify.plus(*args))


OTHERS = (
    OtherDialect("update_gate_other_way", "gru", gate_turned),
    OtherDialect("reset_after_product", "gru", reset_after),
    OtherDialect("reset_before_product", "gru", reset_before),
    OtherDialect("other_epsilon", "layer_norm", other_epsilon),
)
NAMES = {row.name: row.of for row in OTHERS}


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


def whole(expr: Expr, problem: Problem) -> Expr:
    """An expression with parts put back in to which the author gave no names."""

    def part(found: Expr) -> Expr | None:
        if isinstance(found, Ref) and found.name in problem.invented and found in problem.bound:
            return whole(problem.bound[found].rhs, problem)
        return None

    return rewrite(expr, part)
