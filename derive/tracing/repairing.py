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

from derive.tracing.givens import squeezed
from derive.tracing.meant_values import Choice
from derive.tracing.naming import array_names, changed, named, statement
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
POWERS = re.compile(r"(?i)e\w?$|.*exp")
"""Names of powers of e that are normalised only later."""


@dataclass(frozen=True)
class Repair:
    """A statement without its mistake: what it is called, and what the statement gives then."""

    name: str
    choice: Choice
    after: Survey


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
    if source is None or isinstance(source, ast.Expr) or seen.spot[2]:
        return
    count = 0
    for name, expression in different(detective, seen, source):
        if name == "softmax_not_normalised" and POWERS.match(seen.event.name):
            continue
        count += 1
        if count > MOST_MENDED or detective.is_tired:
            return
        new = ast.copy_location(ast.fix_missing_locations(replaced(source, expression)), source)
        if not hits(detective, seen.spot, new, target):
            continue
        after = detective.surveyed(seen.spot, new)
        choice = given_then(after, seen.spot)
        if choice:
            yield Repair(named(name, detective, target.wanted[0] if target.wanted else None), choice, after)


def replaced(source: ast.stmt, expression: ast.expr) -> ast.stmt:
    match source:
        case ast.AugAssign(target):
            return ast.Assign([target], expression)
        case ast.AnnAssign(target):
            return ast.Assign([target], expression)
        case ast.Assign(targets):
            return ast.Assign(targets, expression)
        case ast.Return():
            return ast.Return(expression)
    return source


def different(detective: Detective, seen: Seen, source: ast.stmt) -> list[tuple[str, ast.expr]]:
    """Changes of a statement that give other numbers, each number once; a function has no names but its own."""
    names = [] if isinstance(source, ast.Return) else array_names(detective)
    tried = changed(source, names, [])
    rows = detective.runs.probed(detective.mends({}), seen.spot, seen.event.occurrence, [tried] * many(detective))
    if not rows or len(rows[0]) != len(tried):
        return []
    met = {key(seen.event.value)}
    found = []
    for (name, expression), value in zip(tried, rows[0], strict=True):
        if value is None or key(value) in met or not is_like(value, seen.event.value):
            continue
        met.add(key(value))
        found.append((name, expression))
    return found


def many(detective: Detective) -> int:
    return len(detective.runs.truths.numbers)


def key(value: Snapshot | None) -> object:
    return None if value is None else (squeezed(value.shape), tuple(round(x, DIGITS) for x in value.numbers))


def is_like(value: Snapshot, old: Snapshot | None) -> bool:
    return old is None or squeezed(value.shape) == squeezed(old.shape) or len(value.shape) == len(old.shape)


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
