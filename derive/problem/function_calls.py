"""Calls in a problem file: functions with their arguments and the words among them, sums over an index."""

from __future__ import annotations

from collections.abc import Container
from dataclasses import replace
from functools import reduce
from typing import TYPE_CHECKING, Any

from derive.language.errors import ShapeError, nearest
from derive.language.expr import Delta, Expr, Index, Sum
from derive.language.keywords import along, arranged, taken
from derive.language.operation import Operation
from derive.problem.parse_tree import Terminal, Tree
from derive.problem.ways_out import BY_CASES, otherwise
from derive.table.algebra import ADD
from derive.table.arrays import SQUARED_NORM
from derive.table.piecewise import BRANCHES, BY_RELATION

if TYPE_CHECKING:
    from derive.problem.build import Builder, Node

Span = tuple[Index, Index]
"""From where to where an index goes, both included."""
OVER_INDEX = ("sum", "mean")
PIECEWISE = "conditions and what holds there in turn, and last what holds otherwise: piecewise(x < 0, -x, x < 1, x, 1)"
CONDITION = "found a comparison; it is read as a condition of a sum or of piecewise only"
AXES = ("axis", "dim", "axes")
WORDS = ("option", "word")
"""The arguments that have a name."""


def called(builder: Builder, tree: Node) -> Expr:
    """A call with commas between its arguments."""
    token, *parts = tree.children
    if token == BRANCHES:
        return piecewise(builder, parts, tree)
    is_over = len(parts) == 2 or (len(parts) > 2 and parts[1].data == "condition")
    if token in OVER_INDEX and is_over and not any(part.data in WORDS for part in parts):
        return over_index(builder, parts, tree)
    if token == "delta":
        return delta(builder, parts, tree)
    return call(builder, builder.scope.functions[token], tree)


def delta(builder: Builder, parts: list[Node], tree: Node) -> Expr:
    """Whether two indices are the same, `delta(i, j)`."""
    if len(parts) != 2 or any(part.data != "argument" for part in parts):
        raise builder.fault("delta takes two indices, delta(i, j), and is 1 where they are the same, else 0", tree)
    left, right = (place(builder, part.children[0]) for part in parts)
    return Delta(left, right)


def called_below(builder: Builder, tree: Node) -> Expr:
    """A call with semicolons between its arguments."""
    token = tree.children[0]
    operation = builder.scope.functions[token].below if token in builder.scope.functions else None
    if operation is None:
        raise builder.fault(f"{token} takes its arguments with ',' between them", token)
    return call(builder, operation, tree)


def call(builder: Builder, operation: Operation, tree: Node) -> Expr:
    token, *parts = tree.children
    if any(part.data == "condition" for part in parts):
        raise builder.fault(CONDITION + (otherwise(operation) or f"; write {BY_CASES}"), token)
    for part in parts:
        if part.data == "range":
            raise builder.fault(f"only sum and mean run over an index, as in sum(t=1..3, x[t]); not {token}", part)
        if part.data == "word":
            operation = by_word(builder, operation, part)
    by_number = next((part for part in parts if part.data == "option" and part.children[0] in AXES), None)
    if by_number is not None and by_number.children[0] not in {option.name for option in operation.options}:
        raise builder.fault(no_number(operation, by_number), by_number.children[0])
    placed = [part.children[0] for part in parts if part.data == "argument"]
    named = {str(part.children[0]): part.children[1] for part in parts if part.data == "option"}
    if operation.alone and len(placed) == 1:
        operation = operation.alone
    if operation.associative:
        placed = folded(tree, placed, operation.arity)
    try:
        every = arranged(operation, placed, named, lambda text: number_tree(text, token))
    except ShapeError as error:
        raise builder.fault(error.complaints[0].message + otherwise(operation), token) from None
    return builder.operation(operation, every, tree)


def by_word(builder: Builder, operation: Operation, part: Node) -> Operation:
    """The row that `axis="rows"` chooses."""
    name, word = part.children
    try:
        return along(operation, str(name), word[1:-1])
    except ShapeError as error:
        raise builder.fault(error.complaints[0].message + otherwise(operation), name) from None


def no_number(operation: Operation, part: Node) -> str:
    """What is said of `axis=0` or `dim=-1`."""
    words = " or ".join(f'axis="{word}"' for word in operation.along)
    told = f"an axis has a word: {words}" if words else "it is not taken along an axis"
    return f"found {part.children[0]}= without a word in quotes; {taken(operation)}; {told}"


def number_tree(text: str, token: Terminal) -> Node:
    """The tree of a number that is not written."""
    return Tree("number", [token.update("NUMBER", text)])


def folded(tree: Node, parts: list[Node], arity: int) -> list[Node]:
    """More arguments than a row takes as calls within calls, from left to right: `f(f(a, b), c)` for `f(a, b, c)`."""
    while len(parts) > arity:
        inner: list[Node] = [Tree("argument", [part]) for part in parts[:arity]]
        parts = [Tree(tree.data, [tree.children[0], *inner], tree.meta), *parts[arity:]]
    return parts


def place(builder: Builder, tree: Node) -> Index:
    """An entry index that was read as an expression."""
    if tree.data == "number":
        return Index("", builder.whole(tree.children[0]))
    if tree.data == "ref" and len(tree.children) == 1:
        return Index(str(tree.children[0]))
    raise builder.fault("expected an index", tree)


def index_of(tree: Node) -> Index | None:
    """An index that was read as an expression: `2`, `-1`, `t`, `t - 1`; nothing for any other expression."""
    parts = tree.children
    match tree.data:
        case "number" if parts[0].isdigit():
            return Index("", int(parts[0]))
        case "ref" if len(parts) == 1:
            return Index(str(parts[0]))
        case "negate" if (inner := index_of(parts[0])) and inner.is_literal:
            return Index("", -inner.offset)
        case "add" | "subtract":
            first, last = map(index_of, parts)
            if first and last and last.is_literal:
                return first._replace(offset=first.offset + (last.offset if tree.data == "add" else -last.offset))
    return None


def piecewise(builder: Builder, parts: list[Any], tree: Node) -> Expr:
    """Branches by comparisons: `piecewise(x < 0, a, x < 1, b, c)`."""
    if builder.scope.in_equations:
        raise builder.fault("branches stand under [functions]: give this one a name there and call it", tree)
    *pairs, rest = parts if len(parts) % 2 else [*parts, None]
    tests, branches = pairs[::2], pairs[1::2]
    bodies = [*branches, rest]
    if not tests or any(part is None or part.data != "argument" for part in bodies):
        raise builder.fault(PIECEWISE, tree)
    result = builder.build(rest.children[0])
    for test, branch in zip(reversed(tests), reversed(branches), strict=True):
        if test.data != "condition" or str(test.children[1]) not in BY_RELATION:
            raise builder.fault(f"expected a comparison with <, <=, > or >=; {PIECEWISE}", test)
        left, relation, right = test.children
        args = *map(builder.build, (left, right, branch.children[0])), result
        result = builder.apply(BY_RELATION[str(relation)], args, tree)
    return result


def over_index(builder: Builder, parts: list[Any], tree: Node) -> Expr:
    """The sum or the mean over an index: all of its range, from one bound to another, or as far as conditions hold.

    A condition in the first place, `sum(j < i, x[j])`, names the index too: it is the sum with `j < i` below the sign.
    """
    first, *conditions, body = parts
    if body.data != "argument":
        raise builder.fault("what is added up stands last: sum(t, t > 1, x[t])", body)
    if first.data == "condition":
        conditions = [first, *conditions]
    if first.data == "range":
        index = str(first.children[0])
        low, high = (builder.bound(part) for part in first.children[1:])
    else:
        inner = first.children[0]
        index = str(inner.children[0]) if inner.data == "ref" and len(inner.children) == 1 else ""
        if index not in builder.scope.ranges:
            tail = f'{nearest(index, builder.scope.ranges)}; an index is declared under [index], i = "1..3"'
            raise builder.fault(f"{index or 'this'} is not an index{tail}", first)
        whole = builder.scope.ranges[index]
        low, high = Index("", whole.start), Index("", whole.stop - 1)
    inside = replace(builder.scope, ranges={index: range(0), **builder.scope.ranges})
    term = builder.within(inside).build(body.children[0])
    spans = [(low, high)]
    for condition in conditions:
        spans = restricted(builder, condition, index, spans)
    if len(spans) > 1 and tree.children[0] == "mean":
        raise builder.fault("a mean leaves no index out; divide a sum by their number", conditions[0])
    sums: list[Expr] = [Sum(index, *span, term, tree.children[0] == "mean", term.shape) for span in spans]
    return reduce(lambda left, right: builder.apply(ADD, (left, right), tree), sums)


def restricted(builder: Builder, condition: Node, index: str, spans: list[Span]) -> list[Span]:
    """The bounds of a sum under a condition on its index; two pairs of them where one value is left out."""
    if condition.data != "condition" or index_of(condition.children[0]) != Index(index):
        raise builder.fault(f"expected a condition on {index}, such as {index} != 1", condition)
    _, relation, bound = condition.children
    limit = index_of(bound)
    if limit is None:
        raise builder.fault("expected an index or a whole number, such as t - 1", bound)
    before, behind = (limit._replace(offset=limit.offset + shift) for shift in (-1, 1))
    if len(spans) > 1:
        raise builder.fault("only one value of an index is left out", condition)
    ((low, high),) = spans
    match str(relation):
        case "<" | "<=" | "≤":
            return [(low, before if relation == "<" else limit)]
        case ">" | ">=" | "≥":
            return [(behind if relation == ">" else limit, high)]
    return [(low, before), (behind, high)]


def within_norm(tree: Node) -> list[Node]:
    """What stands within `‖x‖`, `norm(x)` or `sqrt(sqnorm(x))`, whose square has a derivative at 0 too."""
    if tree.data == "norm":
        return list(tree.children)
    if root := only_argument(tree, ("sqrt",)):
        return only_argument(root[0], ("sqnorm", *SQUARED_NORM.also))
    return only_argument(tree, ("norm",))


def only_argument(tree: Node, names: Container[str]) -> list[Node]:
    """The argument of a call with one, of one of these operations; else nothing."""
    is_call = tree.data == "call" and len(tree.children) == 2 and str(tree.children[0]) in names
    return list(tree.children[1].children) if is_call and tree.children[1].data == "argument" else []
