"""The derivative of one equation's right-hand side by one of the quantities in it.

`pull` carries a gradient backwards through the right-hand side; `jacobian` multiplies Jacobians along it.  Both walk
from the outermost operation to each place where the quantity stands and add up what arrives there.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping

from derive.language.expr import (
    SCALAR,
    Call,
    Equation,
    Expr,
    Index,
    Ref,
    Sum,
    at,
    bind,
    children,
    is_column,
    is_single,
    order,
    size,
    walk,
)
from derive.language.operation import Acts, Composition, Operation, Role, Rule
from derive.language.record import record
from derive.language.steps import Edge
from derive.table import simplify
from derive.table.row import COMPOSITIONS, is_repeating

Facts = Callable[[Expr, str], bool]
Bend = Callable[[Operation | Composition, int, tuple[Expr, ...], Rule], Rule]
"""Another rule in place of the right one, for an operation (or pair) by the argument in a position."""


def right(row: Operation | Composition, position: int, args: tuple[Expr, ...], rule: Rule) -> Rule:
    """The bend that bends nothing."""
    return rule


@record
class Local:
    """A local derivative with the keys of the rules that gave it."""

    expr: Expr
    reasons: tuple[str, ...] = ()


def mentions(expr: Expr, ref: Ref) -> bool:
    """Whether a quantity stands in an expression, under a sum sign too if an index value in reach makes it appear."""
    if isinstance(expr, Sum):
        return any(solutions(expr, ref)) or mentions_free(expr, ref)
    return expr == ref or any(mentions(child, ref) for child in children(expr))


def mentions_free(expr: Sum, ref: Ref) -> bool:
    """Whether the quantity stands under the sum sign in every term."""
    return any(part == ref and all(i.name != expr.index for i in part.index) for part in walk(expr.body))


def solutions(expr: Sum, ref: Ref) -> Iterator[Index]:
    """The index values at which a term of the sum contains the quantity by its index; of nested sums each is tried."""
    if expr.low.is_literal and expr.high.is_literal and any(isinstance(part, Sum) for part in walk(expr.body)):
        values = map(at, range(expr.low.offset, expr.high.offset + 1))
        yield from (value for value in values if mentions(bind(expr.body, {expr.index: value}), ref))
        return
    found = set()
    for part in walk(expr.body):
        if not isinstance(part, Ref) or part.name != ref.name:
            continue
        for own, wanted in zip(part.index, ref.index, strict=True):
            if own.name == expr.index:
                value = Index(wanted.name, wanted.offset - own.offset)
                inside = not value.is_literal or expr.low.offset <= value.offset <= expr.high.offset
                if value not in found and inside and mentions(bind(expr.body, {expr.index: value}), ref):
                    found.add(value)
                    yield value


def choose(rules: tuple[Rule, ...], args: tuple[Expr, ...], facts: Facts) -> Rule:
    """The first rule whose condition holds."""
    for rule in rules:
        if rule.condition is None or facts(args[rule.condition[0]], rule.condition[1]):
            return rule
    raise AssertionError("a rule without condition must come last")


def reason(operation: Operation, position: int, args: tuple[Expr, ...], rule: Rule) -> str:
    """The key of the sentence for a rule; a scalar factor, a matrix on the right, and a bias have one of their own."""
    if operation.acts is Acts.ENTRIES and is_repeating(args) and 1 in args[position].shape:
        return "repeated"
    if operation.role is Role.PRODUCT and is_single(args[1 - position].shape):
        return "scalar_factor"
    if operation.role is Role.PRODUCT and position == 1 and order(args[1].shape) == 2:
        return "product_right_matrix"
    return rule.reason


def composition(expr: Expr, through: Equation | None) -> Composition | None:
    """The rule for a pair of operations, if `expr` is the outer one applied to what `through` defines."""
    if through is None or not isinstance(expr, Call):
        return None
    for pair in COMPOSITIONS:
        inner = through.rhs
        if (
            pair.outer is expr.operation
            and isinstance(inner, Call)
            and pair.inner is inner.operation
            and expr.args[pair.position] == through.target
            and not any(mentions(a, through.target) for k, a in enumerate(expr.args) if k != pair.position)
        ):
            return pair
    return None


class Backward:
    """Carries gradients back through right-hand sides, noting the rules used."""

    def __init__(self, edge: Edge, facts: Facts, bend: Bend = right) -> None:
        self.edge = edge
        self.facts = facts
        self.bend = bend
        self.reasons: dict[str, None] = {}
        self.sources = tuple(dict.fromkeys((edge.source, edge.by)))

    def pull(self, expr: Expr, result: Expr, g: Expr) -> list[Expr]:
        """The gradients that arrive at each place of the edge's quantity when `g` arrives at `expr`."""
        pair = composition(expr, self.edge.through)
        if pair and isinstance(expr, Call) and self.edge.through:
            rule = self.bend(pair, pair.position, expr.args, choose(pair.rules, expr.args, self.facts))
            self.reasons[rule.reason] = None
            inner = self.edge.through.rhs
            assert isinstance(inner, Call)
            carried = rule.pullback(g, expr.args, self.edge.through.target)
            return self.inside().pull(inner.args[0], inner.args[0], carried)
        if expr == self.edge.by:
            return [g]
        match expr:
            case Call(operation, args):
                terms: list[Expr] = []
                for position, arg in enumerate(args):
                    if any(mentions(arg, ref) for ref in self.sources):
                        rule = self.bend(operation, position, args, choose(operation.rules[position], args, self.facts))
                        self.reasons[reason(operation, position, args, rule)] = None
                        terms += self.pull(arg, arg, rule.pullback(g, args, result))
                return terms
            case Sum():
                return self.pull_sum(expr, g)
        return []

    def inside(self) -> Backward:
        """The same walk within the equation that is passed over."""
        walker = Backward(Edge(self.edge.child, self.edge.by), self.facts, self.bend)
        walker.reasons = self.reasons
        return walker

    def pull_sum(self, expr: Sum, g: Expr) -> list[Expr]:
        self.reasons["linearity"] = None
        if expr.mean:
            count = simplify.number(expr.high.offset - expr.low.offset + 1)
            g = simplify.times(simplify.divided(simplify.number(1), count), g)
        values = list(dict.fromkeys(value for ref in self.sources for value in solutions(expr, ref)))
        if any(mentions_free(expr, ref) for ref in self.sources):
            if values:
                values = [at(k) for k in range(expr.low.offset, expr.high.offset + 1)]
            else:
                body = simplify.added(self.pull(expr.body, expr.body, g), self.edge.by.shape)
                return [Sum(expr.index, expr.low, expr.high, body, False, body.shape)]
        bodies = [bind(expr.body, {expr.index: value}) for value in values]
        return [term for body in bodies for term in self.pull(body, body, g)]


def pull(edge: Edge, g: Expr, facts: Facts, bend: Bend = right) -> Local:
    """The gradient by the edge's quantity, in its shape, when `g` is the gradient by the child's target."""
    walker = Backward(edge, facts, bend)
    terms = walker.pull(edge.child.rhs, edge.child.target, g)
    return Local(simplify.added(terms, edge.by.shape), tuple(walker.reasons))


def jacobian(edge: Edge, facts: Facts) -> Local | None:
    """The Jacobian of the child's target by the edge's quantity, or `None` where that is no matrix.

    Shapes: (m, n) for a vector of m by a vector of n, columns or rows; scalars count as one.
    """
    if edge.through is None:
        walker = Forward(edge, facts)
        terms = walker.multiply(edge.child.rhs, edge.child.target)
        if terms is not None:
            shape = (size(edge.child.target.shape), size(edge.by.shape))
            scalars = edge.child.target.shape == SCALAR and edge.by.shape == SCALAR
            return Local(simplify.added(terms, SCALAR if scalars else shape), tuple(walker.reasons))
    if not is_single(edge.child.target.shape):
        return None
    back = pull(edge, simplify.number(1), facts)
    return Local(simplify.transposed(back.expr) if is_column(edge.by.shape) else back.expr, back.reasons)


OF_A_ROW = {"product_left": "product_left_row"}
"""Reasons that are told otherwise where a Jacobian is asked for, and not what a gradient becomes."""


class Forward:
    """Multiplies Jacobians from the outside in."""

    def __init__(self, edge: Edge, facts: Facts) -> None:
        self.edge = edge
        self.facts = facts
        self.reasons: dict[str, None] = {}

    def multiply(self, expr: Expr, result: Expr) -> list[Expr] | None:
        if expr == self.edge.by:
            return [self.unit(expr)]
        if not isinstance(expr, Call):
            return None
        terms: list[Expr] = []
        for position, arg in enumerate(expr.args):
            if not mentions(arg, self.edge.by):
                continue
            rule = choose(expr.operation.rules[position], expr.args, self.facts)
            outer = rule.jacobian(expr.args, result) if rule.jacobian else None
            inner = self.multiply(arg, arg) if outer is not None else None
            if outer is None or inner is None:
                return None
            key = reason(expr.operation, position, expr.args, rule)
            self.reasons[OF_A_ROW.get(key, key)] = None
            terms += [simplify.times(outer, term) for term in inner]
        return terms

    def unit(self, expr: Expr) -> Expr:
        return simplify.identity(size(expr.shape)) if expr.shape else simplify.number(1)


def bound_edge(edge: Edge, binding: Mapping[str, Index]) -> Edge:
    """The edge with index names replaced."""

    def equation(e: Equation) -> Equation:
        target = bind(e.target, binding)
        assert isinstance(target, Ref)
        return Equation(target, bind(e.rhs, binding))

    by = bind(edge.by, binding)
    assert isinstance(by, Ref)
    return Edge(equation(edge.child), by, equation(edge.through) if edge.through else None)
