"""The values of a network beside its own point: one-sided differences at high precision; and its gradients there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from flint import fmpq

from derive.language.errors import DeriveError, Undecided
from derive.language.evaluate import evaluate, fitted
from derive.language.expr import Ref, size
from derive.language.numbers import Array, Scalar, ball, plus
from derive.language.record import record
from derive.problem.graph import Network
from derive.problem.local import pull

STEP, AGREE = fmpq(1, 10**60), fmpq(1, 10**30)
"""How far the differences step aside, and how near two numbers are taken to be one."""
JUMPED = fmpq(10) ** 20
"""A difference beyond this comes from a jump of the function itself."""

Known = dict[Any, Array]
Pair = tuple[Ref, Ref]


@record
class Sides:
    """The derivative of one entry by another from the left and from the right."""

    left: Scalar
    right: Scalar

    @property
    def is_jump(self) -> bool:
        return any(ball(side).abs_upper() > JUMPED for side in (self.left, self.right))

    @property
    def ends(self) -> tuple[Scalar, Scalar]:
        """The smaller and the larger of the two; what is zero but for the step aside is zero."""
        low, high = sorted((self.left, self.right), key=lambda side: float(ball(side)))
        return cleared(low), cleared(high)

    @property
    def agree(self) -> bool:
        return not self.is_jump and is_near(self.left, self.right)

    def admits(self, value: Scalar) -> bool:
        """Whether a number is a subgradient: between the sides, or one of them; anything where the function jumps."""
        if self.is_jump:
            return True
        low, high = sorted((ball(self.left), ball(self.right)), key=float)
        margin = ball(AGREE) * (1 + low.abs_upper() + high.abs_upper())
        return bool(low - margin <= value) and bool(value <= high + margin)


def cleared(x: Scalar) -> Scalar:
    return fmpq(0) if bool(ball(x).abs_upper() <= ball(AGREE)) else x


def is_near(a: Scalar, b: Scalar) -> bool:
    return bool(ball(a - b).abs_upper() <= ball(AGREE) * (1 + ball(a).abs_upper()))


class Neighbours:
    """The values of a network at its own point and beside it, at high precision."""

    def __init__(self, network: Network, ends: Iterable[Ref]) -> None:
        self.network = network
        assert network.problem.values is not None
        self.known: Known = dict(network.problem.values)
        needed: set[Ref] = set().union(*map(network.ancestors, ends))
        for equation in (e for e in network.problem.equations if e.target in needed):
            self.known[equation.target] = fitted(evaluate(equation.rhs, self.known), equation.target)
        self.orders: dict[Pair, list[Any]] = {}

    def order(self, pair: Pair) -> list[Any]:
        """The equations between two quantities, in order."""
        if pair not in self.orders:
            of, by = pair
            below, above = self.network.descendants(by) - {by}, self.network.ancestors(of)
            equations = self.network.problem.equations
            self.orders[pair] = [e for e in equations if e.target in below and e.target in above]
        return self.orders[pair]

    def moved(self, pair: Pair, shifts: Mapping[int, fmpq]) -> Known:
        """The values where some entries of the variable are shifted.  Errors: outside the domain."""
        _, by = pair
        known = dict(self.known)
        if by not in known:
            return known  # nothing that is asked for depends on it
        entries = [entry + shifts[k] if k in shifts else entry for k, entry in enumerate(known[by].entries)]
        known[by] = Array(known[by].shape, tuple(entries))
        for equation in self.order(pair):
            known[equation.target] = fitted(evaluate(equation.rhs, known), equation.target)
        return known

    def sides(self, pair: Pair, place: int) -> list[Sides] | None:
        """The one-sided derivatives of every entry by one; `None` where the function ends there."""
        here = self.known[pair[0]].entries
        try:
            left, right = (self.moved(pair, {place: shift})[pair[0]].entries for shift in (-STEP, STEP))
        except (DeriveError, Undecided):
            return None
        return [Sides((b - a) / STEP, (c - b) / STEP) for a, b, c in zip(left, here, right, strict=True)]


def gradients(network: Network, known: Known, pair: Pair) -> list[Array]:
    """The derivative of each entry of a quantity by another, backwards along the graph."""
    of, by = pair
    found = []
    for row in range(size(of.shape)):
        arriving = {of: Array(of.shape, tuple(fmpq(k == row) for k in range(size(of.shape))))}
        for node in network.between(of, [by]):
            if node != of:
                arriving[node] = handed(network, known, of, node, arriving)
        found.append(arriving.get(by) or Array(by.shape, (fmpq(0),) * size(by.shape)))
    return found


def handed(network: Network, known: Known, of: Ref, node: Ref, arriving: Mapping[Ref, Array]) -> Array:
    """The sum of what the users of a node hand back."""
    total: list[Scalar] = [fmpq(0)] * size(node.shape)
    for edge in network.edges(of, node):
        child = edge.child.target
        g = Ref("#g", (), child.shape)
        known[g] = arriving[child]
        value = fitted(evaluate(pull(edge, g, network.facts).expr, known), node)
        total = [plus(a, b) for a, b in zip(total, value.entries, strict=True)]
    return Array(node.shape, tuple(total))
