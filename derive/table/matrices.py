"""Square matrices as a whole: trace, determinant, inverse."""

from __future__ import annotations

from collections.abc import Callable
from itertools import product
from typing import Any

from derive.language.expr import SCALAR, Expr, Shape, describe
from derive.language.numbers import Array, Scalar, complain, divide, scalar, sign, table, total
from derive.language.operation import ATOM, POWER, Code, Notation, Operation, Rule, Style
from derive.language.usual_mistakes import WrongRule
from derive.table import simplify
from derive.table.row import function, over, row, shape_error, sympy

Args = tuple[Expr, ...]
LARGEST = 4
"""Rows of a matrix whose determinant and inverse are still written out."""


def square(name: str, largest: int = 0) -> Callable[[Args], int]:
    """The number of rows of a square matrix."""

    def rows(args: Args) -> int:
        height, width = args[0].shape or (1, 1)
        if height != width:
            raise shape_error(f"{name} takes a square matrix, not {describe(args[0].shape)}")
        if largest and height > largest:
            raise shape_error(f"{name} takes at most {largest}×{largest} entries, not {describe(args[0].shape)}")
        return height

    return rows


def scalar_of_square(name: str, largest: int = 0) -> Callable[[Args], Shape]:
    rows = square(name, largest)

    def shape(args: Args) -> Shape:
        rows(args)
        return SCALAR

    return shape


def trace_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """g I: only the diagonal counts."""
    shape = args[0].shape
    return simplify.times(g, simplify.identity(shape[0])) if shape else g


TRACE = row(
    Operation(
        "trace",
        scalar_of_square("trace"),
        lambda a: scalar(total(a[k, k] for k in range(a.rows))),
        lambda a, i, j: over((a.shape or (1, 1))[0], lambda k: a(k, k), i),
        function("trace", r"\mathrm{tr}"),
        ((Rule(trace_pullback, "trace"),),),
        linear=True,
        spellings=("tr", "Tr"),
        code=Code("np.trace(#1)"),
    )
)


def without(rows: range | list[int], place: int) -> list[int]:
    return [k for k in rows if k != place]


def expanded(entry: Callable[[int, int], Any], rows: list[int], columns: list[int]) -> Any:
    """The determinant of some rows and columns, by the first of these rows."""
    if not rows:
        return 1
    first, *rest = rows
    minors = ((k, entry(first, c), expanded(entry, rest, without(columns, c))) for k, c in enumerate(columns))
    return sum((-1) ** k * x * minor for k, x, minor in minors)


def cofactor(entry: Callable[[int, int], Any], size: int, i: int, j: int) -> Any:
    """(−1)^(i+j) times the determinant without row j and column i, which the inverse has in place (i, j)."""
    every = range(size)
    return (-1) ** (i + j) * expanded(entry, without(every, j), without(every, i))


def whole(entry: Callable[[int, int], Any], size: int) -> Any:
    return expanded(entry, list(range(size)), list(range(size)))


def exactly(a: Array) -> Callable[[int, int], Scalar]:
    return lambda i, j: a[i, j]


def determinant_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """∂L/∂A = g det(A) A^−ᵀ (Petersen and Pedersen, The Matrix Cookbook, equation 49)."""
    factor = simplify.times(g, result)
    return simplify.times(factor, simplify.transposed(simplify.TABLE["inverse"](*args)))


DETERMINANT = row(
    Operation(
        "determinant",
        scalar_of_square("det", LARGEST),
        lambda a: scalar(whole(exactly(a), a.rows)),
        lambda a, i, j: whole(a, (a.shape or (1, 1))[0]),
        function("det", r"\det"),
        ((Rule(determinant_pullback, "determinant"),),),
        mistakes=(
            WrongRule(
                "weight_not_transposed",
                0,
                lambda g, args, result: simplify.times(simplify.times(g, result), simplify.TABLE["inverse"](*args)),
            ),
        ),
        spellings=("determinant",),
        code=Code("np.linalg.det(#1)"),
    )
)


def inverse_shape(args: Args) -> Shape:
    square("inv", LARGEST)(args)
    return args[0].shape


def inverse_value(a: Array) -> Array:
    """The cofactors divided by the determinant.  Errors: `DomainError` for a singular matrix."""
    entry = exactly(a)
    below = whole(entry, a.rows)
    if sign(below) == 0:
        raise complain("the inverse of a singular matrix")
    return table(a.shape, lambda i, j: divide(cofactor(entry, a.rows, i, j) * (below * 0 + 1), below))


def inverse_definition(a: Any, i: Any, j: Any) -> Any:
    size = (a.shape or (1, 1))[0]
    below = whole(a, size)
    if isinstance(i, int):
        return cofactor(a, size, i, j) / below
    delta = sympy().KroneckerDelta
    places = product(range(size), repeat=2)
    return sympy().Add(*(delta(i, p) * delta(j, q) * cofactor(a, size, p, q) for p, q in places)) / below


def inverse_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """∂L/∂A = −A^−ᵀ G A^−ᵀ (Petersen and Pedersen, The Matrix Cookbook, equation 124)."""
    turned = simplify.transposed(result)
    return simplify.negative(simplify.times(simplify.times(turned, g), turned))


INVERSE = row(
    Operation(
        "inverse",
        inverse_shape,
        inverse_value,
        inverse_definition,
        Notation(Style("inv(#1)", ATOM, (0,)), Style("#1^{-1}", POWER, (ATOM,))),
        ((Rule(inverse_pullback, "inverse"),),),
        mistakes=(WrongRule("sign", 0, lambda g, args, result: simplify.negative(inverse_pullback(g, args, result))),),
        spellings=("inverse",),
        code=Code("np.linalg.inv(#1)"),
    )
)
