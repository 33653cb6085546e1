"""Which shapes each operation takes, found by trying, and values for its arguments inside its domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import product
from random import Random

from flint import fmpq

from derive.language.errors import DomainError, ShapeError
from derive.language.evaluate import evaluate
from derive.language.expr import Call, Number, Ref, Shape, size
from derive.language.numbers import Array, rational
from derive.language.operation import COUNTED, Argument, Operation

SHAPES: tuple[Shape, ...] = ((), (1, 1), (2, 1), (3, 1), (1, 3), (2, 2), (2, 3), (3, 2))
NAMES = "abc"
RANGES = ((-2, 2), (0, 1), (-1, 0))
"""Where values are drawn from in turn, until the operation accepts them (a logarithm wants positive ones)."""


@cache
def calls(operation: Operation) -> tuple[Call, ...]:
    """The operation applied to named quantities of every combination of shapes that it takes."""
    choices = [[Ref(name, (), shape) for shape in SHAPES] for name in NAMES[: operation.arity]]
    return tuple(attempts(operation, [plain(k) or refs for k, refs in zip(operation.arguments, choices, strict=True)]))


def plain(kind: Argument) -> list[Number]:
    """What stands where a row wants a number: sizes and places, or a decimal; nothing where it wants a quantity."""
    if kind is Argument.LITERAL:
        return [Number((fmpq(1, 100),)), Number((fmpq(3, 2),))]
    return [Number((fmpq(k),)) for k in (1, 2, 3)] if kind in COUNTED else []


def attempts(operation: Operation, choices: Sequence[Sequence[Ref | Number]]) -> Iterator[Call]:
    for args in product(*choices):
        try:
            yield operation(*args)
        except ShapeError:
            continue


def named(call: Call) -> list[Ref]:
    return [arg for arg in call.args if isinstance(arg, Ref)]


def draw(ref: Ref, low: int, high: int, random: Random) -> Array:
    """Random rationals strictly between two bounds, never zero, no two alike."""
    numbers = [low + (high - low) * Fraction(random.randrange(1, 997), 997) for _ in range(size(ref.shape))]
    return Array(ref.shape, tuple(rational(number) for number in numbers))


def values(call: Call, refs: Sequence[Ref] = (), seed: int = 1) -> dict[Ref, Array]:
    """Values at which the call can be calculated: of its arguments, or of all that is named in them."""
    random = Random(f"{call.operation.name}{seed}")
    for low, high in RANGES:
        known = {ref: draw(ref, low, high, random) for ref in refs or named(call)}
        try:
            evaluate(call, known)
            return known
        except DomainError:
            continue
    raise AssertionError(f"no values for {call.operation.name}")


def label(call: Call) -> str:
    shapes = ("×".join(map(str, arg.shape)) or "scalar" for arg in call.args)
    return f"{call.operation.name}({', '.join(shapes)})"
