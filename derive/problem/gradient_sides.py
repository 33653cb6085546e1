"""Derivatives of a gradient, or by one: `d(dL/dw)/db`, `dM/d(dL/dw)`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from derive.language.expr import Derivative, Entry, Expr, Ref, gradient_of
from derive.problem.parse_tree import Terminal
from derive.problem.taken_parts import Group, divided

if TYPE_CHECKING:
    from derive.problem.build import Builder, Node


def with_gradient(builder: Builder, tree: Node) -> Expr:
    sign, above, below = tree.children
    of, left = side(builder, above)
    by, others = side(builder, below)
    if left:
        raise builder.fault("a derivative is of a named quantity or of a gradient, not of its entry", tree)
    derivative = builder.derivative(of, by, others, tree)
    match derivative:
        case Derivative() if sign == "∂+":
            return replace(derivative, direct=True)
        case Entry(Derivative() as whole, index) if sign == "∂+":
            return Entry(replace(whole, direct=True), index)
    return derivative


def side(builder: Builder, tree: Node) -> tuple[Ref, list[Group]]:
    """What stands over or under the line of a derivative, and the places left over."""
    if tree.data == "plain_side":
        return builder.variable(tree.children[0], tree.children[1:])
    gradient, *groups = tree.children
    if gradient.data == "nested":
        (of, _), (by, _) = (side(builder, each) for each in gradient.children[1:])
    else:
        token, *rest = gradient.children
        split = next(k for k, part in enumerate(rest) if isinstance(part, Terminal))
        of, _ = builder.variable(token, rest[:split])
        by, _ = builder.variable(rest[split], rest[split + 1 :])
    return gradient_of(of, by), divided(groups, 0)[1]
