"""Arrays of any number of axes as libraries have them: views that share their entries, broadcasting, indices.

An array is a list of entries that others may share, the places of its own entries in it, and its shape.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from derive.programs.faults import Exhausted, Failing, Unclear
from derive.programs.scalars import WORK, Entry, Node, dot, number

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
        return isinstance(places, range) or all(q - p == 1 for p, q in zip(places, places[1:], strict=False))


def count(shape: Form) -> int:
    return math.prod(shape)


def filled(shape: Form, entries: Sequence[Entry]) -> Tensor:
    """A new array with these entries."""
    if len(entries) > MOST_ENTRIES:
        raise Exhausted
    return Tensor(list(entries), range(len(entries)), shape)


def constant(shape: Form, entry: Entry) -> Tensor:
    if any(length < 0 for length in shape):
        raise Failing
    if count(shape) > MOST_ENTRIES:
        raise Exhausted
    return filled(shape, [entry] * count(shape))


def is_entry(value: Any) -> bool:
    return isinstance(value, int | float | Node)


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
        raise Exhausted
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


# Indices


@dataclass(frozen=True)
class Selected:
    """What an index takes out: positions in the array, the shape they have, and whether they stay a view of it."""

    positions: list[int]
    shape: Form
    is_view: bool


def selected(shape: Form, index: Any) -> Selected:
    """The places that an index means.  Errors: `Failing` behind the end or with too many indices, `Unclear`."""
    parts = list(index) if isinstance(index, tuple) else [index]
    parts = [each for part in parts for each in whole_parts(part)]
    used = sum(1 for part in parts if part is not None and part is not Ellipsis)
    if used > len(shape):
        raise Failing
    rest = [slice(None)] * (len(shape) - used)
    at = next((k for k, part in enumerate(parts) if part is Ellipsis), None)
    parts = [*parts, *rest] if at is None else [*parts[:at], *rest, *parts[at + 1 :]]
    if any(isinstance(part, Tensor) for part in parts):
        return by_arrays(shape, parts)
    found, lengths, axis = [0], [], 0
    strides = steps(shape)
    for part in parts:
        if part is None:
            lengths.append(1)
            continue
        chosen = along(part, shape[axis])
        found = [place + k * strides[axis] for place in found for k in chosen]
        if not isinstance(part, int):
            lengths.append(len(chosen))
        axis += 1
    return Selected(found, tuple(lengths), True)


def whole_parts(part: Any) -> Iterator[Any]:
    """An index as it is used: lists are arrays, and an array of truth values is where it is true."""
    if isinstance(part, range | list | tuple):
        part = tensor(list(part))
    if isinstance(part, Node):
        part = part.value
    if isinstance(part, float):
        if part != int(part):
            raise Failing
        part = int(part)
    if isinstance(part, Tensor):
        if part.entries and all(isinstance(entry, bool) for entry in part.entries):
            yield from where_true(part)
            return
        yield part if part.shape else int(number(part.entries[0]))
        return
    if isinstance(part, bool) or not (part is None or part is Ellipsis or isinstance(part, int | slice)):
        raise Unclear
    yield part


def where_true(mask: Tensor) -> list[Tensor]:
    """The indices along each axis of the entries that are true."""
    found = [place for place, entry in enumerate(mask.entries) if number(entry)]
    result = []
    for length, step in zip(mask.shape, steps(mask.shape), strict=True):
        result.append(filled((len(found),), [place // step % length for place in found]))
    return result


def along(part: Any, length: int) -> Sequence[int]:
    """The indices along one axis that a number or a slice means."""
    if isinstance(part, int):
        if not -length <= part < length:
            raise Failing
        return (part % length,)
    bounds = [None if bound is None else whole(bound) for bound in (part.start, part.stop, part.step)]
    if bounds[2] == 0:
        raise Failing
    return range(length)[slice(*bounds)]


def whole(value: Any) -> int:
    """A whole number.  Errors: `Unclear`."""
    if isinstance(value, Tensor) and len(value.places) == 1:
        value = value.entries[0]
    if isinstance(value, Node):
        value = value.value
    if isinstance(value, float) and value == value and abs(value) < 1 << 53 and value == int(value):
        return int(value)
    if not isinstance(value, int):
        raise Unclear
    return int(value)


def by_arrays(shape: Form, parts: Sequence[Any]) -> Selected:
    """Indices with arrays among them: those are stretched to one shape, and taken together."""
    strides, axis = steps(shape), 0
    together: list[tuple[Tensor, int, int]] = []
    plan: list[tuple[int, int] | None] = []
    slices: list[tuple[Sequence[int], int]] = []
    for part in parts:
        if part is None:
            plan.append((1, -1))
            continue
        if isinstance(part, Tensor | int):
            together.append((tensor(part), shape[axis], strides[axis]))
            plan.append(None)
        else:
            slices.append((along(part, shape[axis]), strides[axis]))
            plan.append((len(slices[-1][0]), len(slices) - 1))
        axis += 1
    joint = common(*(array.shape for array, _, _ in together))
    offsets = [0] * count(joint)
    for array, length, stride in together:
        entries = [along(whole(entry), length)[0] * stride for entry in stretched(array, joint)]
        offsets = [offset + entry for offset, entry in zip(offsets, entries, strict=True)]
    return arranged(plan, slices, joint, offsets)


def arranged(
    plan: Sequence[tuple[int, int] | None],
    slices: Sequence[tuple[Sequence[int], int]],
    joint: Form,
    offsets: Sequence[int],
) -> Selected:
    """The joint axes stand where the arrays stand, or in front where slices come between them."""
    arrays = [k for k, part in enumerate(plan) if part is None]
    is_apart = arrays[-1] - arrays[0] + 1 != len(arrays)
    first = 0 if is_apart else sum(1 for part in plan[: arrays[0]] if part is not None)
    others = [part for part in plan if part is not None]
    before, behind = others[:first], others[first:]

    def places(parts: Sequence[tuple[int, int]]) -> list[int]:
        options = [[k * slices[at][1] for k in slices[at][0]] if at >= 0 else [0] for _, at in parts]
        return [sum(choice) for choice in product(*options)]

    found = [a + offset + b for a in places(before) for offset in offsets for b in places(behind)]
    lengths = (*(length for length, _ in before), *joint, *(length for length, _ in behind))
    return Selected(found, lengths, False)


def taken(value: Tensor, index: Any) -> Any:
    """What an index takes out of an array: a view, or a copy where arrays are among the indices."""
    found = selected(value.shape, index)
    part = value.view(found.positions, found.shape)
    return plain(part if found.is_view else filled(part.shape, part.entries))


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
