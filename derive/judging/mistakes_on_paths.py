"""Mistakes about the way through the network: terms of a sum lost, steps of time confused."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from functools import partial

from flint import fmpq

from derive.judging.mistakes_in_rows import Group, Place, grouped
from derive.judging.slip import Slip
from derive.language.expr import Call, Equation, Expr, Index, Ref, Sum, at, rewrite, walk
from derive.language.operation import Composition, Operation, Role, Rule
from derive.language.record import record
from derive.language.steps import Edge
from derive.problem.graph import Network
from derive.problem.local import Bend
from derive.table import simplify

MOST_SIGNS = 40
"""Edges on which a sign is tried alone."""


@record
class Ways:
    """The edges between what is differentiated and the variable."""

    network: Network
    of: Ref
    by: Ref
    edges: tuple[Edge, ...]

    def is_crossing(self, edge: Edge) -> bool:
        """Whether an edge leads from a computed quantity to one at another index value: through time."""
        child, by = edge.child.target, edge.by
        return by in self.network.problem.bound and bool(child.index and by.index) and child.index != by.index


def ways(network: Network, of: Ref, by: Ref) -> Ways:
    nodes = [node for node in network.between(of, [by]) if node != of]
    return Ways(network, of, by, tuple(edge for node in nodes for edge in network.edges(of, node)))


def dropping(edges: Iterable[Edge]) -> Callable[[Edge, Expr], Expr | None]:
    lost = {edge.name for edge in edges}
    return lambda edge, pulled: None if edge.name in lost else pulled


def scaling(edges: Iterable[Edge], factor: Callable[[Edge], Expr]) -> Callable[[Edge, Expr], Expr | None]:
    wanted = {edge.name for edge in edges}
    return lambda edge, pulled: simplify.times(factor(edge), pulled) if edge.name in wanted else pulled


def lost_paths(found: Ways) -> Iterator[tuple[Slip, Group]]:
    """The ways through time left out: all of them, those of one kind, one."""
    crossing = [(edge,) for edge in found.edges if found.is_crossing(edge)]
    for group in grouped(crossing, lambda place: (place[0].child.target.name, place[0].by.name)):
        yield Slip("recurrent_path_missing", edge=dropping(edge for (edge,) in group.places)), group


def lost_terms(found: Ways) -> Iterator[Slip]:
    """Terms of a sum over an index lost: the uses of a parameter, or the parts of what is differentiated."""
    used = [edge for edge in found.edges if edge.by == found.by]
    if any(found.is_crossing(edge) for edge in used):
        own = [edge for edge in used if not found.is_crossing(edge)]
        yield Slip("path_missing" if leads_through_time(found, own) else "only_last_step", edge=dropping(own))
    uses = {edge.child.target.index: edge for edge in used if edge.child.target.index and not found.by.index}
    parts = {edge.by.index: edge for edge in found.edges if edge.child.target == found.of and edge.by.index}
    for terms in (uses, parts):
        places = sorted(terms, key=lambda index: [i.offset for i in index])
        if len(places) < 2:
            continue
        kept = {"only_last_step": [places[-1:]], "sum_stops_early": [places[:-1], places[1:]]}
        for name, choices in kept.items():
            for choice in choices:
                yield Slip(name, edge=dropping(all_at(found, terms, set(places) - set(choice))))


def leads_through_time(found: Ways, edges: Iterable[Edge]) -> bool:
    """Whether what some edges lead to has an effect on later steps itself, so that it is more than a loss."""
    ends = {edge.child.target for edge in edges}
    beside = [edge for edge in found.edges if not found.is_crossing(edge)]
    while more := {edge.child.target for edge in beside if edge.by in ends} - ends:
        ends |= more
    return any(found.is_crossing(edge) and edge.by in ends for edge in found.edges)


def all_at(found: Ways, terms: dict[tuple[Index, ...], Edge], lost: set[tuple[Index, ...]]) -> list[Edge]:
    """All edges of the sum at the lost places (a variable may be used twice at one step)."""
    if all(edge.by == found.by for edge in terms.values()):
        return [edge for edge in found.edges if edge.by == found.by and edge.child.target.index in lost]
    return [edge for edge in found.edges if edge.child.target == found.of and edge.by.index in lost]


def shifted(expr: Expr, by: int, exists: Callable[[Ref], bool]) -> Expr | None:
    """The expression with every indexed quantity one step earlier or later; `None` where there is no such step."""
    missing = False

    def change(part: Expr) -> Expr | None:
        nonlocal missing
        if not isinstance(part, Ref) or len(part.index) != 1 or not part.index[0].is_literal:
            return None
        moved = Ref(part.name, (at(part.index[0].offset + by),), part.shape)
        missing = missing or not exists(moved)
        return moved

    result = rewrite(expr, change)
    return None if missing else result


def confused_steps(found: Ways) -> Iterator[tuple[Slip, Group]]:
    """What is multiplied with the gradient at each use of a parameter taken one step too early or too late."""
    problem = found.network.problem
    uses = [edge for edge in found.edges if edge.by == found.by and edge.child.target.index]
    if not uses or found.by.index:
        return

    names = {edge.name for edge in uses}

    def exists(ref: Ref) -> bool:
        return ref in problem.bound or ref in problem.given

    for step in (-1, 1):

        def edge(edge: Edge, pulled: Expr, step: int = step) -> Expr | None:
            return shifted(pulled, step, exists) if edge.name in names else pulled

        yield Slip("time_off_by_one", edge=edge), Group("all", frozenset({(step,)}))


def wrong_time(found: Ways) -> Iterator[tuple[Slip, Group]]:
    """The derivative of an activation taken at the step before or after."""
    problem = found.network.problem

    def exists(ref: Ref) -> bool:
        return ref in problem.bound

    active = [
        (edge,)
        for edge in found.edges
        if isinstance(edge.child.rhs, Call)
        and edge.child.target.index
        and any(m.name == "activation_derivative_missing" for m in edge.child.rhs.operation.mistakes)
    ]
    for step in (-1, 1):
        for group in grouped(active, lambda place: place[0].child.target.name):
            yield Slip("activation_derivative_wrong_time", bends=moved_rules(group, step, exists)), group


def moved_rules(group: Group, step: int, exists: Callable[[Ref], bool]) -> Callable[[Edge], Bend | None]:
    def bend(row: Operation | Composition, position: int, args: tuple[Expr, ...], rule: Rule) -> Rule:
        def pullback(g: Expr, inner: tuple[Expr, ...], result: Expr) -> Expr:
            there = [shifted(arg, step, exists) for arg in inner]
            moved = shifted(result, step, exists)
            if moved is None or any(arg is None for arg in there):
                return rule.pullback(g, inner, result)
            return rule.pullback(g, tuple(arg for arg in there if arg is not None), moved)

        return replace(rule, pullback=pullback)

    names = {edge.name for (edge,) in group.places}
    return lambda edge: bend if edge.name in names else None


def signs(found: Ways) -> Iterator[tuple[Slip, Group]]:
    """A minus too many on one edge."""
    for edge in found.edges[:MOST_SIGNS]:
        slip = Slip("sign", edge=scaling([edge], lambda edge: simplify.number(-1)))
        yield slip, Group("one", frozenset({(edge,)}))


def mean_terms(found: Ways) -> Iterator[tuple[Slip, Group]]:
    """The 1/n of a mean over an index left out, or put twice."""
    edges = [(edge,) for edge in found.edges if has_mean(edge.child.rhs)]
    for name, power in (("missing_mean_factor", 1), ("mean_factor_twice", -1)):
        for group in grouped(edges, lambda place: place[0].child.target):
            chosen = [edge for (edge,) in group.places]
            yield Slip(name, edge=scaling(chosen, partial(mean_factor, power=power))), group


def has_mean(expr: Expr) -> bool:
    return any(isinstance(part, Sum) and part.mean for part in walk(expr))


def mean_factor(edge: Edge, power: int) -> Expr:
    terms = next(count(part) for part in walk(edge.child.rhs) if isinstance(part, Sum) and part.mean)
    return simplify.number(fmpq(terms) ** power)


def forward_slips(network: Network, equations: Iterable[Equation]) -> Iterator[tuple[Slip, Group]]:
    """Terms lost and steps confused in the equations themselves: in all of them, or in one."""
    chosen = list(equations)
    for name, change in forward_changes(network):
        places = [(e.target,) for e in chosen if change(e) != e]
        for group in grouped(places, lambda place: place[0].name):
            yield Slip(name, equation=partial(changed_at, change=change, places=group.places)), group
    for name in sorted(crossing_names(chosen)):
        change = partial(without_crossing, network=network, only=name)
        crossed = frozenset((e.target,) for e in chosen if change(e) != e)
        yield Slip("recurrent_path_missing", equation=change), Group("all", crossed)


def crossing_names(equations: Sequence[Equation]) -> set[str]:
    """The quantities that stand in equations of other steps; none if there is just one."""
    targets = {equation.target.name for equation in equations}
    found = {
        part.name
        for equation in equations
        for part in walk(equation.rhs)
        if isinstance(part, Ref) and part.name in targets and part.index and part.index != equation.target.index
        if equation.target.index
    }
    return found if len(found) > 1 else set()


def forward_changes(network: Network) -> Iterator[tuple[str, Callable[[Equation], Equation]]]:
    problem = network.problem

    def exists(ref: Ref) -> bool:
        return ref in problem.bound or ref in problem.given

    yield "recurrent_path_missing", partial(without_crossing, network=network)
    for step in (-1, 1):
        yield "time_off_by_one", partial(moved_inputs, step=step, network=network, exists=exists)
    shorter = (("only_last_step", None, 0), ("sum_stops_early", 0, -1), ("sum_stops_early", 1, 0))
    for name, low, high in shorter:
        for whole in (True, False):
            yield name, partial(shorter_sums, low=low, high=high, whole=whole)
    yield "missing_mean_factor", partial(scaled_means, power=1)
    yield "mean_factor_twice", partial(scaled_means, power=-1)


def changed_at(equation: Equation, change: Callable[[Equation], Equation], places: frozenset[Place]) -> Equation:
    return change(equation) if (equation.target,) in places else equation


def without_crossing(equation: Equation, network: Network, only: str = "") -> Equation:
    """The equation without the terms that hold a computed quantity of another step: any, or `only` that of a name."""
    own, names = equation.target.index, {only} if only else {ref.name for ref in network.problem.bound}

    def crosses(expr: Expr) -> bool:
        return any(isinstance(p, Ref) and p.index and p.index != own and p.name in names for p in walk(expr))

    def rest(part: Expr) -> Expr | None:
        """What is left of a sum; `None` if nothing is."""
        if isinstance(part, Call) and part.operation.role is Role.SUM:
            left, right = (rest(arg) for arg in part.args)
            return left if right is None else right if left is None else simplify.plus(left, right)
        return None if crosses(part) else part

    def change(part: Expr) -> Expr | None:
        is_sum = isinstance(part, Call) and part.operation.role is Role.SUM
        return rest(part) if is_sum and crosses(part) else None

    return replace(equation, rhs=rewrite(equation.rhs, change)) if own else equation


def moved_inputs(equation: Equation, step: int, network: Network, exists: Callable[[Ref], bool]) -> Equation:
    """The equation with its inputs from the step before or after, where that exists."""

    def change(part: Expr) -> Expr | None:
        if isinstance(part, Ref) and part in network.problem.given and len(part.index) == 1:
            return shifted(part, step, exists)
        return None

    return replace(equation, rhs=rewrite(equation.rhs, change))


def shorter_sums(equation: Equation, low: int | None, high: int, whole: bool) -> Equation:
    """Sums over an index with the first terms or the last left out; only the last term if `low` is `None`.

    A mean over fewer terms is divided by the number of all of them if `whole`.
    """

    def change(part: Expr) -> Expr | None:
        if not isinstance(part, Sum) or part.low.offset == part.high.offset or not (whole or part.mean):
            return None
        first = part.high if low is None else Index(part.low.name, part.low.offset + low)
        shorter = replace(part, low=first, high=Index(part.high.name, part.high.offset + high))
        if not (whole and part.mean):
            return shorter
        return simplify.times(simplify.number(fmpq(1, count(part))), replace(shorter, mean=False))

    return replace(equation, rhs=rewrite(equation.rhs, change))


def scaled_means(equation: Equation, power: int) -> Equation:
    """Means without their 1/n, or with it twice."""

    def change(part: Expr) -> Expr | None:
        is_mean = isinstance(part, Sum) and part.mean
        return simplify.times(simplify.number(fmpq(count(part)) ** power), part) if is_mean else None

    return replace(equation, rhs=rewrite(equation.rhs, change))


def count(part: Expr) -> int:
    """The number of terms of a sum."""
    assert isinstance(part, Sum)
    return part.high.offset - part.low.offset + 1
