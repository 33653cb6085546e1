"""What everybody gets who makes one of the planted mistakes with the numbers of a variant, by networks in NumPy."""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import Any

import numpy as np
from faulty_catalogue import NETWORKS, WITHOUT, Values, answer, plants, spec
from faulty_networks import Impossible, Site, Tape

SHOWN = 1.5e-4
"""Of four decimals, one and a half in the last place."""
APART = 1e-4
Mistake = tuple[str, frozenset[Site]]
RIGHT: Mistake = ("", frozenset())


def values_of(problem: str, text: str) -> Values:
    """The values of a problem file by Python's own reader, in the original's shapes: a column may be a list."""
    original = spec(problem)[0]
    return {name: shaped(value, original[name]) for name, value in tomllib.loads(text)["values"].items()}


def shaped(value: Any, original: Any) -> Any:
    return value if isinstance(value, dict) else np.reshape(np.array(value, float), np.shape(original)).tolist()


def run(problem: str, values: Values, planted: frozenset[Site] = frozenset()) -> Tape:
    tape = Tape(planted)
    with np.errstate(invalid="ignore"):
        tape.backward(NETWORKS[problem](tape, values))
    return tape


def numbers(problem: str, values: Values, question: str) -> dict[Mistake, Any]:
    """The answers to a question by the mistake that leads to them, the right one first."""
    found = {RIGHT: answer(run(problem, values), question)}
    for kind, sites in plants(problem):
        try:
            found[kind, sites] = answer(run(problem, values, sites), question)
        except (Impossible, ValueError):
            continue
    return found


def distance(one: Any, other: Any) -> float:
    return float("inf") if np.shape(one) != np.shape(other) else float(np.abs(one - other).max())


def questions(problem: str) -> list[str]:
    right = run(problem, spec(problem)[0])
    return [each for each in spec(problem)[1] if each not in WITHOUT and answer(right, each) is not None]


@dataclass(frozen=True)
class Held:
    """What was found: how many mistakes and pairs of them most variants show, and those that not all show."""

    shown: int
    pairs: int
    hidden: list[tuple[str, Mistake]]
    alike: list[tuple[str, Mistake, Mistake]]


def held(problem: str, texts: Sequence[str]) -> Held:
    """All variants against all mistakes of all questions; pairs are of mistakes of different kinds."""
    tables = [values_of(problem, text) for text in texts]
    found = Counter[str]()
    hidden, alike = [], []
    for question in questions(problem):
        each = [numbers(problem, values, question) for values in tables]
        for one, other in combinations(each[0], 2):
            if one[0] == other[0]:
                continue
            least = SHOWN if one is RIGHT else APART
            far = [distance(numbers[one], numbers[other]) for numbers in each]
            if 2 * sum(d > least for d in far) > len(far):
                found["shown" if one is RIGHT else "pairs"] += 1
                if min(far) <= least and one is RIGHT:
                    hidden.append((question, other))
                elif min(far) <= least:
                    alike.append((question, one, other))
    return Held(found["shown"], found["pairs"], hidden, alike)
