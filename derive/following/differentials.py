"""Differentials: `dL = (p - y)^T dV h` has a d in front of names where elsewhere a gradient is meant, `dV = …`."""

from __future__ import annotations

import re

from derive.following.sides import ReadSide
from derive.language.expr import Derivative, Ref, refs, walk
from derive.problem.problem import Problem

WORD = re.compile(r"(?<![A-Za-z\\])d(?=[A-Za-z])")


def is_differential(head: ReadSide, side: ReadSide, problem: Problem) -> bool:
    """Whether a d on the left stands for what depends on that behind a d on the right, as in no gradient.

    Gradients go back from what depends to what it depends on, differentials the other way.
    """
    left = head.expr
    if not isinstance(left, Derivative) or side.expr is None:
        return False
    if not WORD.search(head.source.text) or not WORD.search(side.source.text):
        return False
    others = {part.by for part in walk(side.expr) if isinstance(part, Derivative) and part.of == left.of}
    return bool(others & used(left.by, problem))


def used(name: Ref, problem: Problem) -> set[Ref]:
    """All that a quantity is calculated from."""
    found: set[Ref] = set()
    waiting = [name]
    while waiting:
        equation = problem.bound.get(waiting.pop())
        new = set(refs(equation.rhs)) - found if equation is not None else set()
        found |= new
        waiting += new
    return found
