"""General formulas: many alike terms written as one sum over an index.

A term belongs to a sum when it is an instance of the general term; so a special case (`s[0] = …`) joins the sum
wherever it differs in nothing that matters there.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from derive.language.expr import Expr, Index, Ref, Sum, at, bind
from derive.language.steps import Edge, Span
from derive.problem.graph import Network
from derive.problem.local import bound_edge
from derive.solving.layout import Names
from derive.table import simplify


@dataclass(frozen=True, slots=True)
class Family:
    """A formula with an index, and the index values at which it holds."""

    expr: Expr
    index: str
    numbers: tuple[int, ...]

    @property
    def span(self) -> Span:
        return (self.index, self.numbers[0], self.numbers[-1])


def is_run(numbers: Sequence[int]) -> bool:
    return list(numbers) == list(range(numbers[0], numbers[-1] + 1)) if numbers else False


def families(instances: Sequence[tuple[int, Expr]], index: str, general: Callable[[int], Expr | None]) -> list[Family]:
    """The instances (index value, expression) gathered under general expressions; those under none are left out."""
    found: dict[Expr, list[int]] = {}
    candidates = list(dict.fromkeys(g for number, _ in instances if (g := general(number)) is not None))
    for number, expr in instances:
        for candidate in candidates:
            if bind(candidate, {index: at(number)}) == expr:
                found.setdefault(candidate, []).append(number)
                break
    return [Family(expr, index, tuple(sorted(numbers))) for expr, numbers in found.items() if is_run(sorted(numbers))]


def free_index(network: Network, taken: Sequence[str]) -> str:
    """A name for another running index that is no name in the problem."""
    scope = network.problem.scope
    return next(n for n in ("k", "s", "j", "r", "m", "n", "p") if n not in (*scope.shapes, *taken))


@dataclass(frozen=True, slots=True)
class Use:
    """One loss and one way from a parameter into it."""

    loss: Ref
    edge: Edge


class ParameterSum:
    """The gradient of a sum of losses by a parameter, as sums over the losses and over the uses."""

    def __init__(self, names: Names, uses: Sequence[Use], factor: Expr) -> None:
        self.names = names
        self.network = names.network
        self.uses = uses
        self.factor = factor

    def formula(self) -> Expr | None:
        """`factor Σ_t Σ_k (∂l_t/∂u_k)ᵀ …`, or `None` where the terms do not run over an index regularly."""
        groups: dict[str, list[Use]] = {}
        for use in self.uses:
            groups.setdefault(use.edge.child.target.name, []).append(use)
        sums = [self.group(group) for group in groups.values()]
        known = [expr for expr in sums if expr is not None]
        if len(known) < len(sums):
            return None
        shape = self.uses[0].edge.by.shape
        return simplify.times(self.factor, simplify.added(known, shape))

    def group(self, uses: Sequence[Use]) -> Expr | None:
        """The sum of the terms that enter by one named quantity."""
        if not uses[0].edge.child.target.index:
            return self.over_losses(uses)
        general = next((g for use in uses if (g := self.network.running(use.edge))), None)
        if general is None or any(len(use.loss.index) > 1 for use in uses):
            return None
        running = [k for k, index in enumerate(general.child.target.index) if index.name]
        if not running or len(running) > 2:
            return None
        expr = self.over_places(general, running, uses)
        return self.checked(expr, uses) if expr is not None else None

    def over_places(self, general: Edge, running: Sequence[int], uses: Sequence[Use]) -> Expr | None:
        """The sum over the index places at which the quantity is used: one sum, or two nested ones."""
        *outer, last = running
        if outer:
            place, index = outer[0], general.child.target.index[outer[0]]
            groups: dict[int, list[Use]] = {}
            for use in uses:
                groups.setdefault(use.edge.child.target.index[place].offset - index.offset, []).append(use)
            numbers = sorted(groups)
            inner = self.over_places(general, [last], groups[numbers[0]])
            if inner is None or not is_run(numbers):
                return None
            return Sum(index.name, at(numbers[0]), at(numbers[-1]), inner, False, inner.shape)
        index = general.child.target.index[last]
        losses = list(dict.fromkeys(use.loss for use in uses))
        reach = {
            loss: sorted(u.edge.child.target.index[last].offset - index.offset for u in uses if u.loss == loss)
            for loss in losses
        }
        return self.double(general, index.name, losses, reach)

    def over_losses(self, uses: Sequence[Use]) -> Expr | None:
        """Terms whose quantity has no index: one for each loss."""
        terms = [self.names.gradient_term(use.loss, use.edge).expr for use in uses]
        return simplify.added(terms, uses[0].edge.by.shape)

    def double(self, general: Edge, index: str, losses: list[Ref], reach: dict[Ref, list[int]]) -> Expr | None:
        indexed = all(loss.index for loss in losses) and len({loss.name for loss in losses}) == 1
        if not indexed and len(losses) > 1:
            return None
        if not indexed:
            return self.single(general, index, losses[0], reach[losses[0]])
        outer = self.network.symbolic(losses[0]).index[0].name
        numbers = [loss.index[0].offset for loss in losses]
        loss = Ref(losses[0].name, (Index(outer),), losses[0].shape)
        shifts = {reach[lo][0] - lo.index[0].offset for lo in losses if len(reach[lo]) == 1}
        if not is_run(sorted(numbers)) or not all(is_run(numbers) for numbers in reach.values()):
            return None
        low, high = at(min(numbers)), at(max(numbers))
        if len(shifts) == 1 and all(len(reach[lo]) == 1 for lo in losses):
            inner = self.term(loss, bound_edge(general, {index: Index(outer, shifts.pop())}))
            return summed(outer, low, high, inner) if len(losses) > 1 else bind(inner, {outer: low})
        running = free_index(self.network, [outer, index])
        first = {numbers[0] for numbers in reach.values()}
        last = {reach[lo][-1] - lo.index[0].offset for lo in losses}
        fixed = {numbers[-1] for numbers in reach.values()}
        if len(first) != 1 or (len(last) > 1 and len(fixed) > 1):
            return None
        top = Index(outer, last.pop()) if len(last) == 1 else at(fixed.pop())
        term = self.term(loss, bound_edge(general, {index: Index(running)}))
        body = Sum(running, at(first.pop()), top, term, False, term.shape)
        if len(losses) == 1:
            return bind(body, {outer: low})
        return summed(outer, low, high, body)

    def single(self, general: Edge, index: str, loss: Ref, numbers: list[int]) -> Expr | None:
        if not is_run(numbers) or len(numbers) < 2:
            return None
        return summed(index, at(numbers[0]), at(numbers[-1]), self.term(loss, general))

    def term(self, loss: Ref, edge: Edge) -> Expr:
        return self.names.gradient_term(loss, edge).expr

    def checked(self, expr: Expr, uses: Sequence[Use]) -> Expr | None:
        """The sum, if writing it out gives exactly the terms that it stands for."""
        wanted = [self.names.gradient_term(use.loss, use.edge).expr for use in uses]
        written = written_out(expr)
        return expr if len(written) == len(wanted) and set(wanted) <= set(written) else None


def summed(index: str, low: Index, high: Index, body: Expr) -> Expr:
    return Sum(index, low, high, body, False, body.shape)


def written_out(expr: Expr) -> list[Expr]:
    """The terms of nested sums."""
    if not isinstance(expr, Sum):
        return [expr]
    numbers = range(expr.low.offset, expr.high.offset + 1)
    return [term for k in numbers for term in written_out(bind(expr.body, {expr.index: at(k)}))]
