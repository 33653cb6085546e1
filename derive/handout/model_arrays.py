"""Arrays that a program writes down, as the values of a problem file: numbers, or a shape where they are drawn."""

from __future__ import annotations

import ast
from collections.abc import Callable, Sequence
from decimal import Decimal
from math import prod
from typing import TypeGuard

from derive.language.record import record

MAKERS = {"array", "asarray", "tensor", "Tensor", "Parameter", "as_tensor", "constant", "Variable", "FloatTensor"}
"""Calls whose first argument is the array."""
DRAWN = {"randn", "rand", "normal", "uniform", "random", "standard_normal", "empty", "random_sample"}
FILLED = {"zeros": "0", "ones": "1"}
UNCHANGED = {"copy", "clone", "detach", "float", "double", "requires_grad_", "astype", "numpy", "item", "to", "cpu"}
"""Methods that leave the numbers as they are."""
LARGEST = 10_000
"""Entries of an array, and how large a number may be to be written out: 10 to the power of so many digits."""
MOST_DIGITS = 30


@record
class WrittenArray:
    """A value as it stands in a problem file, how many axes it has, and whether a gradient by it is wanted."""

    text: str
    axes: int
    is_parameter: bool = False


def called(node: ast.AST) -> str:
    """The last name of what a call calls."""
    match node:
        case ast.Call(func=ast.Name(id=name)) | ast.Call(func=ast.Attribute(attr=name)):
            return name
    return ""


def array_of(node: ast.expr) -> WrittenArray | None:
    """The value of an expression that is nothing but an array; nothing for all others."""
    plain = entries(node)
    if plain is not None:
        return WrittenArray(text_of(plain), depth(plain))
    if not isinstance(node, ast.Call):
        return None
    name, wanted = called(node), any(key.arg == "requires_grad" for key in node.keywords) or called(node) == "Parameter"
    if name in UNCHANGED and isinstance(node.func, ast.Attribute):
        inner = array_of(node.func.value)
    elif name in MAKERS and node.args:
        inner = array_of(node.args[0])
    else:
        inner = filled(name, node)
    return inner and WrittenArray(inner.text, inner.axes, inner.is_parameter or wanted or name == "requires_grad_")


def filled(name: str, node: ast.Call) -> WrittenArray | None:
    """An array of zeros, ones or drawn numbers, or the identity."""
    sizes = shape([*node.args, *(key.value for key in node.keywords if key.arg in ("size", "shape"))])
    if sizes is None or not sizes or len(sizes) > 2:
        return None
    if name in FILLED:
        return WrittenArray(text_of(repeated(lambda place: FILLED[name], sizes)), len(sizes))
    if name in ("eye", "identity") and len(sizes) == 1:
        square = repeated(lambda place: str(int(place[0] == place[1])), [*sizes, *sizes])
        return WrittenArray(text_of(square), 2)
    if name not in DRAWN:
        return None
    kind = "vector" if len(sizes) == 1 else "matrix"
    return WrittenArray(f'"{kind} {" x ".join(map(str, sizes))}"', len(sizes))


def shape(arguments: Sequence[ast.expr]) -> list[int] | None:
    """The sizes that stand in the arguments, or in the last of them; nothing where they are no numbers."""
    for candidate in (arguments, arguments[-1:]):
        parts = (
            candidate[0].elts if len(candidate) == 1 and isinstance(candidate[0], ast.Tuple | ast.List) else candidate
        )
        sizes = [part.value for part in parts if isinstance(part, ast.Constant) and type(part.value) is int]
        if parts and len(sizes) == len(parts) and 0 < prod(sizes) <= LARGEST and min(sizes) > 0:
            return sizes
    return None


Nested = str | list["Nested"]


def repeated(entry: Callable[[tuple[int, ...]], str], sizes: Sequence[int], place: tuple[int, ...] = ()) -> Nested:
    if not sizes:
        return entry(place)
    return [repeated(entry, sizes[1:], (*place, k)) for k in range(sizes[0])]


def entries(node: ast.expr) -> Nested | None:
    """A number, or lists of numbers, as they are written."""
    match node:
        case ast.Constant(value=value) if is_plain(value):
            return decimal(value)
        case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=value)) if is_plain(value):
            return decimal(-value)
        case ast.List(elts=elts) | ast.Tuple(elts=elts) if elts:
            found = [entries(each) for each in elts]
            return None if None in found else [each for each in found if each is not None]
    return None


def is_plain(value: object) -> TypeGuard[int | float]:
    """Whether a constant is a number that can be written out."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return False
    return value == 0 or 10**-MOST_DIGITS <= abs(value) <= 10**MOST_DIGITS


def decimal(value: int | float) -> str:
    """A number without an exponent."""
    return f"{Decimal(repr(value)):f}".removesuffix(".0")


def depth(nested: Nested) -> int:
    return 0 if isinstance(nested, str) else 1 + depth(nested[0])


def text_of(nested: Nested) -> str:
    return nested if isinstance(nested, str) else f"[{', '.join(map(text_of, nested))}]"
