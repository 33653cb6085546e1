"""Symmetric matrices that stand in quadratic forms alone: ∂(xᵀA x)/∂x is 2A x for them, and every course writes so."""

from __future__ import annotations

from collections.abc import Iterator

from derive.language.expr import Call, Derivative, Expr, Number, Ref, refs, walk
from derive.language.numbers import Array, table
from derive.language.operation import Role
from derive.problem.problem import Problem


def symmetric_forms(problem: Problem) -> frozenset[str]:
    """The names of given matrices that are symmetric, stand in quadratic forms alone, and are no variable."""
    asked = {t.by.name for question in problem.questions for t in question.targets if isinstance(t, Derivative)}
    mirrored = {ref.name for ref, number in problem.given.items() if number is not None and is_symmetric(number)}
    found = (
        mirrored - asked - {ref.name for ref, number in problem.given.items() if number and not is_symmetric(number)}
    )
    if not found:
        return frozenset()
    sides = [definition.equation.rhs for definition in problem.written]
    used = [ref.name for side in sides for ref in refs(side)]
    inside = [name for side in sides for name in forms(side)]
    return frozenset(name for name in found if used.count(name) == inside.count(name))


def is_symmetric(number: Number) -> bool:
    if len(number.shape) != 2 or number.shape[0] != number.shape[1] or number.shape[0] == 1:
        return False
    n = number.shape[0]
    return all(number.entries[i * n + j] == number.entries[j * n + i] for i in range(n) for j in range(i))


def forms(expr: Expr) -> Iterator[str]:
    """The names of the matrices in the quadratic forms of an expression."""
    for part in walk(expr):
        match part:
            case Call(outer, (Call(inner, (left, Ref() as matrix)), right)) if is_product(outer, inner):
                if is_transpose(left, right):
                    yield matrix.name


def is_product(*operations: object) -> bool:
    return all(getattr(operation, "role", None) is Role.PRODUCT for operation in operations)


def is_transpose(left: Expr, right: Expr) -> bool:
    """Whether the left factor is the right one as a row, perhaps with numbers in front."""
    match left:
        case Call(operation, (inner,)) if operation.role is Role.TRANSPOSE:
            return inner == right
        case Call(operation, (_, inner)) if operation.role is Role.PRODUCT:
            return is_transpose(inner, right)
    return False


def mirrored(value: Array) -> Array:
    """A square array with the entries below the diagonal in place of those above it."""
    return table(value.shape, lambda i, j: value[max(i, j), min(i, j)])
