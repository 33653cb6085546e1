"""All quantities of a problem at one set of given values: forward values, and derivatives when they are asked for.

A point can be run with mistakes in it (`derive.judging.slip`): the same sweep with other rules gives the numbers of
somebody who made them.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, TypeVar

from flint import fmpq

from derive.judging.direct import held
from derive.judging.edge_rules import Rules, arriving
from derive.judging.linear_edges import LinearEdge
from derive.judging.plans import EdgeUse
from derive.judging.slip import Slip
from derive.language.errors import DeriveError, NoValue
from derive.language.evaluate import evaluate, fitted
from derive.language.expr import Derivative, Equation, Expr, Numeral, Ref, Shape, Valued, is_single, size
from derive.language.numbers import ZERO, Array, plus, table
from derive.language.steps import Edge

GradientKey = tuple[Ref, Ref, bool]
T = TypeVar("T")


NO_VALUE = (DeriveError, NoValue)
"""How a calculation ends that has no value: outside a domain, undecided, or with shapes and names that do not fit."""


def tried(calculate: Callable[[], T]) -> T | None:
    """What a calculation comes to that need not have a value, with a mistake in it or by somebody else's formula."""
    try:
        return calculate()
    except NO_VALUE:
        return None


class KnownValues(dict[Any, Array]):
    """Values by the names of what has one."""

    def __missing__(self, name: Valued) -> Array:
        raise NoValue(name)


class Values(KnownValues):
    """The known quantities, derivatives found when they are looked up, turned as the layout wants them."""

    def __init__(self, point: Point, layout: str, extra: Mapping[Numeral, Array] | None = None) -> None:
        super().__init__(point.known)
        self.point = point
        self.layout = layout
        self.update(extra or {})

    def __missing__(self, name: Valued) -> Array:
        if not isinstance(name, Derivative):
            raise NoValue(name)
        value = self.point.named(name)
        if is_single(name.of.shape) and self.layout == "jacobian" and value.columns == 1:
            value = table(value.shape[::-1], lambda i, j: value.entries[j])
        self[name] = value
        return value


class Point:
    """The values at `given`, with `slips` made on the way."""

    def __init__(
        self,
        rules: Rules,
        given: Mapping[Ref, Array],
        slips: tuple[Slip, ...] = (),
        equations: tuple[Equation, ...] | None = None,
    ) -> None:
        self.rules = rules
        self.network = rules.network
        self.slips = slips
        self.known = KnownValues(given)
        self.gradients: dict[GradientKey, Array] = {}
        self.linear_edges: dict[int, LinearEdge] = {}
        for equation in self.network.problem.equations if equations is None else equations:
            self.run(equation)

    def linear(self, use: EdgeUse, expr: Expr) -> LinearEdge:
        """What an edge hands back at this point, kept by the expression for it."""
        if id(expr) not in self.linear_edges:
            self.linear_edges[id(expr)] = LinearEdge(expr, use.arriving)
        return self.linear_edges[id(expr)]

    def run(self, equation: Equation) -> None:
        if equation.target.gradient:
            # As it is by the rules with slips, or by values of somebody's own, on the way.
            self.known[equation.target] = self.gradient(*equation.target.gradient)
            return
        equation = self.rules.equation(equation, self.slips)
        value = evaluate(equation.rhs, self.known)
        self.known[equation.target] = self.carry(fitted(value, equation.target) if is_single(value.shape) else value)

    def carry(self, value: Array) -> Array:
        """A value as it is used further on."""
        return value

    def value(self, expr: Expr, layout: str = "gradient", extra: Mapping[Numeral, Array] | None = None) -> Array:
        """The value of an expression, derivatives in the given layout; `extra` has its numbers as written."""
        return evaluate(expr, Values(self, layout, extra))

    def asked(self, expr: Expr, layout: str = "gradient") -> Array | None:
        """The value of what is asked, after the slips that change a result."""
        value: Array | None = self.value(expr, layout)
        for slip in self.slips:
            value = slip.result(value) if value is not None else None
        return value

    def named(self, name: Derivative) -> Array:
        """The value that the name of a derivative stands for, in gradient layout."""
        if name.column is not None:
            place = name.column[0] * name.by.shape[-1] + name.column[-1] if len(name.column) > 1 else sum(name.column)
            whole, count = self.whole(name), size(name.by.shape)
            return Array(name.of.shape, whole.entries[place::count])
        return self.contribution(name) if name.use else self.whole(name)

    def whole(self, name: Derivative) -> Array:
        """By all entries of the variable."""
        return self.direct(name.of, name.by) if name.direct else self.derivative(name.of, name.by)

    def contribution(self, name: Derivative) -> Array:
        """What one use of a quantity contributes to the gradient of a scalar."""
        total = zeros(name.by.shape)
        for edge in self.network.uses(name):
            expr = self.rules.pulled(edge, self.slips)
            if expr is not None:
                total = added(total, fit(self.handed(edge, expr, self.gradient(name.of, edge.child.target)), name.by))
        return self.carry(total)

    def derivative(self, of: Ref, by: Ref) -> Array:
        """∂of/∂by: the gradient in the shape of `by` for a scalar, else the Jacobian (size of `of`, size of `by`)."""
        if is_single(of.shape):
            return self.gradient(of, by)
        rows = [self.sweep(of, by, seed(of.shape, k), {}) for k in range(size(of.shape))]
        return stacked(rows, by)

    def direct(self, of: Ref, by: Ref) -> Array:
        """∂⁺of/∂by, what is between them held fixed as `held` says."""
        rows = self.rows_holding(of, by, held(of, by, self.rules.order(of, by), self.network.problem))
        return rows[0] if is_single(of.shape) else stacked(rows, by)

    def rows_holding(self, of: Ref, by: Ref, still: Collection[Ref]) -> list[Array]:
        """The derivatives of each entry by `by` where some quantities between stay as they are."""
        order = self.rules.order(of, by)
        rows = []
        for k in range(size(of.shape)):
            found = {(of, of, bent): seed(of.shape, k) for bent in (False, True)}
            for node in order:
                if node != of:
                    g = zeros(node.shape) if node in still else Point.arrive(self, of, node, False, found)
                    found[of, node, False] = found[of, node, True] = g
            rows.append(found.get((of, by, False)) or zeros(by.shape))
        return rows

    def gradient(self, of: Ref, by: Ref) -> Array:
        """The gradient of a scalar, each one on the way computed once."""
        if (of, by, False) not in self.gradients:
            self.gradients[of, by, False] = self.sweep(of, by, seed(of.shape, 0), self.gradients)
        return self.gradients[of, by, False]

    def sweep(self, of: Ref, by: Ref, start: Array, found: dict[GradientKey, Array]) -> Array:
        """Backwards from `of` to `by`; where slips act on carried gradients only, each one is kept with and without."""
        found[of, of, False] = found[of, of, True] = start
        kinds = (False, True) if self.carried else (False,)
        for node in self.rules.order(of, by):
            for bent in kinds:
                if (of, node, bent) not in found:
                    found[of, node, bent] = self.arrive(of, node, bent, found)
        return found.get((of, by, False)) or zeros(by.shape)

    @cached_property
    def carried(self) -> tuple[Slip, ...]:
        return tuple(slip for slip in self.slips if slip.carried)

    @cached_property
    def uncarried(self) -> tuple[Slip, ...]:
        return tuple(slip for slip in self.slips if not slip.carried)

    def is_carried(self, edge: Edge) -> bool:
        return bool(self.carried) and any(slip.carried(edge) for slip in self.carried if slip.carried)

    def arrive(self, of: Ref, node: Ref, bent: bool, found: Mapping[GradientKey, Array]) -> Array:
        """The sum of what all edges hand back to a node."""
        total: Array | None = None
        for term in self.terms(of, node, bent, found):
            total = fit(term, node) if total is None else added(total, fit(term, node))
        return self.carry(zeros(node.shape) if total is None else total)

    def terms(self, of: Ref, node: Ref, bent: bool, found: Mapping[GradientKey, Array]) -> Iterator[Array]:
        slips = self.slips if bent else self.uncarried
        for edge in self.network.edges(of, node):
            expr = self.rules.pulled(edge, slips)
            if expr is not None:
                yield self.handed(edge, expr, found[of, edge.child.target, self.is_carried(edge)])

    def handed(self, edge: Edge, expr: Expr, g: Array) -> Array:
        """What an edge hands back when `g` arrives."""
        self.known[arriving(edge.child.target)] = g
        return evaluate(expr, self.known)


def zeros(shape: Shape) -> Array:
    return table(shape, lambda i, j: ZERO)


def stacked(rows: Sequence[Array], by: Ref) -> Array:
    """The Jacobian with these rows; `NoValue` where a mistake gave one of them another size."""
    if any(len(row.entries) != size(by.shape) for row in rows):
        raise NoValue
    return Array((len(rows), size(by.shape)), tuple(entry for row in rows for entry in row.entries))


def seed(shape: tuple[int, ...], place: int) -> Array:
    """One in one place, zero elsewhere."""
    return Array(shape, tuple(fmpq(k == place) for k in range(size(shape))))


def fit(value: Array, target: Ref) -> Array:
    """The value in the shape of its name; as it is where a mistake gave it another shape."""
    return fitted(value, target) if is_single(value.shape) and is_single(target.shape) else value


def added(left: Array, right: Array) -> Array:
    if left.shape != right.shape:
        raise NoValue
    pairs = zip(left.entries, right.entries, strict=True)
    return Array(left.shape, tuple(plus(a, b) for a, b in pairs))
