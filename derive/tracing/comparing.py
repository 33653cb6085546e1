"""Comparisons and conditions as Python and arrays have them, and keys of dictionaries."""

from __future__ import annotations

import ast
from collections.abc import Callable
from typing import Any

from derive.tracing.faults import Failing, Unclear
from derive.tracing.objects import UNKNOWN
from derive.tracing.scalars import Traced, number
from derive.tracing.tensor import Tensor, entry_by_entry, is_entry, whole

COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Gt: lambda a, b: number(a) > number(b),
    ast.GtE: lambda a, b: number(a) >= number(b),
    ast.Lt: lambda a, b: number(a) < number(b),
    ast.LtE: lambda a, b: number(a) <= number(b),
    ast.Eq: lambda a, b: number(a) == number(b),
    ast.NotEq: lambda a, b: number(a) != number(b),
}


def is_free(*values: Any) -> bool:
    return not any(value is UNKNOWN for value in values)


def truth(value: Any) -> bool:
    """Whether a condition holds.  Errors: `Unclear` where that is not known, `Failing` for an array."""
    if value is UNKNOWN:
        raise Unclear
    if isinstance(value, Tensor):
        if len(value.places) != 1:
            raise Failing
        return bool(number(value.entries[0]))
    if isinstance(value, Traced):
        return bool(value.value)
    return bool(value)


def name_key(key: Any) -> Any:
    """A key of a dictionary."""
    if isinstance(key, Traced):
        raise Unclear
    if isinstance(key, Tensor):
        return whole(key)
    if isinstance(key, str | int | float) or key is None:
        return key
    if isinstance(key, tuple) and all(isinstance(part, str | int) for part in key):
        return key
    raise Unclear


def compared(left: Any, operator: ast.cmpop, right: Any) -> Any:
    match operator:
        case ast.Is():
            return left is right if is_free(left, right) else UNKNOWN
        case ast.IsNot():
            return left is not right if is_free(left, right) else UNKNOWN
    if not is_free(left, right):
        return UNKNOWN
    if isinstance(operator, ast.In | ast.NotIn):
        return is_in(left, right) == isinstance(operator, ast.In)
    if isinstance(left, Tensor) or isinstance(right, Tensor) or (is_entry(left) and is_entry(right)):
        return entry_by_entry(COMPARISONS[type(operator)], left, right)
    if isinstance(operator, ast.Eq | ast.NotEq):
        return is_equal(left, right) == isinstance(operator, ast.Eq)
    raise Unclear


def is_equal(left: Any, right: Any) -> bool:
    simple = (str, int, float, tuple, list, type(None))
    if not isinstance(left, simple) or not isinstance(right, simple):
        raise Unclear
    if isinstance(left, list | tuple) and isinstance(right, list | tuple):
        return len(left) == len(right) and all(map(is_equal, left, right))
    return bool(left == right)


def is_in(value: Any, values: Any) -> bool:
    if isinstance(values, str) and isinstance(value, str):
        return value in values
    if isinstance(values, dict):
        return name_key(value) in values
    if isinstance(values, list | tuple | range):
        return any(is_equal(value, each) for each in values)
    raise Unclear
