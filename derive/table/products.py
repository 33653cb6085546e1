"""Products and transposes."""

from __future__ import annotations

from collections.abc import Callable

from derive.language.expr import SCALAR, Call, Expr, Number, Shape, describe, is_column, is_single, order, walk
from derive.language.numbers import ZERO, Array, Scalar, dot, table, times
from derive.language.operation import (
    ATOM,
    ENTRYWISE,
    POWER,
    PRODUCT,
    Acts,
    Code,
    Notation,
    Operation,
    Role,
    Rule,
    Style,
)
from derive.language.usual_mistakes import Facts, Misreading, WrongRule
from derive.table import simplify
from derive.table.algebra import Args, broadcast, collect, each, entry, is_spread, repeated, shaped, spread
from derive.table.row import constant, over, row, shape_error, spread_shape


def product_shape(args: Args) -> Shape:
    """Scalar times anything; matrix times matrix; a row times a column is a scalar."""
    left, right = args[0].shape, args[1].shape
    if left == SCALAR:
        return right
    if right == SCALAR:
        return left
    if left[1] == right[0]:
        shape = (left[0], right[1])
        return SCALAR if shape == (1, 1) and left[1] > 1 else shape
    if is_single(left):
        return right
    if is_single(right):
        return left
    hint = "; write .* for the entrywise product" if left == right else ""
    raise shape_error(f"a product of {describe(left)} and {describe(right)} does not exist{hint}")


WIDE = 256
"""Multiplications from which on a matrix product in balls is left to FLINT as a whole."""


def is_matrix_product(left: Shape, right: Shape) -> bool:
    return len(left) == 2 and len(right) == 2 and left[1] == right[0]


def product_value(a: Array, b: Array) -> Array:
    if not is_matrix_product(a.shape, b.shape):
        if len(a.entries) == 1:
            return Array(b.shape or a.shape, tuple([times(a.entries[0], entry) for entry in b.entries]))
        return table(broadcast(a, b), lambda i, j: times(entry(a, i, j), entry(b, i, j)))
    (count, inner), (_, width) = a.shape, b.shape
    shape: Shape = () if count == width == 1 and inner > 1 else (count, width)
    return Array(shape, tuple(product_entries(a, b, count * inner * width)))


def product_entries(a: Array, b: Array, cost: int) -> list[Scalar]:
    """The entries of a matrix product, row by row; exact zeros and what they leave of exact numbers stay exact."""
    if a.columns == 1:
        return [times(x, y) for x in a.entries for y in b.entries]
    if cost >= WIDE and (a.is_all_balls or b.is_all_balls):
        return [ZERO if entry.is_zero() else entry for entry in (a.matrix() * b.matrix()).entries()]
    rows = [a.entries[k : k + a.columns] for k in range(0, len(a.entries), a.columns)]
    columns = [b.entries[k :: b.columns] for k in range(b.columns)]
    return [dot(row, column) for row in rows for column in columns]


def product_definition(a, b, i, j):  # type: ignore[no-untyped-def]
    if not is_matrix_product(a.shape, b.shape):
        return a(i, j) * b(i, j)
    return over(a.shape[1], lambda k: a(i, k) * b(k, j), i)


def product_pullback_left(g: Expr, args: Args, result: Expr) -> Expr:
    """∂L/∂A = G Bᵀ (Petersen and Pedersen, The Matrix Cookbook, section 2.5); for a scalar a, the sum of G∘B."""
    left, right = args
    if is_matrix_product(left.shape, right.shape):
        return simplify.times(g, simplify.transposed(right))
    return shaped(simplify.dot(right, g), left) if is_spread(left, result) else simplify.times(g, right)


def product_pullback_right(g: Expr, args: Args, result: Expr) -> Expr:
    """∂L/∂B = Aᵀ G; for a scalar b, the sum of A∘G."""
    left, right = args
    if is_matrix_product(left.shape, right.shape):
        return simplify.times(simplify.transposed(left), g)
    return shaped(simplify.dot(left, g), right) if is_spread(right, result) else simplify.times(left, g)


def product_jacobian_left(args: Args, result: Expr) -> Expr | None:
    """∂(x A)/∂x = Aᵀ for a row x."""
    left, right = args
    if is_matrix_product(left.shape, right.shape) and left.shape != (1, 1):
        return simplify.transposed(right) if left.shape[0] == 1 else None
    return spread(right, left, result)


def product_jacobian_right(args: Args, result: Expr) -> Expr | None:
    left, right = args
    if is_matrix_product(left.shape, right.shape):
        return left if is_column(right.shape) else None
    return spread(left, right, result)


def fitting(left: Expr, right: Expr) -> Expr | None:
    """The matrix product, where there is one."""
    return simplify.times(left, right) if is_matrix_product(left.shape, right.shape) else None


def transposed_weight(args: Args, facts: Facts) -> Expr | None:
    """Aᵀx for Ax."""
    left, right = args
    if is_single(left.shape) or is_column(left.shape) or not is_matrix_product(left.shape[::-1], right.shape):
        return None
    return simplify.times(simplify.transposed(left), right)


def transposed_right_weight(args: Args, facts: Facts) -> Expr | None:
    """X Wᵀ for X W, as one writes it with a row for each sample."""
    left, right = args
    if order(right.shape) < 2 or not facts(right, "parameter"):
        return None
    return fitting(left, simplify.transposed(right))


def untransposed_left(g: Expr, args: Args, result: Expr) -> Expr | None:
    """G B for G Bᵀ, where B is a matrix."""
    return None if order(args[1].shape) < 2 else fitting(g, args[1])


def untransposed_right(g: Expr, args: Args, result: Expr) -> Expr | None:
    """A g for Aᵀ g."""
    return None if order(args[0].shape) < 2 else fitting(args[0], g)


def outer_instead(combine: Callable[[Expr, Expr], Expr], position: int) -> WrongRule:
    """Two vectors put together otherwise than as their outer product: g xᵀ of columns for A x, xᵀ g of rows for x A."""

    def pullback(g: Expr, args: Args, result: Expr) -> Expr | None:
        x, matrix = args[1 - position], args[position]
        is_laid = is_column(x.shape) if position == 0 else x.shape[:1] == (1,)
        alike = is_laid and x.shape == g.shape and not is_single(x.shape) and order(matrix.shape) == 2
        return combine(g, x) if alike else None

    return WrongRule("inner_for_outer" if combine is simplify.dot else "elementwise_for_outer", position, pullback)


PRODUCT_MISTAKES = (
    Misreading("weight_transposed", transposed_weight),
    Misreading("weight_transposed", transposed_right_weight),
    WrongRule("weight_not_transposed", 1, untransposed_right),
    WrongRule("weight_not_transposed", 0, untransposed_left),
    outer_instead(simplify.entrywise, 0),
    outer_instead(simplify.entrywise, 1),
    outer_instead(simplify.dot, 0),
    outer_instead(simplify.dot, 1),
)


def is_factor(expr: Expr) -> bool:
    """Whether an expression is a number that could be forgotten as a factor."""
    value = constant(expr)
    return abs(value) not in (0, 1) if value is not None else is_closed(expr)


def is_closed(expr: Expr) -> bool:
    """Whether an expression is a number written with functions, as √2."""
    return is_single(expr.shape) and all(isinstance(part, Call | Number) for part in walk(expr))


def factor_dropped(position: int) -> Callable[[Expr, Args, Expr], Expr | None]:
    return lambda g, args, result: g if is_factor(args[1 - position]) else None


def factor_twice(position: int) -> Callable[[Expr, Args, Expr], Expr | None]:
    def pullback(g: Expr, args: Args, result: Expr) -> Expr | None:
        factor = args[1 - position]
        return simplify.times(factor, simplify.times(factor, g)) if is_factor(factor) else None

    return pullback


def squared_factor(factor: Expr, other: Expr) -> Expr | None:
    return simplify.times(factor, simplify.times(factor, other)) if is_factor(factor) else None


FACTOR_MISTAKES = (
    Misreading("missing_mean_factor", lambda args, facts: args[1] if is_factor(args[0]) else None),
    Misreading("mean_factor_twice", lambda args, facts: squared_factor(*args)),
    WrongRule("missing_mean_factor", 1, factor_dropped(1)),
    WrongRule("missing_mean_factor", 0, factor_dropped(0)),
    WrongRule("mean_factor_twice", 1, factor_twice(1)),
    WrongRule("mean_factor_twice", 0, factor_twice(0)),
)

MULTIPLY = row(
    Operation(
        "multiply",
        product_shape,
        product_value,
        product_definition,
        Notation(Style("#1 #2", PRODUCT, (PRODUCT, POWER)), Style("#1 #2", PRODUCT, (PRODUCT, POWER))),
        (
            (Rule(product_pullback_left, "product_left", product_jacobian_left),),
            (Rule(product_pullback_right, "product_right", product_jacobian_right),),
        ),
        linear=True,
        mistakes=(*PRODUCT_MISTAKES, *FACTOR_MISTAKES),
        role=Role.PRODUCT,
        code=Code("#1 @ #2", level=PRODUCT, needs=(PRODUCT, POWER)),
    )
)


def hadamard_rule(position: int) -> Rule:
    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        other, arg = args[1 - position], args[position]
        if is_spread(arg, result) and is_single(arg.shape):
            return shaped(simplify.dot(other, g), arg)
        return collect(simplify.entrywise(other, g), arg, result)

    def jacobian(args: Args, result: Expr) -> Expr:
        return spread(args[1 - position], args[position], result)

    return Rule(pullback, "entrywise", jacobian)


HADAMARD = row(
    Operation(
        "hadamard",
        spread_shape,
        each(times),
        lambda a, b, i, j: repeated(a, b)(i, j) * repeated(b, a)(i, j),
        Notation(
            Style("#1 .* #2", ENTRYWISE, (ENTRYWISE, PRODUCT)), Style(r"#1 \odot #2", ENTRYWISE, (ENTRYWISE, PRODUCT))
        ),
        ((hadamard_rule(0),), (hadamard_rule(1),)),
        linear=True,
        role=Role.ENTRYWISE_PRODUCT,
        acts=Acts.ENTRIES,
        code=Code("#1 * #2", level=PRODUCT, needs=(PRODUCT, POWER)),
    )
)


def transposed_shape(args: Args) -> Shape:
    return args[0].shape[::-1]


def transposed_value(a: Array) -> Array:
    columns = a.columns
    if columns == 1:
        return Array(a.shape[::-1], a.entries)
    return Array(a.shape[::-1], tuple([entry for k in range(columns) for entry in a.entries[k::columns]]))


TRANSPOSE = row(
    Operation(
        "transpose",
        transposed_shape,
        transposed_value,
        lambda a, i, j: a(j, i),
        Notation(Style("#1'", POWER, (ATOM,)), Style(r"#1^{\top}", POWER, (ATOM,))),
        ((Rule(lambda g, args, result: simplify.transposed(g), "transpose"),),),
        linear=True,
        role=Role.TRANSPOSE,
        code=Code("#1.T", needs=(ATOM,)),
    )
)
