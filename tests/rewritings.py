"""True relations of a network written otherwise, and made false: for properties of the judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from derive.api import Solution
from derive.language.expr import Call, Expr, Number, Ref, children
from derive.language.operation import Role
from derive.language.plain import plain
from derive.problem.problem import Problem
from derive.table.algebra import ADD, NEGATE, SUBTRACT
from derive.table.products import HADAMARD, MULTIPLY, TRANSPOSE

Rewriting = Callable[[Expr, Problem], Expr | None]


@dataclass(frozen=True)
class Relation:
    """A quantity and a formula for it, as an answer says them."""

    name: str
    rhs: Expr


def relations(solution: Solution) -> Iterator[Relation]:
    """The relations of a solution that stand without a transpose and for single indices."""
    for step in solution.steps:
        if step.target == step.name and not step.spans and step.kind != "local":
            yield Relation(plain(step.name), step.rhs)


def commuted(expr: Expr, problem: Problem) -> Expr | None:
    """a + b as b + a, and an entrywise product likewise."""
    match expr:
        case Call(operation, (left, right)) if operation in (ADD, HADAMARD) and left.shape == right.shape:
            return operation(right, left)
    return None


def turned(expr: Expr, problem: Problem) -> Expr | None:
    """A B as (Bᵀ Aᵀ)ᵀ."""
    match expr:
        case Call(operation, (left, right)) if operation is MULTIPLY and left.shape and right.shape:
            return TRANSPOSE(MULTIPLY(TRANSPOSE(right), TRANSPOSE(left)))
    return None


def turned_twice(expr: Expr, problem: Problem) -> Expr | None:
    return TRANSPOSE(TRANSPOSE(expr)) if expr.shape else None


def negated_twice(expr: Expr, problem: Problem) -> Expr | None:
    return NEGATE(NEGATE(expr))


def put_in(expr: Expr, problem: Problem) -> Expr | None:
    """A quantity by its equation."""
    equation = problem.bound.get(expr) if isinstance(expr, Ref) else None
    return equation.rhs if equation is not None and equation.rhs.shape == expr.shape else None


def as_difference(expr: Expr, problem: Problem) -> Expr | None:
    """a + b as a - (-b)."""
    match expr:
        case Call(operation, (left, right)) if operation is ADD:
            return SUBTRACT(left, NEGATE(right))
    return None


def distributed(expr: Expr, problem: Problem) -> Expr | None:
    """A (b + c) as A b + A c."""
    match expr:
        case Call(product, (left, Call(total, (first, second)))) if product is MULTIPLY and total in {ADD, SUBTRACT}:
            return total(product(left, first), product(left, second)) if first.shape == second.shape else None
    return None


REWRITINGS: tuple[Rewriting, ...] = (
    commuted, turned, turned_twice, negated_twice, put_in, as_difference, distributed,
)  # fmt: skip


def rewritten(expr: Expr, problem: Problem, random: Random, times: int = 2) -> Expr:
    """The same, some of its parts written otherwise."""
    for _ in range(times):
        places = [
            (place, other)
            for place, part in placed(expr)
            for rewriting in REWRITINGS
            if not isinstance(part, Number) and (other := rewriting(part, problem)) is not None
        ]
        if places:
            expr = put(expr, *random.choice(places))
    return expr


Place = tuple[int, ...]


def placed(expr: Expr, place: Place = ()) -> Iterator[tuple[Place, Expr]]:
    """The parts outside of sums and derivatives, with the way to each."""
    yield place, expr
    if isinstance(expr, Call) and expr.operation.role is not Role.TRANSPOSE:
        for k, part in enumerate(children(expr)):
            yield from placed(part, (*place, k))


def put(expr: Expr, place: Place, other: Expr) -> Expr:
    """The expression with another part at a place."""
    if not place:
        return other
    assert isinstance(expr, Call)
    args = list(expr.args)
    args[place[0]] = put(args[place[0]], place[1:], other)
    return expr.operation(*args)
