"""Of which kind a step is: local derivatives that are alike but for names, and what a forward step does."""

from __future__ import annotations

from collections.abc import Sequence

from derive.language.expr import Call, Derivative, Entry, Expr, Ref, Sum, children, is_single, walk
from derive.language.operation import ADDITIVE, Acts, Role
from derive.language.steps import Step


def alike(locals_: Sequence[Step]) -> frozenset[int]:
    """The local derivatives (by identity) that another one before them tells, names and indices aside."""
    seen: set[tuple[object, ...]] = set()
    found = set()
    for step in locals_:
        kind = (tuple(reason.key for reason in step.reasons), pattern(step.rhs), step.rhs.shape == ())
        if step.reasons and kind in seen:
            found.add(id(step))
        seen.add(kind)
    return frozenset(found)


def pattern(expr: Expr) -> tuple[object, ...]:
    """The form of an expression: its operations, and which of its names are the same."""
    names: dict[object, int] = {}
    form: list[object] = []
    for part in walk(expr):
        if isinstance(part, Ref | Derivative | Entry):
            form.append(names.setdefault(part, len(names)))
        else:
            form.append(part.operation.name if isinstance(part, Call) else type(part).__name__)
            form.append(len(list(children(part))))
    return tuple(form)


def firsts(steps: Sequence[Step]) -> dict[int, str]:
    """The forward steps (by identity) that are the first to do what they do, with the key of what is said of that."""
    kinds: dict[str, int] = {}
    for step in steps:
        if step.kind == "forward":
            kinds.setdefault(forward_kind(step.rhs), id(step))
    return {first: kind for kind, first in kinds.items() if kind}


def forward_kind(rhs: Expr) -> str:
    """The key of what is said of a forward step: an operation's name, or its place in the algebra."""
    if isinstance(rhs, Sum):
        return "mean" if rhs.mean else "sum"
    if not isinstance(rhs, Call):
        return ""
    operation = rhs.operation
    if operation.role in ADDITIVE:
        return "affine" if any(map(is_matrix_product, walk(rhs))) else ""
    if operation.role is Role.FUNCTION and operation.acts is Acts.ENTRIES and not is_single(rhs.shape):
        return "entries"
    if operation.role is Role.PRODUCT:
        return "product" if is_matrix_product(rhs) else ""
    return operation.name


def is_matrix_product(expr: Expr) -> bool:
    """Whether an expression is a product of arrays."""
    if not isinstance(expr, Call) or expr.operation.role is not Role.PRODUCT:
        return False
    return not any(is_single(arg.shape) for arg in expr.args)
