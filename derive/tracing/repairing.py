"""Statements with one usual mistake taken back: does the program then come to what is true?

Here the statement itself is changed, wherever the program comes to it, and the program is gone through anew: that tells
of a line whose value has no name, and of one that adds up over a loop, whether it is the error.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from derive.tracing.assigning import ENTRIES
from derive.tracing.givens import squeezed
from derive.tracing.meant_values import Choice
from derive.tracing.naming import array_names, changed, named, statement, whole_statement
from derive.tracing.nearby import reads, with_slopes
from derive.tracing.new_tables import with_entry
from derive.tracing.seen import DATA, Seen
from derive.tracing.survey import Survey
from derive.tracing.trace import Snapshot, Spot
from derive.tracing.true_arrays import Truth

if TYPE_CHECKING:
    from derive.tracing.blame import Detective

MOST_MENDED = 160
"""Changes of one statement with which the program is gone through."""
MOST_MASKS = 3
DIGITS = 7
SPREAD = ("sum_over_other_axis", "summed_over_everything", "keepdims_missing")
"""Changes that give the same numbers in an array that is spread otherwise."""
POWERS = re.compile(r"(?i)e\w?$|.*exp")
"""Names of powers of e that are normalised only later."""


@dataclass(frozen=True)
class Repair:
    """A statement without its mistake: what it is called, and what the statement gives then."""

    name: str
    choice: Choice
    after: Survey
    new: ast.stmt


def masks_before(survey: Survey, target: Seen) -> list[Seen]:
    """Masks before a statement: arrays of truth values, which depend on nothing that could be followed."""
    found = {seen.spot: seen for seen in survey.seen[: target.number] if is_mask(seen)}
    return list(found.values())[-MOST_MASKS:]


def is_mask(seen: Seen) -> bool:
    value = seen.event.value
    is_compared = re.search(r"[<>]|greater|less", seen.event.text) is not None
    return seen.status == DATA and value is not None and bool(value.shape) and is_compared


def repairs(detective: Detective, seen: Seen, target: Seen) -> Iterator[Repair]:
    """The changes of a statement with which a value is what it is meant to be, those that come first in the list."""
    source = statement(detective, seen.spot)
    if source is None:
        return
    count = 0
    for name, expression in different(detective, seen, source):
        if name == "softmax_not_normalised" and POWERS.match(seen.event.name):
            continue
        count += 1
        if count > MOST_MENDED or detective.is_tired:
            return
        new = replacement(detective, seen.spot, expression)
        if new is None or not hits(detective, seen.spot, new, target):
            continue
        after = detective.surveyed(seen.spot, new)
        choice = given_then(after, seen.spot)
        if choice:
            yield Repair(named(name, detective, target.wanted[0] if target.wanted else None), choice, after, new)


def replacement(detective: Detective, spot: Spot, expression: ast.expr) -> ast.stmt | None:
    """The statement of a spot with another right side, as it is put in its place; `None` where that cannot be."""
    source = detective.runs.standing.get(spot[:2]) or whole_statement(detective, spot)
    new = replaced(source, spot[2], expression) if source is not None else None
    return ast.copy_location(ast.fix_missing_locations(new), source) if new is not None and source is not None else None


def replaced(source: ast.stmt, place: int, expression: ast.expr) -> ast.stmt | None:
    match source:
        case ast.Assign([ast.Tuple(names) as target], ast.Tuple(values)) if 1 <= place <= len(names) == len(values):
            return ast.Assign([target], ast.Tuple([*values[: place - 1], expression, *values[place:]], ast.Load()))
        case _ if place >= ENTRIES:
            return with_entry(source, place, expression)
        case _ if place:
            return None
        case ast.AugAssign(target) | ast.AnnAssign(target):
            return ast.Assign([target], expression)
        case ast.Assign(targets):
            return ast.Assign(targets, expression)
        case ast.Return():
            return ast.Return(expression)
        case ast.Expr(ast.Call(function, [*before, _], words)):
            return ast.Expr(ast.Call(function, [*before, expression], words))
    return None


def different(detective: Detective, seen: Seen, source: ast.stmt) -> list[tuple[str, ast.expr]]:
    """Changes of a statement that give other numbers, each number once; a function has no names but its own."""
    names = [] if isinstance(source, ast.Return) else array_names(detective)
    tried = changed(source, names, [])
    sloped = list(with_slopes(source, reads(detective, seen.spot)))
    tried = [*sloped, *tried] if seen.event.is_passed else [*tried, *sloped]
    rows = detective.runs.probed(detective.mends({}), seen.spot, seen.event.occurrence, [tried] * many(detective))
    if not rows or len(rows[0]) != len(tried):
        return []
    met: set[object] = set()
    found = []
    for (name, expression), value in zip(tried, rows[0], strict=True):
        if value is None or not is_like(value, seen.event.value):
            continue
        at = (value.shape, key(value)) if name in SPREAD else key(value)
        if at in met or key(value) == key(seen.event.value):
            continue
        if name == "softmax_not_normalised" and len(value.entries) < 2:
            continue
        met.add(at)
        found.append((name, expression))
    return found


def many(detective: Detective) -> int:
    return len(detective.runs.truths.numbers)


def key(value: Snapshot | None) -> object:
    return None if value is None else (squeezed(value.shape), tuple(round(x, DIGITS) for x in value.numbers))


def is_like(value: Snapshot, old: Snapshot | None) -> bool:
    """Whether a value could stand for another: of its shape or its number of axes, or where a sum lost them all."""
    if old is None or not old.shape:
        return True
    return squeezed(value.shape) == squeezed(old.shape) or len(value.shape) == len(old.shape)


def hits(detective: Detective, spot: Spot, new: ast.stmt, target: Seen) -> bool:
    """Whether at the first point the target is one of what its name says, with a statement replaced."""
    detective.tried += 1
    run = detective.runs.first_point(detective.mends({})[0], {spot[:2]: new})
    for event in run.trace.events:
        if event.spot == target.spot and event.occurrence == target.event.occurrence and event.value is not None:
            return detective.last.is_hit(event, target)
    return False


def given_then(after: Survey, spot: Spot) -> Choice:
    """What a statement gives in a run, by how often it was reached."""
    found: dict[int, Truth] = {}
    about = after.truths.of(after.truths.top)
    for seen in after.of_spot(spot):
        values = seen.values()
        if values is None:
            return {}
        full = next((match.truth.about for match in seen.matches if match.is_full), about)
        found[seen.event.occurrence] = Truth("own", full, squeezed(seen.shape()), tuple(values), "", True)
    return found
