"""Which true array a program's array is, told by its numbers at all points."""

from __future__ import annotations

import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from derive.tracing.givens import Numbers, squeezed
from derive.tracing.tensor import Form
from derive.tracing.true_arrays import Truth

NEAR = 2e-6
"""How far numbers may be apart, measured by the largest of the array: what stands there against a division by zero."""
ROUGHLY = 2e-5
SMALLEST = 1e-9
RANK = {"quantity": 0, "gradient": 0, "own": 1, "share": 2, "single": 3, "slope": 4}


@dataclass(frozen=True)
class Match:
    """A true array, the factor before it, and whether it is transposed."""

    truth: Truth
    factor: float = 1.0
    is_turned: bool = False

    @property
    def is_exact(self) -> bool:
        return self.factor == 1.0

    @property
    def is_full(self) -> bool:
        return self.is_exact and self.truth.is_full


class Matcher:
    """Finds true arrays by their numbers; where the program has its arrays turned, transposed ones count."""

    def __init__(self, truths: Iterable[Truth], multiples: Sequence[float], is_turned: bool) -> None:
        self.by_shape: dict[Form, list[Truth]] = defaultdict(list)
        self.multiples = multiples
        self.is_turned = is_turned
        self.known: dict[tuple[Form, tuple[Numbers, ...]], list[Match]] = {}
        for truth in truths:
            self.add(truth)

    def add(self, truth: Truth) -> None:
        finite = all(math.isfinite(x) for row in truth.numbers for x in row)
        if finite and not is_zero(truth.numbers):
            self.by_shape[truth.shape].append(truth)

    def matches(self, shape: Form, numbers: Sequence[Numbers]) -> list[Match]:
        """All true arrays that an array is, the plainest first; kept, since most values come again."""
        key = shape, tuple(numbers)
        if key not in self.known:
            self.known[key] = self.found(shape, numbers)
        return list(self.known[key])

    def found(self, shape: Form, numbers: Sequence[Numbers]) -> list[Match]:
        found = [*self.straight(squeezed(shape), numbers)]
        if self.is_turned and len(squeezed(shape)) == 2:
            n, m = squeezed(shape)
            turned = [tuple(row[i * m + j] for j in range(m) for i in range(n)) for row in numbers]
            found += [Match(each.truth, each.factor, True) for each in self.straight((m, n), turned)]
        return sorted(found, key=lambda each: (not each.is_exact, RANK[each.truth.kind]))

    def straight(self, shape: Form, numbers: Sequence[Numbers]) -> Iterator[Match]:
        for truth in self.by_shape.get(shape, ()):
            factor = self.factor(truth, numbers)
            if factor is not None:
                yield Match(truth, factor)

    def factor(self, truth: Truth, numbers: Sequence[Numbers]) -> float | None:
        """The multiple of a true array that an array is; `None` if it is none that means anything."""
        if are_same(truth.numbers, numbers):
            return 1.0
        factor = ratio(truth.numbers[0], numbers[0])
        if factor is None:
            return None
        at = bisect_left(self.multiples, factor - abs(factor) * ROUGHLY)
        known = self.multiples[at] if at < len(self.multiples) else 0.0
        if abs(known - factor) > abs(factor) * ROUGHLY:
            return None
        scaled = [tuple(known * x for x in row) for row in truth.numbers]
        return known if are_same(scaled, numbers) else None


def is_zero(numbers: Sequence[Numbers]) -> bool:
    """Whether an array is zero at all points, so that its numbers do not tell what it is."""
    return all(abs(x) <= SMALLEST for row in numbers for x in row)


def ratio(truth: Numbers, numbers: Numbers) -> float | None:
    if len(truth) != len(numbers):
        return None
    k = max(range(len(truth)), key=lambda j: abs(truth[j]), default=0)
    return numbers[k] / truth[k] if truth and abs(truth[k]) > SMALLEST else None


def are_same(truth: Sequence[Numbers], numbers: Sequence[Numbers]) -> bool:
    return len(truth) == len(numbers) and all(map(is_same, truth, numbers))


def is_same(truth: Numbers, numbers: Numbers) -> bool:
    """Whether numbers differ by no more than rounding."""
    if len(truth) != len(numbers):
        return False
    scale = max(map(abs, truth), default=0.0)
    allowed = NEAR * scale if scale > SMALLEST else SMALLEST
    return all(abs(a - b) <= allowed for a, b in zip(truth, numbers, strict=True))
