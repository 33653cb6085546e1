"""Which statements of a program are its errors: those with which mended what follows becomes right.

Values are gone through in the order of the run.  A statement is blamed only where all that it used was right, or where
with it alone mended the first wrong result is right (algorithmic debugging: Shapiro, Algorithmic Program Debugging,
1983; by replacement of values: Zeller, Why Programs Fail, 2009).
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property

from derive.tracing.blame_by_factor import by_factor
from derive.tracing.blame_by_gain import likeliest
from derive.tracing.confirming import becomes_good, breaks, is_better, is_only_renamed, reaches_results
from derive.tracing.lost_results import by_lost_result
from derive.tracing.machine import Mend
from derive.tracing.meant_values import Choice, is_gradient_name, occurrences, trials
from derive.tracing.mended_statements import adds_to_itself, good, is_given_on, is_handed, is_off, is_share, mend
from derive.tracing.naming import by_change, statement
from derive.tracing.one_change import first_changed
from derive.tracing.own_lambdas import is_in_lambda
from derive.tracing.repairing import masks_before, repairs
from derive.tracing.runs import MOST_WORK, Runs
from derive.tracing.seen import FAILS, NONE, OTHER, PART, RIGHT, UNREAD, Seen
from derive.tracing.survey import Survey
from derive.tracing.suspects import is_invented, is_returned, is_shielded, suspects
from derive.tracing.trace import Spot
from derive.tracing.true_arrays import Truth
from derive.tracing.true_at_first import TrueAtFirst

MOST_ERRORS = 10
MOST_ANCESTORS = 8
MOST_RUNS = 1_200
"""Runs in search of errors in one program."""


@dataclass
class Blamed:
    """A statement that is wrong: its first wrong value, what it should have been, and what becomes right with it.

    `is_doubtful` where it may as well be one of the statements before it; `name` is the mistake where that is known.
    """

    seen: Seen
    truth: Truth
    choice: Choice
    is_overwritten: bool = False
    is_doubtful: bool = False
    gain: int = 0
    total: int = 0
    name: str = ""
    has_become_true: bool = False
    new: ast.stmt | None = None


@dataclass
class Detective:
    """Finds the errors of one program, the first first."""

    runs: Runs
    first: Survey = field(init=False)
    last: Survey = field(init=False)
    errors: dict[Spot, Blamed] = field(default_factory=dict)
    cleared: set[Spot] = field(default_factory=set)
    unchanged: set[object] = field(default_factory=set)
    tried: int = 0

    def __post_init__(self) -> None:
        self.first = self.last = Survey(self.runs, self.runs.everywhere())

    def find(self) -> None:
        for _ in range(4 * MOST_ERRORS):
            suspect = next(suspects(self), None)
            if len(self.errors) >= MOST_ERRORS or self.is_tired:
                return
            blamed = (first_changed(self) or self.blame(suspect)) if suspect else by_lost_result(self)
            if blamed is None or self.is_vouched_for(blamed.seen):
                if suspect is None:
                    return
                self.cleared.add(suspect.spot)
                continue
            self.errors[blamed.seen.spot] = blamed
            if blamed.new is not None:
                self.runs.standing[blamed.seen.spot[:2]] = blamed.new
            self.last = self.survey({})
            if is_in_lambda(self, blamed):
                blamed.is_doubtful = True
                return

    @property
    def is_tired(self) -> bool:
        """Whether enough work was spent on a program."""
        return self.runs.is_too_long or self.tried >= MOST_RUNS or self.runs.spent > MOST_WORK

    def survey(self, more: Mapping[Spot, Choice]) -> Survey:
        """The program with all errors mended that were found, and more."""
        self.tried += len(self.runs.truths.numbers)
        return Survey(self.runs, self.runs.everywhere(self.mends(more)), self.first)

    def mends(self, more: Mapping[Spot, Choice]) -> list[Mapping[Spot, Mend]]:
        choices = {spot: blamed.choice for spot, blamed in self.errors.items() if not blamed.new} | dict(more)
        return [
            {spot: mend(choice, k, self.is_flat) for spot, choice in choices.items()}
            for k in range(len(self.runs.truths.numbers))
        ]

    @cached_property
    def firsts(self) -> TrueAtFirst:
        return TrueAtFirst(self.last.matcher.by_shape)

    @cached_property
    def is_flat(self) -> bool:
        """Whether the program has its vectors without a second axis."""
        axes = [len(seen.shape()) for seen in self.first.seen for m in seen.matches[:1] if len(m.truth.shape) == 1]
        return 2 * axes.count(1) > len(axes)

    # Who is to blame

    def blame(self, suspect: Seen) -> Blamed | None:
        """The statement with which mended most becomes right: the suspect, or one that it was calculated from."""
        target = suspect if suspect.wanted else self.follower(suspect)
        if not suspect.wanted and not self.is_verified(suspect):
            return None
        if target is None:
            return self.without_name(suspect)
        best = self.blamed_for(target)
        later = self.follower(suspect, True) if suspect.wanted and not is_sure(best) else None
        if later is not None and (other := self.blamed_for(later)) is not None and is_sure(other):
            best, target = other, later
        return self.explained(best, target) if best is not None else None

    def blamed_for(self, target: Seen) -> Blamed | None:
        """The statement that is to blame for a value that is not what its name says."""
        if (only := by_factor(self, target)) is not None:
            return only
        if target.status in (PART, OTHER) and (only := self.mended(target, target)) is not None and only.is_overwritten:
            return only
        ancestors = self.ancestors(target)
        named = [*ancestors, *([] if is_given_on(target, self.last) else [target])]
        is_doubtful = is_off(target) or target.status == OTHER
        doubtful = {each.spot: each for each in self.nameless(target)} if is_doubtful else {}
        found = list(filter(None, (self.mended(seen, target) for seen in named)))
        found += filter(None, (self.by_trial(seen, target) for seen in doubtful.values()))
        untrue = [each for each in ancestors if each.status == NONE and not each.event.is_passed]
        found += self.repaired([*doubtful.values(), *untrue, *masks_before(self.last, target)], target)
        found = [each for each in found if not self.is_vouched_for(each.seen)]
        return likeliest(self, found, target, list(doubtful.values()))

    def is_vouched_for(self, seen: Seen) -> bool:
        """Whether what a function was given may be to blame: it was right in another call, or a mask stands in it."""
        if not isinstance(statement(self, seen.spot), ast.Return) or seen.event.is_passed:
            return False
        is_masked = any(mask.event.name in seen.event.text for mask in masks_before(self.last, seen))
        return is_masked or any(each.status in (RIGHT, OTHER) for each in self.last.of_spot(seen.spot))

    def explained(self, best: Blamed, target: Seen) -> Blamed:
        """The same statement with a usual mistake taken back in all rounds, where that does as well."""
        if best.name or best.is_overwritten:
            return best
        for repaired in self.repaired([best.seen], target):
            if repaired.gain >= best.gain:
                return repaired
        return best

    def repaired(self, candidates: Sequence[Seen], target: Seen) -> Iterator[Blamed]:
        """Statements as errors, if with one usual mistake taken back in them what follows is right."""
        for seen in candidates if is_off(target) else ():
            tried = (r for r in repairs(self, seen, target) if not is_only_renamed(r.after, seen, target))
            repair = next((r for r in tried if is_better(self, r.after, seen, target)), None)
            if repair is not None:
                made = self.blamed(seen, repair.choice)
                made.name, made.new = repair.name, repair.new
                self.weigh(made, repair.after, target)
                made.has_become_true = any(s.status in (RIGHT, OTHER) for s in repair.after.of_spot(seen.spot))
                yield made

    def without_name(self, seen: Seen) -> Blamed | None:
        """A gradient that nothing is calculated from, by what its name does not say: one change makes it true."""
        known = {match.truth.about for each in self.last.seen for match in each.matches if match.is_full}
        gradients = (t for t in self.runs.truths.listed if t.kind == "gradient" and not t.of_stack)
        unmet = [t for t in gradients if t.ref in self.runs.problem.given and t.about not in known]
        target = replace(seen, wanted=tuple(unmet))
        if not unmet or not is_gradient_name(seen.event.name) or seen.status != NONE:
            return None
        for repair in repairs(self, seen, target):
            if not breaks(self, repair.after, seen) and becomes_good(self, repair.after, target):
                made = self.blamed(seen, repair.choice)
                made.name = repair.name
                return made
        return None

    def surveyed(self, spot: Spot, statement: ast.stmt) -> Survey:
        """The program with a statement in the place of another."""
        self.tried += len(self.runs.truths.numbers)
        return Survey(self.runs, self.runs.everywhere(self.mends({}), {spot[:2]: statement}), self.first)

    def are_cleared(self, blamed: Blamed, doubtful: Sequence[Seen]) -> bool:
        """Whether with a statement mended something true was calculated from all values in doubt."""
        after = self.survey({blamed.seen.spot: blamed.choice})
        true = [seen for seen in after.seen if seen.status in (RIGHT, OTHER)]
        now = [
            next((s for s in after.of_spot(each.spot) if s.event.occurrence == each.event.occurrence), None)
            for each in doubtful
        ]
        return all(seen is not None and any(after.uses(later, seen) for later in true) for seen in now)

    def is_explained(self, blamed: Blamed) -> bool:
        """Whether a usual mistake, taken back in a statement itself, makes its value what it should have been."""
        return by_change(self, blamed.seen, blamed.truth, self.mends({})) is not None

    def is_verified(self, seen: Seen) -> bool:
        """Whether all that a statement used is true, given or mended."""
        return not self.doubtful_inputs(seen)

    def doubtful_inputs(self, seen: Seen) -> list[Seen]:
        unsure = [i for i in self.last.inputs(seen) if i.status in (NONE, FAILS, UNREAD) and i.spot != seen.spot]
        return [each for each in unsure if each.spot not in self.errors and not is_shielded(self, each)]

    def nameless(self, target: Seen) -> list[Seen]:
        """Statements whose names say nothing, and whose values are nothing true, that a value was calculated from."""
        found: dict[Spot, Seen] = {}
        used = self.last.inputs(target)
        for seen in self.last.seen[: target.number]:
            is_own = not seen.wanted and seen.spot not in self.errors and not is_handed(seen)
            is_untrue = seen.status == NONE or (seen.status == PART and is_off(seen))
            is_handed_on = seen.status == OTHER and (seen.event.is_passed or is_returned(seen, target))
            is_told = is_own and (is_untrue or is_handed_on)
            is_chance = is_invented(seen, self.last) and seen.spot not in self.errors and seen in used
            if (is_told or is_chance) and self.last.uses(target, seen):
                found.setdefault(seen.spot, seen)
        return list(found.values())[:MOST_ANCESTORS]

    def ancestors(self, suspect: Seen) -> list[Seen]:
        """Statements before that gave something else than their names say, the first first."""
        found: dict[Spot, Seen] = {}
        for seen in self.last.seen[: suspect.number]:
            is_weak = seen.status in (PART, OTHER, NONE) and seen.wanted and seen.spot != suspect.spot
            is_own = seen.spot not in self.errors and not is_handed(seen)
            if is_weak and is_own and self.last.uses(suspect, seen):
                found.setdefault(seen.spot, seen)
        return list(found.values())[:MOST_ANCESTORS]

    def follower(self, seen: Seen, is_result: bool = False) -> Seen | None:
        """The first value with a telling name that is wrong and was calculated from this one; a result, if asked."""
        for each in self.last.seen[seen.number + 1 :]:
            is_wrong = each.wanted and each.status in (NONE, FAILS) and each.spot != seen.spot and not is_handed(each)
            is_fitting = is_wrong and (not is_result or self.last.is_by_given(each.wanted[0]))
            if is_fitting and (each.status == FAILS or self.last.uses(each, seen)):
                return each
        return None

    def mended(self, seen: Seen, suspect: Seen) -> Blamed | None:
        """The statement as an error, if with what its name says the suspect is as it should be."""
        return self.best_of(seen, suspect, self.choices(seen))

    def by_trial(self, seen: Seen, target: Seen) -> Blamed | None:
        """A statement without a telling name as the error, if with some true array what follows is right."""
        return self.best_of(seen, target, trials(self.last, self.last.of_spot(seen.spot), target))

    def best_of(self, seen: Seen, suspect: Seen, choices: Iterable[Choice]) -> Blamed | None:
        best: Blamed | None = None
        for choice in choices:
            if self.is_tired or (seen.spot != suspect.spot and not self.hits(seen, choice, suspect)):
                continue
            after = self.survey({seen.spot: choice})
            if not is_better(self, after, seen, suspect):
                continue
            made = self.blamed(seen, choice, self.overwrites(seen, suspect))
            self.weigh(made, after, suspect)
            is_more = best is None or made.gain > best.gain
            if is_more and (reaches_results(self, after, seen) or self.is_explained(made)):
                best = made
        return best

    def weigh(self, made: Blamed, after: Survey, suspect: Seen, others: Sequence[Spot] = ()) -> None:
        """Keep how much more is right, of what has a telling name and of all, besides the statements themselves."""
        but = (made.seen.spot, suspect.spot, *others)
        made.gain = good(after, but, named=True) - good(self.last, but, named=True)
        made.total = good(after, but) - good(self.last, but)

    def blamed(self, seen: Seen, choice: Choice, is_overwritten: bool = False) -> Blamed:
        first = self.first_wrong(seen, choice)
        truth = choice.get(first.event.occurrence) or next(iter(choice.values()))
        return Blamed(first, truth, choice, is_overwritten)

    def first_wrong(self, seen: Seen, choice: Choice) -> Seen:
        """The first value of a statement that is not what it should have been."""
        for each in self.last.of_spot(seen.spot):
            truth = choice.get(each.event.occurrence)
            if truth is not None and not any(m.is_full and m.truth.about == truth.about for m in each.matches):
                return each
        return seen

    def overwrites(self, seen: Seen, suspect: Seen) -> bool:
        """Whether a result is set in each round of a loop to what should have been added to it."""
        group = [each for each in self.last.of_spot(seen.spot) if each.meant == seen.meant]
        parts = [each for each in group if is_share(each)]
        is_set = seen.event.way in ("assign", "part") and not adds_to_itself(seen)
        return seen.spot == suspect.spot and is_set and len(group) > 1 and len(parts) == len(group)

    def choices(self, seen: Seen) -> Iterator[Choice]:
        """What the values of a statement could have been meant to be, each once."""
        met: list[Choice] = []
        for choice in occurrences(self.last, self.last.of_spot(seen.spot)):
            if choice and choice not in met:
                met.append(choice)
                yield choice

    def hits(self, seen: Seen, choice: Choice, target: Seen) -> bool:
        """Whether at the first point a statement so mended makes the target one of what its name says."""
        self.tried += 1
        run = self.runs.first_point(self.mends({seen.spot: choice})[0])
        for event in run.trace.events:
            if event.spot == target.spot and event.occurrence == target.event.occurrence and event.value is not None:
                if target.status in (PART, OTHER):
                    return True
                return self.last.is_hit(event, target)
        return False


def is_sure(blamed: Blamed | None) -> bool:
    """Whether with a statement mended something with a telling name becomes right."""
    return blamed is not None and blamed.gain > 0
