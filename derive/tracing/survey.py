"""What each value of a program is, over all its runs: a true quantity, a part of one, its own, or none of these."""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property

from derive.language.expr import Derivative, Ref
from derive.tracing.dependence import Dependence
from derive.tracing.givens import Numbers, canonical, squeezed
from derive.tracing.matching import Matcher, are_same, is_same, is_zero
from derive.tracing.meant import Meant, ProgramNames, learn, learn_table, names_of
from derive.tracing.runs import Runs, TracedRun
from derive.tracing.scalars import Traced, swept
from derive.tracing.seen import DATA, FAILS, LATER, NONE, OTHER, OWN, PART, RIGHT, UNREAD, Seen
from derive.tracing.trace import Event, Snapshot, Spot
from derive.tracing.true_arrays import Truth, families


def is_beginning(event: Event) -> bool:
    """Whether something is copied to become a gradient, as probabilities are from which the labels are taken."""
    nodes = event.value.nodes if event.value else []
    is_copy = all(node.at <= event.started for node in nodes)
    return is_copy and re.match(r"(?:d|g_|grad|delta)", event.name) is not None


def is_also_gradient(seen: Seen) -> bool:
    """Whether a value under the name of a gradient is one, and a quantity by chance of the equations."""
    is_named = re.match(r"(?:d|g_|grad|delta)", seen.event.name) is not None
    return is_named and any(match.is_full and match.truth.is_gradient for match in seen.matches)


class Survey:
    """All values of a program with what they are."""

    def __init__(self, runs: Runs, found: Sequence[TracedRun], before: Survey | None = None) -> None:
        self.runs = runs
        self.found = found
        self.truths = runs.truths
        self.families = families(self.truths.listed)
        turned = any(True in ways for run in found for ways in run.here.met.values())
        made = Matcher(self.truths.listed, self.truths.multiples, turned)
        self.matcher: Matcher = before.matcher if before else made
        self.own_truths: list[Truth] = []
        self.seen = list(self.aligned())
        self.names: ProgramNames = before.names.copied() if before else names_of(self.truths, found[0].here.called)
        self.look()

    def aligned(self) -> Iterator[Seen]:
        """The events that all runs have, in the order of the first."""
        others = [{(e.spot, e.occurrence): e for e in run.trace.events} for run in self.found[1:]]
        for event in self.found[0].trace.events:
            same = [events.get((event.spot, event.occurrence)) for events in others]
            if all(same):
                yield Seen(-1, (event, *(each for each in same if each)))

    def look(self) -> None:
        for number, seen in enumerate(self.seen):
            seen.number = number
            self.match(seen)
            self.learn(seen)
        self.own()
        for seen in self.seen:
            seen.meant = self.names.meant(seen.event)
            seen.wanted = tuple(self.wanted(seen))
            seen.status = self.status(seen)

    def match(self, seen: Seen) -> None:
        if self.is_constant(seen):
            return
        for is_whole in (False, True):
            numbers = seen.values(is_whole)
            if numbers is not None:
                seen.matches += self.matcher.matches(seen.shape(is_whole), numbers)

    def is_constant(self, seen: Seen) -> bool:
        event = seen.event
        return event.value is not None and event.value.is_constant and (event.whole is None or event.whole.is_constant)

    def learn(self, seen: Seen) -> None:
        """Keep what the program calls the quantities of the problem."""
        event = seen.event
        here = self.found[0].here
        if event.value is not None and here.is_given(event.value) and self.is_whole(event.value):
            refs = {here.of_leaf[node.at][0] for node in event.value.nodes}
            names = {ref.name for ref in refs}
            is_other = self.names.problem.get(canonical(event.name), "") not in ("", *names)
            has_step = any(isinstance(key, int) for key in event.keys)
            is_start = (is_other and event.is_passed) or (has_step and not all(ref.index for ref in refs))
            if len(names) == 1 and not is_start:
                learn(self.names, event, names.pop())
            return
        own = self.names.problem.get(canonical(event.name))
        for match in sorted(seen.matches, key=lambda each: each.truth.ref.name != own):
            if match.is_exact and match.truth.is_gradient and not match.truth.of_stack:
                learn_table(self.names, event, match.truth.ref.name)
            is_quantity = match.is_full and not match.truth.is_gradient and not match.truth.of_stack
            if is_quantity and not is_beginning(event) and not is_also_gradient(seen):
                learn(self.names, event, match.truth.ref.name)
                return

    def is_whole(self, value: Snapshot) -> bool:
        """Whether an array of given numbers has all of each quantity of which it has some."""
        found: dict[Ref, set[int]] = defaultdict(set)
        for node in value.nodes:
            ref, place = self.found[0].here.of_leaf[node.at]
            found[ref].add(place)
        return all(len(places) == len(self.found[0].here.leaves[ref]) for ref, places in found.items())

    # The program's own intermediates

    def own(self) -> None:
        """Gradients by the program's own intermediates, backwards through its own forward pass."""
        by_name: dict[str, list[Seen]] = defaultdict(list)
        for seen in self.seen:
            if not seen.matches and seen.values() is not None and not self.is_constant(seen):
                by_name[canonical(seen.event.name)].append(seen)
        if not by_name or not self.truths.has_gradients:
            return
        slopes = [self.swept(k) for k in range(len(self.found))]
        for name, group in by_name.items():
            for seen in group:
                rows = [self.arrived(event.value, slopes[k]) for k, event in enumerate(seen.events)]
                numbers = tuple(row for row in rows if row is not None)
                if len(numbers) == len(rows) and any(any(row) for row in numbers):
                    self.names.own.add(name)
                    about = self.truths.of(self.truths.top)
                    self.own_truths.append(Truth("own", about, squeezed(seen.shape()), numbers, name))
        self.match_own()

    def match_own(self) -> None:
        matcher = Matcher(self.own_truths, (), self.matcher.is_turned)
        for seen in self.seen:
            numbers = seen.values()
            if numbers is not None and not any(match.is_full for match in seen.matches) and not self.is_constant(seen):
                seen.matches += matcher.matches(seen.shape(), numbers)

    def arrived(self, value: Snapshot | None, slopes: Mapping[int, float]) -> Numbers | None:
        if value is None:
            return None
        return tuple(slopes.get(e.at, 0.0) if type(e) is Traced else 0.0 for e in value.entries)

    def swept(self, k: int) -> dict[int, float]:
        """The derivatives of the loss by all numbers of a run, from those quantities whose gradients are known."""
        seeds: dict[int, float] = {}
        tops: dict[int, Traced] = {}
        gradients = {t.ref: t for t in self.truths.listed if t.kind == "gradient" and not t.of_stack}
        for seen in self.seen:
            match = next((m for m in seen.matches if m.is_full and not m.truth.is_gradient), None)
            value = seen.events[k].value
            if match is None or match.truth.of_stack or match.is_turned or value is None:
                continue
            gradient = gradients.get(match.truth.ref)
            if gradient is None or len(gradient.numbers[k]) != len(value.entries):
                continue
            for entry, slope in zip(value.entries, gradient.numbers[k], strict=True):
                if type(entry) is Traced:
                    seeds.setdefault(entry.at, slope)
                    tops[entry.at] = entry
        return swept(seeds, list(tops.values()), lambda node: True)

    # What is meant, and what is

    def wanted(self, seen: Seen) -> Iterator[Truth]:
        """The true arrays that a name may mean, the likeliest first."""
        meant = seen.meant
        if meant is None:
            return
        if meant.own:
            yield from (t for t in self.own_truths if t.label == meant.own and meant.is_gradient)
            return
        if not meant.is_gradient and meant.base == self.truths.top.name and squeezed(seen.shape()):
            return
        group = self.families.get((meant.is_gradient, meant.base), [])
        if not meant.is_gradient and all(truth.ref in self.truths.problem.given for truth in group):
            return
        if not (meant.is_exact or meant.is_learned or seen.event.value is None):
            group = [truth for truth in group if truth.shape == squeezed(seen.shape(seen.event.whole is not None))]
        step = self.step(seen, meant)
        yield from sorted(group, key=lambda truth: self.away(truth, step, meant))

    def step(self, seen: Seen, meant: Meant) -> int | None:
        if meant.index is not None:
            return meant.index + self.offsets.get(meant.base, 0)
        return seen.event.loops[-1][1] + self.offsets.get(meant.base, 0) if seen.event.loops else None

    def has_step(self, seen: Seen) -> bool:
        """Whether the step is told, by an index or by the number of a loop."""
        return seen.meant is not None and self.step(seen, seen.meant) is not None

    def is_hit(self, event: Event, target: Seen) -> bool:
        """Whether at the first point an array is what a name says, or a part of that."""
        return any(self.is_meant(value, target) for value in (event.value, event.whole) if value) or any(
            truth.shape == squeezed(event.whole.shape)
            and event.value is not None
            and is_same(tuple(truth.numbers[0][p] for p in event.positions), event.value.numbers)
            for truth in target.wanted
            if event.whole is not None and event.positions
        )

    def is_meant(self, value: Snapshot, target: Seen) -> bool:
        shape, numbers = squeezed(value.shape), value.numbers
        wanted = {truth.about for truth in target.wanted}
        truths = (*self.matcher.by_shape.get(shape, ()), *self.own_truths)
        return any(t.about in wanted and is_same(t.numbers[0], numbers) for t in truths)

    def away(self, truth: Truth, step: int | None, meant: Meant) -> tuple[int, int]:
        index = truth.ref.index[0].offset if truth.ref.index else 0
        distance = index - step if step is not None else -index
        if meant.is_share and step is not None:
            distance += 1
        return abs(distance), distance

    @cached_property
    def offsets(self) -> dict[str, int]:
        """How far the numbers of the program's loops are from the problem's indices, for each family."""
        counts: dict[str, dict[int, int]] = {}
        for seen in self.seen:
            full = [m.truth.ref for m in seen.matches if m.is_full and not m.truth.is_gradient and m.truth.ref.index]
            if len(full) == 1:
                numbers = [key for key in seen.event.keys if isinstance(key, int)]
                at = numbers[-1] if numbers else seen.event.loops[-1][1] if seen.event.loops else None
                if at is not None and seen.event.way != "append":
                    group = counts.setdefault(full[0].name, {})
                    group[full[0].index[0].offset - at] = group.get(full[0].index[0].offset - at, 0) + 1
        return {name: max(group, key=lambda k: group[k]) for name, group in counts.items()}

    def status(self, seen: Seen) -> int:
        event = seen.event
        if event.fails:
            return FAILS
        if event.value is None or (seen.values() is None and seen.values(True) is None):
            return UNREAD
        if event.value.is_later or (event.whole is not None and event.whole.is_later):
            return LATER
        if self.is_constant(seen):
            return DATA
        if self.found[0].here.is_given(event.value):
            return OTHER if self.is_misnamed(seen) else DATA
        values = seen.values()
        if values is not None and any(map(math.isnan, (x for row in values for x in row))):
            return UNREAD
        if values is not None and is_zero(values) and (event.whole is None or not seen.matches):
            told = seen.wanted[:1] if self.has_step(seen) else seen.wanted
            return RIGHT if any(is_zero(truth.numbers) for truth in told) else PART
        full = [match.truth for match in seen.matches if match.is_full]
        if any(truth in seen.wanted for truth in full) or self.is_entry(seen):
            return RIGHT
        if any(m.is_exact and m.truth.kind == "own" and m.truth in seen.wanted for m in seen.matches):
            return RIGHT
        if full:
            return OTHER
        kinds = {match.truth.kind for match in seen.matches if match.truth.kind != "own"}
        if kinds:
            return PART
        if any(m.is_exact and m.truth.kind == "own" for m in seen.matches) and seen.meant is None:
            return OWN
        return NONE

    def is_misnamed(self, seen: Seen) -> bool:
        """Whether something given is handed on under the name of something that is calculated."""
        meant = seen.meant
        is_told = meant is not None and meant.is_exact and (seen.event.is_passed or meant.is_gradient)
        return is_told and bool(seen.wanted) and not any(match.truth in seen.wanted for match in seen.matches)

    def is_entry(self, seen: Seen) -> bool:
        """Whether a part that was set is that of what the whole is meant to be."""
        event = seen.event
        if event.way == "append":
            return self.is_appended(seen)
        if event.whole is None or not event.positions:
            return False
        shape = squeezed(event.whole.shape)
        for truth in seen.wanted:
            if truth.shape != shape:
                continue
            parts = [tuple(row[p] for p in event.positions) for row in truth.numbers]
            values = seen.values()
            if values is not None and are_same(parts, values):
                return True
        return False

    def is_appended(self, seen: Seen) -> bool:
        """Whether a part that was appended is that of what the whole list is meant to be, from either end."""
        values, (*_, at) = seen.values(), seen.event.keys
        if values is None or not isinstance(at, int):
            return False
        many = len(values[0])
        for truth in seen.wanted:
            if not truth.shape or squeezed(truth.shape[1:]) != squeezed(seen.shape()) or at >= truth.shape[0]:
                continue
            for start in (at * many, (truth.shape[0] - 1 - at) * many):
                if are_same([row[start : start + many] for row in truth.numbers], values):
                    return True
        return False

    # How values depend on each other

    @cached_property
    def dependence(self) -> Dependence:
        return Dependence(self.seen, self.found[0].here)

    def uses(self, later: Seen, earlier: Seen) -> bool:
        """Whether a value was calculated from one that an earlier statement made."""
        return self.dependence.uses(later, earlier)

    def inputs(self, seen: Seen) -> list[Seen]:
        """The values that a statement used."""
        return self.dependence.inputs(seen)

    def of_spot(self, spot: Spot) -> list[Seen]:
        return [seen for seen in self.seen if seen.spot == spot]

    def is_by_given(self, truth: Truth) -> bool:
        """Whether a true array is the gradient by something given without an index."""
        return isinstance(truth.about, Derivative) and not truth.ref.index and truth.ref in self.truths.problem.given
