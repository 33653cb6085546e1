"""Random functions made of pieces with kinks, at values that stand on them: every entry lies between its two sides.

The functions are evaluated by NumPy here, and their one-sided differences are what the solutions are held against; all
methods agree.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from random import Random
from typing import Any

import numpy as np
import pytest
from exercises import exercise, numbers

from derive.api import Exercise, Solution
from derive.language.errors import DeriveError
from derive.problem.spec import METHODS

Function = Callable[[Any, Any], Any]
STEP, ALLOWED = 1e-6, 1e-3
SAMPLE, SWEEP = range(8), range(8, 300)


@dataclass(frozen=True)
class Piece:
    """A function of x and y as a problem file has it, and in NumPy."""

    text: str
    value: Function


def soft(z: Any) -> Any:
    return np.maximum(z, 0) + np.log(1 + np.exp(-np.abs(z)))


SINGLE: list[tuple[str, Callable[[Any], Any]]] = [
    ("relu({})", lambda z: np.maximum(z, 0)),
    ("abs({})", np.abs),
    ("leaky_relu({}, 0.25)", lambda z: np.where(z > 0, z, z / 4)),
    ("clip({}, -1, 1)", lambda z: np.clip(z, -1, 1)),
    ("elu({}, 0.5)", lambda z: np.where(z > 0, z, (np.exp(z) - 1) / 2)),
    ("(relu({0}) + log(1 + exp(-abs({0}))))", soft),
    ("exp(-abs({}))", lambda z: np.exp(-np.abs(z))),
    ("(-{})", lambda z: -z),
]
DOUBLE: list[tuple[str, Callable[[Any, Any], Any]]] = [
    ("max({}, {})", np.maximum),
    ("min({}, {})", np.minimum),
    ("({} + {})", np.add),
    ("({} - {})", np.subtract),
    ("({}) .* ({})", np.multiply),
]


def piece(chance: Random, depth: int) -> Piece:
    if depth == 0 or chance.random() < 0.15:
        return chance.choice([Piece("x", lambda x, y: x), Piece("y", lambda x, y: y)])
    first = piece(chance, depth - 1)
    if chance.random() < 0.6:
        text, single = chance.choice(SINGLE)
        return Piece(text.format(first.text), lambda x, y: single(first.value(x, y)))
    second = piece(chance, depth - 1)
    text, double = chance.choice(DOUBLE)
    return Piece(text.format(first.text, second.text), lambda x, y: double(first.value(x, y), second.value(x, y)))


def sides(function: Function, values: list[Any], which: int, place: int) -> list[float]:
    """The differences to the left and to the right by one entry of x or y."""
    here = np.sum(function(*values))
    found = []
    for shift in (-STEP, STEP):
        moved = [value.copy() for value in values]
        moved[which][place] += shift
        found.append(float((np.sum(function(*moved)) - here) / shift))
    return found


class TieUndecided(Exception):
    """A tie of numbers that no precision tells apart: the program says so and prints nothing."""


def solved(problem: Exercise, method: str) -> Solution:
    try:
        return problem.solve(method=method)
    except DeriveError as error:
        if "still undecided" in str(error):
            raise TieUndecided from None
        raise


def check(seed: int) -> None:
    chance = Random(seed)
    function = piece(chance, 3)
    values = [[chance.choice((0, 0, 1, -1, 2)) for _ in range(3)] for _ in range(2)]
    text = f"L = sum({function.text}) + sum(x) - sum(y)"
    problem = exercise(text, f"x = {values[0]}\ny = {values[1]}", "dL/dx dL/dy")
    solutions = [solved(problem, method) for method in METHODS]
    for which, name in enumerate(("dL/dx", "dL/dy")):
        found = [[float(entry) for entry in numbers(solution[name].value)] for solution in solutions]
        assert found[0] == found[1] == found[2], text
        arrays = [np.array(value, dtype=float) for value in values]
        for place, entry in enumerate(found[0]):
            ends = [end + (1 - 2 * which) for end in sides(function.value, arrays, which, place)]
            assert min(ends) - ALLOWED <= entry <= max(ends) + ALLOWED, (text, values, name, place)


@pytest.mark.parametrize("seed", SAMPLE)
def test_what_is_printed_lies_between_the_two_sides(seed: int) -> None:
    check(seed)


@pytest.mark.sweep
@pytest.mark.parametrize("seed", SWEEP)
def test_many_more(seed: int) -> None:
    with suppress(TieUndecided):
        check(seed)
