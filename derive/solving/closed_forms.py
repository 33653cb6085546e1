"""Exact closed forms, while they are short: `-1`, `3/20`, `tanh(-1)`, `e^2`."""

from __future__ import annotations

from flint import fmpq

from derive.language.evaluate import evaluate
from derive.language.expr import Call, Derivative, Number, Ref, is_single
from derive.language.numbers import Array
from derive.language.plain import number_text, plain
from derive.solving.derivation import Derivation

LONGEST = 12
"""Characters of a fraction that is still shown exactly."""


def exact_entries(derivation: Derivation, target: Ref | Derivative) -> list[Call | Number] | None:
    """The entries of a quantity as exact numbers or a function of one exact number; `None` if that is not short."""
    numbers = derivation.numbers
    step = derivation.find(target)
    if numbers is None or step is None:
        return None
    value = numbers.known[target]
    if value.is_exact:
        return short(value)
    rhs = step.rhs
    if step.target != target or not isinstance(rhs, Call) or len(rhs.args) != 1 or rhs.operation.linear:
        return None
    inner = evaluate(rhs.args[0], numbers.known)
    same = inner.shape == value.shape or (is_single(inner.shape) and is_single(value.shape))
    if not inner.is_exact or not same or rhs.operation.name not in FUNCTIONS:
        return None
    entries = short(inner)
    if entries is None:
        return None
    result: list[Call | Number] = []
    for entry, own in zip(entries, value.entries, strict=True):
        if isinstance(own, fmpq):
            result.append(Number((own,)))
        else:
            result.append(Call(rhs.operation, (entry,), ()))
    return result


FUNCTIONS = ("tanh", "sigmoid", "exp", "log", "sqrt", "sin", "cos")


def short(value: Array) -> list[Call | Number] | None:
    entries: list[Call | Number] = []
    for entry in value.entries:
        if not isinstance(entry, fmpq) or len(number_text(entry)) > LONGEST:
            return None
        entries.append(Number((entry,)))
    return entries


def exact_texts(derivation: Derivation, target: Ref | Derivative) -> list[str] | None:
    """The exact entries in plain notation."""
    entries = exact_entries(derivation, target)
    return [plain(entry) for entry in entries] if entries else None
