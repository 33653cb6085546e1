"""Convolutions as deep learning has them, kernels slid over an array without being turned, and their transposes.

z[i, j] = Σ k[a, b] x[i s + a d − p, j s + b d − p] over the kernel, with stride s, padding p by zeros and dilation d
(Dumoulin and Visin, "A guide to convolution arithmetic for deep learning", 2016).  `flip=1` turns the kernel by half a
turn, which makes the sum the convolution of mathematics.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import product
from typing import Any

from flint import fmpq

from derive.language import numbers
from derive.language.expr import Expr, Shape, describe
from derive.language.numbers import Array, Scalar, table
from derive.language.operation import Argument, Code, Operation, Option, Rule
from derive.language.record import record
from derive.language.usual_mistakes import Misreading
from derive.table import simplify
from derive.table.arrays import count
from derive.table.joined import sizes
from derive.table.row import function, over, row, shape_error, sympy
from derive.table.slices import natural, shaped

Args = tuple[Expr, ...]
Tap = tuple[tuple[int, int], tuple[int, int], tuple[int, int]]
"""A product of the sum: the places in the result, in what is slid over, and in the kernel."""


@record
class Walk:
    """How a kernel goes over an array: along which axes, and in what steps."""

    axes: tuple[int, ...]
    stride: int
    padding: int
    dilation: int
    flip: int

    @classmethod
    def of(cls, axes: tuple[int, ...], steps: tuple[int, ...]) -> Walk:
        stride, padding, dilation, flip = steps
        if stride < 1 or dilation < 1 or flip > 1:
            raise shape_error("stride and dilation are whole numbers from 1 on, flip is 0 or 1")
        return cls(axes, stride, padding, dilation, flip)

    def steps(self, axis: int) -> tuple[int, int, int]:
        """Stride, padding and dilation along an axis."""
        return (self.stride, self.padding, self.dilation) if axis in self.axes else (1, 0, 1)

    def places(self, x: Shape, k: Shape) -> Shape:
        """The number of places that the kernel takes along each axis."""
        found = []
        for axis in (0, 1):
            stride, padding, dilation = self.steps(axis)
            room = x[axis] + 2 * padding - dilation * (k[axis] - 1) - 1
            if room < 0:
                raise shape_error(f"a kernel of {describe(k)} does not fit into {describe(x)}")
            found.append(room // stride + 1)
        return tuple(found)

    def spread(self, z: Shape, k: Shape, extra: tuple[int, int]) -> Shape:
        """The shape that a transposed convolution leads to."""
        found = []
        for axis in (0, 1):
            stride, padding, dilation = self.steps(axis)
            found.append((z[axis] - 1) * stride + dilation * (k[axis] - 1) + 1 - 2 * padding + extra[axis])
        return tuple(found)

    def into(self, axis: int, place: Any, tap: Any) -> Any:
        """Where the kernel's entry lies on what is slid over."""
        stride, padding, dilation = self.steps(axis)
        return place * stride + tap * dilation - padding

    def taps(self, x: Shape, k: Shape, z: Shape) -> Iterator[Tap]:
        for i, j, a, b in product(range(z[0]), range(z[1]), range(k[0]), range(k[1])):
            r, c = self.into(0, i, a), self.into(1, j, b)
            if 0 <= r < x[0] and 0 <= c < x[1]:
                yield (i, j), (r, c), (k[0] - 1 - a, k[1] - 1 - b) if self.flip else (a, b)


def summed(shape: Shape, terms: Iterator[tuple[tuple[int, int], Scalar]]) -> Array:
    """The array whose entries are the sums of the terms that belong to them."""
    found: dict[tuple[int, int], Scalar] = {}
    for place, term in terms:
        found[place] = found[place] + term if place in found else term
    return table(shape, lambda i, j: found.get((i, j), fmpq(0)))


@record
class Convolution:
    """The row of a convolution along some axes, and the row of its transpose."""

    name: str
    axes: tuple[int, ...]

    def walk(self, args: Args) -> Walk:
        return Walk.of(self.axes, tuple(map(natural, args[2:6])))

    def counted(self, steps: tuple[Any, ...], number: Callable[[Any], int]) -> Walk:
        return Walk.of(self.axes, tuple(map(number, steps[:4])))

    def checked(self, args: Args) -> tuple[Shape, Shape]:
        x, k = sizes(args[0]), sizes(args[1])
        across = [axis for axis in (0, 1) if axis not in self.axes]
        if any(x[axis] != 1 or k[axis] != 1 for axis in across):
            raise shape_error(f"{self.name} takes two columns, not {describe(x)} and {describe(k)}")
        return x, k

    def shape(self, args: Args) -> Shape:
        return self.walk(args).places(*self.checked(args))

    def value(self, x: Array, k: Array, *steps: Array) -> Array:
        walk = self.counted(steps, from_zero)
        shapes = sizes(x), sizes(k)
        found = walk.places(*shapes)
        taps = walk.taps(*shapes, found)
        return summed(found, ((z, numbers.times(x[at], k[tap])) for z, at, tap in taps))

    def definition(self, x: Any, k: Any, *rest: Any) -> Any:
        """Σ k[a, b] x[i s + a d − p, j s + b d − p]."""
        *steps, i, j = rest
        walk, (rows, columns) = self.counted(tuple(steps), written), sizes(k)

        def term(a: Any, b: Any) -> Any:
            return turned_entry(walk, k, a, b) * padded(x, walk, walk.into(0, i, a), walk.into(1, j, b))

        return over(rows, lambda a: over(columns, lambda b: term(a, b), i), i)

    def by_array(self, g: Expr, args: Args, result: Expr) -> Expr:
        """Each entry gets the gradient of every place that used it: the transposed convolution."""
        x, k = sizes(args[0]), sizes(args[1])
        bare = self.walk(args).spread(result.shape, k, (0, 0))
        extra = [simplify.number(size - got) for size, got in zip(x, bare, strict=True)]
        return shaped(simplify.TABLE[f"{self.name}_transpose"](g, *args[1:6], *extra), args[0])

    def by_kernel(self, g: Expr, args: Args, result: Expr) -> Expr:
        """Each kernel entry gets the sum of what it was multiplied with: the array convolved with the gradient."""
        return self.slid(args[0], g, args)

    def slid(self, x: Expr, g: Expr, args: Args) -> Expr:
        """The gradient by the kernel, with `g` the gradient at its places on `x`."""
        walk, kernel = self.walk(args), args[1]
        steps = (walk.dilation, walk.padding, walk.stride, 0)
        found = cut(simplify.TABLE[self.name](x, g, *map(simplify.number, steps)), sizes(kernel))
        return shaped(simplify.TABLE["turned"](found) if walk.flip else found, kernel)

    def spread_shape(self, args: Args) -> Shape:
        walk, extra = self.walk(args), (natural(args[6]), natural(args[7]))
        if any(extra[axis] >= walk.steps(axis)[0] for axis in (0, 1)):
            raise shape_error("extra rows and columns are fewer than the stride")
        found = walk.spread(*self.checked(args), extra)
        if min(found) < 1:
            raise shape_error(f"with this padding nothing is left of {describe(args[0].shape)}")
        return found

    def spread_value(self, z: Array, k: Array, *steps: Array) -> Array:
        walk, extra = self.counted(steps, from_zero), (from_zero(steps[4]), from_zero(steps[5]))
        shapes = sizes(z), sizes(k)
        found = walk.spread(*shapes, extra)
        taps = walk.taps(found, shapes[1], shapes[0])
        return summed(found, ((at, numbers.times(z[place], k[tap])) for place, at, tap in taps))

    def spread_definition(self, z: Any, k: Any, *rest: Any) -> Any:
        """Σ z[i, j] k[a, b] over the places and kernel entries that lie on this entry."""
        *steps, r, c = rest
        walk, delta = self.counted(tuple(steps), written), sympy().KroneckerDelta
        (m, n), (rows, columns) = sizes(z), sizes(k)

        def term(i: Any, j: Any, a: Any, b: Any) -> Any:
            here = delta(r, walk.into(0, i, a)) * delta(c, walk.into(1, j, b))
            return z(i, j) * turned_entry(walk, k, a, b) * here

        return sympy().Add(*(term(*places) for places in product(*map(range, (m, n, rows, columns)))))

    def spread_by_array(self, g: Expr, args: Args, result: Expr) -> Expr:
        return shaped(simplify.TABLE[self.name](g, *args[1:6]), args[0])

    def spread_by_kernel(self, g: Expr, args: Args, result: Expr) -> Expr:
        return self.slid(g, args[0], args)

    def entered(self) -> tuple[Operation, Operation]:
        """Both rows, in the table."""
        places = Option("stride", "1", ("strides",)), Option("padding", "0", ("pad",))
        steps = (*places, Option("dilation", "1"), Option("flip", "0"))
        more = (Option("extra_rows", "0"), Option("extra_columns", "0"))
        other = Misreading("kernel_turned", lambda args, facts: turned_over(self.name, args))
        direct = Operation(
            self.name,
            self.shape,
            self.value,
            self.definition,
            function(self.name, rf"\mathrm{{{self.name}}}", 2),
            ((Rule(self.by_array, "convolution_array"),), (Rule(self.by_kernel, "convolution_kernel"),), *NONE),
            takes=(*QUANTITIES, *(Argument.BOUND,) * 4),
            options=steps,
            mistakes=(other,),
            code=Code(f"{self.name}(#1, #2, #3, #4, #5, #6)", helper=True),
        )
        name = f"{self.name}_transpose"
        back = Operation(
            name,
            self.spread_shape,
            self.spread_value,
            self.spread_definition,
            function(name, rf"\mathrm{{{name.replace('_', '')}}}", 2),
            (
                (Rule(self.spread_by_array, "convolution_transposed"),),
                (Rule(self.spread_by_kernel, "convolution_kernel"),),
                *NONE,
                *NONE[:2],
            ),
            takes=(*QUANTITIES, *(Argument.BOUND,) * 6),
            options=(*steps, *more),
            code=Code(f"{name}(#1, #2, #3, #4, #5, #6, #7, #8)", helper=True),
        )
        return row(direct), row(back)


NONE: tuple[tuple[Rule, ...], ...] = ((),) * 4
QUANTITIES = (Argument.QUANTITY,) * 2


def turned_over(name: str, args: Args) -> Expr:
    """The convolution with the kernel the other way round."""
    return simplify.TABLE[name](*args[:5], simplify.number(1 - natural(args[5])))


def cut(expr: Expr, shape: Shape) -> Expr:
    """The first rows and columns, where a stride left some at the end that no kernel touched."""
    for axis, name in enumerate(("rows_of", "columns_of")):
        if expr.shape[axis] > shape[axis]:
            expr = simplify.TABLE[name](expr, simplify.number(1), simplify.number(shape[axis]))
    return expr


def from_zero(array: Array) -> int:
    return 0 if array.entries[0] == 0 else count(array)


def written(number: Any) -> int:
    return int(number(0, 0))


def turned_entry(walk: Walk, k: Any, a: Any, b: Any) -> Any:
    rows, columns = sizes(k)
    return k(rows - 1 - a, columns - 1 - b) if walk.flip else k(a, b)


def padded(x: Any, walk: Walk, r: Any, c: Any) -> Any:
    """The entry at a place, zero outside where there is padding."""
    rows, columns = sizes(x)
    if isinstance(r, int) and isinstance(c, int):
        return x(r, c) if 0 <= r < rows and 0 <= c < columns else sympy().Integer(0)
    if not walk.padding:
        return x(r, c)
    inside = sympy().And(r >= 0, r < rows, c >= 0, c < columns)
    return sympy().Piecewise((x(r, c), inside), (0, True))


TURNED = row(
    Operation(
        "turned",
        lambda args: sizes(args[0]),
        lambda a: table(sizes(a), lambda i, j: a[a.rows - 1 - i, a.columns - 1 - j]),
        lambda a, i, j: a(sizes(a)[0] - 1 - i, sizes(a)[1] - 1 - j),
        function("turned", r"\mathrm{rot}_{180}"),
        ((Rule(lambda g, args, result: shaped(simplify.TABLE["turned"](g), args[0]), "turned"),),),
        linear=True,
        spellings=("rot180",),
        code=Code("np.rot90(#1, 2)", torch="torch.rot90(#1, 2, (0, 1))"),
    )
)
ALONG_BOTH, ALONG_ROWS = Convolution("conv2d", (0, 1)), Convolution("conv1d", (0,))
CONV2D, CONV2D_TRANSPOSE = ALONG_BOTH.entered()
CONV1D, CONV1D_TRANSPOSE = ALONG_ROWS.entered()
SLIDING = {CONV2D: ALONG_BOTH, CONV1D: ALONG_ROWS}
"""The convolutions by their rows, those of the transposed ones left out."""
