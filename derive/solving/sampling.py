"""Random values for an exercise of formulas, so that its formulas can be held against the judges."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import replace

from flint import fmpq

from derive.language.errors import DeriveError
from derive.language.expr import Number, Ref, Shape, size
from derive.problem.given import one_hot
from derive.solving.derivation import Derivation

SEED = 1
"""Always the same, so that a document comes out the same each time."""
ATTEMPTS = 6
"""Choices of values before giving up; the later ones are positive, for logarithms, roots and quotients."""
GRAIN = 100
"""Values are whole hundredths."""


def sampled(derivation: Derivation) -> Derivation | None:
    """The derivation with random values in place of shapes; `None` where no choice tried has a value at every step."""
    for attempt in range(ATTEMPTS):
        chance = random.Random(SEED + attempt)
        given = dict(choices(derivation, chance, attempt >= ATTEMPTS // 2))
        found = replace(derivation, problem=replace(derivation.problem, given=given))
        try:
            if found.numbers:
                return found
        except DeriveError:
            continue
    return None


def choices(derivation: Derivation, chance: random.Random, all_positive: bool) -> Iterator[tuple[Ref, Number | None]]:
    """What is given, with values where only shapes are."""
    problem = derivation.problem
    for ref, number in problem.given.items():
        facts = problem.properties.get(ref.name, frozenset())
        if all_positive:
            facts |= {"positive"}
        yield ref, number or choice(ref.shape, facts, chance)


def choice(shape: Shape, facts: frozenset[str], chance: random.Random) -> Number:
    """Values of a shape that have the properties."""
    count = size(shape)
    if "one_hot" in facts:
        return one_hot(chance.randint(1, count), shape) if shape else Number((fmpq(1),))
    if "mask" in facts:
        return Number(tuple(fmpq(chance.randint(0, 1)) for _ in range(count)), shape)
    weights = [fmpq(chance.randint(1, GRAIN - 1), GRAIN) for _ in range(count)]
    if "sums_to_one" in facts:
        whole = sum(weights, fmpq(0))
        return Number(tuple(weight / whole for weight in weights), shape)
    signs = [1 if "positive" in facts else chance.choice((1, -1)) for _ in range(count)]
    return Number(tuple(sign * weight for sign, weight in zip(signs, weights, strict=True)), shape)
