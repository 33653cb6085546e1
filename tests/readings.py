"""What a reading means, for tests: its value at random values of all names, beside that of the project's notation."""

from __future__ import annotations

import random
from collections.abc import Mapping

from exercises import FEW, RENAMED
from flint import arb, fmpq

from derive.language.evaluate import evaluate
from derive.language.expr import (
    Call,
    Delta,
    Derivative,
    Entry,
    Expr,
    Grid,
    Index,
    Numeral,
    Ref,
    Sum,
    Valued,
    bind,
)
from derive.language.numbers import Array, Scalar
from derive.problem import catalogue
from derive.problem.problem import Problem
from derive.reading.read import read_answer
from derive.reading.result import Reading

PROBLEMS: dict[str, Problem] = {
    **{name: catalogue.load(name) for name in FEW},
    "renamed": catalogue.load(RENAMED),
}


class Known(dict[Valued, Array]):
    """A value for every name that is asked for: those of the literals, random ones for the others."""

    def __init__(self, literals: Mapping[Numeral, fmpq]) -> None:
        super().__init__({ref: Array((), (value,)) for ref, value in literals.items()})

    def __missing__(self, name: Valued) -> Array:
        chance = random.Random(str(name))
        rows, columns = name.shape or (1, 1)
        entries = tuple(fmpq(chance.randint(1, 99), 100) for _ in range(rows * columns))
        self[name] = Array(name.shape, entries)
        return self[name]


def free(expr: Expr) -> set[str]:
    """The index names that no sum binds."""
    match expr:
        case Sum(index, low, high, body):
            return (free(body) - {index}) | ({low.name, high.name} - {""})
        case Call(_, parts) | Grid(parts, _):
            return {name for part in parts for name in free(part)}
        case Entry(of, index):
            return named(index) | free(of)
        case Derivative(of, by):
            return free(of) | free(by)
        case Ref(_, index):
            return named(index)
        case Delta(left, right):
            return named((left, right))
        case _:
            return set()


def named(index: tuple[Index, ...]) -> set[str]:
    return {i.name for i in index if i.name}


def value(expr: Expr, literals: Mapping[Numeral, fmpq]) -> Array:
    """The value at random values of the names, and at 1 for an index that is free."""
    return evaluate(bind(expr, {name: Index("", 1) for name in free(expr)}), Known(literals))


def last(reading: Reading) -> Expr:
    """The last side of a chain."""
    expr = reading.members[-1].expr
    assert expr is not None
    return expr


def value_of(reading: Reading) -> Array:
    return value(last(reading), {ref: literal.value for ref, literal in reading.literals.items()})


def meet(a: Scalar, b: Scalar) -> bool:
    difference = a - b
    return bool(difference.contains(0)) if isinstance(difference, arb) else difference == 0


def agree(ours: Array, theirs: Array) -> bool:
    """Whether two arrays are equal; a number and a 1×1 array are alike."""
    alike = ours.shape == theirs.shape or len(ours.entries) == len(theirs.entries) == 1
    return alike and all(map(meet, ours.entries, theirs.entries))


def read(problem: str, question: str, text: str) -> Reading:
    """A text as an answer to a question, by name; no question for an empty one."""
    found = PROBLEMS[problem]
    return read_answer(text, found, found.target(question) if question else None)


def means(problem: str, question: str, text: str, meant: str) -> bool:
    """Whether a text reads as what the project's own notation says."""
    reading = read(problem, question, text)
    expected = PROBLEMS[problem].read(meant, reading.layout)
    return agree(value_of(reading), value(expected, {}))
