"""Which arrays of a program are what the problem gives: told by their values, and by their names where values do not.

Where a program writes down the problem's numbers, the numbers of another point are put in their place.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import groupby
from typing import Any

from derive.language.expr import Ref
from derive.tracing.objects import UNKNOWN
from derive.tracing.scalars import Entry, Traced, number
from derive.tracing.tensor import Form, Tensor, filled, is_entry, tensor
from derive.tracing.trace import Snapshot, snapshot

Numbers = tuple[float, ...]
NEAR = 1e-6
EXACT = 4
"""The score of a name that is written as the problem has it."""
LABELS = re.compile(r"(?i)y|lab|tar|t$|t_|cls|class|idx|ind|ix|char|word|tok|x|in|out|gold|true")
"""Names of lists of classes."""
SIZES = re.compile(
    r"(?i)(?:n|num|dim|size|shape|layer|epoch|step|axis|perm|order)s?(?:_|$)|.*(?:size|dims|shape|layers)s?$"
)
TABLES = re.compile(r"(?i)^(?:d_?)?(?:grads?|gradients?|derivs?|deltas?|gparams?|dparams?|param_?grads?|d)\w?$")
"""Names of dictionaries of gradients."""
SYNONYMS = {
    "inputs": "x",
    "input": "x",
    "features": "x",
    "data": "x",
    "labels": "y",
    "label": "y",
    "targets": "y",
    "target": "y",
}


def canonical(name: str) -> str:
    return re.sub(r"[\W_]+", "", name)


@dataclass(frozen=True)
class WayOfWriting:
    """A way to write given quantities as an array: their entries in an order, or the classes of one-hot ones."""

    refs: tuple[Ref, ...]
    shape: Form
    order: tuple[int, ...]
    is_labels: bool = False
    is_turned: bool = False

    def entries(self, of: Callable[[Ref], Sequence[Any]]) -> list[Any]:
        """The entries of the array from those of each quantity."""
        if self.is_labels:
            return [label for ref in self.refs for label in labels_of(ref, [number(e) for e in of(ref)])]
        flat = [entry for ref in self.refs for entry in of(ref)]
        return [flat[place] for place in self.order]


def labels_of(ref: Ref, entries: Sequence[float]) -> list[int]:
    """The classes, from 0, of a one-hot vector or of the rows of a matrix of them."""
    rows = ref.shape[0] if ref.shape and 1 not in ref.shape else 1
    width = len(entries) // rows
    return [max(range(width), key=lambda k: entries[r * width + k]) for r in range(rows)]


def squeezed(shape: Sequence[int]) -> Form:
    return tuple(length for length in shape if length != 1)


def ways(refs: Sequence[Ref], one_hot: frozenset[str]) -> Iterator[WayOfWriting]:
    """The ways in which given quantities are written as arrays."""
    for ref in refs:
        many = range(ref.shape[0] * ref.shape[1] if ref.shape else 1)
        yield WayOfWriting((ref,), squeezed(ref.shape), tuple(many))
        if len(squeezed(ref.shape)) == 2:
            n, m = ref.shape
            order = tuple(i * m + j for j in range(m) for i in range(n))
            yield WayOfWriting((ref,), (m, n), order, is_turned=True)
        if ref.name in one_hot:
            rows = ref.shape[0] if 1 not in ref.shape else 1
            yield WayOfWriting((ref,), squeezed((rows,)), (), True)
    for _, group in groupby(sorted(refs, key=placed), key=lambda ref: ref.name):
        family = tuple(ref for ref in group if ref.index)
        if len(family) > 1 and len({ref.shape for ref in family}) == 1:
            yield from stacks(family, one_hot)


def placed(ref: Ref) -> tuple[str, tuple[int, ...]]:
    return ref.name, tuple(index.offset for index in ref.index)


def stacks(family: tuple[Ref, ...], one_hot: frozenset[str]) -> Iterator[WayOfWriting]:
    shape = squeezed(family[0].shape)
    size = family[0].shape[0] * family[0].shape[1] if family[0].shape else 1
    steps = len(family)
    yield WayOfWriting(family, squeezed((steps, *shape)), tuple(range(steps * size)))
    if len(shape) == 1:
        yield WayOfWriting(
            family, (size, steps), tuple(t * size + k for k in range(size) for t in range(steps)), is_turned=True
        )
    if family[0].name in one_hot:
        yield WayOfWriting(family, (steps,), (), True)


@dataclass
class GivenArrays:
    """The given quantities of a problem, by their values at home."""

    home: Mapping[Ref, Numbers] | None
    refs: tuple[Ref, ...]
    one_hot: frozenset[str]
    stepped: frozenset[str] = frozenset()

    @cached_property
    def written(self) -> list[WayOfWriting]:
        return list(ways(self.refs, self.one_hot))

    def fitting(self, name: str, value: Snapshot) -> WayOfWriting | None:
        """What an array of plain numbers is; `None` where it is none of them or that is not clear."""
        if self.home is None:
            return None
        home = self.home
        shape, entries = squeezed(value.shape), value.numbers
        found = []
        for way in self.written:
            if way.shape == shape and is_near(way.entries(lambda ref: home[ref]), entries):
                found.append((name_score(name, way), way))
        if not found:
            return None
        best = max(score for score, _ in found)
        first = [way for score, way in found if score == best]
        if best == 0 and (len({way.refs for way in first}) > 1 or first[0].is_labels or says_little(entries)):
            return None
        if best < 2 and (not shape or (first[0].is_labels and not LABELS.match(name))):
            return None
        return first[0] if len({way.refs for way in first}) == 1 else None

    def named(self, name: str) -> WayOfWriting | None:
        """The given quantity of a name, in its own shape."""
        for way in self.written:
            if name_score(name, way) >= 3 and not way.is_labels and not way.is_turned:
                return way
        return None


def is_near(left: Sequence[float], right: Sequence[float]) -> bool:
    return len(left) == len(right) and all(
        a == b or abs(a - b) <= NEAR * (1 + min(abs(a), abs(b))) for a, b in zip(left, right, strict=True)
    )


def says_little(entries: Sequence[float]) -> bool:
    """Whether numbers are such as arrays are often filled with."""
    return len(set(entries)) < 2


def name_score(name: str, way: WayOfWriting) -> int:
    """How well a name fits: 4 as it is written, 3 but for capitals, 2 a plural or a synonym, 0 not at all."""
    own, ref = canonical(name), way.refs[0]
    names = [canonical(str(ref))] if len(way.refs) == 1 else [ref.name, f"{ref.name}s", f"{ref.name}seq"]
    names = [canonical(each) for each in names]
    if own in names:
        return 4
    if own.lower() in [each.lower() for each in names]:
        return 3
    plain = re.sub(r"(?i)(?:batch|train|data|mat|vec|s|onehot|oh|true)$", "", own).lower()
    plain = SYNONYMS.get(own.lower(), plain)
    return 2 if plain and plain == canonical(ref.name).lower() else 0


@dataclass
class Here:
    """The given quantities at one point, as a run meets them."""

    known: GivenArrays
    values: Mapping[Ref, Numbers]
    met: dict[Ref, set[bool]] = field(default_factory=dict)
    leaves: dict[Ref, list[Traced]] = field(default_factory=dict)
    of_leaf: dict[int, tuple[Ref, int]] = field(default_factory=dict)
    labelled: set[Ref] = field(default_factory=set)
    called: dict[str, set[str]] = field(default_factory=dict)
    """What the program calls given quantities, by the names of their families."""

    def leaf(self, ref: Ref) -> list[Traced]:
        """The entries of a given quantity, the same wherever it is met."""
        if ref not in self.leaves:
            self.leaves[ref] = [Traced(value) for value in self.values[ref]]
            self.of_leaf.update({node.at: (ref, k) for k, node in enumerate(self.leaves[ref])})
        return self.leaves[ref]

    def given(self, way: WayOfWriting, shape: Form | None = None) -> Any:
        """Given quantities as an array in a shape."""
        for ref in way.refs:
            self.met.setdefault(ref, set()).add(way.is_turned)
            if way.is_labels:
                self.labelled.add(ref)
        entries: list[Entry] = way.entries(self.leaf)
        shape = way.shape if shape is None else shape
        return filled(shape, entries) if shape else entries[0]

    def recognised(self, name: str, value: Any) -> Any:
        """The value with what the problem gives put in its place, wherever it is that at home."""
        if value is UNKNOWN:
            way = self.known.named(name)
            return UNKNOWN if way is None else self.given(way, way.refs[0].shape)
        if isinstance(value, dict):
            for key, each in value.items() if not TABLES.match(name) else ():
                if isinstance(key, str):
                    value[key] = self.entry(key, each)
            return value
        found = snapshot(value)
        if found is not None and self.is_given(found):
            return self.of_other_name(name, value, found)
        if found is None or not found.is_constant:
            return self.parts(name, value) if isinstance(value, list | tuple) else value
        way = self.known.fitting(name, found) if len(found.entries) else None
        if way is not None and not way.is_labels and all(ref in self.labelled for ref in way.refs):
            return value
        if way is None:
            return self.parts(name, value) if isinstance(value, list | tuple) else value
        if not way.is_labels and "[" not in name:
            self.called.setdefault(canonical(name), set()).add(way.refs[0].name)
        return like(value, self.given(way, found.shape))

    def of_other_name(self, name: str, value: Any, found: Snapshot) -> Any:
        """Something given under the name of another given quantity that has the same numbers at home: that one."""
        home = self.known.home
        if home is None or not found.entries:
            return value
        places = [self.of_leaf[node.at] for node in found.nodes]
        way = self.known.fitting(name, Snapshot(found.shape, tuple(home[ref][k] for ref, k in places)))
        if way is None or way.is_labels or name_score(name, way) < EXACT or set(way.refs) == {ref for ref, _ in places}:
            return value
        return like(value, self.given(way, found.shape))

    def entry(self, key: str, value: Any) -> Any:
        """A value in a dictionary: one filled with a single number is a given one only where that was not met yet."""
        found = snapshot(value)
        if found is not None and found.is_constant and says_little(found.numbers):
            way = self.known.fitting(key, found)
            if way is not None and all(ref in self.met for ref in way.refs):
                return value
        return self.recognised(key, value)

    def parts(self, name: str, values: list[Any] | tuple[Any, ...]) -> Any:
        """A list of which single parts are given."""
        if all(map(is_entry, values)) or len(values) > 50:
            return values
        new = [self.recognised(f"{name}[{k}]", each) for k, each in enumerate(values)]
        if isinstance(values, tuple):
            return tuple(new)
        values[:] = new
        return values

    def is_given(self, value: Snapshot) -> bool:
        return bool(value.entries) and all(type(e) is Traced and e.at in self.of_leaf for e in value.entries)

    def is_stepped(self, value: Snapshot) -> bool:
        return any(
            self.of_leaf[node.at][0].name in self.known.stepped for node in value.nodes if node.at in self.of_leaf
        )


def like(value: Any, new: Any) -> Any:
    """An array as the kind of thing that it was written as: a list stays one, and is the same list."""
    if is_entry(value) or isinstance(value, Tensor):
        return new
    parts = nested_like(value, iter(tensor(new).entries))
    if isinstance(value, list):
        value[:] = parts
        return value
    return tuple(parts)


def nested_like(value: Any, entries: Iterator[Entry]) -> list[Any]:
    result: list[Any] = []
    for part in value:
        if is_entry(part):
            result.append(next(entries))
        elif isinstance(part, Tensor):
            result.append(filled(part.shape, [next(entries) for _ in part.places]))
        else:
            result.append(nested_like(part, entries))
    return result
