"""An answer with the steps that lead to it: each is judged, and the one that was asked for is the answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from derive.documents.inert import inert_text
from derive.judging.finding import NOT_JUDGED, Finding, wrong
from derive.judging.numbers_in_formulas import with_numbers
from derive.language.expr import Expr, at, size
from derive.reading.read import vocabulary_of
from derive.reading.result import Unreadable
from derive.reading.stated_steps import StatedStep, after_definitions, left_side, reading_of, statements_in
from derive.reading.unbound import free_indices

if TYPE_CHECKING:
    from derive.feedback.check_answer import Checker, Undiagnosed

UNJUDGED = "the steps before the answer cannot be judged"


def among_steps(checker: Checker, asked: Expr, text: str) -> Finding | Undiagnosed | None:
    """What an answer comes to that stands among its steps; nothing where it does not, or there are two of them."""
    vocabulary = vocabulary_of(checker.problem)
    try:
        steps, formula = statements_in(text, vocabulary), after_definitions(text, vocabulary)
    except Unreadable:
        return None
    if formula:
        return checker.evaluated(asked, formula)
    meant = [left_side(step, vocabulary) for step in steps]
    places = [k for k, expr in enumerate(meant) if expr == asked]
    if not places and (listed := as_entries(checker, asked, steps)) is not None:
        return listed
    if not places or not all(steps[k].is_concluded for k in places[1:]):
        return None
    own = [step.definition for step, expr in zip(steps, meant, strict=True) if expr is None]
    clause = f" where {', '.join(own)}" if own else ""
    for k, (step, expr) in enumerate(zip(steps, meant, strict=True)):
        if k != places[-1] and (found := fault_in(checker, step, expr, clause)) is not None:
            return found
    return checker.evaluated(asked, steps[places[-1]].text + clause)


def at_the_end(checker: Checker, asked: Expr, text: str) -> Finding | None:
    """The verdict on an answer that stands last, under the writer's own name, `err = ŷ - y; grad = err x`, if right."""
    vocabulary = vocabulary_of(checker.problem)
    try:
        steps = statements_in(text, vocabulary)
    except Unreadable:
        return None
    if len(steps) < 2 or any(left_side(step, vocabulary) is not None for step in steps):
        return None
    *before, last = steps
    clause = f" where {', '.join(step.definition for step in before)}"
    if any(fault_in(checker, step, None, clause) is not None for step in before):
        return None
    found = checker.evaluated(asked, last.text[last.sides[1][0] :] + clause)
    return found if isinstance(found, Finding) and found.is_accepted else None


def as_entries(checker: Checker, asked: Expr, steps: Sequence[StatedStep]) -> Finding | None:
    """The verdict on statements of which each is one entry of what was asked, in order, if they are right so."""
    counts = {len(step.sides) for step in steps}
    if len(steps) != size(asked.shape) or len(counts) != 1:
        return None
    sides = (", ".join(step.side(k) for step in steps) for k in range(counts.pop()))
    found = checker.evaluated(asked, " = ".join(f"[{side}]" for side in sides))
    return found if isinstance(found, Finding) and found.is_accepted else None


def fault_in(checker: Checker, step: StatedStep, expr: Expr | None, clause: str) -> Finding | None:
    """What is wrong with a step, if anything, for all numbers of an index that it leaves open."""
    each: Sequence[Expr | None] = at_each_index(checker, step, expr) or [expr]
    return next(filter(None, (fault_of(checker, step, one, clause) for one in each)), None)


def at_each_index(checker: Checker, step: StatedStep, expr: Expr | None) -> list[Expr]:
    """What the left side of a step is at the numbers of the only index that it leaves open; nothing for others."""
    vocabulary = vocabulary_of(checker.problem)
    names = {name for name, _ in free_indices(expr)} if expr is not None else set()
    if len(names) != 1 or not names <= vocabulary.ranges.keys():
        return []
    (name,) = names
    found = (reading_of(step.left, vocabulary, {name: at(k)}) for k in vocabulary.ranges[name])
    return [each.members[0].expr for each in found if each is not None and each.members[0].expr is not None]


def fault_of(checker: Checker, step: StatedStep, expr: Expr | None, clause: str) -> Finding | None:
    """What is wrong with a step, if anything; of a name of the writer's own, what is said of its definition."""
    text = step.text if expr is not None else step.rest
    if not text:
        return None
    if expr is None:
        reading = reading_of(step.side(1) + clause, vocabulary_of(checker.problem))
        member = reading.members[-1].expr if reading is not None else None
        expr = with_numbers(member, reading.literals) if reading is not None and member is not None else None
    if expr is None:
        return Finding("unread", details={"fault": UNJUDGED})
    found = checker.evaluated(expr, text + clause)
    finding = found if isinstance(found, Finding) else checker.diagnose(found)
    if finding.is_accepted or finding.diagnosis == "too_coarse":
        return None
    if finding.verdict in NOT_JUDGED:
        return Finding("unread", details={"fault": UNJUDGED})
    return wrong("false_equality", first=inert_text(step.text))
