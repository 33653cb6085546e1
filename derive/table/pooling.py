"""Pooling: windows of an array, moved by a stride, of which each gives one number."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import product
from typing import Any

from flint import fmpq

from derive.language.errors import NoIndexForm
from derive.language.expr import Expr, Shape, describe
from derive.language.expr import size as expr_size
from derive.language.numbers import Array, Scalar, divide, table, total
from derive.language.operation import Argument, Code, Jump, Operation, Option, Rule
from derive.table import simplify
from derive.table.arrays import count
from derive.table.convolution import from_zero, written
from derive.table.joined import sizes
from derive.table.largest import MAX, share
from derive.table.reshaped import back
from derive.table.row import function, over, row, shape_error, sympy
from derive.table.slices import natural, shaped

Args = tuple[Expr, ...]


def moved(numbers: Sequence[int]) -> tuple[int, int, int]:
    """The size of a window, its stride, which is the size where it is 0, and the border around the array."""
    size, stride, padding = numbers
    return size, stride or size, padding


def counted(steps: Sequence[Array]) -> tuple[int, int, int]:
    return moved([count(steps[0]), *map(from_zero, steps[1:])])


def named(args: Args) -> tuple[int, int, int]:
    return moved([natural(arg) for arg in args[1:]])


def extent(shape: Shape, size: int) -> tuple[int, int]:
    """The rows and columns of a window: a column or a row has windows along it."""
    rows, columns = shape
    return (size if rows > 1 or columns == 1 else 1), (size if columns > 1 else 1)


def borders(shape: Shape, size: int, padding: int) -> list[int]:
    """The border along each axis that has windows."""
    return [padding if reach > 1 else 0 for reach in extent(shape, size)]


def places(shape: Shape, size: int, stride: int, padding: int) -> tuple[int, ...]:
    """How many windows there are, one below and one beside the other."""
    axes = zip(shape, extent(shape, size), borders(shape, size, padding), strict=True)
    return tuple((length + 2 * border - reach) // stride + 1 for length, reach, border in axes)


def cells(x: Any, steps: tuple[int, int, int], i: Any, j: Any) -> list[tuple[Any, Any]]:
    """The places of a window from its upper left corner on, those of the border left out.

    Errors: `NoIndexForm` where the place of the window is an index, so that it is not known what lies on the border.
    """
    size, stride, padding = steps
    if padding and not all(isinstance(place, int) for place in (i, j)):
        raise NoIndexForm(padding)
    rows, columns = shape = sizes(x)
    (above, left), reach = borders(shape, size, padding), reach_of(x, size)
    found = [(i * stride + a - above, j * stride + b - left) for a, b in reach]
    return [(r, c) for r, c in found if 0 <= r < rows and 0 <= c < columns] if padding else found


def pooled_shape(args: Args) -> Shape:
    """One entry for each window that lies within the array and its border."""
    size, stride, padding = named(args)
    shape = sizes(args[0])
    high, wide = extent(shape, size)
    if size < 1 or shape[0] < high or shape[1] < wide:
        raise shape_error(f"a window of {high}×{wide} does not fit into {describe(shape)}")
    if 2 * padding > size:
        raise shape_error(f"a border of {padding} is more than half of a window of {size}")
    return places(shape, size, stride, padding)


def inner_shape(args: Args) -> Shape:
    """The same without a border.  Errors: one, since it is not clear whether its zeros count."""
    if named(args)[2]:
        raise shape_error(f"libraries differ in whether the border counts in a mean; {WITH_BORDER}")
    return pooled_shape(args)


def windows(x: Array, *steps: Array) -> list[list[list[Scalar]]]:
    """The entries of each window, by the place of the window."""
    found = counted(steps)
    rows, columns = places(sizes(x), *found)
    return [[[x[r, c] for r, c in cells(x, found, i, j)] for j in range(columns)] for i in range(rows)]


def of_each(function_of: Callable[[Sequence[Scalar]], Scalar]) -> Callable[..., Array]:
    """The array with a number for each window."""

    def value(x: Array, *steps: Array) -> Array:
        found = windows(x, *steps)
        return table((len(found), len(found[0])), lambda i, j: function_of(found[i][j]))

    return value


def mean(entries: Sequence[Scalar]) -> Scalar:
    return divide(total(entries), fmpq(len(entries)))


def average_definition(x: Any, *rest: Any) -> Any:
    *steps, i, j = rest
    size, stride, _ = moved([written(step) for step in steps])
    high, wide = extent(sizes(x), size)
    inner = over(high, lambda a: over(wide, lambda b: x(i * stride + a, j * stride + b), i), i)
    return inner / sympy().Integer(high * wide)


def left_over(args: Args, result: Expr) -> list[int]:
    """The rows and columns at the end that no window reaches."""
    size, stride, _ = named(args)
    shape = sizes(args[0])
    lengths = zip(shape, sizes(result), extent(shape, size), strict=True)
    return [length - (count - 1) * stride - reach for length, count, reach in lengths]


def average_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """Every entry of a window gets the same share of its gradient."""
    size, stride, _ = named(args)
    high, wide = extent(sizes(args[0]), size)
    share = simplify.times(simplify.number(fmpq(1, high * wide)), simplify.ones(high, wide))
    steps = map(simplify.number, (stride, 0, 1, 0, *left_over(args, result)))
    return shaped(simplify.TABLE["conv2d_transpose"](g, share, *steps), args[0])


def overlaps(args: Args) -> bool:
    """Whether an entry can belong to several windows, or a window reaches over the border."""
    size, stride, padding = named(args)
    return stride < size or padding > 0


def apart_shape(args: Args) -> Shape:
    """The shape of the array, if its windows do not overlap."""
    if overlaps(args):
        raise shape_error("a mask has one place for each entry, but overlapping windows share entries")
    pooled_shape(args)
    return sizes(args[0])


def choice_shape(args: Args) -> Shape:
    """A row for each window, a column for each entry of the array, row by row."""
    return expr_size(pooled_shape(args)), expr_size(sizes(args[0]))


def choosing(marks: Callable[[Sequence[Scalar]], Sequence[Scalar]]) -> Callable[..., Array]:
    """The matrix that has what belongs to the entries of each window in their columns."""

    def value(x: Array, *steps: Array) -> Array:
        found = windows(x, *steps)
        corners = list(product(range(len(found)), range(len(found[0]))))
        lines = [dict(zip(cells(x, counted(steps), i, j), marks(found[i][j]), strict=True)) for i, j in corners]
        return table((len(corners), len(x.entries)), lambda window, k: lines[window].get(divmod(k, x.columns), fmpq(0)))

    return value


def first_alone(group: Sequence[Scalar]) -> list[Scalar]:
    return [fmpq(k == MAX.first(group)) for k in range(len(group))]


def last_alone(group: Sequence[Scalar]) -> list[Scalar]:
    return [fmpq(k == MAX.alike(group)[-1]) for k in range(len(group))]


def divided_up(group: Sequence[Scalar]) -> list[Scalar]:
    return [share(k, MAX.alike(group)) for k in range(len(group))]


def unclear(x: Array, *steps: Array) -> frozenset[int]:
    """The entries of the choice that are alike the largest of their window, where there are several."""
    return frozenset(k for k, entry in enumerate(choosing(divided_up)(x, *steps).entries) if 0 < entry < 1)


def choice_definition(x: Any, *rest: Any) -> Any:
    *steps, w, k = rest
    found = moved([written(step) for step in steps])
    delta, terms = sympy().KroneckerDelta, []
    rows, columns = places(sizes(x), *found)
    for i, j in product(range(rows), range(columns)):
        chances = MAX.chances(window(x, found, i, j))
        for (r, c), chance in zip(cells(x, found, i, j), chances, strict=True):
            terms.append(delta(w, i * columns + j) * delta(k, r * sizes(x)[1] + c) * chance)
    return sympy().Add(*terms)


def marked(x: Array, steps: Sequence[Array], marks: Callable[[Sequence[Scalar]], Sequence[Scalar]]) -> Array:
    """The array with what belongs to the entries of each window in their places, zero where there is no window."""
    size, stride, _ = counted(steps)
    found = [[marks(group) for group in line] for line in windows(x, *steps)]
    high, wide = extent(sizes(x), size)

    def entry(r: int, c: int) -> Scalar:
        (i, a), (j, b) = divmod(r, stride), divmod(c, stride)
        inside = a < high and b < wide and i < len(found) and j < len(found[0])
        return found[i][j][a * wide + b] if inside else fmpq(0)

    return table(sizes(x), entry)


def only(place_of: Callable[[Sequence[Scalar]], int]) -> Callable[..., Array]:
    """1 where the entry stands that passes on, 0 elsewhere."""

    def value(x: Array, *steps: Array) -> Array:
        return marked(x, steps, lambda group: [fmpq(k == place_of(group)) for k in range(len(group))])

    return value


def shared(x: Array, *steps: Array) -> Array:
    """1 divided among the entries of a window that are alike the largest."""
    return marked(x, steps, lambda group: [share(k, MAX.alike(group)) for k in range(len(group))])


def ties(x: Array, *steps: Array) -> frozenset[int]:
    return frozenset(place for place, entry in enumerate(shared(x, *steps).entries) if 0 < entry < 1)


def window(x: Any, steps: tuple[int, int, int], i: Any, j: Any) -> list[Any]:
    return [x(r, c) for r, c in cells(x, steps, i, j)]


def reach_of(x: Any, size: int) -> list[tuple[int, int]]:
    """The places of a window, from its upper left corner."""
    high, wide = extent(sizes(x), size)
    return list(product(range(high), range(wide)))


def largest_definition(x: Any, *rest: Any) -> Any:
    *steps, i, j = rest
    return MAX.nested(window(x, moved([written(step) for step in steps]), i, j))[0]


def mask_definition(x: Any, *rest: Any) -> Any:
    *steps, r, c = rest
    found = moved([written(step) for step in steps])
    delta, terms = sympy().KroneckerDelta, []
    for i, j in product(*map(range, places(sizes(x), *found))):
        chances = MAX.chances(window(x, found, i, j))
        for (down, right), chance in zip(cells(x, found, i, j), chances, strict=True):
            terms.append(delta(r, down) * delta(c, right) * chance)
    return sympy().Add(*terms)


def largest_pullback(g: Expr, args: Args, result: Expr) -> Expr:
    """Each window's gradient, at its largest entry; where windows overlap they add up there."""
    if overlaps(args):
        arriving = simplify.TABLE["flatten"](g)
        total = simplify.times(simplify.transposed(CHOICE(*args)), arriving)
        return shaped(back(total, args[0].shape), args[0])
    size, stride, _ = named(args)
    steps = map(simplify.number, (stride, 0, 1, 0, *left_over(args, result)))
    spread = simplify.TABLE["conv2d_transpose"](g, simplify.ones(*extent(sizes(args[0]), size)), *steps)
    return shaped(simplify.entrywise(MASK(*args), spread), args[0])


WITH_BORDER = "where it does, write conv2d(X, ones(2, 2)/4, stride=2, padding=1)"


def pooling(name: str, **columns: Any) -> Operation:
    """A row for windows of an array."""
    return row(
        Operation(
            name,
            notation=function(name, rf"\mathrm{{{name.replace('_', '')}}}", 2),
            code=Code(f"{name}(#1, ##2, #3, #4)", helper=True),
            takes=(Argument.QUANTITY, Argument.PLACE, Argument.BOUND, Argument.BOUND),
            options=(
                Option("size", spellings=("kernel_size", "pool_size", "kernel", "window")),
                Option("stride", "0", ("strides",)),
                Option("padding", "0", ("pad",)),
            ),
            **columns,
        )
    )


AVERAGE = pooling(
    "avgpool",
    shape=inner_shape,
    value=of_each(mean),
    definition=average_definition,
    rules=((Rule(average_pullback, "average_pooling"),), (), (), ()),
    linear=True,
    spellings=("avg_pool2d", "avgpool2d"),
)
MASK = pooling(
    "maxpool_mask",
    shape=apart_shape,
    value=only(MAX.first),
    definition=mask_definition,
    rules=((Rule(lambda g, args, result: simplify.number(0, args[0].shape), "where"),), (), (), ()),
    kink=True,
    margin=of_each(MAX.lead),
    jump=Jump(ties, {"first": only(MAX.first), "last": only(lambda group: MAX.alike(group)[-1]), "middle": shared}),
)
CHOICE = pooling(
    "maxpool_choice",
    shape=choice_shape,
    value=choosing(first_alone),
    definition=choice_definition,
    rules=((Rule(lambda g, args, result: simplify.number(0, args[0].shape), "where"),), (), (), ()),
    kink=True,
    margin=of_each(MAX.lead),
    jump=Jump(unclear, {"first": choosing(first_alone), "last": choosing(last_alone), "middle": choosing(divided_up)}),
)
"""Windows that overlap share entries, so that each has a row of its own: maxpool(X) is that matrix times flatten(X)."""
LARGEST = pooling(
    "maxpool",
    shape=pooled_shape,
    value=of_each(lambda group: group[MAX.first(group)]),
    definition=largest_definition,
    rules=((Rule(largest_pullback, "max_pooling"),), (), (), ()),
    kink=True,
    margin=of_each(MAX.lead),
    spellings=("max_pool2d", "maxpool2d"),
)
