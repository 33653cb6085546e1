"""Which values of a run were calculated from which."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from functools import cached_property

from derive.tracing.givens import Here
from derive.tracing.seen import Seen


class Dependence:
    """The values of one run, and how they depend on each other."""

    def __init__(self, seen: Sequence[Seen], here: Here) -> None:
        self.seen = seen
        self.here = here

    def inputs(self, seen: Seen) -> list[Seen]:
        """The values that a statement used: those of the statements that made the numbers in it."""
        event = seen.event
        waiting = [*(event.value.nodes if event.value else []), *(event.whole.nodes if event.whole else [])]
        met = {node.at for node in waiting}
        found: dict[int, Seen] = {}
        while waiting:
            node = waiting.pop()
            if node.at <= event.started:
                owner = self.owner(node.at)
                if owner is not None:
                    found[owner.number] = owner
                continue
            for parent in node.parents:
                if parent.at not in met:
                    met.add(parent.at)
                    waiting.append(parent)
        return [found[number] for number in sorted(found) if number < seen.number]

    def owner(self, at: int) -> Seen | None:
        """The innermost statement that made a number; nothing for what is given."""
        if at in self.here.of_leaf:
            return None
        last = bisect_left(self.ends, at)
        for seen in self.seen[last:]:
            if seen.event.started < at <= seen.event.ended:
                return seen
        return None

    @cached_property
    def ends(self) -> list[int]:
        return [seen.event.ended for seen in self.seen]

    def uses(self, later: Seen, earlier: Seen) -> bool:
        """Whether a value was calculated from one that an earlier statement made."""
        return bool(self.new_nodes(earlier)) and bool(self.below(later) & self.new_nodes(earlier))

    def new_nodes(self, seen: Seen) -> frozenset[int]:
        """The numbers that a statement made; all of its value where it hands on what was there, as a choice does."""
        if seen.number not in self._new:
            event = seen.event
            taken = [*(event.value.nodes if event.value else []), *(event.whole.nodes if event.whole else [])]
            first = -1 if event.is_passed else event.started
            found = frozenset(node.at for node in taken if node.at > first)
            is_handed_on = not found and event.way == "assign"
            self._new[seen.number] = frozenset(node.at for node in taken) if is_handed_on else found
        return self._new[seen.number]

    def below(self, seen: Seen) -> frozenset[int]:
        """All numbers from which a value was calculated."""
        if seen.number not in self._below:
            event = seen.event
            waiting = [*(event.value.nodes if event.value else []), *(event.whole.nodes if event.whole else [])]
            found = {node.at for node in waiting}
            while waiting:
                for parent in waiting.pop().parents:
                    if parent.at not in found:
                        found.add(parent.at)
                        waiting.append(parent)
            self._below[seen.number] = frozenset(found)
        return self._below[seen.number]

    @cached_property
    def _new(self) -> dict[int, frozenset[int]]:
        return {}

    @cached_property
    def _below(self) -> dict[int, frozenset[int]]:
        return {}
