"""The same work for many numbers, on all processors; what comes back is data, in the order of the numbers."""

from __future__ import annotations

import json
from collections.abc import Callable, Generator, Sequence
from functools import partial
from typing import Any

from derive.cohort.cohort import processors
from derive.cohort.limits import Channel, Copy, Limits, needs_limits
from derive.language.errors import ProblemError

LIMITS = Limits(24 * 3600.0, 4_000_000_000)
"""The work is the program's own: limits only keep a fault of it from taking the machine."""
Table = dict[str, Any]
Work = Callable[[int], Table]


def in_order(work: Work, numbers: Sequence[int]) -> Generator[Table]:
    """What `work` gives for each number, as JSON has it; what a copy of the process fails at is done here."""
    count = min(processors(), len(numbers))
    try:
        needs_limits()
    except ProblemError:
        count = 1
    if count < 2:
        yield from map(work, numbers)
        return
    copies = [Copy(partial(hand_over, work, numbers[start::count]), LIMITS) for start in range(count)]
    try:
        for place, number in enumerate(numbers):
            yield received(copies[place % count]) or work(number)
    finally:
        for copy in copies:
            copy.stop()


def hand_over(work: Work, numbers: Sequence[int], channel: Channel) -> None:
    for number in numbers:
        channel.send({}, json.dumps(work(number)).encode())


def received(copy: Copy) -> Table | None:
    """The next thing that a copy has done; nothing if it has ended."""
    if copy.status:
        return None
    try:
        found: Table = json.loads(copy.channel.receive().content)
    except (EOFError, OSError, ValueError):
        copy.ended()
        return None
    return found
