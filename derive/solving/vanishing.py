"""Why entries of an answer are exactly zero: what they are multiplied with is zero there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TypeGuard

from derive.language.expr import Call, Derivative, Expr, Ref, is_column, walk
from derive.language.numbers import Array, is_zero
from derive.solving.derivation import Derivation
from derive.table.algebra import ADD, SUBTRACT
from derive.table.products import MULTIPLY


@dataclass(frozen=True, slots=True)
class Vanishing:
    """Entries of `target` that are zero.

    Whole `columns` at these `places` (counted from 0), since the vectors `because` that a matrix is multiplied with are
    zero there; whole `rows`, since the arriving gradient is; or some `entries`, each a sum of terms that are zero.
    """

    target: Derivative
    kind: str
    places: tuple[int, ...] = ()
    because: tuple[Ref | Derivative, ...] = ()


def vanishing(derivation: Derivation, target: Ref | Derivative) -> Vanishing | None:
    """Why entries of an answer are zero; `None` if none are, or all are since no way leads there."""
    step, numbers = derivation.find(target), derivation.numbers
    if numbers is None or step is None or not isinstance(target, Derivative):
        return None
    value = numbers.known[target]
    if any(reason.key in ("no_path", "itself") for reason in step.reasons) or not any(map(is_zero, value.entries)):
        return None
    return in_columns(derivation, target, value) or in_rows(derivation, target, value) or Vanishing(target, "entries")


def in_columns(derivation: Derivation, target: Derivative, value: Array) -> Vanishing | None:
    """Zeros below each other, where all vectors are zero that the variable is multiplied with."""
    assert derivation.numbers is not None
    places = tuple(j for j in range(value.columns) if all(is_zero(value[i, j]) for i in range(value.rows)))
    if not places or is_column(target.by.shape):
        return None
    vectors = right_factors(derivation, target.by)
    values = [derivation.numbers.known.get(ref) for ref in vectors]
    fits = vectors and all(factor is not None and vanishes(factor, places) for factor in values)
    return Vanishing(target, "columns", places, tuple(vectors)) if fits else None


def in_rows(derivation: Derivation, target: Derivative, value: Array) -> Vanishing | None:
    """Zeros side by side, where the gradient is zero that arrives at the only use of the variable."""
    assert derivation.numbers is not None
    places = tuple(i for i, row in enumerate(value.by_rows()) if all(map(is_zero, row)))
    arriving = arriving_at(derivation, target) if places else None
    reached = derivation.numbers.known.get(arriving) if arriving else None
    fits = reached is not None and vanishes(reached, places)
    return Vanishing(target, "rows", places, (arriving,)) if arriving and fits else None


def vanishes(value: Array, places: Sequence[int]) -> bool:
    return all(is_zero(value.entries[place]) for place in places)


def arriving_at(derivation: Derivation, target: Derivative) -> Derivative | None:
    """The gradient whose entries are factors of the rows of a gradient: that of `z` in `z = W x + b`."""
    users = derivation.network.users.get(target.by, [])
    if len(users) != 1 or derivation.numbers is None or not has_own_rows(target.by, users[0].rhs):
        return None
    name = Derivative(target.of, users[0].target, users[0].target.shape)
    fits = is_column(name.by.shape) and name.by.shape[0] == target.by.shape[0]
    return name if fits and name in derivation.numbers.known else None


def right_factors(derivation: Derivation, by: Ref) -> list[Ref]:
    """The vectors that a matrix is multiplied with, if all its uses are such and have one name."""
    found: list[Ref] = []
    for user in derivation.network.users.get(by, []):
        for part in walk(user.rhs):
            if is_product_of(part, by):
                if not isinstance(part.args[1], Ref) or part.args[1].shape != (*by.shape[-1:], 1):
                    return []
                found.append(part.args[1])
    names = {ref.name for ref in found}
    return found if len(names) == 1 else []


def is_product_of(expr: Expr, left: Expr) -> TypeGuard[Call]:
    """Whether an expression is a product with a certain left factor."""
    return isinstance(expr, Call) and expr.operation is MULTIPLY and expr.args[0] == left


def has_own_rows(by: Ref, rhs: Expr) -> bool:
    """Whether row i of the right-hand side has only row i of a quantity: a summand, or the left of a product."""
    if isinstance(rhs, Call) and rhs.operation in (ADD, SUBTRACT):
        return any(has_own_rows(by, arg) for arg in rhs.args)
    return rhs == by or is_product_of(rhs, by)
