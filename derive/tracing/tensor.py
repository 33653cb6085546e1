"""Arrays of any number of axes as libraries have them: views that share their entries, broadcasting, indices.

An array is a list of entries that others may share, the places of its own entries in it, and its shape.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Sequence
from itertools import pairwise
from typing import Any

from derive.tracing.faults import Failing, TooMuchWork, Unclear
from derive.tracing.scalars import WORK, Entry, Traced, dot

MOST_ENTRIES = 100_000
Form = tuple[int, ...]


class Tensor:
    """Entries in a shape, row by row; changing them changes every array that shares them."""

    __slots__ = ("buffer", "places", "shape")

    def __init__(self, buffer: list[Entry], places: Sequence[int], shape: Form) -> None:
        self.buffer, self.places, self.shape = buffer, places, shape

    @property
    def entries(self) -> list[Entry]:
        buffer = self.buffer
        return [buffer[place] for place in self.places]

    def write(self, positions: Iterable[int], entries: Sequence[Entry]) -> None:
        for position, entry in zip(positions, entries, strict=True):
            self.buffer[self.places[position]] = entry

    def view(self, positions: Iterable[int], shape: Form) -> Tensor:
        places = self.places
        return Tensor(self.buffer, [places[position] for position in positions], shape)

    @property
    def is_contiguous(self) -> bool:
        places = self.places
        return isinstance(places, range) or all(q - p == 1 for p, q in pairwise(places))


def count(shape: Form) -> int:
    return math.prod(shape)


def filled(shape: Form, entries: Sequence[Entry]) -> Tensor:
    """A new array with these entries."""
    if len(entries) > MOST_ENTRIES:
        raise TooMuchWork
    return Tensor(list(entries), range(len(entries)), shape)


def constant(shape: Form, entry: Entry) -> Tensor:
    if any(length < 0 for length in shape):
        raise Failing
    if count(shape) > MOST_ENTRIES:
        raise TooMuchWork
    return filled(shape, [entry] * count(shape))


def is_entry(value: Any) -> bool:
    return isinstance(value, int | float | Traced)


def tensor(value: Any) -> Tensor:
    """A number, a list of them or of lists, or an array, as an array.  Errors: `Unclear`, `Failing` if ragged."""
    if isinstance(value, Tensor):
        return value
    if is_entry(value):
        return filled((), [value])
    if isinstance(value, range):
        value = list(value) if len(value) <= MOST_ENTRIES else [0] * (MOST_ENTRIES + 1)
    if not isinstance(value, list | tuple):
        raise Unclear
    if all(map(is_entry, value)):
        return filled((len(value),), value)
    return stacked([tensor(part) for part in value])


def stacked(parts: Sequence[Tensor], axis: int = 0) -> Tensor:
    """Arrays of one shape along a new axis."""
    if not parts:
        return filled((0,), [])
    shape = parts[0].shape
    if any(part.shape != shape for part in parts):
        raise Failing
    WORK.spend(len(parts) * count(shape) // 4)
    whole = filled((len(parts), *shape), [entry for part in parts for entry in part.entries])
    return moved(whole, 0, place_of(axis, len(shape) + 1))


def plain(value: Tensor) -> Any:
    """A number instead of an array without axes."""
    return value.entries[0] if value.shape == () else value


def place_of(axis: Any, axes: int) -> int:
    if not isinstance(axis, int):
        raise Unclear
    if not -axes <= axis < axes:
        raise Failing
    return axis % axes


def whole(value: Any) -> int:
    """A whole number.  Errors: `Unclear`."""
    if isinstance(value, Tensor) and len(value.places) == 1:
        value = value.entries[0]
    if isinstance(value, Traced):
        value = value.value
    if isinstance(value, float) and abs(value) < 1 << 53 and value == int(value):
        return int(value)
    if not isinstance(value, int):
        raise Unclear
    return int(value)


# Broadcasting


def common(*shapes: Form) -> Form:
    """The shape that arrays of these shapes are stretched to."""
    axes = max(map(len, shapes))
    result = []
    for lengths in zip(*((1,) * (axes - len(shape)) + shape for shape in shapes), strict=True):
        others = {length for length in lengths if length != 1}
        if len(others) > 1:
            raise Failing
        result.append(others.pop() if others else 1)
    return tuple(result)


def steps(shape: Form) -> list[int]:
    """How far apart neighbours along each axis are."""
    result = [1] * len(shape)
    for axis in range(len(shape) - 2, -1, -1):
        result[axis] = result[axis + 1] * shape[axis + 1]
    return result


def stretched(value: Tensor, shape: Form) -> list[Entry]:
    """The entries of an array stretched to a shape.  Errors: `Failing` where it cannot be."""
    if value.shape == shape:
        return value.entries
    if count(shape) > MOST_ENTRIES:
        raise TooMuchWork
    if len(value.places) == 1 and len(value.shape) <= len(shape):
        return value.entries * count(shape)
    own = (1,) * (len(shape) - len(value.shape)) + value.shape
    if len(own) != len(shape) or any(a not in (1, b) for a, b in zip(own, shape, strict=True)):
        raise Failing
    WORK.spend(count(shape) // 4)
    strides = [0 if length == 1 else step for length, step in zip(own, steps(own), strict=True)]
    entries = value.entries
    return [entries[position] for position in positions(shape, strides)]


def positions(shape: Form, strides: Sequence[int], start: int = 0) -> list[int]:
    """The positions of all entries, row by row, where neighbours along each axis lie so far apart."""
    found = [start]
    for length, stride in zip(shape, strides, strict=True):
        found = [position + k * stride for position in found for k in range(length)]
    return found


def entry_by_entry(function: Callable[..., Entry], *values: Any) -> Any:
    """A function applied to corresponding entries of numbers and arrays."""
    if all(map(is_entry, values)):
        return function(*values)
    arrays = [tensor(value) for value in values]
    shape = common(*(array.shape for array in arrays))
    WORK.spend(count(shape) // 4)
    columns = [stretched(array, shape) for array in arrays]
    return plain(filled(shape, [function(*row) for row in zip(*columns, strict=True)]))


# Shapes


def reshaped(value: Tensor, shape: Sequence[int]) -> Tensor:
    known = math.prod(length for length in shape if length != -1)
    if list(shape).count(-1) == 1 and known and len(value.places) % known == 0:
        shape = [len(value.places) // known if length == -1 else length for length in shape]
    if math.prod(shape) != len(value.places) or any(length < 0 for length in shape):
        raise Failing
    if value.is_contiguous or is_same_without_ones(value.shape, tuple(shape)):
        return Tensor(value.buffer, value.places, tuple(shape))
    return filled(tuple(shape), value.entries)


def is_same_without_ones(left: Form, right: Form) -> bool:
    return [length for length in left if length != 1] == [length for length in right if length != 1]


def transposed(value: Tensor, axes: Sequence[int] | None = None) -> Tensor:
    """The same entries with the axes in another order, from behind where none is told."""
    order = [place_of(axis, len(value.shape)) for axis in axes] if axes is not None else range(len(value.shape))[::-1]
    if sorted(order) != list(range(len(value.shape))):
        raise Failing
    strides = steps(value.shape)
    shape = tuple(value.shape[axis] for axis in order)
    return value.view(positions(shape, [strides[axis] for axis in order]), shape)


def moved(value: Tensor, source: int, target: int) -> Tensor:
    order = [axis for axis in range(len(value.shape)) if axis != source]
    order.insert(target, source)
    return transposed(value, order)


# Products


def matrix_product(left: Any, right: Any) -> Any:
    """`a @ b`: matrices, vectors, and stacks of matrices."""
    a, b = tensor(left), tensor(right)
    if not a.shape or not b.shape:
        raise Failing
    rows = a if len(a.shape) > 1 else reshaped(a, (1, *a.shape))
    columns = b if len(b.shape) > 1 else reshaped(b, (*b.shape, 1))
    if rows.shape[-1] != columns.shape[-2]:
        raise Failing
    heads = common(rows.shape[:-2], columns.shape[:-2])
    n, m, p = rows.shape[-2], rows.shape[-1], columns.shape[-1]
    lefts, rights = stretched(rows, (*heads, n, m)), stretched(columns, (*heads, m, p))
    entries: list[Entry] = []
    for k in range(count(heads)):
        turned = [rights[k * m * p + j : (k + 1) * m * p : p] for j in range(p)]
        for i in range(n):
            row = lefts[(k * n + i) * m : (k * n + i + 1) * m]
            entries += [dot(row, column) for column in turned]
    shape = (*heads, *((n,) if len(a.shape) > 1 else ()), *((p,) if len(b.shape) > 1 else ()))
    return plain(filled(shape, entries))
