"""The table itself, and the few shape rules that many rows share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from derive.language.errors import Complaint, ShapeError
from derive.language.expr import SCALAR, Call, Expr, Number, Shape, describe, is_column, is_single
from derive.language.operation import ATOM, LETTER, Composition, Notation, Operation, Style

TABLE: dict[str, Operation] = {}
COMPOSITIONS: list[Composition] = []


def row(operation: Operation) -> Operation:
    """Enter an operation into the table."""
    assert operation.name not in TABLE, operation.name
    TABLE[operation.name] = operation
    return operation


def sympy() -> Any:
    """SymPy, imported when a definition is first asked for."""
    import sympy

    return sympy


def over(count: int, term: Callable[[Any], Any], like: Any) -> Any:
    """The sum of `term(k)` for k = 0..count-1: a SymPy `Sum`, written out if `like` is a number or there is one term.

    The bound index is always fresh: SymPy differentiates wrongly where it meets the index of differentiation.
    """
    if isinstance(like, int) or count == 1:
        return sympy().Add(*(term(k) for k in range(count)))
    k = sympy().Dummy("k", integer=True)
    return sympy().Sum(term(k), (k, 0, count - 1))


def shape_error(message: str) -> ShapeError:
    return ShapeError(Complaint("", message))


def spread_shape(args: tuple[Expr, ...]) -> Shape:
    """The common shape of the arguments; a row, a column or a single entry is repeated along what it lacks."""
    shape: Shape = SCALAR
    for arg in args:
        shape = together(shape, arg.shape)
    return shape


def together(left: Shape, right: Shape) -> Shape:
    """The shape of two arrays entry by entry: a row goes with every row of a matrix, a column with every column."""
    if is_single(left):
        return right or left
    if is_single(right) or is_repeated(right, left):
        return left
    if is_repeated(left, right):
        return right
    raise shape_error(f"the shapes {describe(left)} and {describe(right)} differ{way_out(left, right)}")


def way_out(left: Shape, right: Shape) -> str:
    """What to do where a row or a column would go with a matrix, if it stood the other way round."""
    vector, matrix = sorted((left, right), key=min)
    if min(vector) > 1 or not is_repeated(vector[::-1], matrix):
        return ""
    if is_column(vector):
        return "; transposed, or written as a row such as [[1, 2]], it goes with every row"
    return "; transposed, or written as a column such as [1, 2], it goes with every column"


def is_repeated(small: Shape, large: Shape) -> bool:
    """Whether an array has along each axis one entry, or as many as the larger one."""
    return all(few in (1, many) for few, many in zip(small, large, strict=True))


def is_repeating(args: tuple[Expr, ...]) -> bool:
    """Whether a row or a column among the arguments is repeated over a matrix."""
    shapes = {arg.shape for arg in args if not is_single(arg.shape)}
    return len(shapes) > 1


def shape_of_argument(args: tuple[Expr, ...]) -> Shape:
    return args[0].shape


def alike(args: tuple[Expr, ...]) -> Shape:
    """A scalar from arguments of one shape."""
    shapes = {arg.shape for arg in args if not is_single(arg.shape)}
    if len(shapes) > 1 or (shapes and any(is_single(arg.shape) for arg in args)):
        raise shape_error("the shapes " + " and ".join(describe(arg.shape) for arg in args) + " differ")
    return SCALAR


def function(name: str, latex: str, arity: int = 1) -> Notation:
    """The notation of a function: `name(a, b)`."""
    args = ", ".join(f"#{k + 1}" for k in range(arity))
    needs = (0,) * arity
    return Notation(Style(f"{name}({args})", LETTER, needs), Style(f"{latex}({args})", ATOM, needs))


def constant(expr: Expr) -> fmpq | None:
    """The value of a plain number: `2`, `1/3`, `-1/3`."""
    match expr:
        case Number(entries, ()):
            return entries[0]
        case Call(operation, args) if operation.name in ("negate", "divide") and expr.shape == SCALAR:
            values = [constant(arg) for arg in args]
            if any(value is None for value in values) or (len(values) == 2 and values[1] == 0):
                return None
            first, last = values[0], values[-1]
            assert first is not None
            assert last is not None
            return -first if operation.name == "negate" else first / last
    return None
