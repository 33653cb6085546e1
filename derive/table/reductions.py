"""Sums, means, variances, the largest and the smallest entry: of a whole array, of each row, of each column."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flint import fmpq

from derive.language.expr import SCALAR, Expr, Shape
from derive.language.numbers import Array, Scalar, divide, total
from derive.language.operation import ATOM, Argument, Code, Notation, Operation, Option, Rule, Style
from derive.language.record import record
from derive.language.usual_mistakes import Misreading, Mistake, WrongRule
from derive.table import simplify
from derive.table.row import constant, over, row, shape_error

Args = tuple[Expr, ...]


@record
class Reach:
    """What is taken together: a whole array, each of its rows, or each of its columns."""

    word: str

    def shape(self, shape: Shape) -> Shape:
        """One number, or one for each row (a column) or for each column (a row)."""
        rows, columns = shape or (1, 1)
        return {"": SCALAR, "rows": (rows, 1), "columns": (1, columns)}[self.word]

    def count(self, shape: Shape) -> int:
        rows, columns = shape or (1, 1)
        return {"": rows * columns, "rows": columns, "columns": rows}[self.word]

    def groups(self, a: Array) -> list[tuple[Scalar, ...]]:
        """The entries that belong to each entry of the result."""
        if not self.word:
            return [a.entries]
        return (
            [*map(tuple, a.by_rows())] if self.word == "rows" else [a.entries[k :: a.columns] for k in range(a.columns)]
        )

    def places(self, shape: Shape, i: Any, j: Any) -> list[tuple[Any, Any]]:
        """Where the entries stand that belong to entry (i, j) of the result."""
        rows, columns = shape or (1, 1)
        return [
            (i if self.word == "rows" else p, j if self.word == "columns" else q)
            for p in (range(1) if self.word == "rows" else range(rows))
            for q in (range(1) if self.word == "columns" else range(columns))
        ]

    def summed(self, shape: Shape, term: Callable[[Any, Any], Any], i: Any, j: Any) -> Any:
        """Σ term(p, q) over these places."""
        rows, columns = shape or (1, 1)
        if self.word == "rows":
            return over(columns, lambda q: term(i, q), i)
        if self.word == "columns":
            return over(rows, lambda p: term(p, j), i)
        if columns == 1:
            return over(rows, lambda p: term(p, 0), i)
        return over(rows, lambda p: over(columns, lambda q: term(p, q), i), i)

    def spread(self, g: Expr, shape: Shape) -> Expr:
        """What arrives at a result, at each of the places that belong to it."""
        if not shape:
            return g if not g.shape else simplify.entry_total(g)
        rows, columns = shape
        if self.word == "rows":
            return simplify.times(g, simplify.ones(1, columns))
        return simplify.times(simplify.ones(rows), g) if self.word else simplify.times(g, simplify.ones(rows, columns))

    def notation(self, name: str, latex: str) -> Notation:
        """`name(X)`, or `name(X, axis="rows")`."""
        axis = f', axis="{self.word}"' if self.word else ""
        below = rf"_{{\mathrm{{{self.word}}}}}" if self.word else ""
        return Notation(Style(f"{name}(#1{axis})", ATOM, (0,)), Style(f"{latex}{below}(#1)", ATOM, (0,)))

    def code(self, pattern: str, torch: str = "") -> Code:
        """The code of a function over these places: `AXIS` becomes the axis in the words of the library."""
        axis = {"": "", "rows": ", axis=1, keepdims=True", "columns": ", axis=0, keepdims=True"}[self.word]
        dim = axis.replace("axis", "dim").replace("keepdims", "keepdim")
        return Code(pattern.replace("AXIS", axis), torch.replace("AXIS", dim))

    def key(self, name: str) -> str:
        return f"{name}_{self.word}" if self.word else name


ROWS, COLUMNS, WHOLE = Reach("rows"), Reach("columns"), Reach("")
Family = Callable[[Reach, Mapping[str, Operation]], Operation]


def family(make: Family) -> Operation:
    """The rows for each reach; gives that of whole arrays, which leads to the others by a word."""
    found = {reach.word: make(reach, {}) for reach in (ROWS, COLUMNS)}
    return make(WHOLE, found)


def total_pullback(reach: Reach) -> Callable[[Expr, Args, Expr], Expr]:
    """Every entry counts once: g in every place."""
    return lambda g, args, result: reach.spread(g, args[0].shape)


def sums(reach: Reach, along: Mapping[str, Operation]) -> Operation:
    return row(
        Operation(
            reach.key("total"),
            lambda args: reach.shape(args[0].shape),
            lambda a: Array(reach.shape(a.shape), tuple(map(total, reach.groups(a)))),
            lambda a, i, j: reach.summed(a.shape, a, i, j),
            reach.notation("sum", r"\mathrm{sum}"),
            ((Rule(total_pullback(reach), reach.key("total")),),),
            linear=True,
            along=along,
            code=reach.code("np.sum(#1AXIS)"),
        )
    )


TOTAL = family(sums)


def average_pullback(reach: Reach) -> Callable[[Expr, Args, Expr], Expr]:
    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        """g/n in every place."""
        part = simplify.number(fmpq(1, reach.count(args[0].shape)))
        return simplify.times(part, reach.spread(g, args[0].shape))

    return pullback


def mean(entries: tuple[Scalar, ...]) -> Scalar:
    return divide(total(entries), fmpq(len(entries)))


def means(reach: Reach, along: Mapping[str, Operation]) -> Operation:
    summed = simplify.TABLE[reach.key("total")]
    return row(
        Operation(
            reach.key("average"),
            lambda args: reach.shape(args[0].shape),
            lambda a: Array(reach.shape(a.shape), tuple(map(mean, reach.groups(a)))),
            lambda a, i, j: reach.summed(a.shape, a, i, j) / reach.count(a.shape),
            reach.notation("mean", r"\mathrm{mean}"),
            ((Rule(average_pullback(reach), reach.key("total")),),),
            linear=True,
            along=along,
            mistakes=(
                Misreading("missing_mean_factor", lambda args, facts: summed(*args)),
                WrongRule("missing_mean_factor", 0, total_pullback(reach)),
            ),
            code=reach.code("np.mean(#1AXIS)"),
        )
    )


AVERAGE = family(means)


def freedom(reach: Reach, args: Args) -> fmpq:
    """What the squares are divided by: their number, less the correction."""
    correction = constant(args[1])
    count = reach.count(args[0].shape)
    if correction is None or not 0 <= correction < count:
        raise shape_error(f"the correction of var must be a number from 0 on and below {count}, such as 0 or 1")
    return count - correction


def spread_value(reach: Reach) -> Callable[[Array, Array], Array]:
    def squares(entries: tuple[Scalar, ...]) -> Scalar:
        middle = mean(entries)
        return total((entry - middle) * (entry - middle) for entry in entries)

    def value(a: Array, correction: Array) -> Array:
        below = reach.count(a.shape) - correction.entries[0]
        return Array(reach.shape(a.shape), tuple(squares(entries) / below for entries in reach.groups(a)))

    return value


def variance_shape(reach: Reach) -> Callable[[Args], Shape]:
    def shape(args: Args) -> Shape:
        freedom(reach, args)
        return reach.shape(args[0].shape)

    return shape


def variances(reach: Reach, along: Mapping[str, Operation]) -> Operation:
    def definition(a: Any, correction: Any, i: Any, j: Any) -> Any:
        """(Σx² − (Σx)²/n)/(n − c)."""
        n = reach.count(a.shape)
        squares = reach.summed(a.shape, lambda p, q: a(p, q) ** 2, i, j)
        return (squares - reach.summed(a.shape, a, i, j) ** 2 / n) / (n - correction(0, 0))

    def deviations(args: Args) -> Expr:
        middle = simplify.TABLE[reach.key("average")](args[0])
        return simplify.minus(args[0], middle)

    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        """2/(n − c) (x − mean(x)) ∘ g; what goes through the mean cancels, since the deviations add up to 0."""
        factor = simplify.number(2 / freedom(reach, args))
        if not args[0].shape:
            return simplify.times(simplify.times(factor, simplify.entry_total(g)), deviations(args))
        return simplify.times(factor, simplify.entrywise(deviations(args), g))

    mistakes: tuple[Mistake, ...] = (
        Misreading(
            "other_divisor",
            lambda args, facts: other_divisor(args, reach.count(args[0].shape)),
        ),
    )

    def other_divisor(args: Args, count: int) -> Expr | None:
        other = 1 if constant(args[1]) == 0 else 0
        return simplify.TABLE[reach.key("variance")](args[0], simplify.number(other)) if count > 1 else None

    return row(
        Operation(
            reach.key("variance"),
            variance_shape(reach),
            spread_value(reach),
            definition,
            reach.notation("var", r"\mathrm{var}"),
            ((Rule(pullback, "variance"),), ()),
            takes=(Argument.QUANTITY, Argument.LITERAL),
            options=(Option("correction", "0", spellings=("ddof",)),),
            along=along,
            mistakes=mistakes,
            code=reach.code("np.var(#1AXIS, ddof=#2)", "torch.var(#1AXIS, correction=#2)"),
        )
    )


VARIANCE = family(variances)
