"""Case distinctions to expressions: the branch that holds, or all of them with their indicators."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from flint import fmpq

from derive.language.errors import DeriveError, ShapeError
from derive.language.evaluate import evaluate
from derive.language.expr import (
    Delta,
    Derivative,
    Entry,
    Expr,
    Index,
    Ref,
    Shape,
    Valued,
    Zero,
    at,
    is_column,
    size,
    walk,
)
from derive.language.numbers import Array, scalar
from derive.reading.building import Env, Interpreter, NeedsNumber
from derive.reading.functions import number
from derive.reading.name_meanings import Quantity, index_of
from derive.reading.result import Fault
from derive.reading.tree import Branch, Cases, Comparison, Name, Node, Num, Part
from derive.table.piecewise import BY_RELATION

if TYPE_CHECKING:
    from random import Random

ONE, ZERO = number(1), number(0)
ATTEMPTS, WIDEST, PARTS = 400, 5, 7
"""Values that are tried for what is compared: so many, up to this size, in such parts of 1."""


def is_certain(expr: Expr, numbers: Mapping[Valued, Array]) -> bool:
    """Whether an expression of comparisons is 1, whatever stands for the quantities in it."""
    from random import Random

    chance = Random(1)
    names = [part for part in dict.fromkeys(walk(expr)) if isinstance(part, Ref | Derivative)]
    try:
        return all(
            holds(expr, {**numbers, **{name: drawn(name.shape, chance) for name in names}}) for _ in range(ATTEMPTS)
        )
    except DeriveError:
        return False


def holds(expr: Expr, known: dict[Valued, Array]) -> bool:
    return all(entry == 1 for entry in evaluate(expr, known).entries)


def drawn(shape: Shape, chance: Random) -> Array:
    """Numbers none of which is likely to stand at a border."""
    entry = (fmpq(chance.randint(-WIDEST * PARTS, WIDEST * PARTS), PARTS) + fmpq(1, 1000) for _ in range(size(shape)))
    return Array(shape, tuple(entry))


def build_cases(builder: Interpreter, node: Cases, env: Env) -> Expr:
    """The branch that holds where its indices have numbers; else each one times its indicator."""
    if any(is_of_quantities(builder, test) for branch in node.branches for test in branch.tests):
        return build_branches(builder, node, env)
    rest: Expr | None = None
    terms: list[Expr] = []
    for branch in node.branches:
        holds = branch_holds(builder, branch, env)
        if holds is False:
            continue
        indicator = rest if holds is True else holds
        body = builder.build(branch.body, env)
        terms.append(body if indicator is None else builder.apply("multiply", (indicator, body), branch.body))
        if holds is True:
            break
        assert isinstance(holds, Expr)
        rest = builder.apply("subtract", (number(1) if rest is None else rest, holds), node)
    if not terms:
        raise builder.fault("none of the cases holds here", node, Fault.INDEX)
    result = terms[0]
    for term in terms[1:]:
        result = builder.apply("add", (result, term), node)
    return result


def is_of_quantities(builder: Interpreter, test: Comparison) -> bool:
    """Whether the sides of `z_i > 0` are of the problem or decimals put in for it, and not indices or whole numbers."""
    sides = [side for side in (test.left, *test.values) if not (isinstance(side, Num) and is_whole(side))]
    are_counted = (is_counted(builder, side) for side in sides)
    return test.relation in ("<", ">") and not all(are_counted)


def is_whole(node: Num) -> bool:
    return node.text.lstrip("-").isdecimal()


def is_counted(builder: Interpreter, side: Node) -> bool:
    if not isinstance(side, Name) or any(part.kind != "+" for part in side.parts):
        return False
    return not isinstance(builder.vocabulary.find(side), Quantity)


def build_branches(builder: Interpreter, node: Cases, env: Env) -> Expr:
    """One of the branches by comparisons of quantities; the last one is for all that is left."""
    *branches, last = node.branches
    covered = nested(builder, node.branches, ONE, ZERO, env) if last.tests else ONE
    numbers: dict[Valued, Array] = {name: scalar(literal.value) for name, literal in builder.literals.items()}
    if not is_certain(covered, numbers):
        raise builder.fault("some numbers are in none of these cases", node, Fault.INDEX)
    return nested(builder, tuple(branches), None, builder.build(last.body, env), env)


def nested(builder: Interpreter, branches: tuple[Branch, ...], body: Expr | None, rest: Expr, env: Env) -> Expr:
    """Branches within branches; `body` may stand for what they give."""
    result = rest
    for branch in reversed(branches):
        inner = builder.build(branch.body, env) if body is None else body
        for test in reversed(branch.tests):
            inner = compared(builder, test, inner, result, env)
        result = inner
    return result


def compared(builder: Interpreter, test: Comparison, then: Expr, other: Expr, env: Env) -> Expr:
    """One of two expressions by a comparison."""
    if not is_of_quantities(builder, test):
        holds = tested(builder, test, env)
        if isinstance(holds, Expr):
            raise NeedsNumber
        return then if holds else other
    sides = (builder.build(test.left, env), builder.build(test.values[0], env))
    row = BY_RELATION[test.relation if test.strict else f"{test.relation}="]
    args = tuple(number(0) if isinstance(arg, Zero) else arg for arg in (*sides, then, other))
    try:
        return row(*args)
    except ShapeError as error:
        raise builder.misfit(error, args, test.left) from None


def branch_holds(builder: Interpreter, branch: Branch, env: Env) -> Expr | bool:
    """Whether all tests hold, or the indicator of the only one that depends on more than numbers."""
    found = [tested(builder, test, env) for test in branch.tests]
    if any(one is False for one in found):
        return False
    open_ones = [one for one in found if one is not True]
    if len(open_ones) > 1:
        raise NeedsNumber
    return open_ones[0] if open_ones else True


def tested(builder: Interpreter, test: Comparison, env: Env) -> Expr | bool:
    label = label_test(builder, test, env)
    if label is not None:
        return label
    left = place(builder, test.left, test, env)
    values = [place(builder, value, test, env) for value in test.values]
    if len(values) == 1 and test.relation in ("=", "≠") and not (left.is_literal and values[0].is_literal):
        equal = Delta(left, values[0])
        return equal if test.relation == "=" else complement(builder, equal, test.left)
    if not left.is_literal or not all(value.is_literal for value in values):
        raise NeedsNumber
    numbers = [value.offset for value in values]
    match test.relation:
        case "=" | "∈":
            return left.offset in numbers
        case "≠":
            return left.offset not in numbers
        case "<":
            return left.offset < numbers[0] or (not test.strict and left.offset == numbers[0])
    return left.offset > numbers[0] or (not test.strict and left.offset == numbers[0])


def complement(builder: Interpreter, indicator: Expr, node: Node) -> Expr:
    return builder.apply("subtract", (number(1), indicator), node)


def label_test(builder: Interpreter, test: Comparison, env: Env) -> Expr | None:
    """The indicator of `k = y_t`, with a label that is given one-hot: its own entry."""
    pair = (test.left, test.values[0])
    for name, index in (pair, pair[::-1]):
        found = builder.vocabulary.find(name) if isinstance(name, Name) else None
        if isinstance(found, Quantity) and test.relation in ("=", "≠") and len(test.values) == 1:
            ref = builder.build(name, env)
            if not (isinstance(ref, Ref) and is_column(ref.shape) and is_label(builder, ref)):
                raise builder.fault("expected an index", name, Fault.GRAMMAR)
            equal = Entry(ref, (place(builder, index, test, env),))
            return equal if test.relation == "=" else complement(builder, equal, name)
    return None


def is_label(builder: Interpreter, ref: Ref) -> bool:
    return "one_hot" in builder.vocabulary.problem.properties.get(ref.name, frozenset())


def place(builder: Interpreter, node: Node, test: Comparison, env: Env) -> Index:
    """One side of a test as an index; beside an index of entries a number counts from 1."""
    if isinstance(node, Num) and is_whole(node):
        others = (test.left, *test.values)
        is_time = any(isinstance(one, Name) and one.word in builder.vocabulary.ranges for one in others)
        return at(int(node.text) - (0 if is_time else 1))
    if not isinstance(node, Name) or any(part.kind != "+" for part in node.parts):
        raise builder.fault("expected an index", node, Fault.GRAMMAR)
    offset = sum(part.offset for part in node.parts)
    return index_of(Part("_", node.word, offset, node.start)).bind(env)
