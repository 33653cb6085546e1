"""Branches as functions of SymPy's: unlike its own, they stay where they are in sums and products."""

from __future__ import annotations

from typing import Any

import sympy

from derive.table.piecewise import BY_RELATION


class ByComparison(sympy.Function):  # type: ignore[misc]
    """The third argument or the fourth, by a comparison of the first two."""

    nargs = 4
    is_extended_real = True
    relation: Any

    @classmethod
    def eval(cls, left: Any, right: Any, then: Any, other: Any) -> Any:
        """What is taken where that is clear."""
        if then == other:
            return then
        holds = cls.relation(left, right) if left.is_number and right.is_number else None
        return then if holds == sympy.true else other if holds == sympy.false else None

    def _eval_derivative(self, x: Any) -> Any:
        """The branches differentiated, with the deltas that both have in front."""
        left, right, *branches = self.args
        slopes = [branch.diff(x) for branch in branches]
        shared = deltas(slopes)
        rest = [slope.xreplace(dict.fromkeys(shared, sympy.S.One)) for slope in slopes]
        return sympy.Mul(*shared, self.func(left, right, *rest))

    def _eval_rewrite_as_Piecewise(self, left: Any, right: Any, then: Any, other: Any, **hints: Any) -> Any:
        return sympy.Piecewise((then, type(self).relation(left, right)), (other, True))


def deltas(slopes: list[Any]) -> list[Any]:
    """The Kronecker deltas that all of these have as factors, what is zero left out."""
    factors = [sympy.Mul.make_args(slope) for slope in slopes if slope != 0]
    found = [{factor for factor in few if isinstance(factor, sympy.KroneckerDelta)} for few in factors]
    return sorted(set.intersection(*found), key=str) if found else []


RELATIONS = {"<": sympy.Lt, "<=": sympy.Le, ">": sympy.Gt, ">=": sympy.Ge}
HEADS_OF_BRANCHES = {
    operation.name: type(
        operation.name, (ByComparison,), {"relation": staticmethod(RELATIONS[operation.branching.relation])}
    )
    for operation in BY_RELATION.values()
    if operation.branching
}
"""SymPy's function for each row of branches."""
