"""Equations that take the place of a row, column or entry from their index, `e[t] = E[t, :]`: one for each number.

An array has numbers for its places, so that such an equation stands for as many as its index has values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from derive.problem.parse_tree import Terminal, Tree
from derive.problem.taken_parts import INDEX, divided, leading

Node = Tree[Any]
Line = tuple[str, str, Node]
SUMS = ("sum", "mean")
BOUNDS = ("plus", "less")


def written_out(lines: list[Line], arity: Mapping[str, int], ranges: Mapping[str, range]) -> list[Line]:
    """The lines, with one for each number of an index where a place is told by it; a special case stays as it is."""
    special = [spelled(tree.children[0]) for _, _, tree in lines]
    found: list[Line] = []
    for place, text, tree in lines:
        names = sorted(by_index(tree, arity, ranges))
        if not names:
            found.append((place, text, tree))
        for numbers in product(*(ranges[name] for name in names)) if names else ():
            changed = numbered(tree, dict(zip(names, numbers, strict=True)))
            if spelled(changed.children[0]) not in special:
                found.append((place, text, changed))
    return found


def spelled(node: Node) -> list[str]:
    """The signs of a tree in order, whatever they stand for."""
    parts = (spelled(child) if isinstance(child, Tree) else [str(child)] for child in node.children)
    return [str(node.data), *(sign for part in parts for sign in part)]


def by_index(tree: Node, arity: Mapping[str, int], ranges: Mapping[str, range]) -> set[str]:
    """The indices of the left side that tell places of arrays on the right."""
    target, right = tree.children
    own = {str(bound.children[0]) for bound in leading(target.children[1:])} & set(ranges)
    return own & set(places(right, arity))


def places(node: Node, arity: Mapping[str, int]) -> Iterator[str]:
    """The names among the places behind arrays and formulas, those of indices of families left out."""
    if node.data in ("ref", "taken"):
        name = str(node.children[0]) if node.data == "ref" else ""
        count = arity.get(name, len(leading(node.children[1:])) if node.data == "ref" else 0)
        _, others = divided(node.children[1:], count)
        yield from (str(bound.children[0]) for group in others for bound in group if bound.data in BOUNDS)
    for child in node.children:
        if isinstance(child, Tree):
            yield from places(child, arity)


def numbered(node: Node, numbers: Mapping[str, int]) -> Node:
    """A tree with numbers for some indices, wherever no sum of its own runs over them."""
    if node.data == "call" and node.children[0] in SUMS:
        inner = node.children[1].children[0]
        name = str(inner if isinstance(inner, Terminal) else inner.children[0])
        numbers = {index: number for index, number in numbers.items() if index != name}
    first = node.children[0] if node.children else None
    if isinstance(first, Terminal) and str(first) in numbers:
        if node.data in BOUNDS:
            return bound(node, numbers[str(first)])
        if node.data == "ref" and len(node.children) == 1:
            return Tree("number", [first.update("NUMBER", str(numbers[str(first)]))], node.meta)
    children = [numbered(child, numbers) if isinstance(child, Tree) else child for child in node.children]
    return Tree(node.data, children, node.meta)


def bound(node: Node, number: int) -> Node:
    """An index with its offset as a number."""
    first, *rest = node.children
    offset = int(rest[0]) if rest else 0
    value = number - offset if node.data == "less" else number + offset
    return Tree("minus" if value < 0 else "literal", [first.update(INDEX, str(abs(value)))], node.meta)
