"""Random numbers that stay the same for ever: SHA-256 in counter mode, which no library's release changes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, MutableSequence, Sequence
from typing import Any, TypeVar

GENERATOR = "derive-vary-1"
"""The version of the generator: it changes where the same seed would give other numbers."""
WORD = 8
T = TypeVar("T")


class Stream:
    """The numbers that belong to a seed and some places below it, such as a variant and an attempt."""

    def __init__(self, seed: int, *places: int) -> None:
        self.name = ":".join(map(str, (GENERATOR, seed, *places)))
        self.words = self.made()

    def made(self) -> Iterator[int]:
        """Whole numbers of 64 bits, four from each digest."""
        block = 0
        while True:
            digest = hashlib.sha256(f"{self.name}:{block}".encode()).digest()
            yield from (int.from_bytes(digest[k : k + WORD], "big") for k in range(0, len(digest), WORD))
            block += 1

    def below(self, count: int) -> int:
        """A number from 0 to `count` − 1, each as likely: what would favour the small ones is thrown away."""
        most = 2 ** (8 * WORD) // count * count
        return next(word for word in self.words if word < most) % count

    def chance(self, of: int) -> bool:
        """True once in so many times."""
        return self.below(of) == 0

    def choice(self, items: Sequence[T]) -> T:
        return items[self.below(len(items))]

    def shuffle(self, items: MutableSequence[Any]) -> None:
        """Each order as likely (Fisher and Yates)."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]
