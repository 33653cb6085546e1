"""Functions of arrays that libraries have: new ones, other shapes, parts, joins, and a few whole layers."""

from __future__ import annotations

import math
from collections.abc import Callable
from itertools import pairwise
from typing import Any

from derive.tracing import along_axes as reductions
from derive.tracing import scalars
from derive.tracing.faults import Failing, TooMuchWork, Unclear
from derive.tracing.scalars import Entry, number
from derive.tracing.tensor import (
    MOST_ENTRIES,
    Tensor,
    constant,
    count,
    entry_by_entry,
    filled,
    is_entry,
    matrix_product,
    moved,
    place_of,
    plain,
    reshaped,
    stacked,
    stretched,
    tensor,
    transposed,
    whole,
)
from derive.tracing.tensor_indices import selected

Function = Callable[..., Any]


def entrywise(function: Callable[..., Entry]) -> Function:
    return lambda *values: entry_by_entry(function, *values)


def one(function: Callable[[Entry], Entry]) -> Function:
    return lambda a: entry_by_entry(function, a)


def two(function: Callable[[Entry, Entry], Entry]) -> Function:
    return lambda a, b: entry_by_entry(function, a, b)


def compared(test: Callable[[float, float], bool]) -> Callable[[Entry, Entry], Entry]:
    return lambda a, b: test(number(a), number(b))


def clipped(a: Any, low: Any = None, high: Any = None) -> Any:
    if low is not None:
        a = entry_by_entry(scalars.maximum, a, low)
    return a if high is None else entry_by_entry(scalars.minimum, a, high)


def chosen(condition: Any, a: Any = None, b: Any = None) -> Any:
    """`where`: with one argument the indices of what is true."""
    if a is None or b is None:
        from derive.tracing.tensor_indices import where_true

        return tuple(where_true(tensor(condition)))
    return entry_by_entry(lambda test, yes, no: scalars.chosen_one(yes if number(test) else no), condition, a, b)


def joined(parts: Any, axis: Any = 0) -> Tensor:
    """Arrays one behind the other along an axis."""
    arrays = [tensor(part) for part in parts]
    if axis is None:
        arrays, axis = [reshaped(array, (-1,)) for array in arrays], 0
    if not arrays or not arrays[0].shape:
        raise Failing
    at = place_of(whole(axis), len(arrays[0].shape))
    fronts = [moved(array, at, 0) for array in arrays if len(array.shape) > at]
    if len(fronts) < len(arrays) or len({front.shape[1:] for front in fronts}) > 1:
        raise Failing
    shape = (sum(front.shape[0] for front in fronts), *fronts[0].shape[1:])
    return moved(filled(shape, [entry for front in fronts for entry in front.entries]), 0, at)


def below_each_other(parts: Any) -> Tensor:
    return joined([reshaped(a, (1, -1)) if len((a := tensor(part)).shape) < 2 else a for part in parts], 0)


def beside_each_other(parts: Any) -> Tensor:
    arrays = [tensor(part) for part in parts]
    return joined(arrays, 0 if len(arrays[0].shape) == 1 else 1)


def as_columns(parts: Any, axis: int = 1) -> Tensor:
    return joined([reshaped(a, (-1, 1)) if len((a := tensor(part)).shape) < 2 else a for part in parts], axis)


def piled(parts: Any, axis: Any = 0) -> Tensor:
    return stacked([tensor(part) for part in parts], whole(axis))


def cut(a: Any, parts: Any, axis: Any = 0) -> list[Tensor]:
    """Equal parts, or parts between places."""
    array = tensor(a)
    at = place_of(whole(axis), len(array.shape))
    length = array.shape[at]
    if is_entry(parts):
        many = whole(parts)
        if many < 1 or length % many:
            raise Failing
        places = [k * length // many for k in range(many + 1)]
    else:
        places = [0, *(whole(part) for part in parts), length]
    spans = pairwise(places)
    return [taken_along(array, at, slice(start, stop)) for start, stop in spans]


def taken_along(array: Tensor, axis: int, part: Any) -> Tensor:
    found = selected(array.shape, (*[slice(None)] * axis, part))
    return array.view(found.positions, found.shape)


def copied(a: Any) -> Any:
    if isinstance(a, list):
        return list(a)
    if isinstance(a, dict):
        return dict(a)
    if is_entry(a):
        return a
    array = tensor(a)
    return filled(array.shape, array.entries)


def arrayed(a: Any) -> Any:
    """A new array; of a single number the number, which differs from it in nothing that matters here."""
    return plain(copied(tensor(a)))


def shape_from(shape: Any, *more: Any) -> tuple[int, ...]:
    lengths = (shape, *more) if more or is_entry(shape) else shape
    return tuple(whole(length) for length in (lengths.entries if isinstance(lengths, Tensor) else lengths))


def full(shape: Any, fill: Any) -> Any:
    lengths = shape_from(shape)
    return filled(lengths, stretched(tensor(fill), lengths))


def like(entry: float) -> Function:
    return lambda a: plain(constant(tensor(a).shape, entry))


def of_shape(entry: float) -> Function:
    return lambda shape=(), *more: plain(constant(shape_from(shape, *more), entry))


def squeezed(a: Any, axis: Any = None) -> Any:
    array = tensor(a)
    away = reductions.axes_of(axis, len(array.shape))
    shape = [n for k, n in enumerate(array.shape) if not (n == 1 and k in away)]
    return plain(reshaped(array, shape))


def widened(a: Any, axis: Any) -> Tensor:
    array = tensor(a)
    at = place_of(whole(axis), len(array.shape) + 1)
    return Tensor(array.buffer, array.places, (*array.shape[:at], 1, *array.shape[at:]))


def turned(a: Any, axis: Any = None, *more: Any) -> Any:
    """`transpose`: all axes from behind, in the order told, or (as PyTorch has it) two of them exchanged."""
    array = tensor(a)
    if axis is None:
        return transposed(array)
    if more:
        order = [whole(axis), *map(whole, more)]
        return (
            exchanged(array, *order)
            if len(order) == 2 < len(array.shape) or order == [0, 1]
            else permuted(array, order)
        )
    return permuted(array, axis)


def exchanged(a: Any, one_axis: Any, other: Any) -> Tensor:
    array = tensor(a)
    order = list(range(len(array.shape)))
    i, j = place_of(whole(one_axis), len(order)), place_of(whole(other), len(order))
    order[i], order[j] = order[j], order[i]
    return transposed(array, order)


def permuted(a: Any, axis: Any, *more: Any) -> Tensor:
    order = (axis, *more) if more or is_entry(axis) else axis
    return transposed(tensor(a), [whole(each) for each in order])


def in_shape(a: Any, shape: Any, *more: Any) -> Any:
    return plain(reshaped(tensor(a), shape_from(shape, *more)))


def flat(a: Any, *start: Any) -> Tensor:
    array = tensor(a)
    return reshaped(array, (-1,) if not start or not start[0] else (array.shape[0], -1))


def flipped(a: Any, axis: Any = None) -> Tensor:
    array = tensor(a)
    away = reductions.axes_of(axis, len(array.shape))
    index = tuple(slice(None, None, -1) if k in away else slice(None) for k in range(len(array.shape)))
    found = selected(array.shape, index)
    return array.view(found.positions, found.shape)


def numbers_from(start: Any, stop: Any = None, step: Any = 1) -> Any:
    bounds = (0, start, step) if stop is None else (start, stop, step)
    if all(isinstance(bound, int) for bound in bounds):
        return tensor(range(*bounds)) if bounds[2] else reductions.eye(0)
    first, last, apart = (float(number(bound)) for bound in bounds)
    many = max(0, math.ceil((last - first) / apart)) if apart else 0
    made = constant((many,), 0.0)
    return filled(made.shape, [first + k * apart for k in range(many)])


def repeated(a: Any, times: Any, axis: Any = None) -> Tensor:
    array, many = tensor(a), whole(times)
    if axis is None:
        array, axis = reshaped(array, (-1,)), 0
    at = place_of(whole(axis), len(array.shape))
    index = tensor([k for k in range(array.shape[at]) for _ in range(many)])
    return filled(
        (found := selected(array.shape, (*[slice(None)] * at, index))).shape,
        array.view(found.positions, found.shape).entries,
    )


def tiled(a: Any, times: Any, *more: Any) -> Tensor:
    array, counts = tensor(a), list(shape_from(times, *more))
    if count((*array.shape, *counts)) > MOST_ENTRIES:
        raise TooMuchWork
    counts = [1] * (len(array.shape) - len(counts)) + counts
    array = reshaped(array, (*[1] * (len(counts) - len(array.shape)), *array.shape))
    for axis, many in enumerate(counts):
        array = joined([array] * many, axis) if many else constant((0,), 0.0)
    return array


def padded(a: Any, width: Any, mode: Any = "constant") -> Tensor:
    array = tensor(a)
    if mode != "constant":
        raise Unclear
    pairs = [width] * len(array.shape) if is_entry(width) else list(width)
    if len(pairs) == 1 or (len(pairs) == 2 and all(map(is_entry, pairs))):
        pairs = (pairs if not all(map(is_entry, pairs)) else [pairs]) * len(array.shape)
    pairs = [(whole(p), whole(p)) if is_entry(p) else (whole(p[0]), whole(p[1])) for p in pairs]
    shape = tuple(n + before + behind for n, (before, behind) in zip(array.shape, pairs, strict=True))
    made = constant(shape, 0.0)
    index = tuple(slice(before, before + n) for n, (before, _) in zip(array.shape, pairs, strict=True))
    made.write(selected(shape, index).positions, array.entries)
    return made


def matmul(a: Any, b: Any, transpose_a: Any = False, transpose_b: Any = False) -> Any:
    left = exchanged(a, -1, -2) if transpose_a else a
    return matrix_product(left, exchanged(b, -1, -2) if transpose_b else b)


def all_added(parts: Any) -> Any:
    result = parts[0]
    for part in parts[1:]:
        result = entry_by_entry(scalars.add, result, part)
    return result


def leaky(a: Any, slope: Any = 0.01) -> Any:
    return entry_by_entry(lambda x: x if number(x) > 0 else scalars.multiply(number(slope), x), a)


def triangle(keep: Callable[[int, int], bool]) -> Function:
    def cut_off(a: Any, k: Any = 0) -> Tensor:
        array = tensor(a)
        rows, columns = array.shape[-2:]
        places = range(len(array.places))
        kept = [keep(p // columns % rows + whole(k), p % columns) for p in places]
        return filled(array.shape, [e if k else 0.0 for e, k in zip(array.entries, kept, strict=True)])

    return cut_off


def fill_where(a: Any, mask: Any, fill: Any) -> Any:
    return chosen(mask, fill, a)


def shape_of(a: Any) -> tuple[int, ...]:
    return tensor(a).shape


def picked(a: Any, indices: Any, axis: Any = None) -> Any:
    """`take`, `gather`: entries of an axis by their numbers."""
    array = tensor(a)
    at = place_of(whole(axis or 0), len(array.shape))
    from derive.tracing.tensor_indices import taken

    return taken(array, (*[slice(None)] * at, indices))


def along_axis(a: Any, indices: Any, axis: Any) -> Tensor:
    """`np.take_along_axis`, and `gather` of PyTorch with its arguments in another order."""
    array, places = tensor(a), tensor(indices)
    at = place_of(whole(axis), len(array.shape))
    if len(places.shape) != len(array.shape):
        raise Failing
    index = []
    for k, length in enumerate(places.shape):
        shape = [length if j == k else 1 for j in range(len(places.shape))]
        index.append(places if k == at else reshaped(tensor(range(length)), shape))
    found = selected(array.shape, tuple(index))
    return filled(found.shape, array.view(found.positions, found.shape).entries)
