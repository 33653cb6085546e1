"""Places told by a given class, `p[y]`, `E[w[t], :]`: its number is put in, as an index has one.

A class is a whole number, counted from 1 like every place; nothing is differentiated by it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from itertools import product
from typing import Any

from derive.language.expr import Number
from derive.language.record import record
from derive.problem.given import Given
from derive.problem.parse_tree import Tree
from derive.problem.table_entries import Faults
from derive.problem.taken_parts import is_slice
from derive.problem.uneven import Statement, added_up, literal, put_in

Node = Tree[Any]
LOOSE = "{} stands in a place, which is a number, an index, or a class that is given; with a one-hot y write y' p"
FROM_ZERO = "{0} is {1}; places are counted from 1: with classes counted from 0 the place is [{0}+1]"
NO_CLASS = "{} is {}; as a place it must be a class: a whole number from 1"


def labelled(
    lines: list[Statement],
    given: dict[str, Given],
    mentions: dict[str, list[Node]],
    ranges: Mapping[str, range],
    faults: Faults,
) -> list[Statement]:
    """The lines with classes as numbers; what is `given` as a class is a constant from here on, and is in use."""
    labels = Labels(given, ranges, faults)
    found = labels.put_in(lines)
    for name in labels.names(lines) & set(given):
        mentions.setdefault(name, [])
        given[name] = replace(given[name], properties=given[name].properties | {"constant", "class"})
    return found


@record
class Labels:
    """What the places of equations may be told by; classes that do not fit are faults."""

    given: Mapping[str, Given]
    ranges: Mapping[str, range]
    faults: Faults

    def put_in(self, lines: list[Statement]) -> list[Statement]:
        """The lines with classes as numbers; one for each number of the index that a class has."""
        special = [tree.children[0] for _, _, tree in lines]
        found: list[Statement] = []
        for place, text, tree in lines:
            told = dict.fromkeys(map(name_of, self.within(tree)))
            if not told:
                found.append((place, text, tree))
                continue
            summed = added_up(tree, told, self.ranges)
            names = sorted(self.indices(summed) & {name_of(part) for part in bounds(summed.children[0])})
            for numbers in product(*(self.ranges[name] for name in names)):
                one = put_in(summed, dict(zip(names, numbers, strict=True)))
                if not names or one.children[0] not in special:
                    found.append((place, text, self.numbered(one, place)))
        return found

    def names(self, lines: list[Statement]) -> set[str]:
        """The names whose values are classes that tell places."""
        return {name_of(part) for _, _, tree in lines for part in self.within(tree)}

    def within(self, tree: Node) -> Iterator[Node]:
        """The places that a class tells, a given one or another quantity that has an index."""
        return (part for part in placed(tree) if part.data == "ref" or self.is_label(part))

    def is_label(self, place: Node) -> bool:
        is_named = place.data in ("plus", "less") and name_of(place) not in self.ranges
        return is_named and name_of(place) in self.given

    def indices(self, tree: Node) -> set[str]:
        """The indices of the problem that the classes in the places of a tree have."""
        return {name_of(bound) for label in self.within(tree) for bound in bounds(label)} & set(self.ranges)

    def numbered(self, tree: Node, place: str) -> Node:
        """The tree with each class in a place as its number."""
        inside = {id(label) for label in self.within(tree)}

        def change(node: Node) -> Node:
            if id(node) in inside:
                return self.number(node, place)
            return Tree(node.data, [change(c) if isinstance(c, Tree) else c for c in node.children], node.meta)

        return change(tree)

    def number(self, label: Node, place: str) -> Node:
        name = name_of(label)
        index = [] if label.data in ("plus", "less") else list(bounds(label))
        numbers = self.given[name].numbers if name in self.given else {}
        values = tuple(int(k.children[0]) * (-1 if k.data == "minus" else 1) for k in index if k.data in LITERAL)
        value = numbers.get(values)
        if value is None or len(values) < len(index):
            self.faults.add(place, LOOSE.format(name))
        elif value.shape or not is_class(value):
            self.faults.add(f"values.{name}", NO_CLASS.format(name, " ".join(value.texts) or "an array"))
        else:
            return self.counted(label, int(value.entries[0]), place)
        return literal(1, label)

    def counted(self, label: Node, value: int, place: str) -> Node:
        """The number of a place, from the class and what is added to it."""
        shift = int(label.children[1]) if label.data in ("plus", "less") and len(label.children) > 1 else 0
        number = value + (-shift if label.data == "less" else shift)
        if number < 1:
            self.faults.add(place, FROM_ZERO.format(name_of(label), value))
        return literal(max(number, 1), label)


LITERAL = ("literal", "minus")


def is_class(value: Number) -> bool:
    entry = value.entries[0]
    return hasattr(entry, "denominator") and entry.denominator == 1 and entry >= 0


def name_of(node: Node) -> str:
    return str(node.children[0])


def bounds(node: Node) -> Iterator[Node]:
    """The places in the brackets behind a name, those within slices too."""
    for group in node.children:
        if isinstance(group, Tree) and group.data == "index":
            yield from (part for part in group.children if not is_slice(part))


def placed(tree: Node) -> Iterator[Node]:
    """All that stands in places of a tree."""
    for node in tree.walk():
        yield from bounds(node)
