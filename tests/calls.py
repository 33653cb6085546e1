"""Which shapes each operation takes, found by trying, and values for its arguments inside its domain."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from itertools import product
from random import Random

from flint import fmpq

from derive.language.errors import DomainError, ShapeError
from derive.language.evaluate import evaluate
from derive.language.expr import Call, Expr, Number, Ref, Shape, size
from derive.language.numbers import Array, rational
from derive.language.operation import Operation

SHAPES: tuple[Shape, ...] = ((), (1, 1), (2, 1), (3, 1), (1, 3), (2, 2), (2, 3), (3, 2))
NAMES = "abc"
RANGES = ((-2, 2), (0, 1), (-1, 0))
"""Where values are drawn from in turn, until the operation accepts them (a logarithm wants positive ones)."""


@cache
def calls(operation: Operation) -> tuple[Call, ...]:
    """The operation applied to named quantities of every combination of shapes that it takes."""
    return tuple(attempts(operation, [[Ref(name, (), shape) for shape in SHAPES] for name in NAMES[: operation.arity]]))


def attempts(operation: Operation, choices: list[list[Ref]]) -> Iterator[Call]:
    literal = True
    for args in product(*choices):
        try:
            yield operation(*args)
            literal = False
        except ShapeError:
            continue
    if literal:
        yield operation(*(Number((fmpq(k),)) for k in range(2, 2 + operation.arity)))


def named(call: Call) -> list[Ref]:
    return [arg for arg in call.args if isinstance(arg, Ref)]


def draw(ref: Ref, low: int, high: int, random: Random) -> Array:
    """Random rationals strictly between two bounds, never zero, no two alike."""
    numbers = [low + (high - low) * Fraction(random.randrange(1, 997), 997) for _ in range(size(ref.shape))]
    return Array(ref.shape, tuple(rational(number) for number in numbers))


def values(call: Call, *probes: Expr, seed: int = 1) -> dict[Ref, Array]:
    """Values at which the call, and any other expressions, can be calculated."""
    random = Random(f"{call.operation.name}{seed}")
    for low, high in RANGES:
        known = {ref: draw(ref, low, high, random) for ref in named(call)}
        try:
            for expr in (call, *probes):
                evaluate(expr, known)
            return known
        except DomainError:
            continue
    raise AssertionError(f"no values for {call.operation.name}")


def label(call: Call) -> str:
    shapes = ("×".join(map(str, arg.shape)) or "scalar" for arg in call.args)
    return f"{call.operation.name}({', '.join(shapes)})"
