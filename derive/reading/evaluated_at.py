"""A formula at values of its indices, `∂L/∂h |_{t=1}`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from derive.language.expr import (
    Derivative,
    Entry,
    Expr,
    Index,
)
from derive.reading.building import Env, Interpreter
from derive.reading.totals import index_at
from derive.reading.tree import (
    Instance,
    Name,
    Node,
    Part,
    Slope,
)
from derive.reading.vocabulary import Vocabulary


def build_instance(builder: Interpreter, node: Instance, env: Env) -> Expr:
    """A formula at values of its indices; a name that lacks its only index has the value there."""
    values = {index: index_at(builder, part, env) for index, part in node.values}
    body = node.body
    if len(node.values) == 1:
        body = with_index(body, node.values[0][1], builder.vocabulary)
    built = builder.build(body, {**env, **values})
    return limited(builder, built, values) if body == node.body else built


def limited(builder: Interpreter, expr: Expr, values: Mapping[str, Index]) -> Expr:
    """A derivative by what has no index at values of one: that by the use of its variable there."""
    whole = expr.of if isinstance(expr, Entry) else expr
    if not isinstance(whole, Derivative) or not all(index.is_literal for index in values.values()):
        return expr
    part = replace(whole, use=tuple((name, index.offset) for name, index in values.items()))
    if not builder.vocabulary.facts.has_use(part):
        return expr
    return replace(expr, of=part) if isinstance(expr, Entry) else part


def with_index(node: Node, part: Part, vocabulary: Vocabulary) -> Node:
    """A derivative, or a name, with an index where that is all that is missing: `∂L/∂h |_{t=1}`."""
    match node:
        case Name() if not vocabulary.knows(node):
            longer = replace(node, parts=(*node.parts, part))
            return longer if vocabulary.knows(longer) else node
        case Slope(of, by):
            named = with_index(of, part, vocabulary) if of else None
            other = with_index(by, part, vocabulary)
            assert named is None or isinstance(named, Name | Slope)
            assert isinstance(other, Name | Slope)
            return replace(node, of=named, by=other)
    return node
