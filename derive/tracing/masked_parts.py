"""Parts of an array that are chosen by a mask and set, `dz[z <= 0] = 0`: the mask may be the mistake."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from derive.tracing.confirming import breaks
from derive.tracing.naming import array_names, statement
from derive.tracing.repairing import given_then
from derive.tracing.seen import OTHER, RIGHT, Seen
from derive.tracing.true_arrays import Truth
from derive.tracing.wider_mutations import OTHER_WAY

if TYPE_CHECKING:
    from derive.tracing.blame import Blamed, Detective

MOST_NAMES = 12


def with_other_mask(d: Detective, seen: Seen) -> Blamed | None:
    """The statement as the error, if with its mask turned round or taken from another array more is true."""
    source = statement(d, seen.spot)
    if source is None:
        return None
    for name, new in other_masks(source, names_before(d, seen)):
        if d.is_tired:
            return None
        ast.fix_missing_locations(ast.copy_location(new, source))
        after = d.surveyed(seen.spot, new)
        were = {(each.spot, each.event.occurrence): each.status for each in d.last.seen}
        gained = [
            each
            for each in after.seen
            if each.status in (RIGHT, OTHER) and were.get((each.spot, each.event.occurrence)) not in (RIGHT, OTHER)
        ]
        if any(not each.event.is_passed for each in gained) and not breaks(d, after, seen):
            made = d.blamed(seen, given_then(after, seen.spot) or {seen.event.occurrence: unknown(d)})
            made.name, made.new = name, new
            return made
    return None


def unknown(d: Detective) -> Truth:
    """What stands for parts that have not as many entries at all points."""
    return Truth("own", d.runs.truths.of(d.runs.truths.top), (), ())


def is_masked(source: ast.stmt | None) -> bool:
    """Whether a statement sets what a comparison chooses."""
    match source:
        case ast.Assign([ast.Subscript(_, ast.Compare())]):
            return True
    return False


def other_masks(source: ast.stmt, names: Sequence[str]) -> Iterator[tuple[str, ast.stmt]]:
    """The statement with another mask."""
    match source:
        case ast.Assign([ast.Subscript(owner, ast.Compare(left, [operator], [right]))], value):
            other = OTHER_WAY.get(type(operator))
            if other is not None:
                yield "mask_inverted", masked(owner, ast.Compare(left, [other()], [right]), value)
            for name in names:
                if name != ast.unparse(left):
                    test = ast.Compare(ast.Name(name, ast.Load()), [operator], [right])
                    yield "other_mask", masked(owner, test, value)


def masked(owner: ast.expr, test: ast.expr, value: ast.expr) -> ast.stmt:
    return ast.Assign([ast.Subscript(owner, test, ast.Store())], value)


def names_before(d: Detective, seen: Seen) -> list[str]:
    """Arrays of the shape of the whole, the last first."""
    whole = seen.event.whole
    shape = whole.shape if whole is not None else ()
    before = [each.event.name for each in d.last.seen[: seen.number][::-1] if each.shape() == shape]
    known = array_names(d)
    return [name for name in dict.fromkeys(before) if name in known and name != seen.event.name][:MOST_NAMES]
