"""Random well-shaped expressions over the names of one imaginary problem, for Hypothesis."""

from __future__ import annotations

from collections import defaultdict
from fractions import Fraction
from functools import cache
from itertools import product

from hypothesis import strategies as st

from derive.language.errors import ShapeError
from derive.language.expr import Delta, Derivative, Entry, Expr, Index, Number, Ref, Shape, Sum, size
from derive.language.numbers import rational
from derive.language.operation import COUNTED, Argument, Operation
from derive.problem.scope import Scope
from derive.table import FUNCTIONS
from derive.table.row import TABLE

SHAPES: tuple[Shape, ...] = ((), (1, 1), (3, 1), (2, 1), (1, 3), (3, 3), (2, 3), (3, 2))
ALGEBRA = frozenset(name for name, operation in TABLE.items() if operation.linear) | {"divide", "squared_norm"}
NAMED: dict[str, Shape] = {
    "L": (),
    "e2": (),
    "l": (),
    "U": (2, 3),
    "W": (3, 3),
    "Z": (3, 2),
    "b": (3, 1),
    "c": (2, 1),
    "h": (3, 1),
    "q'": (3, 1),
    "r": (1, 3),
    "dim": (2, 1),
    "one": (1, 1),
}
INDEXED = {"l": 1, "h": 1}
SCOPE = Scope(
    dict(NAMED), {name: INDEXED.get(name, 0) for name in NAMED}, {"t": range(3)}, FUNCTIONS, counts_from_one=True
)
WHOLE = st.integers(0, 99)
INDICES = st.builds(Index, st.just("t"), st.integers(-2, 2)) | st.builds(Index, st.just(""), st.integers(-1, 3))


def literal(text: str) -> Number:
    return Number((rational(Fraction(text)),), (), (text,))


SCALARS = st.one_of(
    WHOLE.map(str),
    st.builds("{}.{}".format, WHOLE, WHOLE),
    st.builds("{}e{}{}".format, WHOLE, st.sampled_from("+-"), WHOLE),
).map(literal)


def arrays(shape: Shape) -> st.SearchStrategy[Expr]:
    """Literal arrays; their entries may be negative or fractions."""
    texts = st.builds("{}{}{}".format, st.sampled_from(["", "-"]), WHOLE, st.sampled_from(["", "/7", ".5"]))
    entries = st.lists(texts, min_size=size(shape), max_size=size(shape))
    return entries.map(lambda ts: Number(tuple(rational(Fraction(t)) for t in ts), shape, tuple(ts)))


@st.composite
def quantities(draw: st.DrawFn, shape: Shape) -> Ref:
    name = draw(st.sampled_from([n for n, s in NAMED.items() if s == shape]))
    return Ref(name, tuple(draw(INDICES) for _ in range(INDEXED.get(name, 0))), shape)


@st.composite
def derivatives(draw: st.DrawFn, of: Shape, by: Shape) -> Derivative:
    numerator, variable = draw(quantities(of)), draw(quantities(by))
    return Derivative(numerator, variable, SCOPE.derivative_shape(numerator, variable), draw(st.booleans()))


@st.composite
def entries(draw: st.DrawFn) -> Entry:
    of = draw(st.sampled_from([(3, 1), (2, 3)]).flatmap(lambda s: quantities(s) | derivatives((), s)))
    names = st.sampled_from("ijt").map(Index)
    counts = of.shape[:1] if of.shape[1] == 1 else of.shape
    index = [draw(names | st.integers(0, count - 1).map(lambda k: Index("", k))) for count in counts]
    if isinstance(of, Ref) and not any(place.name for place in index):
        index[0] = draw(names)  # An entry of a quantity by its number is an operation.
    return Entry(of, tuple(index))


DELTAS = st.builds(Delta, st.sampled_from("ijt").map(Index), st.sampled_from("ijk").map(Index))


def leaves(shape: Shape) -> st.SearchStrategy[Expr]:
    if shape == ():
        return st.one_of(quantities(()), SCALARS, derivatives((), ()), entries(), DELTAS)
    kinds: list[st.SearchStrategy[Expr]] = [arrays(shape)]
    if shape in NAMED.values():
        kinds.append(quantities(shape))
        kinds.append(derivatives((), shape))
    if shape == (3, 3):
        kinds.append(derivatives((3, 1), (3, 1)))
    if len(shape) == 2 and shape[0] == shape[1]:
        kinds.append(st.just(TABLE["identity"](literal(str(shape[0])))))
    if shape:
        kinds.append(st.just(TABLE["ones"](literal(str(shape[0])), literal(str(shape[1])))))
    return st.one_of(kinds)


NUMBERS = {Argument.LITERAL: ("0.01",), **dict.fromkeys(COUNTED, ("1", "2", "3"))}
"""What stands where a row wants a plain number."""


@cache
def productions(wanted: Shape) -> tuple[tuple[Operation, tuple[Shape | Number, ...]], ...]:
    """The operations, with shapes of their arguments or the plain numbers there, whose result has the wanted shape."""
    return tuple(by_result()[wanted])


@cache
def by_result() -> dict[Shape, list[tuple[Operation, tuple[Shape | Number, ...]]]]:
    found: dict[Shape, list[tuple[Operation, tuple[Shape | Number, ...]]]] = defaultdict(list)
    for operation in TABLE.values():
        for parts in product(*(map(literal, NUMBERS[k]) if k in NUMBERS else SHAPES for k in operation.arguments)):
            try:
                shape = operation(*(p if isinstance(p, Number) else Ref("x", (), p) for p in parts)).shape
            except ShapeError:
                continue
            found[shape].append((operation, parts))
    return found


@cache
def expressions(shape: Shape, depth: int = 3, algebra: bool = False) -> st.SearchStrategy[Expr]:
    """Expressions of a shape, nested up to a depth; with `algebra` only such that always have a value."""
    if depth == 0:
        return leaves(shape)
    return st.one_of(leaves(shape), calls(shape, depth, algebra), sums(shape, depth, algebra))


def calls(shape: Shape, depth: int, algebra: bool) -> st.SearchStrategy[Expr]:
    known = [choice for choice in productions(shape) if not algebra or choice[0].name in ALGEBRA]

    def applied(operation: Operation) -> st.SearchStrategy[Expr]:
        shapes = st.sampled_from([shapes for found, shapes in known if found is operation])
        parts = shapes.flatmap(lambda choice: st.tuples(*(argument(s, depth - 1, algebra) for s in choice)))
        return parts.map(lambda args: operation(*args))

    return st.sampled_from(list(dict.fromkeys(operation for operation, _ in known))).flatmap(applied)


def argument(part: Shape | Number, depth: int, algebra: bool) -> st.SearchStrategy[Expr]:
    return st.just(part) if isinstance(part, Number) else expressions(part, depth, algebra)


def sums(shape: Shape, depth: int, algebra: bool) -> st.SearchStrategy[Expr]:
    def summed(index: str, low: Index, high: Index, body: Expr, mean: bool) -> Expr:
        return Sum(index, low, high, body, mean, body.shape)

    low, high = (st.just(Index("", k)) if algebra else INDICES for k in (0, 2))
    body = expressions(shape, depth - 1, algebra)
    return st.builds(summed, st.sampled_from(["t", "k"]), low, high, body, st.booleans())


def any_expression(depth: int = 3, algebra: bool = False) -> st.SearchStrategy[Expr]:
    return st.sampled_from(SHAPES).flatmap(lambda shape: expressions(shape, depth, algebra))
