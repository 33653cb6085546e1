"""What is true of a problem at several points: all that an array of a program may be, with its numbers.

Besides quantities and gradients: what single uses contribute, sums of some of those as they arise in a loop, the
gradients of the losses of single steps, and local slopes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations, groupby

from derive.judging.places import Places
from derive.judging.point import Point, tried, zeros
from derive.language.expr import Derivative, Ref, Shape, is_single, size
from derive.language.numbers import Array, precision
from derive.problem.problem import Problem
from derive.tracing.givens import Numbers, placed, squeezed
from derive.tracing.tensor import Form

MOST_ENTRIES = 4_000
"""Entries of an array that programs are held against."""
MOST_LOSSES = 12
MOST_SUBSETS = 4
WIDEST_SLOPE = 12
MOST_POINTS = 4
About = Ref | Derivative


@dataclass(frozen=True)
class Truth:
    """One true array: what it is, its kind, its shape, and its numbers at each point.

    Kinds: quantity, gradient, share (what some uses contribute), single (of the loss of one step), slope, stack.
    `about` is the quantity or the gradient that it is, or is a part of; `place` orders a family.
    """

    kind: str
    about: About
    shape: Form
    numbers: tuple[Numbers, ...]
    label: str = ""
    of_stack: bool = False

    @property
    def is_full(self) -> bool:
        return self.kind in ("quantity", "gradient")

    @property
    def ref(self) -> Ref:
        return self.about.by if isinstance(self.about, Derivative) else self.about

    @property
    def is_gradient(self) -> bool:
        return isinstance(self.about, Derivative)


def floats(value: Array) -> Numbers:
    return tuple(float(entry) for entry in value.entries)


class Truths:
    """All true arrays at some points of a problem."""

    def __init__(self, problem: Problem, places: Places, numbers: Sequence[int] | None = None) -> None:
        self.problem = problem
        self.network = problem.network
        self.places = places
        self.numbers = list(places.random if numbers is None else numbers)[:MOST_POINTS]
        with precision(places.bits):
            self.points = [places.at(place) for place in self.numbers]

    @cached_property
    def top(self) -> Ref:
        """The scalar whose gradients are asked, or the last one."""
        asked = [t.of for q in self.problem.questions for t in q.targets if isinstance(t, Derivative)]
        singles = [ref for ref in asked if is_single(ref.shape)]
        if singles:
            return max(singles, key=lambda ref: (singles.count(ref), self.network.rank.get(ref, -1)))
        targets = [e.target for e in self.problem.equations if is_single(e.target.shape)]
        return targets[-1] if targets else self.problem.equations[-1].target

    @cached_property
    def refs(self) -> list[Ref]:
        """All quantities, given and calculated, that are no gradients of their own."""
        listed = [*self.problem.given, *(e.target for e in self.problem.equations)]
        return [ref for ref in dict.fromkeys(listed) if size(ref.shape) <= MOST_ENTRIES]

    @cached_property
    def has_gradients(self) -> bool:
        return is_single(self.top.shape)

    @cached_property
    def above(self) -> set[Ref]:
        return self.network.ancestors(self.top)

    def of(self, ref: Ref) -> Derivative:
        return Derivative(self.top, ref, ref.shape)

    @cached_property
    def listed(self) -> list[Truth]:
        """All but the local slopes, the plainest first."""
        with precision(self.places.bits):
            found = [*self.quantities(), *self.gradients()]
            found += self.stacked(found)
            return [*found, *self.shares(), *self.stacked_shares(), *self.singles(), *self.sums()]

    @cached_property
    def slopes(self) -> list[Truth]:
        with precision(self.places.bits):
            return list(self.local())

    def made(self, kind: str, about: About, arrays: Sequence[Array | None], label: str = "") -> Iterator[Truth]:
        kept = [array for array in arrays if array is not None]
        if len(kept) == len(arrays) and kept:
            yield Truth(kind, about, squeezed(kept[0].shape), tuple(map(floats, kept)), label)

    def quantities(self) -> Iterator[Truth]:
        for ref in self.refs:
            yield from self.made("quantity", ref, [point.known.get(ref) for point in self.points])

    def gradients(self) -> Iterator[Truth]:
        for ref in self.refs if self.has_gradients else ():
            if ref in self.above:
                arrays = [tried(lambda p=point, r=ref: p.gradient(self.top, r)) for point in self.points]  # type: ignore[misc]
                yield from self.made("gradient", self.of(ref), arrays)

    def stacked(self, found: Sequence[Truth]) -> Iterator[Truth]:
        """Families as one array, the steps along the first or the last axis."""
        ordered = sorted((t for t in found if t.ref.index), key=lambda t: (t.is_gradient, placed(t.ref)))
        for _, group in groupby(ordered, key=lambda t: (t.is_gradient, t.ref.name)):
            family = list(group)
            if len(family) > 1 and len({t.shape for t in family}) == 1:
                yield from stacks(family)
                if len(family) > 2:
                    yield from stacks(family[1:])

    def shares(self) -> Iterator[Truth]:
        """What single uses of a quantity hand back, and sums of some of them."""
        for ref in self.refs if self.has_gradients else ():
            if ref not in self.above or ref == self.top:
                continue
            terms = [tried(lambda p=point, r=ref: self.terms(p, r)) for point in self.points]  # type: ignore[misc]
            if any(each is None for each in terms):
                continue
            by_point = [each for each in terms if each is not None]
            many = len(by_point[0])
            for chosen in subsets(many):
                arrays = [added([each[k] for k in chosen]) for each in by_point]
                yield from self.made("share", self.of(ref), arrays, ",".join(map(str, chosen)))

    def terms(self, point: Point, ref: Ref) -> list[Array]:
        return list(point.terms(self.top, ref, False, point.gradients))

    def stacked_shares(self) -> Iterator[Truth]:
        """What the members of a family get from one kind of user alone, as one array; zeros where there is none."""
        ordered = sorted((ref for ref in self.above if ref.index and ref != self.top), key=placed)
        for _, group in groupby(ordered if self.has_gradients else (), key=lambda ref: ref.name):
            family = [ref for ref in group if ref not in self.problem.given]
            users = {e.child.target.name for ref in family for e in self.network.edges(self.top, ref)}
            for user in sorted(users) if len(family) > 1 and len(users) > 1 else ():
                found = [truth for ref in family for truth in self.from_users(ref, user)]
                if len(found) == len(family) and len({truth.shape for truth in found}) == 1:
                    yield from stacks(found)

    def from_users(self, ref: Ref, user: str) -> Iterator[Truth]:
        arrays = [tried(lambda p=point: self.share_of(p, ref, user)) for point in self.points]  # type: ignore[misc]
        yield from self.made("share", self.of(ref), arrays, user)

    def share_of(self, point: Point, ref: Ref, user: str) -> Array | None:
        """What users of one name hand back to a quantity."""
        edges = self.network.edges(self.top, ref)
        terms = [*point.terms(self.top, ref, False, point.gradients)]
        if len(terms) != len(edges):
            return None
        chosen = [term for edge, term in zip(edges, terms, strict=True) if edge.child.target.name == user]
        return added(chosen) if chosen else zeros(ref.shape)

    @cached_property
    def losses(self) -> list[Ref]:
        """The losses of single steps."""
        found = [r for r in self.refs if r in self.above and is_single(r.shape) and r.index and r != self.top]
        return [ref for ref in found if ref not in self.problem.given][:MOST_LOSSES]

    def singles(self) -> Iterator[Truth]:
        for loss in self.losses if self.has_gradients else ():
            for ref in self.refs:
                if ref == loss or ref not in self.network.ancestors(loss):
                    continue
                arrays = [tried(lambda p=point, r=ref, o=loss: p.gradient(o, r)) for point in self.points]  # type: ignore[misc]
                yield from self.made("single", Derivative(loss, ref, ref.shape), arrays)
                yield from self.made("single", self.of(ref), self.weighed(loss, arrays), str(loss))

    def sums(self) -> Iterator[Truth]:
        """Sums of the first losses of single steps, and of the last, as they arise in a loop."""
        losses = self.losses if self.has_gradients else []
        for chosen in subsets(len(losses)) if len(losses) > 1 else ():
            plain = [added([point.known[losses[k]] for k in chosen]) for point in self.points]
            yield from self.made("share", self.top, plain)
            by_loss = [self.weighed(losses[k], [point.known[losses[k]] for point in self.points]) for k in chosen]
            yield from self.made(
                "share", self.top, [added([a for a in row if a]) for row in zip(*by_loss, strict=True)]
            )
        if len(losses) > 1:
            yield from self.made("share", self.top, [added([p.known[loss] for loss in losses]) for p in self.points])

    def weighed(self, loss: Ref, arrays: Sequence[Array | None]) -> list[Array | None]:
        """The gradients of the loss of one step as they enter the whole."""
        found: list[Array | None] = []
        for point, array in zip(self.points, arrays, strict=True):
            weight = point.gradient(self.top, loss).entries[0]
            found.append(None if array is None else Array(array.shape, tuple(weight * e for e in array.entries)))
        return found

    def local(self) -> Iterator[Truth]:
        """Jacobians between neighbours, and of those that are diagonal the slopes alone."""
        for equation in self.problem.equations:
            of = equation.target
            if of.gradient or size(of.shape) > WIDEST_SLOPE:
                continue
            for by in self.network.used[of]:
                if size(by.shape) > WIDEST_SLOPE:
                    continue
                arrays = [tried(lambda p=point, b=by, o=of: p.direct(o, b)) for point in self.points]  # type: ignore[misc]
                about = Derivative(of, by, by.shape, direct=True)
                yield from self.made("slope", about, arrays)
                yield from self.made("slope", about, [diagonal(array, by.shape) for array in arrays])

    @cached_property
    def multiples(self) -> list[float]:
        """Whole numbers, and their quotients with 1 and 2, that a forgotten or doubled mean can bring in."""
        lengths = {n for ref in self.refs for n in ref.shape if n > 1}
        for _, group in groupby(sorted(self.refs, key=placed), key=lambda ref: ref.name):
            lengths.add(len(list(group)))
        lengths |= {size(ref.shape) for ref in self.refs if size(ref.shape) <= 100}
        found = {
            1.0,
            2.0,
            0.5,
            *lengths,
            *(1 / n for n in lengths),
            *(2 / n for n in lengths),
            *(n / 2 for n in lengths),
        }
        return sorted({*found, *(-k for k in found)} - {1.0})


def stacks(family: Sequence[Truth]) -> Iterator[Truth]:
    first = family[0]
    steps, width = len(family), len(first.numbers[0])
    for is_last in (False, True):
        shape = squeezed((*first.shape, steps) if is_last else (steps, *first.shape))
        rows = [[truth.numbers[p] for truth in family] for p in range(len(first.numbers))]
        order = [(t, k) for k in range(width) for t in range(steps)] if is_last else None
        numbers = tuple(tuple(r[t][k] for t, k in order) if order else tuple(x for row in r for x in row) for r in rows)
        yield Truth(first.kind, first.about, shape, numbers, "stack", True)


def subsets(many: int) -> Iterator[tuple[int, ...]]:
    """Which of so many uses are added up: all choices of few, else those that follow one another."""
    if many <= MOST_SUBSETS:
        for count in range(1, many):
            yield from combinations(range(many), count)
        return
    for start in range(many):
        for stop in range(start + 1, many + 1):
            if stop - start < many and (stop - start == 1 or start == 0 or stop == many):
                yield tuple(range(start, stop))


def added(arrays: Sequence[Array]) -> Array | None:
    if len({array.shape for array in arrays}) > 1:
        return None
    columns = zip(*(array.entries for array in arrays), strict=True)
    return Array(arrays[0].shape, tuple(sum(column[1:], start=column[0]) for column in columns))


def diagonal(array: Array | None, shape: Shape) -> Array | None:
    """The diagonal of a square Jacobian that has nothing beside it."""
    if array is None or array.rows != array.columns or array.rows == 1:
        return None
    n = array.rows
    if any(float(array.entries[i * n + j]) for i in range(n) for j in range(n) if i != j):
        return None
    return Array(shape, tuple(array.entries[k * n + k] for k in range(n)))


def families(truths: Sequence[Truth]) -> Mapping[tuple[bool, str], list[Truth]]:
    """Quantities and gradients of the whole by their names, in the order of their indices."""
    found: dict[tuple[bool, str], list[Truth]] = {}
    for truth in truths:
        if truth.is_full and not truth.of_stack:
            found.setdefault((truth.is_gradient, truth.ref.name), []).append(truth)
    for group in found.values():
        group.sort(key=lambda truth: placed(truth.ref))
    return found
