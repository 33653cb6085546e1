"""Other ways to read a chain, taken where all that it says is true that way."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from derive.following.judged import Judged
from derive.following.names import Naming
from derive.following.sides import ReadSide, bindings, read_side, spans, told
from derive.language.expr import Index
from derive.reading.free import only_range
from derive.reading.result import Fault
from derive.reading.unbound import free_indices
from derive.writeup.chain import Chain

OVER = r"\\[dt]?frac\s*\{\s*"
TOTAL = re.compile(OVER + r"(?:\\(?:mathrm|text|operatorname)\s*\{?\s*d\s*\}?|d)\s*(?=[\\A-Za-z{])")
PARTIAL = re.compile(rf"({OVER}(?:\\partial|∂))(?!\s*\^)")


class Readings(Naming):
    """Reads without the index of the step, and ∂ beside d as the direct derivative."""

    def judged(self, chain: Chain, sides: list[ReadSide], first: int) -> list[Judged]:
        raise NotImplementedError

    def otherwise(self, chain: Chain, sides: list[ReadSide], first: int) -> list[Judged]:
        """The verdicts on a chain that is true read in another way."""
        found = self.timeless(chain, first) if self.counts_oddly(sides) else []
        return found or self.directly(chain, sides, first)

    def counts_oddly(self, sides: Iterable[ReadSide]) -> bool:
        """Whether a letter that counts no steps elsewhere would count them here: it may stand for an entry."""
        ranges = self.vocabulary.ranges
        return any(
            count is None and name not in ranges and not self.vocabulary.is_end(name)
            for side in sides
            if side.expr is not None
            for name, count in free_indices(side.expr)
        )

    def timeless(self, chain: Chain, first: int = 1) -> list[Judged]:
        """The verdicts on what holds for every step and is said without its index, if all of it is true."""
        known = self.vocabulary
        self.vocabulary = known.extended()
        self.vocabulary.is_timeless = True
        try:
            sides = self.read(chain, read_side(chain.sides[0], self.vocabulary, None))
            if self.is_true(chain, sides):
                return self.judged(chain, sides, first)
        finally:
            self.vocabulary = known
        return []

    def directly(self, chain: Chain, sides: list[ReadSide], first: int) -> list[Judged]:
        """The verdicts on a chain in which ∂ is the direct derivative, beside d, if all of it is true."""
        other = with_direct(chain)
        if other is None or self.is_true(chain, sides):
            return []
        read = self.read(other, read_side(other.sides[0], self.vocabulary, None))
        if not self.is_true(other, read):
            return []
        found = self.judged(other, read, first)
        left = chain.sides[0].text
        return [replace(j, left=left, text=s.text) for j, s in zip(found, chain.sides[first:], strict=True)]

    def is_true(self, chain: Chain, sides: list[ReadSide]) -> bool:
        """Whether all that a chain says is true wherever it says something."""
        runs = [run for binding in self.choices(chain, sides) if (run := self.bound(chain, binding))]
        return bool(runs) and all(self.holds(run) for run in runs)

    def holds(self, sides: Sequence[ReadSide]) -> bool:
        """Whether all sides are what the first one names."""
        meant = sides[0].meant
        return meant is not None and all(
            side.expr is not None and self.reasoning.claim(meant, side).is_accepted for side in sides[1:]
        )

    def choices(self, chain: Chain, sides: list[ReadSide]) -> list[dict[str, Index]]:
        """The values of the free index names that a chain is said for."""
        found = self.with_needed(spans(sides, chain, self.vocabulary), sides)
        return bindings(found, told(chain), self.vocabulary.last)

    def with_needed(self, found: dict[str, Sequence[int]], sides: list[ReadSide]) -> Mapping[str, Sequence[int]]:
        """Also the index of a recursive definition, which can only be read number by number."""
        whole = only_range(self.vocabulary)
        faults = [s for s in sides if s.fault is not None and s.fault.kind is Fault.NUMBERED]
        if not found and faults and whole is not None:
            return {next(iter(self.vocabulary.ranges)): whole}
        return found


def with_direct(chain: Chain) -> Chain | None:
    """The chain with ∂⁺ for ∂ where d stands beside it; `None` where not both do."""
    texts = [side.text for side in chain.sides]
    if not any(map(TOTAL.search, texts)) or not any(map(PARTIAL.search, texts)):
        return None
    return replace(chain, sides=tuple(replace(side, text=PARTIAL.sub(r"\1^{+}", side.text)) for side in chain.sides))
