"""What of an expression is shown when: partial results, factors, numbers that need no rounding."""

from __future__ import annotations

from flint import fmpq

from derive.language.evaluate import is_short_fraction
from derive.language.expr import Call, Derivative, Entry, Expr, Ref, Shape, children, is_single
from derive.language.latex import number
from derive.language.numbers import Array
from derive.language.operation import ADDITIVE, SUMS, Role

LONGEST_FRACTION = 6
"""Characters of a fraction that an answer is shown as."""


def whole_numbers(value: Array) -> list[str] | None:
    """The entries as whole numbers, if all of them are."""
    texts = [str(entry.p) for entry in value.entries if isinstance(entry, fmpq) and entry.q == 1]
    return texts if len(texts) == len(value.entries) else None


def short_fraction(value: Array, digits: int) -> list[str] | None:
    """A scalar fraction that is short and that no decimal of this length is equal to."""
    entry = value.entries[0]
    if value.shape or not isinstance(entry, fmpq) or not is_short_fraction(entry, digits):
        return None
    return [number(f"{entry.p}/{entry.q}")]


def exact_fractions(value: Array) -> list[str] | None:
    """The entries as whole numbers and fractions, if all of them are such and short."""
    entries = [entry for entry in value.entries if isinstance(entry, fmpq) and len(str(entry)) <= LONGEST_FRACTION]
    return [str(entry) for entry in entries] if len(entries) == len(value.entries) else None


def is_plain(expr: Expr) -> bool:
    return not children(expr) and not isinstance(expr, Ref | Derivative | Entry)


def skeleton(expr: Expr) -> list[Expr]:
    """The operations that a partial result still shows: the outermost one, and sums within sums."""
    if not isinstance(expr, Call) or expr.operation.role in (Role.TRANSPOSE, Role.IDENTITY, Role.DIAGONAL_MATRIX):
        return []
    result: list[Expr] = [expr]
    if expr.operation.role in ADDITIVE:
        for arg in expr.args:
            if isinstance(arg, Call) and arg.operation.role in SUMS:
                result += skeleton(arg)
    elif expr.operation.role is Role.PRODUCT:
        result += factors(expr.args[0])
    return result


def factors(expr: Expr) -> list[Expr]:
    """The inner products of a product of several factors."""
    if isinstance(expr, Call) and expr.operation.role is Role.PRODUCT and not is_single(expr.shape):
        return [expr, *factors(expr.args[0])] if is_single(expr.args[0].shape) else []
    return []


def is_flat(expr: Expr) -> bool:
    """Whether no function is applied to anything but names and numbers, so that numbers can simply be put in."""
    if not isinstance(expr, Call):
        return True
    is_function = expr.operation.notation.plain.pattern[0].isalpha()
    if is_function and any(isinstance(arg, Call) for arg in expr.args):
        return False
    return all(is_flat(arg) for arg in expr.args)


def product_factors(expr: Expr) -> list[Expr]:
    """The factors of the products in a sum."""
    if not isinstance(expr, Call):
        return []
    if expr.operation.role in ADDITIVE:
        return [factor for arg in expr.args for factor in product_factors(arg)]
    if expr.operation.role is Role.PRODUCT:
        found: list[Expr] = []
        for arg in expr.args:
            nested = isinstance(arg, Call) and arg.operation.role in (Role.PRODUCT, Role.SUM, Role.DIFFERENCE)
            found += product_factors(arg) if nested else [arg]
        return found
    return []


def shape_text(shape: Shape) -> str:
    return f"{shape[0]}\\times {shape[1]}" if shape else ""


def bracketed(text: str) -> str:
    return f"({text})" if text.startswith("-") else text
