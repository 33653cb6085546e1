"""The rows' usual mistakes, made in the equations of a problem: everywhere, in one kind of place, in one place."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import replace
from functools import cached_property
from typing import Any

from derive.judging.slip import Slip
from derive.language.errors import DeriveError
from derive.language.expr import Call, Equation, Expr, Ref, rewrite, walk
from derive.language.numbers import is_minus_infinity
from derive.language.operation import SUMS, Composition, Operation, Rule
from derive.language.record import record
from derive.language.steps import Edge
from derive.language.usual_mistakes import Misreading, WrongRule
from derive.problem.graph import Network
from derive.problem.local import Bend, pull
from derive.table.row import COMPOSITIONS, TABLE

MOST_PLACES = 12
"""Places at which a mistake is also tried alone."""

Place = tuple[Any, ...]


@record
class Group:
    """Places where one mistake is made; `label` is `all`, `kind` or `one`, or `only` where there is just one place."""

    label: str
    places: frozenset[Place]


def grouped(places: Iterable[Place], kind: Callable[[Place], Hashable]) -> Iterator[Group]:
    """All places, those of each kind, and each by itself; nothing twice."""
    every = list(dict.fromkeys(places))
    if not every:
        return
    seen = {frozenset(every)}
    yield Group("all" if len(every) > 1 else "only", frozenset(every))
    kinds: dict[Hashable, list[Place]] = {}
    for place in every:
        kinds.setdefault(kind(place), []).append(place)
    singles = [[place] for place in every[:MOST_PLACES]]
    for label, parts in (("kind", list(kinds.values())), ("one", singles)):
        for part in parts:
            group = frozenset(part)
            if group not in seen:
                seen.add(group)
                yield Group("one" if len(part) == 1 else label, group)


class ArgumentFacts:
    """What mistakes may ask of an argument."""

    def __init__(self, network: Network) -> None:
        self.network = network

    def __call__(self, expr: Expr, fact: str) -> bool:
        if fact in ("parameter", "bias"):
            is_given = isinstance(expr, Ref) and not expr.index and expr in self.network.problem.given
            return is_given and (fact == "parameter" or self.is_bias(expr))
        return self.network.facts(expr, fact)

    def is_bias(self, expr: Expr) -> bool:
        """Whether a given quantity is only ever added, and is no mask."""
        number = self.network.problem.given.get(expr) if isinstance(expr, Ref) else None
        is_mask = number is not None and any(map(is_minus_infinity, number.entries))
        return not is_mask and expr not in self.multiplied

    @cached_property
    def multiplied(self) -> frozenset[Expr]:
        """What stands anywhere but in a sum."""
        found: set[Expr] = set()
        for equation in self.network.problem.equations:
            for part in walk(equation.rhs):
                if isinstance(part, Call) and part.operation.role not in SUMS:
                    found.update(part.args)
        return frozenset(found)


def weight(call: Call) -> Hashable:
    """What tells calls of one operation apart: the first argument, if that is a quantity without an index."""
    first = call.args[0]
    return first.name if isinstance(first, Ref) and not first.index else ""


def misreadings(network: Network, equations: Iterable[Equation]) -> Iterator[tuple[Slip, Group]]:
    """Operations taken for others in the given equations."""
    facts = ArgumentFacts(network)
    found: dict[Misreading, list[Place]] = {}
    for equation in equations:
        for part in walk(equation.rhs):
            for mistake in part.operation.mistakes if isinstance(part, Call) else ():
                if isinstance(mistake, Misreading) and applied(mistake, part, facts) is not None:
                    found.setdefault(mistake, []).append((equation.target, part))
    for mistake, places in found.items():
        for group in grouped(places, lambda place: (place[0].name, weight(place[1]))):
            yield Slip(mistake.name, equation=misread(mistake, group.places, facts)), group


def applied(mistake: Misreading, part: Expr, facts: ArgumentFacts) -> Expr | None:
    """What stands in place of a call; `None` where the mistake cannot be made."""
    if not isinstance(part, Call):
        return None
    try:
        return mistake.instead(part.args, facts)
    except DeriveError:
        return None


def misread(mistake: Misreading, places: frozenset[Place], facts: ArgumentFacts) -> Callable[[Equation], Equation]:
    targets = {target for target, _ in places}

    def equation(right: Equation) -> Equation:
        if right.target not in targets:
            return right

        def change(part: Expr) -> Expr | None:
            if (right.target, part) not in places or not isinstance(part, Call):
                return None
            inner = Call(part.operation, tuple(rewrite(arg, change) for arg in part.args), part.shape)
            return applied(mistake, inner, facts)

        return replace(right, rhs=rewrite(right.rhs, change))

    return equation


def wrong_rules(network: Network, edges: Iterable[Edge]) -> Iterator[tuple[WrongRule, Slip, Group]]:
    """Rules misremembered on the given edges."""
    found: dict[WrongRule, list[Place]] = {}
    for edge in edges:
        for mistake, place in mistaken_places(network, edge):
            found.setdefault(mistake, []).append(place)
    for mistake, places in found.items():
        for group in grouped(places, kind_of_place):
            yield mistake, Slip(mistake.name, bends=bending(mistake, group.places)), group


def kind_of_place(place: Place) -> Hashable:
    edge, _, _, args = place
    named = args[0].name if isinstance(args[0], Ref) and not args[0].index else ""
    return edge.child.target.name, edge.by.name, named


def mistaken_places(network: Network, edge: Edge) -> list[tuple[WrongRule, Place]]:
    """The wrong rules that can be applied somewhere along an edge."""
    found: list[tuple[WrongRule, Place]] = []

    def bend(row: Operation | Composition, position: int, args: tuple[Expr, ...], rule: Rule) -> Rule:
        def pullback(g: Expr, inner: tuple[Expr, ...], result: Expr) -> Expr:
            for mistake in row.mistakes:
                fits = isinstance(mistake, WrongRule) and mistake.position == position
                if isinstance(mistake, WrongRule) and fits and tried(mistake, g, inner, result) is not None:
                    found.append((mistake, (edge, name_of(row), position, args)))
            return rule.pullback(g, inner, result)

        return replace(rule, pullback=pullback)

    pull(edge, Ref("g", (), edge.child.target.shape), network.facts, bend)
    return found


def name_of(row: Operation | Composition) -> str:
    return row.name if isinstance(row, Operation) else f"{row.outer.name} {row.inner.name}"


def tried(mistake: WrongRule, g: Expr, args: tuple[Expr, ...], result: Expr) -> Expr | None:
    try:
        return mistake.pullback(g, args, result)
    except DeriveError:
        return None


def bending(mistake: WrongRule, places: frozenset[Place]) -> Callable[[Edge], Bend | None]:
    """The bend of a wrong rule at the places where it is applied."""
    edges = {edge.name for edge, *_ in places}
    wanted = {(edge.name, *rest) for edge, *rest in places}

    def bends(edge: Edge) -> Bend | None:
        if edge.name not in edges:
            return None

        def bend(row: Operation | Composition, position: int, args: tuple[Expr, ...], rule: Rule) -> Rule:
            if position != mistake.position or (edge.name, name_of(row), position, args) not in wanted:
                return rule

            def pullback(g: Expr, inner: tuple[Expr, ...], result: Expr) -> Expr:
                wrong = tried(mistake, g, inner, result)
                return rule.pullback(g, inner, result) if wrong is None else wrong

            return replace(rule, pullback=pullback)

        return bend

    return bends


def names() -> set[str]:
    """All mistakes that stand in the rows of the table."""
    rows: tuple[Operation | Composition, ...] = (*TABLE.values(), *COMPOSITIONS)
    return {mistake.name for row in rows for mistake in row.mistakes}
