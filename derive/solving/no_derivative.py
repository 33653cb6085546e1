"""Why a derivative has no value: the function that has none at the values where it stands."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flint import fmpq

from derive.language.errors import DomainError
from derive.language.evaluate import evaluate
from derive.language.expr import Call, Equation, Expr, Ref, refs, rewrite, size
from derive.language.numbers import Array
from derive.language.plain import plain
from derive.problem.problem import Problem
from derive.solving.slopes import terms
from derive.table.arrays import NORM


def reason(problem: Problem, equations: Iterable[Equation], known: Mapping[Any, Array]) -> str:
    """A tail for a message: which function has no derivative, and what is zero there; empty where none is found."""
    for equation in equations:
        for call in terms(equation.rhs):
            if all(ref in known for ref in refs(call)) and not has_derivative(call, known):
                return f": {said(problem, call)} has no derivative{place(problem, call, known)}{beside(problem, call)}"
    return ""


def place(problem: Problem, call: Call, known: Mapping[Any, Array]) -> str:
    """Where it has none: what is zero there."""
    zeros = [arg for arg in call.args if any(not entry for entry in evaluate(arg, known).entries)]
    return f" where {said(problem, zeros[0])} is 0" if zeros else " here"


def beside(problem: Problem, call: Call) -> str:
    """What has a derivative there although this has none: the square of a length."""
    if call.operation is not NORM:
        return ""
    return f"; its square has one, written norm2({said(problem, call.args[0])}) and not as a power of the length"


def has_derivative(call: Call, known: Mapping[Any, Array]) -> bool:
    g = Ref("#g", (), call.shape)
    at = {**known, g: Array(g.shape, (fmpq(1),) * size(g.shape))}
    for arg, rules in zip(call.args, call.operation.rules, strict=True):
        for rule in rules[-1:] if any(refs(arg)) else ():
            try:
                evaluate(rule.pullback(g, call.args, call), at)
            except DomainError:
                return False
    return True


def said(problem: Problem, expr: Expr) -> str:
    """An expression as its author wrote it, parts put back in."""

    def part(found: Expr) -> Expr | None:
        if isinstance(found, Ref) and found.name in problem.invented and found in problem.bound:
            return rewrite(problem.bound[found].rhs, part)
        return None

    return plain(rewrite(expr, part))
