"""Which names are families with an index, `h[t]`, and which are single quantities whose entries are taken, `p[2]`."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import field
from typing import Any

from derive.language.patterns import regex
from derive.language.record import record
from derive.problem.parse_tree import Tree
from derive.problem.table_entries import Faults
from derive.problem.taken_parts import leading
from derive.problem.uneven import runs_over, steps_of

Mention = Tree[Any]
WHOLE_VARIABLE = regex(r"/\s*[d∂]([^\W\d]\w*)(?![\w\[])")
"""The variable of a derivative that is asked for, without an index behind it."""


@record
class Families:
    """The mentions of names in the equations, and those on their left sides; `keys` are those of the values.

    `summed` has the numbers that sums with bounds of their own run over, `sum(k=1..3, …)`, by index; `flat` the lengths
    of what is given as a list of numbers; `whole` the names by which a derivative is asked for without an index.
    """

    mentions: Mapping[str, Sequence[Mention]]
    targets: Mapping[str, Sequence[Mention]]
    keys: Iterable[str]
    ranges: Mapping[str, range]
    summed: Mapping[str, set[int]] = field(default_factory=dict)
    flat: Mapping[str, int] = field(default_factory=dict)
    whole: frozenset[str] = frozenset()

    def arity(self, faults: Faults) -> dict[str, int]:
        """The number of indices that each name has: 0 for one quantity, whose brackets take something out of it.

        What defines a name decides, an equation or a value at an index.  Of one that is given whole, its uses do: where
        it also stands alone or with a slice, or as a list of numbers only with classes for its place or with numbers
        that are entries, it is one array, else the list of the values of a family.
        """
        given = {key.split("[")[0]: key.count(",") + 1 if "[" in key else 0 for key in self.keys}
        found: dict[str, int] = {}
        for name in {*self.mentions, *given}:
            used = {len(self.indices(mention)) for mention in self.mentions.get(name, ())}
            defined = {len(leading(target.children[1:])) for target in self.targets.get(name, ())}
            found[name] = max(defined) if defined else min(used, default=given.get(name, 0))
            picked = all(map(self.is_picked, self.mentions.get(name, ())))
            if not defined and name in self.flat and (picked or self.has_entries(name)):
                found[name] = 0
            if len(defined) > 1 or (not defined and not min(used, default=0) and self.is_stepped(name)):
                faults.add(name, "used with different numbers of indices")
        return found

    def indices(self, mention: Mention) -> list[Tree[Any]]:
        """The places behind a name that may be its indices: of `x[t][2]` only the first, of `x[i][t]` both."""
        first, *others = mention.children[1:] or [None]
        is_entry = first is not None and len(first.children) > 1 and any(map(self.is_class, first.children))
        found = leading([first]) if first is not None and not is_entry else []
        for group in others if found else ():
            if any(map(self.takes_out, group.children)):
                break
            found += group.children
        return found

    def takes_out(self, place: Tree[Any]) -> bool:
        """Whether a place behind the first brackets is surely none of a family: a number, a slice, or a class."""
        return self.is_class(place) or place.data in ("slice", "literal", "minus")

    def is_class(self, place: Tree[Any]) -> bool:
        """Whether a place is told by a class that is given, such as y or y[t]."""
        is_given = place.data in ("plus", "less") and str(place.children[0]) in {*self.keys} - {*self.ranges}
        return is_given or place.data == "ref"

    def is_picked(self, mention: Mention) -> bool:
        """Whether a mention has a class for its place, as the weight of a class, `c[y]`."""
        first = next(iter(leading(mention.children[1:])), None)
        return first is not None and self.is_class(first)

    def has_entries(self, name: str) -> bool:
        """Whether only entries of a list are taken, by number: not all of them are, or the list is asked about."""
        places = [leading(mention.children[1:]) for mention in self.mentions.get(name, ())]
        if not places or any(len(group) != 1 or group[0].data != "literal" for group in places):
            return False
        numbers = {int(group[0].children[0]) for group in places}
        reach = range(min(numbers), max(numbers) + 1)
        is_inside = reach[0] >= 1 and reach[-1] <= self.flat[name]
        return is_inside and (name in self.whole or len(reach) != self.flat[name])

    def is_stepped(self, name: str) -> bool:
        """Whether the first place behind a name is an index of the problem somewhere."""
        places = [self.indices(mention)[:1] for mention in self.mentions.get(name, ())]
        return any(str(place.children[0]) in self.ranges for first in places for place in first)

    def reach(self, name: str, arity: int) -> tuple[range, ...]:
        """The values that each index of a name takes: the whole range of an index name, else the numbers written."""
        numbers: list[set[int]] = [set() for _ in range(arity)]
        named: list[set[int]] = [set() for _ in range(arity)]
        for mention in self.mentions.get(name, ()):
            for k, bound in enumerate(leading(mention.children[1:])[:arity]):
                first = str(bound.children[0])
                if first in self.ranges:
                    named[k] |= {self.ranges[first].start, self.ranges[first].stop - 1}
                elif first.isdigit() and len(first) < 9:
                    numbers[k].add(int(first) * (-1 if bound.data == "minus" else 1))
                elif self.is_class(bound):
                    numbers[k].add(1)
                elif first in self.summed:
                    numbers[k] |= self.summed[first]
        found = [own or written or {0} for own, written in zip(named, numbers, strict=True)]
        return tuple(range(min(values), max(values) + 1) for values in found)


def whole_variables(asked: Iterable[str]) -> frozenset[str]:
    """The names by which derivatives are asked for without an index."""
    return frozenset(name for text in asked for name in WHOLE_VARIABLE.findall(text))


def sums_with_bounds(trees: Iterable[Tree[Any]]) -> dict[str, set[int]]:
    """The numbers that sums with numbers for bounds run over, by their index."""
    found: dict[str, set[int]] = {}
    calls = (part for tree in trees for part in tree.walk() if runs_over(part))
    for call in calls:
        if call.children[1].data == "range":
            found.setdefault(runs_over(call), set()).update(steps_of(call.children[1], {}))
    return found
