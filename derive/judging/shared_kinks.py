"""Whether numbers for several entries at kinks are a subgradient together, and not only each by itself.

At a tie of max each slope may lie between 0 and 1, but together they add up to 1.  The subgradients are the hull of the
gradients beside the kinks (Clarke, Optimization and Nonsmooth Analysis, 1983, theorem 2.5.1): what lies outside of it
is beyond all of them in some direction.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from itertools import product
from random import Random

from flint import fmpq

from derive.language.errors import DeriveError, Undecided
from derive.language.numbers import Scalar, ball, precision
from derive.problem.graph import Network
from derive.solving.beside import STEP, Neighbours, Pair, gradients

MOST = 5
"""Entries at kinks whose gradients beside them are all found; of more each is judged by itself."""
DRAWS, DIRECTIONS = 4, 60
BITS = 1024
Vector = Sequence[float]


def is_subgradient_together(network: Network, pair: Pair, entries: Mapping[int, Scalar], unit: fmpq) -> bool:
    """Whether some entries of a gradient are one of the hull of those beside, up to half a unit of their last place."""
    if not 1 < len(entries) <= MOST:
        return True
    with precision(BITS):
        beside = list(gradients_beside(network, pair, list(entries)))
        value = [float(ball(entry)) for entry in entries.values()]
    return not beside or all(is_within(value, beside, way, float(unit)) for way in directions(len(value)))


def gradients_beside(network: Network, pair: Pair, places: Sequence[int]) -> Iterator[Vector]:
    """The entries at some places of the gradients at points around, to all sides."""
    neighbours, chance = Neighbours(network, [pair[0]]), Random(len(places))
    for signs in product((-1, 1), repeat=len(places)):
        for _ in range(DRAWS):
            shifts = {k: sign * STEP * chance.randint(1, 999) for k, sign in zip(places, signs, strict=True)}
            try:
                (row,) = gradients(network, neighbours.moved(pair, shifts), pair)
            except (DeriveError, Undecided):
                continue
            yield [float(ball(row.entries[k])) for k in places]


def directions(count: int) -> Iterator[Vector]:
    """All that add or subtract entries, and some between them."""
    chance = Random(count)
    yield from product((-1, 0, 1), repeat=count)
    yield from ([chance.uniform(-1, 1) for _ in range(count)] for _ in range(DIRECTIONS))


def is_within(value: Vector, beside: Sequence[Vector], way: Vector, unit: float) -> bool:
    """Whether a gradient lies between others along a direction."""
    along = [sum(a * b for a, b in zip(way, each, strict=True)) for each in (value, *beside)]
    margin = unit / 2 * (1 + 1e-9) * sum(map(abs, way))
    return min(along[1:]) - margin <= along[0] <= max(along[1:]) + margin
