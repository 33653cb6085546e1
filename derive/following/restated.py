"""Formulas that only say again what is asked or what the problem gives: true, and no working."""

from __future__ import annotations

from derive.following.sides import ReadSide
from derive.judging.restating import with_numbers
from derive.language.expr import Derivative, Expr, Ref, is_single, walk
from derive.problem.problem import Problem


def kind_of(problem: Problem, name: Expr | None, side: ReadSide) -> str:
    """The kind of a side: empty if it uses what is asked, `restated` if it only puts it into other words.

    Those are the problem's own equation, and derivatives of scalars by the same variable.
    """
    if side.kind in ("number", "") or side.expr is None or side.reading is None or name is None:
        return side.kind
    parts = list(walk(side.expr))
    if name in parts:
        return ""
    equation = problem.bound.get(name) if isinstance(name, Ref) else None
    if equation is not None and with_numbers(side.expr, side.reading.literals) == equation.rhs:
        return "restated"
    slopes = (part for part in parts if isinstance(part, Derivative) and is_single(part.of.shape))
    if isinstance(name, Derivative) and any(slope.by == name.by for slope in slopes):
        return "restated"
    return side.kind
