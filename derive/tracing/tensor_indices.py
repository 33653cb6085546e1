"""What an index takes out of an array: numbers, slices, new axes, arrays of indices, and masks."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import Any

from derive.tracing import scalars
from derive.tracing.faults import Failing, Unclear
from derive.tracing.scalars import Traced, number
from derive.tracing.tensor import Form, Tensor, common, count, filled, plain, steps, stretched, tensor, whole


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
    if isinstance(part, Traced):
        part = part.value
    if isinstance(part, float):
        if not math.isfinite(part) or part != int(part):
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


def gathered(array: Tensor, index: Any, change: Any, is_taken: bool = False) -> Tensor:
    """A part of an array with something added to each entry, or taken from it, as often as its place is named."""
    found = selected(array.shape, index)
    entries = dict(zip(range(len(array.places)), array.entries, strict=True))
    for place, entry in zip(found.positions, stretched(tensor(change), found.shape), strict=True):
        entries[place] = (scalars.subtract if is_taken else scalars.add)(entries[place], entry)
    return filled(found.shape, [entries[place] for place in found.positions])
