"""Sums, products, powers and transposes."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from derive.balls import ZERO, Array, Scalar, is_zero, plus, table, times
from derive.expr import (
    ATOM,
    ENTRYWISE,
    POWER,
    PRODUCT,
    SCALAR,
    SUM,
    Expr,
    Notation,
    Operation,
    Rule,
    Shape,
    Style,
    describe,
    is_column,
    is_single,
    size,
)
from derive.operations import make
from derive.operations.table import over, row, same_shape, shape_error

Args = tuple[Expr, ...]


def entry(array: Array, i: int, j: int) -> Scalar:
    """Entry (i, j), where an array with one entry stands for all places."""
    return array.entries[0] if len(array.entries) == 1 else array[i, j]


def broadcast(*arrays: Array) -> Shape:
    return max((array.shape for array in arrays), key=lambda shape: (size(shape), len(shape)))


def each(function: Callable[[Scalar, Scalar], Scalar]) -> Callable[[Array, Array], Array]:
    """The value of an operation on corresponding entries."""

    def value(a: Array, b: Array) -> Array:
        if a.shape == b.shape:
            return Array(a.shape, tuple(map(function, a.entries, b.entries)))
        return table(broadcast(a, b), lambda i, j: function(entry(a, i, j), entry(b, i, j)))

    return value


def collect(g: Expr, arg: Expr, result: Expr) -> Expr:
    """The gradient by an argument that was spread over all entries: the sum of the entries of `g`."""
    return shaped(make.entry_total(g), arg) if is_spread(arg, result) else g


def is_spread(arg: Expr, result: Expr) -> bool:
    """Whether an argument with one entry acts on all entries of a larger result."""
    return is_single(arg.shape) and not is_single(result.shape)


def shaped(scalar: Expr, arg: Expr) -> Expr:
    """A scalar in the shape of an argument with one entry."""
    return make.times(scalar, make.ones(1)) if arg.shape and not scalar.shape else scalar


def spread(factor: Expr, arg: Expr, result: Expr) -> Expr:
    """The Jacobian of an operation that acts on each entry with the derivative `factor`."""
    if is_spread(arg, result):
        return make.entrywise(factor, make.ones(*result.shape)) if is_single(factor.shape) else factor
    if is_single(factor.shape) and not is_single(result.shape):
        return make.times(factor, make.identity(result.shape[0]))
    return make.diag(factor)


def constant_rule(factor: int, reason: str, position: int) -> Rule:
    one = make.number

    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        return make.times(one(factor), collect(g, args[position], result))

    def jacobian(args: Args, result: Expr) -> Expr:
        return spread(one(factor), args[position], result)

    return Rule(pullback, reason, jacobian)


ADD = row(
    Operation(
        "add",
        same_shape,
        each(plus),
        lambda a, b, i, j: a(i, j) + b(i, j),
        Notation(Style("#1 + #2", SUM, (SUM, ENTRYWISE)), Style("#1 + #2", SUM, (SUM, ENTRYWISE))),
        ((constant_rule(1, "sum", 0),), (constant_rule(1, "sum", 1),)),
        linear=True,
    )
)

SUBTRACT = row(
    Operation(
        "subtract",
        same_shape,
        each(lambda x, y: x - y),
        lambda a, b, i, j: a(i, j) - b(i, j),
        Notation(Style("#1 - #2", SUM, (SUM, ENTRYWISE)), Style("#1 - #2", SUM, (SUM, ENTRYWISE))),
        ((constant_rule(1, "sum", 0),), (constant_rule(-1, "sum", 1),)),
        linear=True,
    )
)

NEGATE = row(
    Operation(
        "negate",
        lambda args: args[0].shape,
        lambda a: table(a.shape, lambda i, j: -a[i, j]),
        lambda a, i, j: -a(i, j),
        Notation(Style("-#1", SUM, (ENTRYWISE,)), Style("-#1", SUM, (ENTRYWISE,))),
        ((constant_rule(-1, "sum", 0),),),
        linear=True,
    )
)


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


def is_matrix_product(left: Shape, right: Shape) -> bool:
    return len(left) == 2 and len(right) == 2 and left[1] == right[0]


def product_value(a: Array, b: Array) -> Array:
    if not is_matrix_product(a.shape, b.shape):
        return table(broadcast(a, b), lambda i, j: times(entry(a, i, j), entry(b, i, j)))
    is_dot = a.rows == b.columns == 1 and a.columns > 1
    across, count = b.columns, a.columns
    shape: Shape = () if is_dot else (a.rows, across)
    columns = [b.entries[j::across] for j in range(across)] if across > 1 else [b.entries]
    rows = [a.entries[i : i + count] for i in range(0, len(a.entries), count)]
    return Array(shape, tuple([dot(row, column) for row in rows for column in columns]))


def dot(row: Sequence[Scalar], column: Sequence[Scalar]) -> Scalar:
    """The sum of the products, exact zeros left out (which keep a number exact where a ball stands beside them)."""
    result: Scalar = ZERO
    for x, y in zip(row, column, strict=True):
        if type(x) is type(y) or not (is_zero(x) or is_zero(y)):
            result = result + x * y
    return result


def product_definition(a, b, i, j):  # type: ignore[no-untyped-def]
    if not is_matrix_product(a.shape, b.shape):
        return a(i, j) * b(i, j)
    return over(a.shape[1], lambda k: a(i, k) * b(k, j), i)


def product_pullback_left(g: Expr, args: Args, result: Expr) -> Expr:
    """∂L/∂A = G Bᵀ (Petersen and Pedersen, The Matrix Cookbook, section 2.5); for a scalar a, the sum of G∘B."""
    left, right = args
    if is_matrix_product(left.shape, right.shape):
        return make.times(g, make.transposed(right))
    return shaped(make.dot(right, g), left) if is_spread(left, result) else make.times(g, right)


def product_pullback_right(g: Expr, args: Args, result: Expr) -> Expr:
    """∂L/∂B = Aᵀ G; for a scalar b, the sum of A∘G."""
    left, right = args
    if is_matrix_product(left.shape, right.shape):
        return make.times(make.transposed(left), g)
    return shaped(make.dot(left, g), right) if is_spread(right, result) else make.times(left, g)


def product_jacobian_left(args: Args, result: Expr) -> Expr | None:
    left, right = args
    if is_matrix_product(left.shape, right.shape) and left.shape != (1, 1):
        return None
    return spread(right, left, result)


def product_jacobian_right(args: Args, result: Expr) -> Expr | None:
    left, right = args
    if is_matrix_product(left.shape, right.shape):
        return left if is_column(right.shape) else None
    return spread(left, right, result)


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
    )
)


def hadamard_rule(position: int) -> Rule:
    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        other, arg = args[1 - position], args[position]
        product = make.entrywise(other, g)
        return shaped(make.dot(other, g), arg) if is_spread(arg, result) else product

    def jacobian(args: Args, result: Expr) -> Expr:
        return spread(args[1 - position], args[position], result)

    return Rule(pullback, "entrywise", jacobian)


HADAMARD = row(
    Operation(
        "hadamard",
        same_shape,
        each(times),
        lambda a, b, i, j: a(i, j) * b(i, j),
        Notation(
            Style("#1 .* #2", ENTRYWISE, (ENTRYWISE, PRODUCT)), Style(r"#1 \odot #2", ENTRYWISE, (ENTRYWISE, PRODUCT))
        ),
        ((hadamard_rule(0),), (hadamard_rule(1),)),
        linear=True,
    )
)


def transposed_shape(args: Args) -> Shape:
    return args[0].shape[::-1]


TRANSPOSE = row(
    Operation(
        "transpose",
        transposed_shape,
        lambda a: table(a.shape[::-1], lambda i, j: a[j, i]),
        lambda a, i, j: a(j, i),
        Notation(Style("#1'", POWER, (ATOM,)), Style(r"#1^{\top}", POWER, (ATOM,))),
        ((Rule(lambda g, args, result: make.transposed(g), "transpose"),),),
        linear=True,
    )
)
