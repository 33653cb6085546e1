"""Parts taken out of an array: rows, columns, slices, and single entries.

Places are counted from 1 on, both ends included; the bounds of a slice, as in NumPy, from 0 on without its end.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from flint import fmpq

from derive.language.expr import SCALAR, Call, Entry, Expr, Grid, Number, Shape, describe, is_column, order
from derive.language.numbers import Array, scalar, table
from derive.language.operation import ATOM, LETTER, Argument, Code, Notation, Operation, Rule, Style
from derive.language.record import record
from derive.table import simplify
from derive.table.arrays import count, whole
from derive.table.row import function, row, shape_error, sympy

Args = tuple[Expr, ...]
Span = tuple[int, int]
"""The first row or column that is taken, counted from 0, and the one behind the last."""


def natural(arg: Expr) -> int:
    """The bound of a slice, a whole number from 0 on."""
    return 0 if isinstance(arg, Number) and arg.shape == SCALAR and arg.entries[0] == 0 else whole(arg)


def shaped(gradient: Expr, arg: Expr) -> Expr:
    return gradient if arg.shape else simplify.entry_total(gradient)


def from_one(first: int, last: int) -> Span:
    return first - 1, last


def as_numpy(start: int, stop: int) -> Span:
    return start, stop


def alone(place: int) -> Span:
    return place - 1, place


SPANS: dict[str, Callable[..., Span]] = {"from one": from_one, "as NumPy": as_numpy, "alone": alone}


@record
class Cut:
    """Rows (axis 0) or columns (axis 1) taken out; `counted` says how the numbers behind the array tell which."""

    axis: int
    counted: str

    def span(self, *numbers: int) -> Span:
        return SPANS[self.counted](*numbers)

    def of(self, args: Args) -> Span:
        return self.span(*map(natural, args[1:]))

    def shape(self, args: Args) -> Shape:
        sizes = list(args[0].shape or (1, 1))
        start, stop = self.of(args)
        if not 0 <= start < stop <= sizes[self.axis]:
            what = ("rows", "columns")[self.axis]
            numbers = " to ".join(str(natural(arg)) for arg in args[1:])
            raise shape_error(f"{what} {numbers} do not exist in {describe(args[0].shape)}")
        sizes[self.axis] = stop - start
        return tuple(sizes)

    def value(self, a: Array, *numbers: Array) -> Array:
        start, stop = self.span(*map(count, numbers))
        if self.axis == 0:
            return table((stop - start, a.columns), lambda i, j: a[start + i, j])
        return table((a.rows, stop - start), lambda i, j: a[i, start + j])

    def definition(self, a: Any, *numbers: Any) -> Any:
        *bounds, i, j = numbers
        start, _ = self.span(*(int(bound(0, 0)) for bound in bounds))
        return within(i, a(start + i, j)) if self.axis == 0 else within(j, a(i, start + j))

    def selection(self, args: Args) -> Expr:
        """S with ones at the places that are taken: the rows of A are S A."""
        (start, stop), size = self.of(args), (args[0].shape or (1, 1))[self.axis]
        places = range(start, stop)
        return Number(tuple(fmpq(k == place) for place in places for k in range(size)), (len(places), size))

    def pullback(self, g: Expr, args: Args, result: Expr) -> Expr:
        """Sᵀ g of rows, g S of columns: each back in its place, zeros elsewhere."""
        chosen = self.selection(args)
        back = simplify.times(simplify.transposed(chosen), g) if self.axis == 0 else simplify.times(g, chosen)
        return shaped(back, args[0])

    def jacobian(self, args: Args, result: Expr) -> Expr | None:
        return self.selection(args) if self.axis == 0 and order(args[0].shape) < 2 else None


def within(place: Any, entry: Any) -> Any:
    """The entry; at a symbolic place by cases, since a Kronecker delta would lead out of the part that was taken."""
    if isinstance(place, int):
        return entry
    return sympy().Piecewise((entry, place >= 0), (0, True))


def taken(
    name: str,
    cut: Cut,
    notation: Notation,
    kinds: tuple[Argument, ...],
    code: str,
    stated: str = "",
    *spellings: str,
) -> Operation:
    """The row of a cut."""
    return row(
        Operation(
            name,
            cut.shape,
            cut.value,
            cut.definition,
            notation,
            ((Rule(cut.pullback, "slice", cut.jacobian),), *(() for _ in kinds)),
            linear=True,
            takes=(Argument.QUANTITY, *kinds),
            spellings=spellings,
            stated=stated,
            code=Code(code, needs=(ATOM,)),
        )
    )


def marked(plain: str, latex: str, count: int) -> Notation:
    """The notation of something in brackets, or an index, behind an array."""
    needs = (0,) * count
    return Notation(
        Style(plain, LETTER, (LETTER, *needs)), Style(latex, ATOM, (LETTER if "_" in latex else ATOM, *needs))
    )


PLACES, BOUNDS = (Argument.PLACE,) * 2, (Argument.BOUND,) * 2
ROWS = taken(
    "rows_of", Cut(0, "from one"), function("rows_of", r"\mathrm{rows}", 3), PLACES, "#1[#2 : #3 + 1]", "", "rows"
)
COLUMNS = taken(
    "columns_of",
    Cut(1, "from one"),
    function("columns_of", r"\mathrm{columns}", 3),
    PLACES,
    "#1[:, #2 : #3 + 1]",
    "",
    "columns",
)
SLICE = taken("slice", Cut(0, "as NumPy"), marked("#1[#2:#3]", "#1[#2{:}#3]", 2), BOUNDS, "#1[#2:#3]", "slices")
COLUMN_SLICE = taken(
    "column_slice",
    Cut(1, "as NumPy"),
    marked("#1[:, #2:#3]", "#1[{:},\\, #2{:}#3]", 2),
    BOUNDS,
    "#1[:, #2:#3]",
    "slices",
)
ROW = taken(
    "row", Cut(0, "alone"), marked("#1[#2, :]", "#1_{#2,:}", 1), PLACES[:1], "#1[#2, :].reshape(1, -1)", "entries"
)
COLUMN = taken(
    "column", Cut(1, "alone"), marked("#1[:, #2]", "#1_{:,#2}", 1), PLACES[:1], "#1[:, #2].reshape(-1, 1)", "entries"
)


def entry_place(args: Args) -> Span:
    """Row and column of an entry, counted from 0; a vector has one number.  Errors: `ShapeError` outside the array."""
    array, numbers = args[0], [whole(arg) for arg in args[1:]]
    rows, columns = array.shape or (1, 1)
    shown = ", ".join(map(str, numbers))
    if len(numbers) == 1 and min(rows, columns) > 1:
        (k,) = numbers
        message = f"an entry of it has two places, as in [{k}, 1]; row {k} is [{k}, :], column {k} is [:, {k}]"
        raise shape_error(message)
    place = (numbers[0], numbers[1]) if len(numbers) == 2 else (numbers[0], 1) if columns == 1 else (1, numbers[0])
    if not array.shape or place[0] > rows or place[1] > columns:
        raise shape_error(f"{shown} is none of its entries, which are counted from 1")
    return place[0] - 1, place[1] - 1


def entry_shape(args: Args) -> Shape:
    entry_place(args)
    return SCALAR


def entry_value(a: Array, *numbers: Array) -> Array:
    places = [count(number) - 1 for number in numbers]
    return scalar(a.entries[places[0] if len(places) == 1 else places[0] * a.columns + places[1]])


def entry_definition(a: Any, *numbers: Any) -> Any:
    places = [int(number(0, 0)) - 1 for number in numbers[:-2]]
    if len(places) == 2:
        return a(*places)
    return a(places[0], 0) if a.shape[1] == 1 else a(0, places[0])


def unit(args: Args) -> Expr:
    """The array with 1 at the entry's place and zeros elsewhere."""
    rows, columns = args[0].shape
    place = entry_place(args)
    return Number(tuple(fmpq((i, j) == place) for i in range(rows) for j in range(columns)), (rows, columns))


def entry_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """∂xₖ/∂x is the unit vector eₖ: g in its place, zeros elsewhere."""
    return simplify.times(g, unit(args))


def entry_jacobian(args: Args, result: Expr) -> Expr | None:
    return simplify.transposed(unit(args)) if is_column(args[0].shape) else None


def entry(name: str, marks: str, count: int) -> Operation:
    """The row of a single entry with one or two places."""
    plain = ", ".join(f"#{k}" for k in range(2, count + 2))
    return row(
        Operation(
            name,
            entry_shape,
            entry_value,
            entry_definition,
            marked(f"#1[{plain}]", f"#1_{{{marks}}}", count),
            ((Rule(entry_pullback, "entry", entry_jacobian),), *((),) * count),
            linear=True,
            takes=(Argument.QUANTITY, *(Argument.PLACE,) * count),
            stated="entries",
            code=Code("#1[#2, #3]" if count == 2 else "#1.reshape(-1)[#2]", needs=(ATOM,)),
        )
    )


ENTRY = entry("entry", "#2", 1)
MATRIX_ENTRY = entry("matrix_entry", "#2,#3", 2)
LINES = frozenset({SLICE, COLUMN_SLICE, ROW, COLUMN})


def is_line(expr: Expr) -> bool:
    """Whether this is one row or column of an array, `A_{2,:}` or `w_2`, which writers let lie or stand."""
    match expr:
        case Call(operation):
            return operation in LINES and 1 in expr.shape
        case Grid(entries):
            return len({each.of if isinstance(each, Entry) else each for each in entries}) == 1 < len(entries)
    return False
