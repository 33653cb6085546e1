"""A whole write-up: which of its exercises is the problem, and how vectors lie in it where it does not say so."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import replace

from derive.following import other_exercises
from derive.following.follow import Follower, Told
from derive.following.habits import ROWS_FOUND, UNTOLD_VECTORS
from derive.following.judged import Judged
from derive.following.reasoning import Reasoning
from derive.judging.finding import wrong
from derive.judging.unfitting_shapes import DEPENDS
from derive.writeup.chain import Chain, Submission

FEWEST = 2
"""How many relations must be true in rows alone before a text that does not say so is taken to have rows."""


def follow(reasoning: Reasoning, submission: Submission, told: Told = lambda count, found: None) -> list[Judged]:
    """The verdicts on all relations of a write-up, in order; `told` hears of each chain as it is judged."""
    problem, chains = reasoning.problem, submission.chains
    others = other_exercises.told(problem, chains)
    judged = one_exercise(reasoning, without(others, submission), numbered(told, others, chains))
    if not others and (others := other_exercises.found(problem, chains, judged)):
        judged = one_exercise(reasoning, without(others, submission))
    beyond = other_exercises.unjudged(chain for chain in chains if chain.exercise in others)
    return other_exercises.in_order([*judged, *beyond]) if beyond else judged


def without(others: Collection[int], submission: Submission) -> Submission:
    """A file without the exercises that are not the problem."""
    return replace(submission, chains=tuple(chain for chain in submission.chains if chain.exercise not in others))


def numbered(told: Told, others: Collection[int], chains: Sequence[Chain]) -> Told:
    """Whoever hears of each chain, told its number among all chains of the file."""
    kept = [0, *(k for k, chain in enumerate(chains, 1) if chain.exercise not in others)]
    return lambda count, found: told(kept[count], found)


def one_exercise(reasoning: Reasoning, submission: Submission, told: Told = lambda count, found: None) -> list[Judged]:
    """The verdicts on a text that is about the problem throughout."""
    first = follower(reasoning, submission)
    found = first.follow(submission.chains, told)
    if submission.vectors == reasoning.problem.settings.vectors:
        return [as_transposed(each) for each in found]
    if submission.vectors or not any(map(depends, found)):
        return found
    other = follower(reasoning, submission)
    other.habits = UNTOLD_VECTORS
    turned = other.follow(submission.chains)
    if sum(map(depends, found)) >= FEWEST:
        return noted(turned, found) if not other.is_as_usual and agrees(turned, found) else found
    return [as_transposed(each) for each in found] if is_plain(reasoning, submission, found) else found


def follower(reasoning: Reasoning, submission: Submission) -> Follower:
    """Who follows a text by what it says of itself."""
    found = Follower(reasoning.problem, reasoning.fresh(), submission.is_summing, submission.vectors)
    found.is_extracted, found.is_numerator = submission.is_extracted, submission.is_numerator
    return found


def is_plain(reasoning: Reasoning, submission: Submission, found: Sequence[Judged]) -> bool:
    """Whether vectors lie in a text plainly as in the problem: formulas that leave nothing open are true only so.

    A statement that could not be read may be one in rows, as a product is whose shapes do not fit.
    """
    if any(each.finding.verdict == "unread" and not depends(each) for each in found):
        return False
    open_places = {(each.cell, each.line) for each in found if depends(each)}
    clear = [c for c in submission.chains if not open_places & {(c.cell, side.line) for side in c.sides}]
    other = follower(reasoning, submission)
    other.habits = UNTOLD_VECTORS
    other.follow(clear)
    return other.is_as_usual


def as_transposed(judged: Judged) -> Judged:
    """The verdict where vectors lie as in the problem, which the text says or its other formulas tell."""
    if not depends(judged):
        return judged
    return replace(judged, finding=wrong("transposed").but(read_as=judged.finding.read_as, notes=judged.finding.notes))


def agrees(turned: Sequence[Judged], found: Sequence[Judged]) -> bool:
    """Whether all that depends on how vectors lie is true as it was read, and all that was true before."""
    true = {place(each) for each in turned if each.finding.is_accepted}
    return true.issuperset(place(each) for each in found if depends(each) or each.finding.is_accepted)


def noted(turned: Sequence[Judged], found: Sequence[Judged]) -> list[Judged]:
    """The verdicts, with a note on what is true in rows alone."""
    places = {place(each) for each in found if depends(each)}
    return [with_note(each) if place(each) in places else each for each in turned]


def with_note(judged: Judged) -> Judged:
    finding = judged.finding
    return replace(judged, finding=finding.but(notes=(*finding.notes, ROWS_FOUND)))


def depends(judged: Judged) -> bool:
    return judged.finding.details.get("fault") == DEPENDS


def place(judged: Judged) -> tuple[int | None, int, str]:
    return judged.cell, judged.line, judged.text
