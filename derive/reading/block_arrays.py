"""Arrays made of arrays, `[W U][h; x]`: what does not fit together may be meant as such, which is not read."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from derive.reading.build_rules import builder_of
from derive.reading.building import Interpreter, NeedsNumber
from derive.reading.conventions import is_array
from derive.reading.grids import is_side_by_side
from derive.reading.juxtaposition import Ambiguous, Choice
from derive.reading.result import Fault, Unreadable
from derive.reading.statement import Statement
from derive.reading.tree import Node, Num, Product, Rows, Transpose, descend

ANGLES = ("\\langle", "⟨")


def refuse_blocks(statement: Statement, text: str) -> None:
    """`Unreadable` where arrays stand beside or below each other in brackets: they may be the blocks of one array."""
    builder = builder_over(statement, text)
    for node in nodes(statement):
        if is_side_by_side(node, text) or has_blocks(node, builder):
            raise Unreadable("arrays that are made of arrays are not read", text, node.start, Fault.BEYOND)


def may_be_blocks(statement: Statement, text: str) -> bool:
    """Whether two arrays may be multiplied that are made of arrays, `[W U][h x]`, although they fit otherwise too."""
    if "[" not in text and "," not in text:
        return False
    builder = builder_over(statement, text)
    for node in nodes(statement):
        factors = [bare(item) for _, item in node.items] if isinstance(node, Product) else []
        pairs = itertools.pairwise(is_side_by_side(factor, text) for factor in factors)
        if any(a and b for a, b in pairs) or (len(factors) > 1 and any(has_blocks(one, builder) for one in factors)):
            return True
    return False


def nodes(statement: Statement) -> Iterator[Node]:
    return (node for side in statement.sides for node in descend(side.node) if isinstance(node, Node))


def builder_over(statement: Statement, text: str) -> Interpreter:
    return builder_of(statement.vocabulary, text, statement.vocabulary.problem.scope, Choice())


def bare(node: Node) -> Node:
    return node.body if isinstance(node, Transpose) else node


def has_blocks(node: Node, builder: Interpreter) -> bool:
    """Whether an entry of an array is one; in angle brackets that is a scalar product."""
    if not isinstance(node, Rows):
        return False
    entries = (entry for row in node.rows for entry in row)
    return not builder.text.startswith(ANGLES, node.start) and any(is_array_in(builder, entry) for entry in entries)


def is_array_in(builder: Interpreter, entry: Node) -> bool:
    if isinstance(entry, Num):
        return False
    try:
        return is_array(builder.build(entry, builder.told))
    except (Unreadable, Ambiguous, NeedsNumber):
        return False
