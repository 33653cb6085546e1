"""The functions that a student may write and the table of operations has no row for, built from its rows."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from flint import fmpq

from derive.language.expr import Expr, Number, Operation, is_column, is_single
from derive.table.row import TABLE, shape_error, shape_of_argument

Build = Callable[..., Expr]
SYNONYMS = {
    "th": "tanh",
    "tgh": "tanh",
    "lse": "logsumexp",
    "ln": "log",
    "lg": "log10",
    "sigma": "sigmoid",
    "sigm": "sigmoid",
    "sig": "sigmoid",
    "logistic": "sigmoid",
    "ReLU": "relu",
    "Diag": "diag",
    "diagflat": "diag",
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
    "identity": "eye",
    "crossentropy": "CE",
    "mul": "multiply",
    "expit": "sigmoid",
    "softmaxrow": "softmaxrows",
}
"""What people write, and what it is called here."""
MORE = frozenset(
    "log10 log2 sech cosh sinh tan array outer dot matmul inner multiply transpose zeros square maximum max eye ones "
    "logsumexp add subtract divide power negative select var std onehot".split()
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
    return TABLE["subtract"](number(1), expr)


def squared(expr: Expr) -> Expr:
    return TABLE["hadamard"](expr, expr)


def half(sign: str) -> Build:
    """(e^x ± e^−x)/2."""

    def build(x: Expr) -> Expr:
        minus = TABLE["exp"](TABLE["negate"](x))
        return TABLE["divide"](TABLE[sign](TABLE["exp"](x), minus), number(2))

    return build


def logsumexp(x: Expr) -> Expr:
    """The logarithm of the sum of the exponentials of a vector."""
    return TABLE["log"](TABLE["total"](TABLE["exp"](as_vector(x))))


def logarithm(base: int) -> Build:
    return lambda x: TABLE["divide"](TABLE["log"](x), TABLE["log"](number(base)))


def outer(a: Expr, b: Expr) -> Expr:
    return TABLE["multiply"](as_column(a), TABLE["transpose"](as_column(b)))


def dot(a: Expr, b: Expr) -> Expr:
    """The matrix product; of two vectors the sum of products."""
    if is_column(a.shape) and is_column(b.shape) and a.shape[0] == b.shape[0] > 1:
        return TABLE["multiply"](TABLE["transpose"](a), b)
    return TABLE["multiply"](a, b)


def as_column(a: Expr) -> Expr:
    return TABLE["transpose"](a) if a.shape and a.shape[0] == 1 < a.shape[1] else a


def as_vector(a: Expr) -> Expr:
    """The column of a row; `ShapeError` for a matrix, whose entries would change their places."""
    if 1 not in a.shape:
        raise shape_error("only a vector can be made a column or a row")
    return as_column(a)


def unit(place: int, size: int) -> Expr:
    """The unit vector with 1 at a place."""
    return Number(tuple(fmpq(k == place) for k in range(size)), (size, 1))


def diag(a: Expr) -> Expr:
    """The diagonal matrix of a vector, and the diagonal of a matrix, as in NumPy."""
    if a.shape and not is_single(a.shape) and a.shape[0] == a.shape[1]:
        return TABLE["diagonal"](a)
    return a if not a.shape else TABLE["diag"](as_column(a))


def eye(n: Expr) -> Expr:
    return TABLE["identity"](n)


def ones(rows: Expr, columns: Expr | None = None) -> Expr:
    return TABLE["ones"](rows, columns or number(1))


def zeros(rows: Expr, columns: Expr | None = None) -> Expr:
    filled = ones(rows, columns)
    return TABLE["multiply"](number(0), filled)


def sech(x: Expr) -> Expr:
    return TABLE["divide"](number(1), half("add")(x))


def select(condition: Expr, then: Expr, other: Expr) -> Expr:
    """The entries of one where a condition is 1, of another where it is 0."""
    return TABLE["add"](scaled(condition, then), scaled(one_minus(condition), other))


def scaled(a: Expr, b: Expr) -> Expr:
    return TABLE["multiply" if is_single(b.shape) or not b.shape else "hadamard"](a, b)


def variance(x: Expr) -> Expr:
    """The mean of the squared deviations from the mean."""
    return TABLE["average"](squared(TABLE["subtract"](x, TABLE["average"](x))))


def deviation(x: Expr) -> Expr:
    return TABLE["sqrt"](variance(x))


BUILT: dict[str, tuple[int, int, Build]] = {
    "log10": (1, 1, logarithm(10)),
    "log2": (1, 1, logarithm(2)),
    "cosh": (1, 1, half("add")),
    "sinh": (1, 1, half("subtract")),
    "sech": (1, 1, sech),
    "tan": (1, 1, lambda x: TABLE["divide"](TABLE["sin"](x), TABLE["cos"](x))),
    "outer": (2, 2, outer),
    "dot": (2, 2, dot),
    "matmul": (2, 2, dot),
    "inner": (2, 2, dot),
    "multiply": (2, 2, TABLE["hadamard"]),
    "add": (2, 2, TABLE["add"]),
    "subtract": (2, 2, TABLE["subtract"]),
    "divide": (2, 2, TABLE["divide"]),
    "negative": (1, 1, TABLE["negate"]),
    "transpose": (1, 1, TABLE["transpose"]),
    "as a column": (1, 1, as_vector),
    "as a vector": (1, 1, as_vector),
    "as a row": (1, 1, lambda x: TABLE["transpose"](as_vector(x))),
    "square": (1, 1, squared),
    "logsumexp": (1, 1, logsumexp),
    "select": (3, 3, select),
    "var": (1, 1, variance),
    "std": (1, 1, deviation),
    "diag": (1, 1, diag),
    "eye": (1, 1, eye),
    "ones": (1, 2, ones),
    "zeros": (1, 2, zeros),
}
"""Each with the fewest and the most arguments."""

POSITIVE = "is positive"
"""What a comparison with 0 is called among the functions; nobody writes it."""
SIZED = frozenset({"eye", "ones", "zeros"})


def softmax_of(expr: Expr) -> str:
    """Which softmax is meant in a problem that takes that of the rows of a matrix."""
    return "softmax" if not expr.shape or 1 in expr.shape else "softmax_rows"


Known = Mapping[str, Operation]
"""The functions of a problem by name: those of the table and its own."""


def arity(function: str, known: Known) -> tuple[int, int] | None:
    """The fewest and the most arguments of a function, `None` for an unknown one."""
    if function in BUILT:
        return BUILT[function][:2]
    if function in known:
        return (known[function].arity,) * 2
    return (1, 1) if slope(function, known) else None


def slope(function: str, known: Known) -> Operation | None:
    """The function that `f'` is the derivative of, where that acts on each entry by itself."""
    operation = known.get(function.removesuffix("'")) if function.endswith("'") else None
    return operation if operation and operation.shape is shape_of_argument else None


def apply(function: str, args: tuple[Expr, ...], known: Known) -> Expr:
    """The function of the arguments; `ShapeError` where their shapes do not fit."""
    if function in BUILT:
        return BUILT[function][2](*args)
    if operation := slope(function, known):
        (rule,) = operation.rules[0]
        return rule.pullback(number(1), args, operation(*args))
    if function == "softmax":
        args = tuple(as_column(arg) for arg in args)
    return known[function](*args)
