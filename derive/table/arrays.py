"""Building arrays, and the sum of squares."""

from __future__ import annotations

from typing import Any

from flint import fmpq

from derive.language.expr import SCALAR, Expr, Number, Shape, describe, is_column, size
from derive.language.numbers import Array, divide, is_zero, scalar, sqrt, table, total
from derive.language.operation import ATOM, PRODUCT, Argument, Code, Jump, Notation, Operation, Role, Rule, Style
from derive.language.usual_mistakes import Misreading
from derive.table import simplify
from derive.table.row import function, over, row, shape_error, shape_of_argument, sympy

Args = tuple[Expr, ...]
CONSTANT = Rule(
    lambda g, args, result: simplify.number(0), "constant", lambda args, result: simplify.number(0, result.shape)
)


def whole(arg: Expr) -> int:
    """The positive whole number that an argument must be written as."""
    if not isinstance(arg, Number) or arg.shape or arg.entries[0].q != 1 or arg.entries[0] <= 0:
        raise shape_error("a size must be a positive whole number")
    return int(arg.entries[0].p)


def count(array: Array) -> int:
    value = array.entries[0]
    assert isinstance(value, fmpq)
    return int(value.p)


IDENTITY = row(
    Operation(
        "identity",
        lambda args: (whole(args[0]),) * 2,
        lambda n: table((count(n),) * 2, lambda i, j: fmpq(i == j)),
        lambda n, i, j: sympy().KroneckerDelta(i, j),
        Notation(Style("eye(#1)", 5, (0,)), Style("I_{#1}", 5, (0,))),
        ((CONSTANT,),),
        role=Role.IDENTITY,
        takes=(Argument.SIZE,),
        spellings=("identity",),
        code=Code("np.eye(#1)", torch="torch.eye(#1, dtype=torch.float64)"),
    )
)

ONES = row(
    Operation(
        "ones",
        lambda args: (whole(args[0]), whole(args[1])),
        lambda m, n: table((count(m), count(n)), lambda i, j: fmpq(1)),
        lambda m, n, i, j: sympy().Integer(1),
        Notation(Style("ones(#1, #2)", 5, (0, 0)), Style(r"\mathbf{1}_{#1\times #2}", 5, (0, 0))),
        ((CONSTANT,), (CONSTANT,)),
        takes=(Argument.SIZE, Argument.SIZE),
        code=Code("np.ones((#1, #2))", torch="torch.ones((#1, #2), dtype=torch.float64)"),
    )
)


def diag_shape(args: Args) -> Shape:
    shape = args[0].shape
    if not is_column(shape) and shape[:1] != (1,):
        raise shape_error(f"diag takes a column or a row, not {describe(shape)}")
    return (size(shape),) * 2


def diag_definition(v: Any, i: Any, j: Any) -> Any:
    return sympy().KroneckerDelta(i, j) * (v(i, 0) if v.shape[1] == 1 else v(0, i))


def diag_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """The diagonal of G, as the vector lies."""
    diagonal = simplify.TABLE["diagonal"](g)
    return diagonal if is_column(args[0].shape) else simplify.transposed(diagonal)


DIAG = row(
    Operation(
        "diag",
        diag_shape,
        lambda v: table((len(v.entries),) * 2, lambda i, j: v.entries[i] if i == j else fmpq(0)),
        diag_definition,
        function("diag", r"\mathrm{diag}"),
        ((Rule(diag_pullback, "diag"),),),
        linear=True,
        role=Role.DIAGONAL_MATRIX,
        spellings=("Diag", "diagflat"),
        code=Code("np.diagflat(#1)"),
    )
)


def diagonal_shape(args: Args) -> Shape:
    shape = args[0].shape
    if not shape or shape[0] != shape[1]:
        raise shape_error(f"diagonal takes a square matrix, not {describe(shape)}")
    return (shape[0], 1)


DIAGONAL = row(
    Operation(
        "diagonal",
        diagonal_shape,
        lambda a: table((a.rows, 1), lambda i, j: a[i, i]),
        lambda a, i, j: a(i, i),
        function("diagonal", r"\mathrm{diagonal}"),
        ((Rule(lambda g, args, result: simplify.diag(g), "diag"),),),
        linear=True,
        code=Code("np.diagonal(#1).reshape(-1, 1)", torch="torch.diagonal(#1).reshape(-1, 1)"),
    )
)


def entries_sum(a: Any, i: Any) -> Any:
    rows, columns = a.shape or (1, 1)
    if columns == 1:
        return over(rows, lambda p: a(p, 0), i)
    return over(rows, lambda p: over(columns, lambda q: a(p, q), i), i)


def squared_norm_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """∂‖x‖²/∂x = 2x."""
    return simplify.times(simplify.times(simplify.number(2), g), args[0])


SQUARED_NORM = row(
    Operation(
        "squared_norm",
        lambda args: SCALAR,
        lambda a: scalar(total(x * x for x in a.entries)),
        lambda a, i, j: entries_sum(Squared(a), i),
        Notation(Style("sqnorm(#1)", 5, (0,)), Style(r"\left\lVert #1\right\rVert^{2}", 4, (0,))),
        ((Rule(squared_norm_pullback, "squared_norm"),),),
        also=("norm2",),
        code=Code("np.sum(#1**2)", needs=(ATOM,)),
    )
)


def length(a: Array) -> Array:
    """The root of the sum of squares."""
    return scalar(sqrt(total(x * x for x in a.entries)))


def norm_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """∂‖x‖/∂x = x/‖x‖."""
    return simplify.times(simplify.divided(g, result), args[0])


def direction(a: Array) -> Array:
    """The entries divided by the length; zeros, which have none, as they are."""
    if zeros_alone(a):
        return a
    size_of_it = length(a).entries[0]
    return Array(a.shape, tuple(divide(entry, size_of_it) for entry in a.entries))


def unit_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """(G − u ⟨u, G⟩)/‖x‖ for u = x/‖x‖."""
    along = simplify.times(simplify.dot(result, g), result)
    return simplify.times(simplify.divided(simplify.number(1), NORM(args[0])), simplify.minus(g, along))


def zeros_alone(a: Array) -> frozenset[int]:
    """All entries, where there is no direction."""
    return frozenset(range(len(a.entries)) if all(is_zero(entry) for entry in a.entries) else ())


UNIT = row(
    Operation(
        "unit",
        shape_of_argument,
        direction,
        lambda a, i, j: a(i, j) / sympy().sqrt(entries_sum(Squared(a), i)),
        function("unit", r"\mathrm{unit}"),
        ((Rule(unit_pullback, "unit"),),),
        kink=True,
        margin=length,
        jump=Jump(zeros_alone, {"middle": direction}),
        code=Code("#1 / max(np.sqrt(np.sum(#1**2)), 1e-300)", level=PRODUCT, needs=(ATOM,)),
    )
)
"""What a length changes by, written so where it is 0: there it has no direction, and 0 is the middle of all."""
VANISHES = "vanishes"
"""The property of an argument whose value is 0."""


NORM = row(
    Operation(
        "norm",
        lambda args: SCALAR,
        length,
        lambda a, i, j: sympy().sqrt(entries_sum(Squared(a), i)),
        Notation(Style("norm(#1)", 5, (0,)), Style(r"\left\lVert #1\right\rVert", 5, (0,))),
        (
            (
                Rule(lambda g, args, result: simplify.times(g, UNIT(*args)), "norm_at_zero", condition=(0, VANISHES)),
                Rule(norm_pullback, "norm"),
            ),
        ),
        kink=True,
        margin=length,
        mistakes=(Misreading("norm_squared", lambda args, facts: SQUARED_NORM(*args)),),
        code=Code("np.sqrt(np.sum(#1**2))", needs=(ATOM,)),
    )
)


class Squared:
    """The entries of an argument, squared."""

    def __init__(self, entries: Any) -> None:
        self.entries = entries
        self.shape = entries.shape

    def __call__(self, i: Any, j: Any) -> Any:
        return self.entries(i, j) ** 2
