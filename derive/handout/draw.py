"""Other numbers of the same kind: as large, as round, as often zero or negative as those of the original.

What is declared, or must add up to 1, stays so; constants, masks and numbers of more than two decimals stay as they
are.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, cached_property
from itertools import combinations, pairwise

from flint import fmpq

from derive.handout.stream import Stream
from derive.language.errors import ProblemError, fault, nearest
from derive.language.expr import Number, Ref, refs, size
from derive.language.numbers import Scalar, is_minus_infinity
from derive.language.operation import Operation
from derive.problem.given import IMPLIED
from derive.problem.problem import Problem
from derive.solving.slopes import terms
from derive.table.row import COMPOSITIONS

LIKE = ("same", "easy")
GRIDS = tuple(fmpq(1, part) for part in (1, 2, 4, 10, 20, 100))
"""Numbers are multiples of the coarsest of these of which all numbers of the original are."""
SINGLE_GRIDS = tuple(fmpq(1, part) for part in (1, 10, 20, 100))
"""Those of numbers that stand alone: of 0.5 as the only one nothing is a multiple but itself."""
OWN_SIZE, FEW = 8, 4
"""One of so many numbers has another size than that in the original, one of `FEW` in an array of so few."""
SUMS = {"sums_to_one", "rows_sum_to_one", "columns_sum_to_one"}
FIXED = {"constant", "mask"}
MOST_DRAWS = 50
"""How often values are drawn until those at two indices differ."""
MOST_COMPARED = 12
Family = Mapping[Ref, Number]
Entries = list[fmpq]


@dataclass(frozen=True)
class Drawing:
    """Draws values for all names of a problem but those to `keep`.

    A `wide` one moves zeros, gives signs anew, and holds to sums of 1 only where a rule asks for them: what it draws is
    less like the original.
    """

    problem: Problem
    keep: frozenset[str]
    like: str = LIKE[0]
    wide: bool = False

    @cached_property
    def families(self) -> dict[str, Family]:
        """The given values by name, in the order of their indices."""
        found: dict[str, dict[Ref, Number]] = {}
        for ref, number in self.problem.given.items():
            assert number is not None
            found.setdefault(ref.name, {})[ref] = number
        return {name: {ref: found[name][ref] for ref in sorted(found[name], key=places_of)} for name in found}

    @cached_property
    def facts(self) -> dict[str, frozenset[str]]:
        """The properties that hold for every variant; sums of 1 that nobody meant are none."""
        return {name: frozenset(self.meant(name, facts)) for name, facts in self.problem.properties.items()}

    def meant(self, name: str, facts: frozenset[str]) -> frozenset[str]:
        declared = frozenset().union(*(IMPLIED[kind] for kind in IMPLIED if kind in facts))
        entries = [entry for number in self.families[name].values() for entry in number.entries]
        is_share = name in self.kept or (all(0 <= entry <= 1 for entry in entries) and not self.wide)
        return facts if is_share else (facts - SUMS) | (facts & (declared | self.needed.get(name, frozenset())))

    @cached_property
    def needed(self) -> dict[str, frozenset[str]]:
        """For a wide drawing, the properties of names without which a rule for the derivative would be another."""
        found: dict[str, frozenset[str]] = {}
        if not self.wide:
            return found
        for call in (call for equation in self.problem.equations for call in terms(equation.rhs)):
            for place, fact in conditions(call.operation):
                for ref in refs(call.args[place]):
                    found[ref.name] = found.get(ref.name, frozenset()) | {fact}
        return found

    @cached_property
    def kept(self) -> frozenset[str]:
        """The names whose values stay: those to keep, constants and masks, and what has no short decimals."""
        return self.keep | {name for name, family in self.families.items() if self.is_fixed(name, family)}

    def is_fixed(self, name: str, family: Family) -> bool:
        facts = self.problem.properties.get(name, frozenset())
        entries = [entry for number in family.values() for entry in number.entries]
        is_odd = any(map(is_minus_infinity, entries)) or grid_of(entries, GRIDS) is None
        return is_odd or bool(facts & FIXED and "one_hot" not in facts)

    @cached_property
    def base(self) -> Problem:
        """The problem with the properties that all variants have, for what depends on the equations alone."""
        return replace(self.problem, properties=self.facts)

    def values(self, stream: Stream) -> dict[Ref, Number]:
        """The values of a variant."""
        drawn = {name: f if name in self.kept else self.drawn(name, stream) for name, f in self.families.items()}
        return {ref: drawn[ref.name][ref] for ref in self.problem.given}

    def drawn(self, name: str, stream: Stream) -> Family:
        """Values of one name; those at two indices that differ in the original do so here."""
        family = self.families[name]
        for _ in range(MOST_DRAWS):
            found = self.once(name, stream)
            if all(a == b or c != d for (a, b), (c, d) in zip(couples(family), couples(found), strict=True)):
                break
        return found

    def once(self, name: str, stream: Stream) -> Family:
        family, facts = self.families[name], self.facts.get(name, frozenset())
        if "one_hot" in facts:
            return {ref: label(ref, stream) for ref in family}
        for fact, parts in PARTS.items():
            if fact in facts:
                return {ref: by_parts(number, parts(number), stream) for ref, number in family.items()}
        return free(family, self.like, stream, self.wide)


@cache
def conditions(operation: Operation) -> frozenset[tuple[int, str]]:
    """The properties that rules of an operation ask for, each with the place of the argument that must have it."""
    pairs = (pair.rules for pair in COMPOSITIONS if pair.outer is operation)
    return frozenset(rule.condition for rules in (*operation.rules, *pairs) for rule in rules if rule.condition)


def places_of(ref: Ref) -> list[int]:
    return [index.offset for index in ref.index]


def kept_names(problem: Problem, names: Iterable[str]) -> frozenset[str]:
    """The names to keep.  Errors: `ProblemError` for one that has no given value."""
    known = {ref.name for ref in problem.given}
    found = [name.strip().split("[")[0] for name in names]
    for name in found:
        if name not in known:
            raise fault(f"no such value {name!r}{nearest(name, known)}", "--keep")
    return frozenset(found)


def with_numbers_only(problem: Problem) -> None:
    """Errors: `ProblemError` for a problem that has shapes in place of numbers, or asks nothing."""
    missing = [str(ref) for ref, number in problem.given.items() if number is None]
    if missing:
        raise ProblemError(*fault(f"{missing[0]} has a shape and no numbers; nothing can be varied").complaints)
    if not any(question.targets for question in problem.questions):
        raise fault("it asks no questions; variants are chosen by what is asked", problem.name)


def grid_of(entries: Collection[fmpq], grids: Sequence[fmpq]) -> fmpq | None:
    """The coarsest grid on which numbers lie; `None` for such as have more than two decimals."""
    return next((grid for grid in grids if all((entry / grid).q == 1 for entry in entries)), None)


def couples(family: Family) -> list[tuple[tuple[Scalar, ...], tuple[Scalar, ...]]]:
    """The entries at each two indices; in a long family at neighbouring ones."""
    entries = [number.entries for number in family.values()]
    return list(combinations(entries, 2) if len(entries) <= MOST_COMPARED else pairwise(entries))


def label(ref: Ref, stream: Stream) -> Number:
    """A class drawn anew."""
    count = size(ref.shape)
    place = stream.below(count)
    return numbered(ref, [fmpq(k == place) for k in range(count)])


def by_parts(number: Number, parts: Iterable[Sequence[int]], stream: Stream) -> Number:
    """The entries in another order within each part, so that what adds up to 1 still does."""
    entries = list(number.entries)
    for places in parts:
        values = [entries[place] for place in places]
        stream.shuffle(values)
        for place, value in zip(places, values, strict=True):
            entries[place] = value
    return Number(tuple(entries), number.shape, tuple(map(text_of, entries)))


def rows(number: Number) -> list[range]:
    width = number.shape[1]
    return [range(start, start + width) for start in range(0, len(number.entries), width)]


def columns(number: Number) -> list[range]:
    width = number.shape[1]
    return [range(start, len(number.entries), width) for start in range(width)]


def whole(number: Number) -> list[range]:
    return [range(len(number.entries))]


PARTS: Mapping[str, Callable[[Number], list[range]]] = {
    "rows_sum_to_one": rows,
    "columns_sum_to_one": columns,
    "sums_to_one": whole,
}
"""The parts of an array that add up to 1, by the property that says so."""


def free(family: Family, like: str, stream: Stream, wide: bool = False) -> Family:
    """Numbers of the same sizes and as many zeros, elsewhere; an entry that is zero at every index stays zero.

    In a wide drawing it does not, and what was zero or one only has signs.
    """
    count = len(next(iter(family.values())).entries)
    table = [list(number.entries) for number in family.values()]
    open_places = [k for k in range(count) if wide or any(row[k] for row in table)]
    before = [row[k] for row in table for k in open_places]
    is_marks = {*before} <= {0, 1}
    after = shuffled(before, stream) if is_marks and not wide else renewed(before, like, stream)
    if is_marks and wide:
        after = [entry * stream.choice((-1, 1)) for entry in after]
    found, values = {}, iter(after)
    for ref, row in zip(family, table, strict=True):
        entries = [next(values) if k in open_places else row[k] for k in range(count)]
        found[ref] = numbered(ref, entries)
    return found


def shuffled(entries: Entries, stream: Stream) -> Entries:
    """Zeros and ones, which may be labels, in another order."""
    found = list(entries)
    stream.shuffle(found)
    return found


def renewed(entries: Entries, like: str, stream: Stream) -> Entries:
    """Numbers on the same grid, in the same range, of one sign where the original has one; as many zeros, or more."""
    grid = grid_of(entries, GRIDS if len(entries) > 1 else SINGLE_GRIDS)
    assert grid is not None
    sizes = [abs(entry) for entry in entries if entry]
    most = max(sizes) if len(entries) > 1 else max(*sizes, 1 - grid, 3 * grid)
    steps = [grid * k for k in range(1, int(most / grid) + 1)]
    signs = [sign for sign in (-1, 1) if any(entry * sign > 0 for entry in entries)]
    rare = 1 if len(entries) == 1 else FEW if len(entries) <= FEW else OWN_SIZE
    found = [entry and stream.choice(signs) * size_of(abs(entry), steps, rare, stream) for entry in entries]
    if like == "easy":
        found = [easier(entry, grid, len(found), stream) for entry in found]
    stream.shuffle(found)
    return found


def size_of(own: fmpq, steps: Entries, rare: int, stream: Stream) -> fmpq:
    """The size of a number: that of the original, and once in so many times another."""
    return stream.choice(steps) if stream.chance(rare) else own


def easier(entry: fmpq, grid: fmpq, count: int, stream: Stream) -> fmpq:
    """A number that is often smaller, and zero where others are left."""
    if count > 2 and stream.chance(FEW):
        return fmpq(0)
    return entry / abs(entry) * min(abs(entry), max(fmpq(1), grid)) if entry and stream.chance(2) else entry


def numbered(ref: Ref, entries: Entries) -> Number:
    return Number(tuple(entries), ref.shape, tuple(map(text_of, entries)))


def text_of(entry: fmpq) -> str:
    """A number on a grid as its decimals, as few as it has."""
    if entry.q == 1:
        return str(entry)
    hundredths = abs(entry) * 100
    assert hundredths.q == 1
    text = str(int(hundredths.p)).rjust(3, "0")
    return f"{'-' if entry < 0 else ''}{text[:-2]}.{text[-2:]}".rstrip("0")
