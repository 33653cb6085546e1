"""Random given values that keep what the problem declares of them: the points at which formulas are compared."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from random import Random

from flint import fmpq

from derive.language.expr import Number, Ref, Shape, size
from derive.language.numbers import Array, divide, total
from derive.problem.problem import Problem

GRAIN = 997
"""The denominator of random values: a prime, so that sums and products seldom meet by accident."""


def scattered(problem: Problem, seed: int, held: Collection[Ref] = ()) -> dict[Ref, Array]:
    """Values for everything given: in (-1, 1), or in (1/2, 3/2) where positive; labels and probabilities stay such.

    Every third attempt stays near the problem's own values, for networks that are only defined there.  A start that is
    zero stays zero, and what is `held` keeps its value.
    """
    random = Random(seed)
    near = seed % 3 == 2
    kept = {*held, *zero_starts(problem)}
    found: dict[Ref, Array] = {}
    for ref, number in problem.given.items():
        drawn = draw(ref, number, problem, random, near)
        found[ref] = Array(number.shape, number.entries) if number is not None and ref in kept else drawn
    return found


def zero_starts(problem: Problem) -> Iterator[Ref]:
    """Given zeros with which a recurrence starts, by an equation or at an index: nobody writes down their terms."""
    computed = {ref.name for ref in problem.bound}
    starts = {equation.rhs for equation in problem.equations if isinstance(equation.rhs, Ref)}
    for ref, number in problem.given.items():
        begins = ref in starts or (bool(ref.index) and ref.name in computed)
        if begins and number is not None and not any(number.entries):
            yield ref


def draw(ref: Ref, number: Number | None, problem: Problem, random: Random, near: bool) -> Array:
    facts = problem.properties.get(ref.name, frozenset())
    count = size(ref.shape)
    if "one_hot" in facts:
        place = random.randrange(count)
        return Array(ref.shape, tuple(fmpq(k == place) for k in range(count)))
    if "mask" in facts:
        return Array(ref.shape, tuple(fmpq(random.random() < 0.7) for _ in range(count)))
    if "sums_to_one" in facts:
        parts = [positive(random) for _ in range(count)]
        whole = total(parts)
        return Array(ref.shape, tuple(divide(part, whole) for part in parts))
    if near and number is not None:
        return Array(ref.shape, tuple(x * (1 + signed(random) / 10) for x in number.entries))
    return free(ref.shape, random, "positive" in facts)


def free(shape: Shape, random: Random, is_positive: bool) -> Array:
    one = positive if is_positive else signed
    return Array(shape, tuple(one(random) for _ in range(size(shape))))


def signed(random: Random) -> fmpq:
    return fmpq(random.choice((-1, 1)) * random.randrange(100, GRAIN), GRAIN)


def positive(random: Random) -> fmpq:
    return fmpq(random.randrange(GRAIN // 2, 3 * GRAIN // 2), GRAIN)


def tells_apart(problem: Problem, points: Sequence[Mapping[Ref, Array]]) -> bool:
    """Whether some point differs in every two labels of a name, and masks let every entry through and block it."""
    for name, facts in problem.properties.items():
        refs = [ref for ref in problem.given if ref.name == name]
        if "mask" in facts:
            drawn = [tuple(point[ref].entries for point in points) for ref in refs]
            if len(set(drawn)) < len(refs):
                return False
            if "one_hot" not in facts and not all(
                set(entries) == {0, 1} for one in drawn for entries in zip(*one, strict=True)
            ):
                return False
    return True
