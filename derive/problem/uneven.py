"""Families whose members have shapes of their own: the weights of layers that differ in width, `W[1]` and `W[2]`.

An equation for all layers has no shape then, so it is written out: one equation a layer.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import reduce
from itertools import product
from typing import Any

from derive.problem.given import Given
from derive.problem.parse_tree import Terminal, Tree

Statement = tuple[str, str, Tree[Any]]
"""An equation: where it stands, its text, and its tree."""
Numbers = Mapping[str, int]
REPEATED = {"sum": False, "mean": True}
"""The functions that run over an index; whether they divide by the number of terms."""


def uneven_names(trees: Sequence[Statement], given: Mapping[str, Given], arity: Mapping[str, int]) -> frozenset[str]:
    """The families given with several shapes, and those that equations calculate from them at the same index."""
    found = {name for name, values in given.items() if values.is_uneven}
    count = -1
    while found and count != (count := len(found)):
        for _, _, tree in trees:
            target = name_of(tree.children[0])
            if arity.get(target) and mentioned(tree.children[1]) & found:
                found.add(target)
    return frozenset(found)


def members(given: Mapping[str, Given], names: Collection[str]) -> dict[str, tuple[int, ...] | None]:
    """The shapes that the values of uneven families have, each by how it is written; a number fills any shape."""
    return {
        f"{name}[{', '.join(map(str, place))}]": shape
        for name in names
        for place, shape in (given[name].shapes if name in given else {}).items()
    }


def each_step(trees: Sequence[Statement], names: Collection[str], ranges: Mapping[str, range]) -> list[Statement]:
    """The equations, those for all members of uneven families written out; a special case wins."""
    literal = [tree.children[0] for _, _, tree in trees]
    found: list[Statement] = []
    for place, line, tree in trees:
        free = [name for name in dict.fromkeys(index_names(tree.children[0])) if name in ranges]
        if not free or not mentioned(tree) & set(names):
            found.append((place, line, added_up(tree, names, ranges)))
            continue
        for numbers in product(*(ranges[name] for name in free)):
            one = put_in(tree, dict(zip(free, numbers, strict=True)))
            if one.children[0] not in literal:
                found.append((place, line, added_up(one, names, ranges)))
    return found


def name_of(ref: Tree[Any]) -> str:
    return str(ref.children[0])


def mentioned(tree: Tree[Any]) -> set[str]:
    return {name_of(ref) for ref in tree.find_data("ref")}


def index_names(tree: Tree[Any]) -> Iterator[str]:
    """The names in the brackets of a tree."""
    for part in tree.walk():
        if part.data in ("plus", "less"):
            yield name_of(part)


def put_in(tree: Tree[Any], numbers: Numbers) -> Tree[Any]:
    """The tree with numbers in place of index names, but of those that a sum within it runs over."""
    if tree.data in ("plus", "less") and name_of(tree) in numbers:
        shift = int(tree.children[1]) if len(tree.children) > 1 else 0
        return literal(numbers[name_of(tree)] + (-shift if tree.data == "less" else shift), tree)
    if tree.data == "ref" and len(tree.children) == 1 and name_of(tree) in numbers:
        return number(numbers[name_of(tree)], tree)
    own = runs_over(tree)
    inside = {name: number for name, number in numbers.items() if name != own}
    parts = [put_in(part, inside) if isinstance(part, Tree) else part for part in tree.children]
    return Tree(tree.data, parts, tree.meta)


def literal(number: int, tree: Tree[Any]) -> Tree[Any]:
    token = Terminal("NUMBER", str(abs(number)), tree.children[0].column)
    return Tree("minus" if number < 0 else "literal", [token], tree.meta)


def number(value: int, tree: Tree[Any]) -> Tree[Any]:
    """A number in the place of an index that is compared."""
    token = Terminal("NUMBER", str(abs(value)), tree.children[0].column)
    positive: Tree[Any] = Tree("number", [token], tree.meta)
    return positive if value >= 0 else Tree("negate", [positive], tree.meta)


def runs_over(tree: Tree[Any]) -> str:
    """The index that a sum or a mean runs over; empty for any other tree."""
    if tree.data != "call" or str(tree.children[0]) not in REPEATED or len(tree.children) < 3:
        return ""
    first = tree.children[1]
    if first.data == "range":
        return name_of(first)
    alone = first.data == "argument" and first.children[0].data == "ref" and len(first.children[0].children) == 1
    return name_of(first.children[0]) if alone else ""


def added_up(tree: Tree[Any], names: Collection[str], ranges: Mapping[str, range]) -> Tree[Any]:
    """The tree with sums over members of uneven families written out, term by term."""
    parts = [added_up(part, names, ranges) if isinstance(part, Tree) else part for part in tree.children]
    tree = Tree(tree.data, parts, tree.meta)
    index = runs_over(tree)
    if not index or len(tree.children) != 3 or not mentioned(tree) & set(names):
        return tree
    steps = steps_of(tree.children[1], ranges)
    terms = [put_in(tree.children[2].children[0], {index: step}) for step in steps]
    if not terms:
        return tree
    total = reduce(lambda left, right: Tree("add", [left, right], tree.meta), terms)
    if not REPEATED[str(tree.children[0])]:
        return total
    count: Tree[Any] = Tree("number", [Terminal("NUMBER", str(len(terms)), tree.meta.column)], tree.meta)
    return Tree("divide", [total, count], tree.meta)


def steps_of(first: Tree[Any], ranges: Mapping[str, range]) -> Sequence[int]:
    """The numbers that the index of a sum takes; none where they are not told by numbers or by a range."""
    if first.data != "range":
        return ranges.get(name_of(first.children[0]), ())
    bounds = first.children[1:]
    if any(bound.data not in ("literal", "minus") for bound in bounds):
        return ()
    start, stop = (int(bound.children[0]) * (-1 if bound.data == "minus" else 1) for bound in bounds)
    return range(start, stop + 1)
