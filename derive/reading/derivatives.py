"""Derivatives: of a quantity by a quantity, their entries, and those of gradients, which are second derivatives."""

from __future__ import annotations

from dataclasses import replace

from derive.language.expr import Derivative, Expr, Index, Ref, Zero, gradient_of, is_single, order
from derive.reading.building import Env, Interpreter
from derive.reading.picking import entry, row
from derive.reading.references import variable
from derive.reading.result import Fault
from derive.reading.tree import Name, Slope


def build_slope(builder: Interpreter, node: Slope, env: Env) -> Expr:
    of, first = side(builder, node.of, env) if node.of is not None else (final(builder, node), ())
    by, second = side(builder, node.by, env)
    if isinstance(of, Zero) or isinstance(by, Zero):
        return Zero()
    derivative = Derivative(of, by, builder.scope.derivative_shape(of, by), node.direct)
    if not first and not second:
        return replace(builder.scope.derivative(of, by), direct=node.direct)
    if not first and len(second) == 1 and order(by.shape) == 2 and is_single(of.shape):
        return row(builder, builder.scope.derivative(of, by), second[0].bind(env), node)
    is_column = not first and len(second) == order(by.shape) and not is_single(of.shape)
    if is_column and all(i.is_literal for i in second):
        return replace(derivative, shape=of.shape, column=tuple(i.offset for i in second))
    if len(first) + len(second) != order(of.shape) + order(by.shape):
        raise builder.fault("this entry of a derivative is not clear", node)
    return entry(derivative, first + second, env, node)


def side(builder: Interpreter, node: Name | Slope, env: Env) -> tuple[Ref | Zero, tuple[Index, ...]]:
    """What is differentiated, or by what: a quantity, or a gradient that the problem has as one."""
    if isinstance(node, Name):
        return variable(builder, node, env)
    of, first = side(builder, node.of, env) if node.of is not None else (final(builder, node), ())
    by, second = side(builder, node.by, env)
    if isinstance(of, Zero) or isinstance(by, Zero):
        return Zero(), ()
    gradient = gradient_of(of, by)
    if first or not builder.vocabulary.facts.is_bound(gradient):
        raise builder.fault(f"{gradient} is no quantity of the problem", node, Fault.NO_QUANTITY)
    return gradient, second


def final(builder: Interpreter, node: Slope) -> Ref:
    asked = builder.choice.asked
    ref = asked.of if isinstance(asked, Derivative) else builder.vocabulary.facts.final
    if ref is None:
        raise builder.fault("of what this is the derivative is not clear; write it as ∂L/∂U", node)
    return ref
