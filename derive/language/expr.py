"""Expressions as the author wrote them: immutable trees that know their shape.

A shape is `()` for a scalar, else `(rows, columns)`; a vector is a column `(n, 1)`.  Nothing is reordered or merged.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import field, replace
from operator import is_
from typing import TYPE_CHECKING, Optional

from derive.language.derivative_names import spelled
from derive.language.index_names import Index as Index
from derive.language.index_names import at as at
from derive.language.record import record

if TYPE_CHECKING:
    from flint import fmpq

    from derive.language.operation import Operation

Shape = tuple[int, ...]
SCALAR: Shape = ()
Ends = Optional["tuple[Ref, Ref]"]


def is_single(shape: Shape) -> bool:
    """Whether the shape has one entry, so that it may stand wherever a scalar is expected."""
    return shape in ((), (1, 1))


def is_column(shape: Shape) -> bool:
    return len(shape) == 2 and shape[1] == 1


def is_row(shape: Shape) -> bool:
    """Whether the shape is that of a row with several entries."""
    return len(shape) == 2 and shape[0] == 1 < shape[1]


def size(shape: Shape) -> int:
    return shape[0] * shape[1] if shape else 1


def order(shape: Shape) -> int:
    """The number of indices that an entry has: none for a scalar, one for a column, two otherwise."""
    return 0 if is_single(shape) else 1 if is_column(shape) else 2


def describe(shape: Shape) -> str:
    """The shape in words for a message: `3×1`, or `a scalar`."""
    return f"{shape[0]}×{shape[1]}" if shape else "a scalar"


@record
class Ref:
    """A named quantity, at an index: `h[t-1]`, `U`; `gradient` is what it is the gradient of (a scalar), and by."""

    name: str
    index: tuple[Index, ...] = ()
    shape: Shape = field(default=SCALAR, compare=False)
    gradient: Ends = field(default=None, compare=False, repr=False)
    code: int = field(init=False, compare=False, repr=False)

    def __init__(self, name: str, index: tuple[Index, ...] = (), shape: Shape = SCALAR, gradient: Ends = None) -> None:
        """Quantities are looked up more often than anything else, so each is hashed once."""
        keep = object.__setattr__
        keep(self, "name", name)
        keep(self, "index", index)
        keep(self, "shape", shape)
        keep(self, "gradient", gradient)
        keep(self, "code", hash((name, index)))

    def __hash__(self) -> int:
        return self.code

    def __reduce__(self) -> tuple[type[Ref], tuple[str, tuple[Index, ...], Shape, Ends]]:
        return Ref, (self.name, self.index, self.shape, self.gradient)

    def __str__(self) -> str:
        return f"{self.name}[{', '.join(map(str, self.index))}]" if self.index else self.name


@record
class Numeral:
    """One of the numbers of somebody's text, in the order of reading; what was written is told elsewhere."""

    place: int
    shape: Shape = field(default=SCALAR, init=False, compare=False)


@record
class Number:
    """An exact number or array of exact numbers (row by row), with the texts they were written as."""

    entries: tuple[fmpq, ...]
    shape: Shape = SCALAR
    texts: tuple[str, ...] = field(default=(), compare=False)


class Hashed:
    """Has room for its hash, since values are looked up by expressions again and again."""

    __slots__ = ("code",)


@record
class Derivative(Hashed):
    """A derivative, `dL/dU`; `direct` without ways through others, `use` only by one place of `by`, `dL/dW | t=2`.

    `column` is by one entry of `by`, counted from 0, in the shape of what is differentiated: `dh/dW[0, 1]`.
    """

    of: Ref
    by: Ref
    shape: Shape = field(default=SCALAR, compare=False)
    direct: bool = False
    use: tuple[tuple[str, int], ...] = ()
    column: tuple[int, ...] | None = None

    def __hash__(self) -> int:
        return hashed(self, self.of, self.by, self.direct, self.use, self.column)

    def __str__(self) -> str:
        return spelled(self)


@record
class Entry:
    """One entry of a named quantity, `U[p, q]`, indices counted from 0; a column has one index."""

    of: Ref | Derivative
    index: tuple[Index, ...]
    shape: Shape = field(default=SCALAR, init=False, compare=False)


@record
class Call(Hashed):
    """An operation applied to arguments."""

    operation: Operation
    args: tuple[Expr, ...]
    shape: Shape = field(default=SCALAR, compare=False)

    def __hash__(self) -> int:
        return hashed(self, self.operation, self.args)


def hashed(expr: Hashed, *parts: object) -> int:
    """The hash of an expression with these parts, found once."""
    found = getattr(expr, "code", None)
    if found is None:
        object.__setattr__(expr, "code", found := hash(parts))
    return int(found)


@record
class Sum:
    """A sum over an index from `low` to `high`, both included; the mean of the terms if `mean`."""

    index: str
    low: Index
    high: Index
    body: Expr
    mean: bool = False
    shape: Shape = field(default=SCALAR, compare=False)


@record
class Delta:
    """The Kronecker delta of two entry indices."""

    left: Index
    right: Index
    shape: Shape = field(default=SCALAR, init=False, compare=False)


@record
class IndexNumber:
    """An index as a number, the t of `beta^t`."""

    index: Index
    shape: Shape = field(default=SCALAR, init=False, compare=False)


@record
class Grid:
    """An array of expressions with one entry each, row by row: `[tanh(-1), 0]`."""

    entries: tuple[Expr, ...]
    shape: Shape


def gradient_of(of: Ref, by: Ref) -> Ref:
    """The gradient ∂of/∂by of a scalar as a quantity of its own, in the shape of `by`."""
    return Ref(str(Derivative(of, by)), (), by.shape, (of, by))


@record
class Zero:
    """A zero of any shape, while a text is read: a product with it is zero, a sum is the rest of it."""

    shape: Shape = field(default=SCALAR, init=False, compare=False)


@record
class Identity:
    """The identity, perhaps times a number, while the size is not known that its neighbour will give it."""

    factor: Expr | None = None
    shape: Shape = field(default=SCALAR, init=False, compare=False)


@record
class Ones:
    """A column of ones, or a row where it `is_turned`, while its size is not known."""

    is_turned: bool = False
    shape: Shape = field(default=SCALAR, init=False, compare=False)


Unsized = Zero | Identity | Ones
"""What is written without its size; only what is being read has such parts, no expression that was read."""
Expr = Ref | Numeral | Number | Derivative | Entry | Call | Sum | Delta | IndexNumber | Grid | Unsized
Valued = Ref | Derivative | Numeral
"""What has a value that is looked up, not calculated from its parts."""


@record
class Equation:
    """`target = rhs`.  An unrolled equation remembers the `general` one it is an instance of, and where."""

    target: Ref
    rhs: Expr
    general: Equation | None = field(default=None, compare=False, repr=False)
    binding: tuple[tuple[str, int], ...] = field(default=(), compare=False)


def children(expr: Expr) -> tuple[Expr, ...]:
    """The direct parts of an expression."""
    if isinstance(expr, Call):
        return expr.args
    if isinstance(expr, Grid):
        return expr.entries
    if isinstance(expr, Sum):
        return (expr.body,)
    return (expr.of,) if isinstance(expr, Entry) else ()


WITH_PARTS = frozenset((Call, Grid, Sum, Entry))


def walk(expr: Expr) -> Iterator[Expr]:
    """The expression and all its parts, outermost first."""
    ahead = [expr]
    while ahead:
        part = ahead.pop()
        yield part
        if type(part) in WITH_PARTS:
            ahead += children(part)[::-1]


def refs(expr: Expr) -> Iterator[Ref]:
    """The quantities that an expression uses, in every term of a sum."""
    match expr:
        case Ref():
            yield expr
        case Sum(index, low, high, body):
            for number in range(low.offset, high.offset + 1):
                yield from refs(bind(body, {index: at(number)}))
        case _:
            for child in children(expr):
                yield from refs(child)


def bind_ref(ref: Ref, binding: Mapping[str, Index]) -> Ref:
    if ref.gradient:
        return gradient_of(*(bind_ref(end, binding) for end in ref.gradient))
    return Ref(ref.name, tuple(i.bind(binding) for i in ref.index), ref.shape)


def bind(expr: Expr, binding: Mapping[str, Index]) -> Expr:
    """The expression with index names replaced: `bind(h[t-1], {"t": at(2)})` is `h[1]`."""
    match expr:
        case Ref():
            return bind_ref(expr, binding) if expr.index or expr.gradient else expr
        case Call(operation, args, shape):
            return Call(operation, tuple(bind(a, binding) for a in args), shape)
        case Derivative(of, by):
            return replace(expr, of=bind_ref(of, binding), by=bind_ref(by, binding))
        case Entry(of, index):
            bound = bind(of, binding)
            assert isinstance(bound, Ref | Derivative)
            return Entry(bound, tuple(i.bind(binding) for i in index))
        case Delta(left, right):
            return Delta(left.bind(binding), right.bind(binding))
        case IndexNumber(index):
            return counted(index.bind(binding))
        case Sum(index, low, high, body):
            inner = {name: value for name, value in binding.items() if name != index}
            return replace(expr, low=low.bind(binding), high=high.bind(binding), body=bind(body, inner))
        case Grid(entries, shape):
            return Grid(tuple(bind(entry, binding) for entry in entries), shape)
    return expr


def counted(index: Index) -> Number | IndexNumber:
    """An index as a number."""
    from flint import fmpq

    return Number((fmpq(index.offset),), SCALAR, (str(index.offset),)) if index.is_literal else IndexNumber(index)


def rewrite(expr: Expr, change: Callable[[Expr], Expr | None]) -> Expr:
    """The expression with every part for which `change` returns something replaced by that; the others are kept."""
    new = change(expr)
    if new is not None:
        return new
    match expr:
        case Call(operation, args, shape):
            parts = tuple([rewrite(a, change) for a in args])
            return expr if all(map(is_, parts, args)) else Call(operation, parts, shape)
        case Sum():
            return expr if (body := rewrite(expr.body, change)) is expr.body else replace(expr, body=body)
        case Grid(entries, shape):
            parts = tuple([rewrite(entry, change) for entry in entries])
            return expr if all(map(is_, parts, entries)) else Grid(parts, shape)
    return expr
