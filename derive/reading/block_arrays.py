"""Arrays made of arrays, `[W U][h; x]`: what does not fit together otherwise may be meant as such."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from derive.language.expr import Call, Expr, walk
from derive.language.operation import Operation, Role
from derive.reading.build_rules import builder_of
from derive.reading.building import Interpreter, NeedsNumber
from derive.reading.conventions import is_array
from derive.reading.grids import is_side_by_side
from derive.reading.juxtaposition import Ambiguous, Choice
from derive.reading.result import Fault, Unreadable
from derive.reading.statement import Statement
from derive.reading.tree import Node, Num, Product, Rows, Transpose, descend
from derive.table.joined import BELOW, BESIDE

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


def are_multiplied(expr: Expr) -> bool:
    """Whether all arrays that are made of arrays stand in products in which their parts fit together one by one."""
    products = [part for part in walk(expr) if isinstance(part, Call) and part.operation.role is Role.PRODUCT]
    pairs = [part.args for part in products if is_joined(part.args[0], BESIDE) and is_joined(part.args[1], BELOW)]
    made = [part for part in walk(expr) if is_joined(part, BESIDE) or is_joined(part, BELOW)]
    inner = {id(part) for pair in pairs for side in pair for part in walk(side)}
    fit = all(sizes(a, BESIDE, 1) == sizes(b, BELOW, 0) for a, b in pairs)
    return bool(pairs) and fit and all(id(part) in inner for part in made)


def sizes(expr: Expr, operation: Operation, axis: int) -> list[int]:
    """How many columns (axis 1) or rows the parts of an array have."""
    return [part.shape[axis] if part.shape else 1 for part in parts(expr, operation)]


def parts(expr: Expr, operation: Operation) -> list[Expr]:
    """The arrays that an array is made of."""
    if not isinstance(expr, Call) or expr.operation is not operation:
        return [expr]
    return [part for arg in expr.args for part in parts(arg, operation)]


def is_joined(expr: Expr, operation: Operation) -> bool:
    return isinstance(expr, Call) and expr.operation is operation


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
