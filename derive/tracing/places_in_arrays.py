"""Rows of functions that tell places in arrays, or lay entries in another order."""

from __future__ import annotations

from itertools import product
from typing import Any

from derive.tracing import scalars
from derive.tracing.faults import Failing, TooMuchWork, Unclear
from derive.tracing.scalars import WORK, number
from derive.tracing.tensor import MOST_ENTRIES, Tensor, count, filled, reshaped, tensor, transposed, whole


def unraveled(place: Any, shape: Any) -> tuple[int, ...]:
    """The indices of an entry from its number, as `np.unravel_index` gives them."""
    lengths = [whole(length) for length in shape]
    rest = whole(place)
    if not 0 <= rest < count(tuple(lengths)):
        raise Failing
    found = []
    for length in reversed(lengths):
        rest, at = divmod(rest, length)
        found.append(at)
    return tuple(reversed(found))


def indices_of(*shape: Any) -> list[tuple[int, ...]]:
    lengths = shape[0] if len(shape) == 1 and isinstance(shape[0], tuple | list) else shape
    numbers = [whole(length) for length in lengths]
    if count(tuple(numbers)) > MOST_ENTRIES:
        raise TooMuchWork
    return list(product(*(range(length) for length in numbers)))


def rolled(a: Any, shift: Any, axis: Any = None) -> Tensor:
    """Entries moved along one axis, those behind the end to the front."""
    array, by = tensor(a), whole(shift)
    if axis is None:
        entries = array.entries
        return filled(array.shape, [entries[(k - by) % len(entries)] for k in range(len(entries))])
    at = whole(axis) % len(array.shape)
    order = [at, *(k for k in range(len(array.shape)) if k != at)]
    front = transposed(array, order)
    length, width = front.shape[0], count(front.shape[1:])
    rows = [front.entries[((k - by) % length) * width : ((k - by) % length + 1) * width] for k in range(length)]
    made = filled(front.shape, [entry for row in rows for entry in row])
    return transposed(made, [order.index(k) for k in range(len(order))])


def evenly(start: Any, stop: Any, num: Any = 50) -> Tensor:
    many = whole(num)
    WORK.spend(many)
    a, b = number(start), number(stop)
    return filled((many,), [a + (b - a) * k / max(many - 1, 1) for k in range(many)])


def turned_by_quarters(a: Any, k: Any = 1) -> Tensor:
    """A matrix turned to the left so many times: a view of it, as in NumPy."""
    array = tensor(a)
    if len(array.shape) != 2:
        raise Unclear
    for _ in range(whole(k) % 4):
        n, m = array.shape
        order = [array.places[i * m + j] for j in reversed(range(m)) for i in range(n)]
        array = Tensor(array.buffer, order, (m, n))
    return array


def kronecker(a: Any, b: Any) -> Tensor:
    """The Kronecker product of two matrices."""
    left, right = tensor(a), tensor(b)
    if len(left.shape) != 2 or len(right.shape) != 2:
        raise Unclear
    (n, m), (p, q) = left.shape, right.shape
    WORK.spend(n * m * p * q)
    x, y = left.entries, right.entries
    entries = [
        scalars.multiply(x[i * m + j], y[k * q + w])
        for i in range(n)
        for k in range(p)
        for j in range(m)
        for w in range(q)
    ]
    return reshaped(filled((n * p * m * q,), entries), (n * p, m * q))
