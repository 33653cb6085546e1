"""The class of a label told as a number, `y_0 = 3`, where the problem has it as a one-hot vector."""

from __future__ import annotations

from derive.following.sides import ReadSide
from derive.judging.finding import Finding
from derive.language.expr import Expr, Ref
from derive.problem.problem import Problem


def label(problem: Problem, head: Expr, side: ReadSide) -> Finding | None:
    """The verdict on the class of a label; nothing where the line speaks of something else.

    The problem counts classes from 1.  Any other number may count them from 0, which nobody said.
    """
    if not isinstance(head, Ref) or "one_hot" not in problem.properties.get(head.name, frozenset()):
        return None
    given = problem.given.get(head)
    if given is None or side.reading is None or len(side.reading.literals) != 1 or side.kind != "number":
        return None
    ((ref, literal),) = side.reading.literals.items()
    if side.expr != ref or literal.is_decimal:
        return None
    if literal.value == given.entries.index(1) + 1:
        return Finding("right")
    return Finding("unread", details={"fault": "how classes are counted is not said"})
