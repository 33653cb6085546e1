"""Building expressions while differentiating: the plain algebra that nobody wants to see a step for.

Factors 1 and the identity vanish, zero absorbs, transposes move inwards, minus signs move outwards.  What an author
wrote is never built with these.
"""

from __future__ import annotations

from flint import fmpq

from derive.language.expr import SCALAR, Call, Expr, Number, Shape, Sum, is_column, is_single, size, walk
from derive.table.row import TABLE as TABLE
from derive.table.row import constant

MOST_FACTORS = 16
"""As many factors an entrywise power of a square matrix may have."""


def number(value: int | fmpq, shape: Shape = SCALAR) -> Expr:
    """The exact number; a fraction is a quotient of two, as one writes it."""
    value = fmpq(value) if isinstance(value, int) else value
    count = shape[0] * shape[1] if shape else 1
    if shape or value.q == 1:
        return Number((value,) * count, shape) if shape or value >= 0 else negative(number(-value))
    return divided(number(fmpq(value.p)), number(fmpq(value.q)))


def is_number(expr: Expr, value: int) -> bool:
    return isinstance(expr, Number) and all(entry == value for entry in expr.entries)


def is_call(expr: Expr, name: str) -> bool:
    return isinstance(expr, Call) and expr.operation.name == name


def is_zero(expr: Expr) -> bool:
    return is_number(expr, 0)


def is_one(expr: Expr) -> bool:
    return expr.shape == SCALAR and is_number(expr, 1)


def identity(n: int) -> Expr:
    return TABLE["identity"](number(n))


def ones(rows: int, columns: int = 1) -> Expr:
    return TABLE["ones"](number(rows), number(columns))


def negative(expr: Expr) -> Expr:
    if is_zero(expr):
        return expr
    if isinstance(expr, Call) and is_call(expr, "negate"):
        return expr.args[0]
    return TABLE["negate"](expr)


def may_vanish(term: Expr, other: Expr) -> bool:
    """Whether a term is zero, and leaving it out leaves the shape of the sum as it is."""
    return is_zero(term) and (term.shape == other.shape or is_single(term.shape))


def plus(left: Expr, right: Expr) -> Expr:
    if may_vanish(left, right):
        return right
    if may_vanish(right, left):
        return left
    if isinstance(right, Call) and is_call(right, "negate"):
        return TABLE["subtract"](left, right.args[0])
    return times(number(2), left) if left == right else TABLE["add"](left, right)


def minus(left: Expr, right: Expr) -> Expr:
    if may_vanish(right, left):
        return left
    if isinstance(right, Call) and is_call(right, "negate"):
        return plus(left, right.args[0])
    return negative(right) if may_vanish(left, right) else TABLE["subtract"](left, right)


def added(terms: list[Expr], shape: Shape) -> Expr:
    """The sum of the terms from left to right; zero of the given shape if there are none."""
    if not terms:
        return number(0, shape)
    result = terms[0]
    for term in terms[1:]:
        result = plus(result, term)
    return result


def leading(expr: Expr) -> tuple[fmpq, Expr] | None:
    """A product taken apart into its leading number and the rest."""
    if isinstance(expr, Call) and is_call(expr, "multiply"):
        left, right = expr.args
        value = constant(left)
        if value is not None:
            return value, right
        inner = leading(left)
        if inner:
            return inner[0], times(inner[1], right)
    return None


def closed_factor(expr: Expr) -> tuple[Expr, Expr] | None:
    """A product taken apart into a scalar at its front that no quantity is in, such as 1/√2, and the rest."""
    if isinstance(expr, Call) and is_call(expr, "multiply"):
        left, right = expr.args
        if left.shape == SCALAR and all(isinstance(part, Number | Call) for part in walk(left)):
            return left, right
        inner = closed_factor(left)
        if inner:
            return inner[0], times(inner[1], right)
    return None


def times(left: Expr, right: Expr) -> Expr:
    """The product, associated to the left where the shapes allow it; numbers are multiplied out and go first."""
    multiply = TABLE["multiply"]
    first, second = constant(left), constant(right)
    if first is not None and second is not None:
        return number(first * second)
    if second is not None and not is_one(right):
        return times(right, left)
    moved = leading(right)
    if moved and not is_one(left):
        value, rest = moved
        return times(number(first * value), rest) if first is not None else times(number(value), times(left, rest))
    if is_one(left) or (is_call(left, "identity") and right.shape and conforms(left, right)):
        return right
    root = closed_factor(right) if left.shape else None
    if root:
        return times(root[0], times(left, root[1]))
    if is_one(right) or (is_call(right, "identity") and left.shape and conforms(left, right)):
        return left
    if is_zero(left) or is_zero(right):
        return number(0, multiply.shape((left, right)))
    if isinstance(left, Call) and is_call(left, "negate"):
        return negative(times(left.args[0], right))
    if isinstance(right, Call) and is_call(right, "negate"):
        return negative(times(left, right.args[0]))
    if is_single(left.shape) and is_call(left, "multiply") and not is_single(right.shape):
        return multiply(left, right)
    if isinstance(right, Call) and is_call(right, "multiply") and conforms(left, right.args[0]):
        return times(times(left, right.args[0]), right.args[1])
    return multiply(left, right)


def conforms(left: Expr, right: Expr) -> bool:
    """Whether the product of the two is one of scalars or a proper matrix product (so that it may be re-associated)."""
    return left.shape == SCALAR or right.shape == SCALAR or left.shape[1] == right.shape[0]


def entrywise(left: Expr, right: Expr) -> Expr:
    """The entrywise product; an ordinary one if a factor is a scalar."""
    if left.shape == SCALAR or right.shape == SCALAR:
        return times(left, right)
    shape = TABLE["hadamard"].shape((left, right))
    for part, other in ((left, right), (right, left)):
        if (is_number(part, 1) or is_call(part, "ones")) and other.shape == shape:
            return other
    if is_zero(left) or is_zero(right):
        return number(0, shape)
    for part, other in ((left, right), (right, left)):
        filled = isinstance(part, Call) and is_call(part, "multiply") and is_call(part.args[1], "ones")
        if isinstance(part, Call) and filled and is_single(part.args[0].shape) and other.shape == shape:
            return times(part.args[0], other)
    if isinstance(left, Call) and is_call(left, "negate"):
        return negative(entrywise(left.args[0], right))
    if isinstance(right, Call) and is_call(right, "negate"):
        return negative(entrywise(left, right.args[0]))
    return TABLE["hadamard"](left, right)


def divided(left: Expr, right: Expr) -> Expr:
    if is_one(right) or may_vanish(left, right):
        return left if is_one(right) else number(0, right.shape)
    if isinstance(left, Call) and is_call(left, "negate"):
        return negative(divided(left.args[0], right))
    return TABLE["divide"](left, right)


def power_of_entries(base: Expr, exponent: Expr) -> Expr:
    """An entrywise power; a whole one of a square matrix as a product, since A^2 could be read in two ways."""
    is_square = len(base.shape) == 2 and base.shape[0] == base.shape[1] > 1
    count = exponent.entries[0] if isinstance(exponent, Number) else fmpq(0)
    if not is_square or count.q != 1 or not 1 <= count <= MOST_FACTORS:
        return powered(base, exponent)
    result = base
    for _ in range(int(count.p) - 1):
        result = entrywise(result, base)
    return result


def powered(base: Expr, exponent: Expr) -> Expr:
    if is_one(exponent):
        return base
    return TABLE["power"](base, exponent)


def diag(vector: Expr) -> Expr:
    """The diagonal matrix of a vector, and of a scalar the scalar itself."""
    if vector.shape == SCALAR:
        return vector
    if is_number(vector, 1) or is_call(vector, "ones"):
        return identity(size(vector.shape))
    if isinstance(vector, Call) and is_call(vector, "negate"):
        return negative(diag(vector.args[0]))
    return TABLE["diag"](vector)


def entry_total(expr: Expr) -> Expr:
    """The sum of all entries."""
    return expr if expr.shape == SCALAR else TABLE["total"](expr)


def dot(left: Expr, right: Expr) -> Expr:
    """The sum of the products of corresponding entries, as a scalar."""
    if left.shape == SCALAR or right.shape == SCALAR:
        return times(left, right)
    if is_column(left.shape):
        return times(transposed(left), right)
    if left.shape[0] == 1 and left.shape == right.shape:
        return times(left, transposed(right))
    return entry_total(entrywise(left, right))


def transposed(expr: Expr) -> Expr:
    """The transpose, moved inwards to the quantities."""
    if expr.shape == SCALAR:
        return expr
    match expr:
        case Call(operation, args):
            match operation.name:
                case "transpose":
                    return args[0]
                case "identity" | "diag":
                    return expr
                case "ones":
                    return ones(*reversed(expr.shape))
                case "multiply":
                    left, right = args
                    if is_single(left.shape) or is_single(right.shape):
                        return times(transposed(left), transposed(right))
                    return times(transposed(right), transposed(left))
                case "add" | "subtract" | "hadamard" if all(a.shape == expr.shape for a in args) and any(
                    isinstance(a, Call) for a in args
                ):
                    return operation(*(transposed(a) for a in args))
                case "negate":
                    return negative(transposed(args[0]))
        case Sum(index, low, high, body, mean):
            inner = transposed(body)
            return Sum(index, low, high, inner, mean, inner.shape)
        case Number(entries, shape):
            rows, columns = shape
            turned = tuple(entries[i * columns + j] for j in range(columns) for i in range(rows))
            return Number(turned, (columns, rows))
    return TABLE["transpose"](expr)
