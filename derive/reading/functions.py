"""The functions that a student may write and the table of operations has no row for, built from its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import reduce
from math import inf

from flint import fmpq

from derive.language.expr import Expr, Number, is_column, is_single, size
from derive.language.operation import Acts, Argument, Operation
from derive.reading.matrix_calculus import DIFFERENTIAL, as_column, as_vector, differential_of, max_norm, sum_norm, vec
from derive.table import FUNCTIONS
from derive.table.activations import INFINITY
from derive.table.algebra import ADD, NEGATE, SUBTRACT
from derive.table.arrays import DIAG, DIAGONAL, IDENTITY, ONES
from derive.table.elementwise import ABS, COS, EXP, LOG, SIN, SQRT
from derive.table.joined import BELOW, BESIDE
from derive.table.products import HADAMARD, MULTIPLY, TRANSPOSE
from derive.table.quotients import DIVIDE
from derive.table.reductions import TOTAL, VARIANCE
from derive.table.row import shape_error

CORRECTIONS = ("ddof", "correction", "unbiased")
"""What tells that a sum of squares is divided by less than the number of entries."""
Build = Callable[..., Expr]
SYNONYMS = {
    "lse": "logsumexp",
    "tensor": "array",
    "Tensor": "array",
    "asarray": "array",
    "matrix": "array",
    "Matrix": "array",
    "float64": "array",
    "float32": "array",
    "float": "array",
    "mm": "matmul",
    "mv": "matmul",
    "mul": "multiply",
    "block": "array",
    "lrelu": "leakyrelu",
    "leaky": "leakyrelu",
    "rowsum": "sumrows",
    "rowsums": "sumrows",
    "colsum": "sumcolumns",
    "colsums": "sumcolumns",
    "columnsum": "sumcolumns",
    "rowmean": "meanrows",
    "cat": "concatenate",
} | {spelling: name.replace("_", "") for name, operation in FUNCTIONS.items() for spelling in operation.spellings}
"""What people write, and what it is called here."""
MORE = frozenset(
    "sech cosh sinh tan array outer dot matmul inner multiply transpose zeros square maximum max eye ones "
    "vec differentialof logsumexp add subtract divide power negative select std onehot concatenate hstack vstack "
    "len".split()
)


def called(word: str, own: Mapping[str, str]) -> str | None:
    """The function that a word names: one of the problem's own by its spelling, or one that everybody knows."""
    word = word.replace("_", "")
    for form in (word, word.lower()):
        form = form if form in own else SYNONYMS.get(form, form)
        if form in own:
            return own[form]
        if form in MORE:
            return form
    return None


def number(value: int) -> Expr:
    return Number((fmpq(value),), (), (str(value),))


def one_minus(expr: Expr) -> Expr:
    return SUBTRACT(number(1), expr)


def squared(expr: Expr) -> Expr:
    return HADAMARD(expr, expr)


def half(sign: Operation) -> Build:
    """(e^x ± e^−x)/2."""

    def build(x: Expr) -> Expr:
        minus = EXP(NEGATE(x))
        return DIVIDE(sign(EXP(x), minus), number(2))

    return build


def logsumexp(x: Expr) -> Expr:
    """The logarithm of the sum of the exponentials of a vector."""
    return LOG(TOTAL(EXP(as_vector(x))))


def outer(a: Expr, b: Expr) -> Expr:
    return MULTIPLY(as_column(a), TRANSPOSE(as_column(b)))


def dot(a: Expr, b: Expr) -> Expr:
    """The matrix product; of two vectors the sum of products."""
    if is_column(a.shape) and is_column(b.shape) and a.shape[0] == b.shape[0] > 1:
        return MULTIPLY(TRANSPOSE(a), b)
    if a.shape == b.shape and a.shape[:1] == (1,) and not is_single(a.shape):
        return MULTIPLY(a, TRANSPOSE(b))
    return MULTIPLY(a, b)


def as_row(a: Expr) -> Expr:
    return TRANSPOSE(a) if a.shape and a.shape[1] == 1 < a.shape[0] else a


def unit(place: int, size: int) -> Expr:
    """The unit vector with 1 at a place."""
    return Number(tuple(fmpq(k == place) for k in range(size)), (size, 1))


def diag(a: Expr) -> Expr:
    """The diagonal matrix of a vector, and the diagonal of a matrix, as in NumPy."""
    if a.shape and not is_single(a.shape) and a.shape[0] == a.shape[1]:
        return DIAGONAL(a)
    return a if not a.shape else DIAG(as_column(a))


def length(array: Expr) -> Expr:
    """How many rows a matrix has, or entries a vector."""
    return number(size(array.shape) if 1 in array.shape else (array.shape or (1,))[0])


def eye(n: Expr) -> Expr:
    return IDENTITY(n)


def ones(rows: Expr, columns: Expr | None = None) -> Expr:
    return ONES(rows, columns or number(1))


def zeros(rows: Expr, columns: Expr | None = None) -> Expr:
    filled = ones(rows, columns)
    return MULTIPLY(number(0), filled)


def sech(x: Expr) -> Expr:
    return DIVIDE(number(1), half(ADD)(x))


def select(condition: Expr, then: Expr, other: Expr) -> Expr:
    """The entries of one where a condition is 1, of another where it is 0."""
    return ADD(scaled(condition, then), scaled(one_minus(condition), other))


def scaled(a: Expr, b: Expr) -> Expr:
    return MULTIPLY(a, b) if is_single(b.shape) or not b.shape else HADAMARD(a, b)


def deviation(x: Expr) -> Expr:
    """The square root of the variance."""
    return SQRT(VARIANCE(x, number(0)))


def absolute(x: Expr) -> Expr:
    """|x| of a number; bars around more could stand for its length or for the absolute values of its entries."""
    if not is_single(x.shape):
        raise shape_error("bars stand around a number; write abs(x) for every entry, ‖x‖ for the length")
    return ABS(x)


ENDLESS = {"inf": INFINITY(), "-inf": NEGATE(INFINITY())}
"""The entries of a mask, by how the parser has them."""


def hstack(*parts: Expr) -> Expr:
    """Matrices side by side; vectors one after the other, as NumPy does with its own."""
    return reduce(BELOW if all(is_column(part.shape) for part in parts) else BESIDE, parts)


def vstack(*parts: Expr) -> Expr:
    return reduce(BELOW, parts)


BUILT: dict[str, tuple[int, float, Build]] = {
    "cosh": (1, 1, half(ADD)),
    "sinh": (1, 1, half(SUBTRACT)),
    "sech": (1, 1, sech),
    "tan": (1, 1, lambda x: DIVIDE(SIN(x), COS(x))),
    "vec": (1, 1, vec),
    DIFFERENTIAL: (1, 1, differential_of),
    "outer": (2, 2, outer),
    "dot": (2, 2, dot),
    "matmul": (2, 2, dot),
    "inner": (2, 2, dot),
    "multiply": (2, 2, HADAMARD),
    "add": (2, 2, ADD),
    "subtract": (2, 2, SUBTRACT),
    "divide": (2, 2, DIVIDE),
    "negative": (1, 1, NEGATE),
    "transpose": (1, 1, TRANSPOSE),
    "as a column": (1, 1, as_vector),
    "as a vector": (1, 1, as_vector),
    "as a row": (1, 1, lambda x: TRANSPOSE(as_vector(x))),
    "square": (1, 1, squared),
    "absolute value": (1, 1, absolute),
    "sum of absolute values": (1, 1, sum_norm),
    "largest absolute value": (1, 1, max_norm),
    "logsumexp": (1, 1, logsumexp),
    "hstack": (1, inf, hstack),
    "vstack": (1, inf, vstack),
    "select": (3, 3, select),
    "std": (1, 1, deviation),
    "diag": (1, 1, diag),
    "eye": (1, 1, eye),
    "len": (1, 1, length),
    "ones": (1, 2, ones),
    "zeros": (1, 2, zeros),
}
"""Each with the fewest and the most arguments."""

ENTRYWISE = frozenset({"add", "subtract", "multiply", "divide"})
"""Those that go through corresponding entries of two arrays."""
POSITIVE = "is positive"
"""What a comparison with 0 is called among the functions; nobody writes it."""
CORRECTED = frozenset(name for name, row in FUNCTIONS.items() for option in row.options if option.name in CORRECTIONS)
"""Those that divide by the number of entries less a correction that may be told."""
SIZED = frozenset(name for name, row in FUNCTIONS.items() if set(row.arguments) == {Argument.SIZE}) | {"zeros"}


def softmax_of(expr: Expr) -> str:
    """Which softmax is meant in a problem that takes that of the rows of a matrix; that of a row is a row."""
    return "softmax" if not expr.shape or expr.shape[-1] == 1 else "softmax_rows"


Known = Mapping[str, Operation]
"""The functions of a problem by name: those of the table and its own."""


def row_of(function: str, known: Known) -> Operation | None:
    """The row of a function; of `f;` the one that is meant by `f(a; b)`, of `f=rows` by `f(a, axis="rows")`.

    Of `f=` it is the one that is meant by `f(a)`, where `f` takes more.
    """
    name, mark, word = function.removesuffix(";").partition("=")
    found = known.get(name)
    if found and mark:
        return found.along.get(word) if word else found.alone
    return found.below if found and function.endswith(";") else found


def below(function: str, known: Known) -> str:
    """What `f(a; b)` is called, where that is another function than `f(a, b)`."""
    return f"{function};" if row_of(f"{function};", known) else function


def alone(function: str, known: Known) -> str:
    """What `f(a)` is called, where that is another function than `f(a, b)`."""
    return f"{function}=" if row_of(f"{function}=", known) else function


def arity(function: str, known: Known) -> tuple[int, float] | None:
    """The fewest and the most arguments of a function, `None` for an unknown one."""
    if function in BUILT:
        return BUILT[function][:2]
    if row := row_of(function, known):
        fewest = row.arity - sum(bool(option.default) for option in row.options)
        return fewest, inf if row.associative else row.arity
    operation = slope(function, known)
    return (operation.arity, operation.arity) if operation else None


def described(function: str, known: Known) -> Operation | None:
    """The row that tells what a function takes: its own, or for a derivative `f'` that of f."""
    return row_of(function, known) or slope(function, known)


def kinds(function: str, known: Known) -> tuple[Argument, ...]:
    """What the arguments of a row's function are; nothing for one that is built otherwise."""
    row = described(function, known) if function not in BUILT else None
    return row.arguments if row else ()


def slope(function: str, known: Known) -> Operation | None:
    """The function that `f'` is the derivative of, where that acts on each entry by itself."""
    operation = known.get(function.removesuffix("'")) if function.endswith("'") else None
    is_of_one = operation and all(kind is Argument.LITERAL for kind in operation.arguments[1:])
    return operation if operation and operation.acts is Acts.ENTRIES and is_of_one else None


def apply(function: str, args: tuple[Expr, ...], known: Known) -> Expr:
    """The function of the arguments; `ShapeError` where their shapes do not fit."""
    if function in BUILT:
        return BUILT[function][2](*args)
    if operation := slope(function, known):
        rule, *_ = operation.rules[0]
        return rule.pullback(number(1), args, operation(*args))
    row = row_of(function, known)
    assert row is not None
    return reduce(row, args) if row.associative else row(*args)
