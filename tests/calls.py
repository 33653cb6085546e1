"""Which shapes each operation takes, found by trying, and values for its arguments inside its domain."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from itertools import islice, product
from random import Random

from flint import fmpq

from derive.language.errors import DomainError, ShapeError
from derive.language.evaluate import evaluate
from derive.language.expr import Call, Number, Ref, Shape, size
from derive.language.numbers import Array, rational
from derive.language.operation import COUNTED, Argument, Operation

SHAPES: tuple[Shape, ...] = ((), (1, 1), (2, 1), (3, 1), (1, 3), (2, 2), (2, 3), (3, 2))
NAMES = "abcd"
FEW = 24
"""Of a row with options or many arguments, which are many combinations: how many are tried."""
MOST_ARGUMENTS = 3
RANGES = ((-2, 2), (0, 1), (-1, 0))
"""Where values are drawn from in turn, until the operation accepts them (a logarithm wants positive ones)."""


@cache
def calls(operation: Operation) -> tuple[Call, ...]:
    """The operation applied to named quantities of every combination of shapes that it takes."""
    choices = [[Ref(name, (), shape) for shape in SHAPES] for name in NAMES[: operation.arity]]
    wide = [*choices, *[[]] * (operation.arity - len(choices))]
    found = [plain(kind) or refs for kind, refs in zip(operation.arguments, wide, strict=True)]
    if not operation.options and operation.arity <= MOST_ARGUMENTS:
        return tuple(attempts(operation, found))
    return tuple(islice(attempts(operation, found, Random(operation.name)), FEW))


def plain(kind: Argument) -> list[Number]:
    """What stands where a row wants a number: sizes and places, or a decimal; nothing where it wants a quantity."""
    if kind is Argument.LITERAL:
        return [Number((fmpq(1, 100),)), Number((fmpq(3, 2),))]
    first = 0 if kind is Argument.BOUND else 1
    return [Number((fmpq(k),)) for k in range(first, 4)] if kind in COUNTED else []


def attempts(
    operation: Operation, choices: Sequence[Sequence[Ref | Number]], shuffled: Random | None = None
) -> Iterator[Call]:
    combinations = list(product(*choices))
    if shuffled:
        shuffled.shuffle(combinations)
    for args in combinations:
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
