"""Which statement of a program is the error: the one with which mended all that follows becomes right.

(Algorithmic debugging by replacement: Zeller, Why Programs Fail, 2009; Shapiro, Algorithmic Program Debugging, 1983.)
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from derive.tracing.machine import Mend
from derive.tracing.runs import Runs
from derive.tracing.survey import DATA, FAILS, GOOD, LATER, NONE, OTHER, PART, RIGHT, UNREAD, Seen, Survey
from derive.tracing.trace import Snapshot, Spot
from derive.tracing.true_arrays import Truth

MOST_ERRORS = 12
MOST_ANCESTORS = 12
MOST_TRIALS = 24
MOST_RUNS = 150
"""Surveys in search of errors in one program."""
Choice = Mapping[int, Truth]
"""What a statement should have given, by how often it was reached."""


@dataclass
class Blamed:
    """A statement that is wrong: its first wrong value, what it should have been, and what becomes right with it."""

    seen: Seen
    truth: Truth
    choice: Choice
    is_overwritten: bool = False


@dataclass
class Detective:
    """Finds the errors of one program, the first first."""

    runs: Runs
    first: Survey = field(init=False)
    last: Survey = field(init=False)
    errors: dict[Spot, Blamed] = field(default_factory=dict)
    cleared: set[Spot] = field(default_factory=set)
    tried: int = 0

    def __post_init__(self) -> None:
        self.first = self.last = Survey(self.runs, self.runs.everywhere())

    def find(self) -> None:
        for _ in range(2 * MOST_ERRORS):
            suspect = next(self.suspects(), None)
            if suspect is None or len(self.errors) >= MOST_ERRORS or self.tried >= MOST_RUNS:
                return
            blamed = self.blame(suspect)
            if blamed is None:
                self.cleared.add(suspect.spot)
                continue
            self.errors[blamed.seen.spot] = blamed
            self.last = self.survey({})

    def survey(self, more: Mapping[Spot, Choice]) -> Survey:
        """The program with all errors mended that were found, and more."""
        self.tried += 1
        return Survey(self.runs, self.runs.everywhere(self.mends(more)), self.first.names)

    def mends(self, more: Mapping[Spot, Choice]) -> list[Mapping[Spot, Mend]]:
        choices = {spot: blamed.choice for spot, blamed in self.errors.items()} | dict(more)
        return [
            {spot: mend(choice, k) for spot, choice in choices.items()} for k in range(len(self.runs.truths.numbers))
        ]

    # What may be wrong

    def suspects(self) -> Iterator[Seen]:
        """Values that are not what their names say, in the order of the run; then results that stay unfinished."""
        finals = {seen.number for seen in self.unfinished()}
        for seen in self.last.seen:
            if seen.spot in self.errors or seen.spot in self.cleared:
                continue
            if seen.number in finals or (seen.status in (NONE, FAILS) and seen.wanted and not self.is_shielded(seen)):
                yield seen

    def is_shielded(self, seen: Seen) -> bool:
        """Whether something true was calculated from a value: then it is no error, whatever its name."""
        if is_unfinished_part(seen, self.last):
            return True
        later = (each for each in self.last.seen[seen.number + 1 :] if each.status in (RIGHT, OTHER))
        return any(self.last.uses(each, seen) for each in later)

    def unfinished(self) -> Iterator[Seen]:
        """The last values of results that were true in part only."""
        groups: dict[tuple[str, bool], list[Seen]] = {}
        for seen in self.last.seen:
            if seen.meant is not None and not seen.meant.is_share and len(seen.wanted) == 1 and seen.status != DATA:
                groups.setdefault((seen.meant.base, seen.meant.is_gradient), []).append(seen)
        for group in groups.values():
            statuses = {seen.status for seen in group}
            truth = group[-1].wanted[0]
            is_result = self.last.is_by_given(truth) or truth.about == self.runs.truths.top
            last = group[-1]
            if not is_result or last.status not in (PART, OTHER) or self.is_shielded(last):
                continue
            if is_reset(group) or (not statuses & {RIGHT, UNREAD, LATER} and self.means_something(last, truth)):
                yield last

    def means_something(self, seen: Seen, truth: Truth) -> bool:
        return any(match.truth.about == truth.about for match in seen.matches) or not seen.matches

    # Who is to blame

    def blame(self, suspect: Seen) -> Blamed | None:
        for seen in self.ancestors(suspect):
            if (found := self.mended(seen, suspect)) is not None:
                return found
        if (found := self.mended(suspect, suspect)) is not None:
            return found
        for seen in self.nameless(suspect):
            if (found := self.by_trial(seen, suspect)) is not None:
                return found
        return None

    def ancestors(self, suspect: Seen) -> list[Seen]:
        """Statements before that gave something else than their names say, the first first."""
        found: dict[Spot, Seen] = {}
        for seen in self.last.seen[: suspect.number]:
            is_weak = seen.status in (PART, OTHER, NONE) and seen.wanted and seen.spot != suspect.spot
            if is_weak and seen.spot not in self.errors and not seen.event.is_passed and self.last.uses(suspect, seen):
                found.setdefault(seen.spot, seen)
        return list(found.values())[:MOST_ANCESTORS]

    def nameless(self, suspect: Seen) -> list[Seen]:
        found: dict[Spot, Seen] = {}
        for seen in self.last.seen[: suspect.number]:
            is_own = seen.status == NONE and not seen.wanted and seen.spot not in self.errors
            if is_own and self.last.uses(suspect, seen):
                found.setdefault(seen.spot, seen)
        return list(found.values())[:MOST_ANCESTORS]

    def mended(self, seen: Seen, suspect: Seen) -> Blamed | None:
        """The statement as an error, if with what its name says the suspect is as it should be."""
        best: tuple[int, Choice, Truth] | None = None
        for choice in self.choices(seen):
            after = self.survey({seen.spot: choice})
            if not self.is_better(after, seen, suspect):
                continue
            gain = good(after) - good(self.last)
            if best is None or gain > best[0]:
                best = gain, choice, choice[self.occurrence(seen, choice)]
        if best is None:
            return None
        gain, choice, truth = best
        first = self.first_wrong(seen, choice)
        return Blamed(first, choice.get(first.event.occurrence, truth), choice, self.overwrites(seen, suspect))

    def occurrence(self, seen: Seen, choice: Choice) -> int:
        return seen.event.occurrence if seen.event.occurrence in choice else next(iter(choice))

    def first_wrong(self, seen: Seen, choice: Choice) -> Seen:
        """The first value of a statement that is not what it should have been."""
        for each in self.last.of_spot(seen.spot):
            truth = choice.get(each.event.occurrence)
            if truth is not None and not any(m.is_full and m.truth.about == truth.about for m in each.matches):
                return each
        return seen

    def overwrites(self, seen: Seen, suspect: Seen) -> bool:
        """Whether a result is set in each round of a loop to what should have been added to it."""
        group = self.last.of_spot(seen.spot)
        parts = [each for each in group if each.status == PART]
        is_set = seen.event.way in ("assign", "part")
        return seen.spot == suspect.spot and is_set and len(group) > 1 and len(parts) == len(group)

    def choices(self, seen: Seen) -> Iterator[Choice]:
        """What the values of a statement could have been meant to be."""
        group = self.last.of_spot(seen.spot)
        depth = max((len(each.wanted) for each in group), default=0)
        for k in range(min(depth, 3)):
            yield {each.event.occurrence: each.wanted[min(k, len(each.wanted) - 1)] for each in group if each.wanted}
        if seen.meant is not None and seen.meant.is_share:
            yield from self.shares(group)

    def shares(self, group: Sequence[Seen]) -> Iterator[Choice]:
        """The contributions that belong to what a name says is a part."""
        listed = [truth for truth in self.runs.truths.listed if truth.kind == "share"]
        for label in dict.fromkeys(truth.label for truth in listed):
            choice = {}
            for each in group:
                wanted = [w.about for w in each.wanted[:1]]
                fitting = [t for t in listed if t.label == label and t.about in wanted]
                if fitting:
                    choice[each.event.occurrence] = fitting[0]
            if choice:
                yield choice

    def by_trial(self, seen: Seen, suspect: Seen) -> Blamed | None:
        """A statement without a telling name as the error, if with some true array the suspect is right."""
        shape = tuple(n for n in seen.shape() if n != 1)
        listed = [t for t in self.runs.truths.listed if t.shape == shape and (t.is_gradient or not t.is_full)]
        related = [t for t in listed if any(t.ref == w.ref for w in suspect.wanted)] or listed
        for truth in related[:MOST_TRIALS]:
            choice = {seen.event.occurrence: truth}
            after = self.survey({seen.spot: choice})
            if self.becomes_good(after, suspect):
                return Blamed(seen, truth, choice)
        return None

    # What mending does

    def is_better(self, after: Survey, seen: Seen, suspect: Seen) -> bool:
        """Whether with a statement mended more is right, the suspect among it, and nothing is wrong that was right."""
        if self.breaks(after, seen):
            return False
        if seen.spot != suspect.spot:
            return self.becomes_good(after, suspect) and good(after) > good(self.last)
        helped = [each for each in improved(self.last, after) if each.spot != seen.spot]
        if helped or (seen.meant is not None and seen.meant.is_share):
            return bool(helped)
        is_result = any(self.last.is_by_given(truth) for truth in seen.wanted) or self.runs.truths.top.name == (
            seen.meant.base if seen.meant else ""
        )
        is_exact = seen.meant is not None and (seen.meant.is_exact or is_result)
        followers = [each for each in self.last.seen[seen.number + 1 :] if each.spot != seen.spot and each.wanted]
        return is_exact and not any(self.last.uses(each, seen) for each in followers if each.status not in (LATER,))

    def breaks(self, after: Survey, seen: Seen) -> bool:
        """Whether a value that was right is not so any more."""
        now = {(each.spot, each.event.occurrence): each.status for each in after.seen}
        return any(
            each.status == RIGHT
            and each.spot != seen.spot
            and now.get((each.spot, each.event.occurrence)) in (NONE, FAILS)
            for each in self.last.seen
        )

    def becomes_good(self, after: Survey, suspect: Seen) -> bool:
        for each in after.of_spot(suspect.spot):
            if each.event.occurrence == suspect.event.occurrence:
                if suspect.status == PART or suspect.status == OTHER:
                    return each.status == RIGHT
                return each.status in (RIGHT, OTHER, PART)
        return False


def is_reset(group: Sequence[Seen]) -> bool:
    """Whether one statement sets a result again after it was right."""
    last = group[-1]
    return last.event.way == "assign" and any(each.status == RIGHT and each.spot == last.spot for each in group)


def is_unfinished_part(seen: Seen, survey: Survey) -> bool:
    """Whether an array is being filled part by part, and this is not the last."""
    if seen.event.way not in ("part", "change") or seen.event.whole is None:
        return False
    group = survey.of_spot(seen.spot)
    return (
        seen is not group[-1]
        and len(seen.event.positions) < len(seen.event.whole.entries)
        and not any(len(truth.shape) < len(seen.event.whole.shape) for truth in seen.wanted)
    )


def good(survey: Survey) -> int:
    """How much is right."""
    weights = {RIGHT: 3, OTHER: 3, PART: 2}
    return sum(weights.get(seen.status, 0) for seen in survey.seen)


def improved(before: Survey, after: Survey) -> list[Seen]:
    """The values that became right."""
    were = {(each.spot, each.event.occurrence): each.status for each in before.seen}
    return [
        each
        for each in after.seen
        if each.status in (RIGHT, OTHER, PART) and were.get((each.spot, each.event.occurrence), NONE) not in GOOD
    ]


def mend(choice: Choice, point: int) -> Mend:
    """What a statement gives at a point, by how often it was reached."""

    def mended(occurrence: int, found: Snapshot | None) -> Snapshot | None:
        truth = choice.get(occurrence)
        if truth is None:
            return None
        shape = truth.ref.shape if truth.ref.shape and not truth.of_stack else truth.shape
        return leaves(shape, truth.numbers[point])

    return mended


def leaves(shape: tuple[int, ...], numbers: Sequence[float]) -> Snapshot:
    from derive.tracing.scalars import Traced

    if len(numbers) == 1:
        shape = ()
    return Snapshot(shape, tuple(Traced(x) for x in numbers))
