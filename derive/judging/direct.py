"""What a direct derivative ∂⁺y/∂x holds fixed: the immediate one of recurrent networks.

Pascanu, Mikolov, Bengio, On the difficulty of training recurrent neural networks (2013): in ∂⁺h_t/∂W the step before is
a constant.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from derive.language.expr import Derivative, Entry, Expr, Ref, refs, walk
from derive.problem.problem import Problem


def held(of: Ref, by: Ref, between: Iterable[Ref], problem: Problem) -> frozenset[Ref]:
    """The quantities on the ways from `by` to `of` that are held fixed.

    All of them where `by` stands in the equation of `of`; else those of other steps, and `by` at other steps.
    """
    inner = [node for node in between if node not in (of, by)]
    equation = problem.bound.get(of)
    steps = {ref.index for ref in (of, by) if ref.index}
    if not steps or (equation is not None and by in refs(equation.rhs)):
        return frozenset(inner)
    return frozenset(node for node in inner if node.name == by.name or (node.index and node.index not in steps))


def quantities(expr: Expr) -> Iterator[Ref]:
    """The quantities that an expression is about, those that are differentiated among them."""
    for part in walk(expr):
        match part:
            case Derivative(of, _) | Entry(Derivative(of, _), _):
                yield of
            case Entry(Ref() as of, _):
                yield of
    yield from refs(expr)
