"""What it would cost to evaluate an expression, counted before anything is evaluated."""

from __future__ import annotations

from derive.language.expr import Call, Expr, Grid, Number, Sum, children, size
from derive.language.operation import Role

MOST_EFFORT = 60_000
"""Scalar operations for one evaluation."""
MOST_BITS = 40_000
"""Binary digits of an exact number on the way."""
BITS_OF_A_QUANTITY = 64


def effort(expr: Expr) -> int:
    """An upper bound of the number of scalar operations."""
    match expr:
        case Call(operation, args, shape):
            inner = max((arg.shape[1] for arg in args if arg.shape), default=1) if operation.role is Role.PRODUCT else 1
            return size(shape) * inner + 1 + sum(effort(arg) for arg in args)
        case Sum(_, low, high, body, _, shape):
            return max(0, high.offset - low.offset + 1) * (effort(body) + size(shape))
        case Grid(entries):
            return len(entries) + sum(effort(entry) for entry in entries)
    return 1 + sum(effort(child) for child in children(expr))


def bits(expr: Expr) -> int:
    """An upper bound of the length of the exact numbers that a calculation can lead to."""
    match expr:
        case Number(entries):
            return max(len(str(entry)) for entry in entries) * 4
        case Call(operation, (base, exponent)) if operation.role is Role.POWER:
            power = abs(int(exponent.entries[0])) if isinstance(exponent, Number) else 1
            return bits(base) * max(1, power)
        case Call(_, args):
            return sum(bits(arg) for arg in args)
        case Sum(_, low, high, body):
            return max(1, high.offset - low.offset + 1) * bits(body)
        case Grid(entries):
            return max(bits(entry) for entry in entries)
    return BITS_OF_A_QUANTITY


def is_too_much(expr: Expr) -> bool:
    return effort(expr) > MOST_EFFORT or bits(expr) > MOST_BITS
