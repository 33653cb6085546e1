"""Of which kind a step is: local derivatives alike but for names, what a forward step does, and which did it before."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from derive.language.expr import Call, Derivative, Entry, Expr, Ref, Sum, children, is_single, walk
from derive.language.operation import ADDITIVE, Acts, Role
from derive.language.steps import Step

PLAINEST = "put_in"
"""What is said of a step that only puts numbers into its formula."""


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


@dataclass(frozen=True, slots=True)
class Done:
    """What a forward step does, by the key of what is said of it; `like` is an earlier step that does the same."""

    key: str
    like: Step | None = None


def forward(steps: Iterable[Step], said: Callable[[str], object]) -> dict[int, Done]:
    """The forward steps by identity.  `said` tells of a key whether there is a sentence."""
    found: dict[int, Done] = {}
    before: dict[object, Step] = {}
    for step in steps:
        if step.kind != "forward":
            continue
        key = next(kind for kind in forward_kinds(step.rhs) if said(kind))
        form = pattern(step.rhs) if key == PLAINEST else ()
        alike_ = [(key, step.name.name if isinstance(step.name, Ref) else "", form), (key, form)]
        found[id(step)] = Done(key, next((before[each] for each in alike_ if each in before), None))
        for each in alike_:
            before.setdefault(each, step)
    return found


def forward_kinds(rhs: Expr) -> Iterator[str]:
    """Keys of what may be said of a forward step: by what stands in it or by an operation's name, the plainest last."""
    if isinstance(rhs, Call) and rhs.operation.role is Role.FUNCTION:
        is_entrywise = rhs.operation.acts is Acts.ENTRIES and not is_single(rhs.shape)
        yield from (rhs.operation.name, "entries" if is_entrywise else "function")
        return
    parts = list(walk(rhs))
    if any(map(is_matrix_product, parts)):
        yield "affine" if isinstance(rhs, Call) and rhs.operation.role in ADDITIVE else "product"
    for part in parts:
        if isinstance(part, Call):
            yield part.operation.name
        elif isinstance(part, Sum):
            yield "mean" if part.mean else "sum"
    yield PLAINEST


def is_matrix_product(expr: Expr) -> bool:
    """Whether an expression is a product of arrays."""
    if not isinstance(expr, Call) or expr.operation.role is not Role.PRODUCT:
        return False
    return not any(is_single(arg.shape) for arg in expr.args)
