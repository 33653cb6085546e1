"""What a left side is about: a quantity of the problem, also under a name of the student's own."""

from __future__ import annotations

from derive.following.own_point import Name, evaluated, upright
from derive.judging.judge import Judge
from derive.judging.mistakes import same
from derive.language.expr import Call, Derivative, Entry, Expr, Ref, is_column, is_single, walk
from derive.problem.problem import Problem

MOST_SCALARS = 8
"""Scalars whose derivatives a student may have given a name, the last ones."""


class Identities:
    """Finds the quantities that left sides stand for, each once."""

    def __init__(self, judge: Judge) -> None:
        self.judge = judge
        self.problem = judge.problem
        self.found: dict[Expr, Name | None] = {}

    def __call__(self, expr: Expr) -> Name | None:
        """The quantity that a left side names or that its definition amounts to, if there is one."""
        name = upright(expr)
        if isinstance(name, Ref | Derivative):
            return name
        if isinstance(expr, Entry):
            return None
        if expr not in self.found:
            self.found[expr] = self.identify(expr)
        return self.found[expr]

    def identify(self, expr: Expr) -> Name | None:
        """The quantity that equals an expression at every random point."""
        points = self.judge.scattered
        if not points or not any(isinstance(part, Ref) and not part.name.startswith("#") for part in walk(expr)):
            return None
        values = [evaluated(point, expr, "gradient", {}) for point in points]
        if any(value is None for value in values) or all(value is not None and value.is_zero for value in values):
            return None
        for name in self.candidates():
            found = [evaluated(point, name, "gradient", {}) for point in points]
            if all(v is not None and w is not None and same(v, w) for v, w in zip(values, found, strict=True)):
                return name
        return None

    def candidates(self) -> list[Name]:
        """The quantities that a student may have given a name of his own."""
        bound = list(self.problem.bound)
        scalars = [ref for ref in bound if is_single(ref.shape)][-MOST_SCALARS:]
        derivatives = [Derivative(of, by, by.shape) for of in reversed(scalars) for by in bound if by != of]
        return [*bound, *derivatives]


def is_factor_of_outer_product(asked: Expr, side: Expr | None, problem: Problem) -> bool:
    """Whether ∂y/∂A is given as the x (or xᵀ) of y = A x: loose, but it is what the outer product needs."""
    if not isinstance(asked, Derivative) or is_single(asked.of.shape) or is_column(asked.by.shape):
        return False
    equation = problem.bound.get(asked.of)
    factors = [
        part.args[1]
        for part in walk(equation.rhs if equation else asked)
        if isinstance(part, Call) and part.operation.name == "multiply" and part.args[0] == asked.by
    ]
    bare = side.args[0] if isinstance(side, Call) and side.operation.name == "transpose" else side
    return bare in factors
