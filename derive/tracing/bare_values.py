"""Lines that give one array alone where more belongs: their mistake is told by what is missing, not by a change."""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING

from derive.tracing.assigning import as_read
from derive.tracing.meant_values import is_gradient_name
from derive.tracing.naming import right_side, statement
from derive.tracing.seen import Seen

if TYPE_CHECKING:
    from derive.tracing.blame import Blamed, Detective

BARE = (ast.Name, ast.Attribute, ast.Subscript)


def by_structure(d: Detective, blamed: Blamed) -> str | None:
    """The name of a mistake in a line of a single array: a term, or the gradient that arrives, was left out."""
    source = statement(d, blamed.seen.spot)
    if source is None:
        return None
    value, _ = right_side(source)
    if not isinstance(value, BARE):
        return None
    if is_itself(source, value):
        return "path_missing" if blamed.truth.is_gradient else "term_missing"
    if not blamed.truth.is_gradient:
        return "term_missing" if is_bias(d, blamed, value) else None
    return "upstream_missing" if is_forward(d, blamed.seen, value) else None


def is_itself(source: ast.stmt, value: ast.expr) -> bool:
    """Whether a name is set to itself, `dc = dc`, where something is to be added."""
    match source:
        case ast.Assign([ast.Name() | ast.Attribute() | ast.Subscript() as target]):
            return ast.unparse(as_read(target)) == ast.unparse(value)
    return False


def is_bias(d: Detective, blamed: Blamed, value: ast.expr) -> bool:
    """Whether a line gives a given vector alone that is added to something in the equation of what it is to be."""
    given = [m.truth.ref for m in blamed.seen.matches if m.is_full and m.truth.ref in d.runs.problem.given]
    used = d.runs.problem.network.used.get(blamed.truth.ref, ())
    return any(ref in used for ref in given)


def is_forward(d: Detective, seen: Seen, value: ast.expr) -> bool:
    """Whether a line that gives a gradient has nothing of a gradient in it."""
    names = {part.id for part in ast.walk(value) if isinstance(part, ast.Name)}
    names |= {part.attr for part in ast.walk(value) if isinstance(part, ast.Attribute)}
    made = [each for each in d.last.inputs(seen) if each.event.name in names]
    has_gradient = any(match.is_full and match.truth.is_gradient for each in made for match in each.matches)
    return not has_gradient and not any(map(is_gradient_name, names - {"self"}))
