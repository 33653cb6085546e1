"""True relations of a network written otherwise, and made false: for properties of the judge."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from random import Random

from derive.api import Solution
from derive.language.expr import Call, Expr, Number, Ref, children, is_single, size
from derive.language.numbers import is_minus_infinity
from derive.language.operation import Role
from derive.language.plain import plain
from derive.problem.problem import Problem
from derive.table.algebra import ADD, NEGATE, SUBTRACT
from derive.table.products import HADAMARD, MULTIPLY, TRANSPOSE
from derive.table.quotients import DIVIDE, POWER_ROW
from derive.table.simplify import TABLE, entry_total, number

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


def factored(expr: Expr, problem: Problem) -> Expr | None:
    """A b + A c as A (b + c), and b A + c A as (b + c) A."""
    match expr:
        case Call(total, (Call(one, (a, b)), Call(other, (c, d)))) if total in {ADD, SUBTRACT} and one is other:
            if one is MULTIPLY and a == c and b.shape == d.shape:
                return MULTIPLY(a, total(b, d))
            if one is MULTIPLY and b == d and a.shape == c.shape:
                return MULTIPLY(total(a, c), b)
    return None


def halved(expr: Expr, problem: Problem) -> Expr | None:
    """x as (x + x)/2."""
    return DIVIDE(ADD(expr, expr), number(2))


def added_and_taken(expr: Expr, problem: Problem) -> Expr | None:
    """x as (x + q) - q."""
    other = next((ref for ref in problem.given if ref.shape == expr.shape and ref != expr), None)
    return SUBTRACT(ADD(expr, other), other) if other is not None else None


def as_power(expr: Expr, problem: Problem) -> Expr | None:
    """x ⊙ x as x²; a square matrix has another square."""
    match expr:
        case Call(operation, (left, right)) if operation is HADAMARD and left == right and not is_square(left):
            return POWER_ROW(left, number(2))
    return None


def is_square(expr: Expr) -> bool:
    return not is_single(expr.shape) and len(set(expr.shape)) == 1


def by_definition(expr: Expr, problem: Problem) -> Expr | None:
    """A function written out: σ, softmax, tanh, the cross-entropy, the squared error, a squared norm."""
    match expr:
        case Call(operation, args) if operation.name in DEFINITIONS:
            return DEFINITIONS[operation.name](*args)
    return None


def called(name: str, *args: Expr) -> Expr:
    return TABLE[name](*args)


def sigmoid(x: Expr) -> Expr:
    return DIVIDE(number(1), ADD(number(1), called("exp", NEGATE(x))))


def hyperbolic_tangent(x: Expr) -> Expr:
    up, down = called("exp", x), called("exp", NEGATE(x))
    return DIVIDE(SUBTRACT(up, down), ADD(up, down))


def binary_cross_entropy(y: Expr, p: Expr) -> Expr:
    losses = ADD(HADAMARD(y, called("log", p)), HADAMARD(SUBTRACT(number(1), y), called("log", SUBTRACT(number(1), p))))
    return NEGATE(entry_total(losses))


DEFINITIONS: dict[str, Callable[..., Expr]] = {
    "sigmoid": sigmoid,
    "tanh": hyperbolic_tangent,
    "softmax": lambda z: DIVIDE(called("exp", z), called("total", called("exp", z))),
    "cross_entropy": lambda y, p: NEGATE(called("total", HADAMARD(y, called("log", p)))),
    "binary_cross_entropy": binary_cross_entropy,
    "mean_squared_error": lambda y, p: DIVIDE(
        entry_total(HADAMARD(SUBTRACT(y, p), SUBTRACT(y, p))), number(size(y.shape))
    ),
    "squared_norm": lambda x: entry_total(HADAMARD(x, x)),
}


def number_put_in(expr: Expr, problem: Problem) -> Expr | None:
    """A given number for its name."""
    value = problem.given.get(expr) if isinstance(expr, Ref) and is_single(expr.shape) else None
    return value if value is not None and not any(map(is_minus_infinity, value.entries)) else None


REWRITINGS: tuple[Rewriting, ...] = (
    commuted, turned, turned_twice, negated_twice, put_in, as_difference, distributed, factored, halved,
    added_and_taken, as_power, by_definition, number_put_in,
)  # fmt: skip


def with_named_part(expr: Expr, random: Random) -> str:
    """The formula as text, one of its parts under a name of the writer's own: `W κ where κ = x + b`."""
    parts = [(place, part) for place, part in placed(expr) if place and isinstance(part, Call) and part.shape]
    if not parts:
        return plain(expr)
    place, part = random.choice(parts)
    return f"{plain(put(expr, place, Ref('kappa', (), part.shape)))} where kappa = {plain(part)}"


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
