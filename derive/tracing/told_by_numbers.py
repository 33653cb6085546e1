"""What the numbers of a changed line say of its name: probabilities add up to one, and a factor of two is neither."""

from __future__ import annotations

from collections.abc import Sequence

from derive.tracing.seen import Seen
from derive.tracing.trace import Snapshot

SUMMED = 1e-6


def of_two(name: str, seen: Seen, value: Snapshot) -> str:
    """The name; of a factor of two, whether it is missing or too many cannot be told from what it is divided by."""
    old = seen.event.value
    if name not in ("extra_factor", "mean_factor_twice") or old is None or len(old.entries) != len(value.entries):
        return name
    pairs = list(zip(old.numbers, value.numbers, strict=True))
    return "factor_of_two" if any(is_multiple(pairs, factor) for factor in (2.0, 0.5)) else name


def is_multiple(pairs: Sequence[tuple[float, float]], factor: float) -> bool:
    return all(abs(a - factor * b) <= SUMMED * abs(b) for a, b in pairs)


def adds_up(value: Snapshot) -> bool:
    """Whether numbers are positive and add up to a whole number, as those of one softmax or of several do."""
    total = sum(value.numbers)
    return min(value.numbers) > 0 and abs(total - round(total)) < SUMMED
