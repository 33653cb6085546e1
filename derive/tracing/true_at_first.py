"""The true arrays that an array may be, told by its numbers at the first point alone."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence

from derive.tracing.givens import squeezed
from derive.tracing.matching import NEAR, SMALLEST, is_same
from derive.tracing.tensor import Form
from derive.tracing.trace import Snapshot
from derive.tracing.true_arrays import Truth


class TrueAtFirst:
    """The true arrays by their shapes and first numbers at the first point."""

    def __init__(self, by_shape: Mapping[Form, Sequence[Truth]]) -> None:
        self.by_shape = {
            shape: sorted(((t.numbers[0][0], k, t) for k, t in enumerate(truths) if t.numbers[0]), key=lambda e: e[:2])
            for shape, truths in by_shape.items()
        }

    def fitting(self, value: Snapshot) -> Iterator[Truth]:
        """Those that a value is."""
        numbers = value.numbers
        listed = self.by_shape.get(squeezed(value.shape), [])
        wide = 2 * NEAR * max(map(abs, numbers), default=0.0) + SMALLEST
        for first, _, truth in listed[bisect_left(listed, (numbers[0] - wide,)) if numbers else len(listed) :]:
            if first > numbers[0] + wide:
                return
            if is_same(truth.numbers[0], numbers):
                yield truth
