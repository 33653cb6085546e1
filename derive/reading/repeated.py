"""Summation convention: an index of entries that stands twice in a product, and not on the left, is summed over."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from derive.language.expr import Delta, Expr, Sum, at, walk
from derive.reading.building import Env, Interpreter
from derive.reading.guesses import REPEATED
from derive.reading.tree import Node
from derive.reading.unbound import free_indices

TOLD, GUESS = "told", "guess"
"""How a vocabulary knows that repeated indices are summed over: the text says so, or it may be meant."""


def summed(builder: Interpreter, product: Expr, factors: Sequence[Expr], env: Env, node: Node) -> Expr:
    """The product, summed over the indices of entries that stand in two of its factors and that nothing else binds."""
    if not builder.vocabulary.convention:
        return product
    for name, count in repeated(factors).items():
        if name in env or name in on_the_left(builder):
            continue
        if any(index.name == name for index in env.values()):
            raise builder.fault(f"the index {name} stands for two things here", node)
        if builder.vocabulary.convention != TOLD:
            builder.notes[REPEATED] = None
        product = Sum(name, at(0), at(count - 1), product, False, product.shape)
    return product


def on_the_left(builder: Interpreter) -> set[str]:
    """The indices on the left, which a definition does not see; all there are where this is the left side."""
    asked = builder.choice.asked
    if builder.within or asked is None:
        return set()
    return {name for name, _ in free_indices(asked)}


def repeated(factors: Sequence[Expr]) -> Mapping[str, int]:
    """The index names that count entries in two factors, with how many there are."""
    sizes: dict[str, int] = {}
    times: Counter[str] = Counter()
    for factor in factors:
        counts = {name: count for name, count in free_indices(factor) if count is not None}
        deltas = (place.name for part in walk(factor) if isinstance(part, Delta) for place in (part.left, part.right))
        sizes |= {name: min(count, sizes.get(name, count)) for name, count in counts.items()}
        times.update({*counts, *deltas})
    return {name: count for name, count in sizes.items() if times[name] > 1}
