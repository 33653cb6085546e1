"""Equations that take the place of a row, column or entry from their index, `e[t] = E[t, :]`: one for each number.

An array has numbers for its places, so that such an equation stands for as many as its index has values.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import product
from typing import Any

from derive.problem.parse_tree import Tree
from derive.problem.taken_parts import divided, leading
from derive.problem.uneven import Statement, put_in

Node = Tree[Any]
BOUNDS = ("plus", "less")


def written_out(lines: list[Statement], arity: Mapping[str, int], ranges: Mapping[str, range]) -> list[Statement]:
    """The lines, with one for each number of an index where a place is told by it; a special case stays as it is."""
    special = [tree.children[0] for _, _, tree in lines]
    found: list[Statement] = []
    for place, text, tree in lines:
        names = sorted(by_index(tree, arity, ranges))
        if not names:
            found.append((place, text, tree))
        for numbers in product(*(ranges[name] for name in names)) if names else ():
            changed = put_in(tree, dict(zip(names, numbers, strict=True)))
            if changed.children[0] not in special:
                found.append((place, text, changed))
    return found


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
