"""The unrolled network as a graph: who uses what, which ways lead from a quantity to a loss."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from functools import cached_property

from derive.language.expr import Call, Derivative, Equation, Expr, Index, Ref, Sum, at, bind, children, refs, walk
from derive.language.record import record
from derive.language.steps import Edge
from derive.problem.lengths import vanishing
from derive.problem.local import bound_edge, composition, mentions, mentions_free, solutions
from derive.problem.problem import Problem
from derive.table.arrays import VANISHES

MOST_PATHS = 6
"""Paths that are listed one by one; of more, only the number is given."""


@record(slots=False)
class Network:
    """A problem's equations with their users, in the order of computation."""

    problem: Problem

    @cached_property
    def rank(self) -> dict[Ref, int]:
        return {equation.target: k for k, equation in enumerate(self.problem.equations)}

    @cached_property
    def without_length(self) -> frozenset[Expr]:
        return vanishing(self.problem)

    @cached_property
    def has_gradients(self) -> bool:
        """Whether some of the quantities are gradients."""
        return any(equation.target.gradient for equation in self.problem.equations)

    @cached_property
    def used(self) -> dict[Ref, tuple[Ref, ...]]:
        """The quantities that each equation uses, each once."""
        return {e.target: tuple(dict.fromkeys(refs(e.rhs))) for e in self.problem.equations}

    @cached_property
    def users(self) -> dict[Ref, list[Equation]]:
        """The equations that use each quantity, in order."""
        found: dict[Ref, list[Equation]] = {}
        for equation in self.problem.equations:
            for ref in self.used[equation.target]:
                found.setdefault(ref, []).append(equation)
        return found

    def facts(self, expr: Expr, fact: str) -> bool:
        """Whether a given quantity is known to have a property, or a length to be 0."""
        return expr in self.without_length if fact == VANISHES else self.given_facts(expr, fact)

    def given_facts(self, expr: Expr, fact: str) -> bool:
        """Whether a given quantity is known to have a property."""
        return isinstance(expr, Ref) and fact in self.problem.properties.get(expr.name, frozenset())

    def ancestors(self, of: Ref) -> set[Ref]:
        """All quantities that `of` depends on, itself included."""
        if of not in self._ancestors:
            self._ancestors[of] = self.find_ancestors(of)
        return self._ancestors[of]

    @cached_property
    def _ancestors(self) -> dict[Ref, set[Ref]]:
        return {}

    def find_ancestors(self, of: Ref) -> set[Ref]:
        found = {of}
        stack = [of]
        while stack:
            for used in self.used.get(stack.pop(), ()):
                if used not in found:
                    found.add(used)
                    stack.append(used)
        return found

    def descendants(self, by: Ref) -> set[Ref]:
        """All quantities that depend on `by`, itself included."""
        found = {by}
        stack = [by]
        while stack:
            for user in self.users.get(stack.pop(), ()):
                if user.target not in found:
                    found.add(user.target)
                    stack.append(user.target)
        return found

    def symbolic(self, ref: Ref) -> Ref:
        """The quantity with its index names in place of numbers, as the model writes it."""
        if not ref.index:
            return ref
        if ref.name not in self._symbols:
            self._symbols[ref.name] = self.find_symbol(ref)
        return self._symbols[ref.name] or ref

    @cached_property
    def _symbols(self) -> dict[str, Ref | None]:
        return {}

    def find_symbol(self, ref: Ref) -> Ref | None:
        for definition in self.problem.definitions:
            if definition.spans and definition.equation.target.name == ref.name:
                return definition.equation.target
        for definition in self.problem.definitions:
            for part in walk(definition.equation.rhs):
                if isinstance(part, Ref) and part.name == ref.name and any(i.name for i in part.index):
                    return Ref(ref.name, tuple(Index(i.name, 0 if i.name else i.offset) for i in part.index), ref.shape)
        return None

    def general(self, edge: Edge) -> Edge | None:
        """The edge with index names in place of numbers; `None` where the child is a special case.

        So it is where the child in general has the quantity only with one index, or only for one number.
        """
        found = self.in_general(edge)
        whole = found.through or found.child if found else None
        return found if found and whole and mentions(whole.rhs, found.by) else None

    def in_general(self, edge: Edge) -> Edge | None:
        """The edge with index names in place of numbers, whether or not the quantity stands in the child then."""
        symbol = self.symbolic(edge.by)
        if edge.child.general and edge.by.index and stands_in(edge.by, edge.child.general.rhs):
            return None
        if not edge.by.index:
            return self.general_parameter(edge)
        if not edge.child.target.index:
            general = Edge(edge.child, symbol, self.general_equation(edge.through, symbol, edge.by))
            return general if mentions(edge.child.rhs, general.source) else None
        child = self.general_equation(edge.child, symbol, edge.by)
        if child is None or (edge.through and not self.general_equation(edge.through, symbol, edge.by)):
            return None
        return Edge(child, symbol, self.general_equation(edge.through, symbol, edge.by))

    def general_parameter(self, edge: Edge) -> Edge | None:
        """A parameter has no index of its own; the child's index runs."""
        if edge.child.general is None:
            return Edge(edge.child, edge.by, edge.through) if not edge.child.target.index else None
        through = edge.through.general if edge.through else None
        return Edge(edge.child.general, edge.by, through) if through or not edge.through else None

    def running(self, edge: Edge) -> Edge | None:
        """The edge with those index names left to run that the quantity itself does not fix."""
        general = edge.child.general
        if general is None or edge.through:
            return self.general(edge)
        fixed = {
            index.name
            for part in walk(general.rhs)
            if isinstance(part, Ref) and bind(part, {n: at(v) for n, v in edge.child.binding}) == edge.by
            for index in part.index
        }
        binding = {name: at(value) for name, value in edge.child.binding if name in fixed}
        return bound_edge(Edge(general, edge.by), binding)

    def general_equation(self, equation: Equation | None, symbol: Ref, by: Ref) -> Equation | None:
        """The general form of an equation, with the index shifted so that `by` has the plain index."""
        if equation is None or equation.general is None:
            return None
        binding = {}
        numbers = dict(equation.binding)
        for name, place in zip(symbol.index, by.index, strict=True):
            if name.name in numbers:
                binding[name.name] = Index(name.name, numbers[name.name] - place.offset)
        if set(binding) != set(numbers):
            return None
        return bound_edge(Edge(equation.general, by), binding).child

    def edges(self, of: Ref, by: Ref) -> list[Edge]:
        """The ways from `by` to the equations that `of` depends on, pairs with a rule of their own taken at once."""
        found = self._edges.get((of, by))
        if found is None:
            found = self._edges[of, by] = self.find_edges(of, by)
        return found

    @cached_property
    def _edges(self) -> dict[tuple[Ref, Ref], list[Edge]]:
        return {}

    def find_edges(self, of: Ref, by: Ref) -> list[Edge]:
        above = self.ancestors(of)
        found: list[Edge] = []
        reached: set[Ref] = set()
        for user in self.users.get(by, ()):
            if user.target not in above or user.target in reached:
                continue
            pairs = self.pairs(user, above, of)
            is_first = all(self.is_first(outer, user, by, found) for outer in pairs)
            new = [Edge(outer, by, user) for outer in pairs] if pairs and is_first else [Edge(user, by)]
            reached |= {edge.child.target for edge in new}
            found += new
        return found

    def uses(self, target: Derivative) -> list[Edge]:
        """The edges from the variable of a derivative, at the use that it is limited to."""
        return [edge for edge in self.edges(target.of, target.by) if not target.use or self.place(edge) == target.use]

    def place(self, edge: Edge) -> tuple[tuple[str, int], ...]:
        """The index values at which the equation stands that uses the quantity."""
        child = edge.child.target
        pairs = zip(self.symbolic(child).index, child.index, strict=True)
        return tuple((own.name, number.offset - own.offset) for own, number in pairs if own.name)

    def is_first(self, outer: Equation, inner: Equation, by: Ref, found: Iterable[Edge]) -> bool:
        """Whether a pair is the first in its equation, or one of a family; any other goes by its own step."""
        others = [edge.through for edge in found if edge.child.target == outer.target and edge.through]
        alike = all(other.target.name == inner.target.name for other in others)
        return not others or (alike and by not in self.used[outer.target])

    def pairs(self, inner: Equation, above: set[Ref], of: Ref) -> list[Equation]:
        """The users of an equation, if each of them forms a pair with it that has a rule of its own."""
        users = [user for user in self.users.get(inner.target, ()) if user.target in above]
        paired = all(is_paired(user.rhs, inner) for user in users)
        return users if users and paired and inner.target != of else []

    def between(self, of: Ref, by: Iterable[Ref]) -> list[Ref]:
        """The quantities on the ways from any of `by` to `of`, both ends included, from `of` backwards."""
        above = self.ancestors(of)
        found: set[Ref] = set()
        stack = [ref for ref in by if ref in above]
        while stack:
            ref = stack.pop()
            if ref in found:
                continue
            found.add(ref)
            stack += [edge.child.target for edge in self.edges(of, ref)]
        return sorted(found, key=lambda ref: -self.rank.get(ref, -1))

    def count_paths(self, of: Ref, by: Ref) -> int:
        """The number of ways from `by` to `of`."""
        if of not in self._counts:
            counts = {of: 1}
            for ref in sorted(self.ancestors(of) - {of}, key=lambda ref: -self.rank.get(ref, -1)):
                counts[ref] = sum(counts[edge.child.target] * len(self.ways(edge)) for edge in self.edges(of, ref))
            self._counts[of] = counts
        return self._counts[of].get(by, 0)

    @cached_property
    def _counts(self) -> dict[Ref, dict[Ref, int]]:
        return {}

    def has_detours(self, local: Derivative) -> bool:
        """Whether other ways than the direct one lead from a quantity to the next, at any index."""
        key = (local.of.name, local.by.name)
        if key not in self._detours:
            near = [(of, by) for by in self.users if by.name == key[1] for of in self.reached(by) if of.name == key[0]]
            self._detours[key] = any(self.is_near(of, by) and self.has_more_ways(of, by) for of, by in near)
        return self._detours[key]

    def reached(self, ref: Ref) -> list[Ref]:
        """The quantities one equation away, or two where a pair is taken at once."""
        near = [user.target for user in self.users.get(ref, ())]
        return [*near, *(user.target for target in near for user in self.users.get(target, ()))]

    def is_near(self, of: Ref, by: Ref) -> bool:
        """Whether an edge leads from one quantity to the other."""
        return any(edge.child.target == of for edge in self.edges(of, by))

    def has_more_ways(self, of: Ref, by: Ref) -> bool:
        """Whether something on the way to `of`, which uses `by` itself, uses it too and is not passed over."""
        start = self.rank.get(by, -1)
        passed = {edge.through.target for edge in self.edges(of, by) if edge.through and edge.child.target == of}
        found, stack = {of, *passed}, [of]
        while stack:
            for ref in self.used.get(stack.pop(), ()):
                if ref in found or self.rank.get(ref, -1) <= start:
                    continue
                if by in self.used[ref]:
                    return True
                found.add(ref)
                stack.append(ref)
        return False

    @cached_property
    def _detours(self) -> dict[tuple[str, str], bool]:
        return {}

    def paths(self, of: Ref, by: Ref) -> Iterator[tuple[Ref, ...]]:
        """The ways themselves, one by one, pairs written out in full."""
        if self.count_paths(of, by) > MOST_PATHS:
            return self.find_paths(of, by)
        if (of, by) not in self._paths:
            self._paths[of, by] = tuple(self.find_paths(of, by))
        return iter(self._paths[of, by])

    @cached_property
    def _paths(self) -> dict[tuple[Ref, Ref], tuple[tuple[Ref, ...], ...]]:
        return {}

    def find_paths(self, of: Ref, by: Ref) -> Iterator[tuple[Ref, ...]]:
        if by == of:
            yield (by,)
            return
        for edge in self.edges(of, by):
            for middle in self.ways(edge):
                for rest in self.paths(of, edge.child.target):
                    yield (by, *middle, *rest)

    def ways(self, edge: Edge) -> list[tuple[Ref, ...]]:
        """What lies between the two ends of an edge, on each way from one to the other."""
        if edge.through is None:
            return [()]
        return [(edge.through.target,), *([()] if edge.by in self.used[edge.child.target] else [])]


def stands_in(ref: Ref, expr: Expr) -> bool:
    """Whether a quantity stands in an expression with a literal index."""
    return any(part == ref for part in walk(expr))


def is_paired(expr: Expr, inner: Equation) -> bool:
    """Whether the inner equation's target stands in the expression only as the argument of its pair."""
    if isinstance(expr, Sum) and mentions(expr, inner.target):
        values: Iterable[Index] = solutions(expr, inner.target)
        if mentions_free(expr, inner.target):
            values = map(at, range(expr.low.offset, expr.high.offset + 1))
        bodies = (bind(expr.body, {expr.index: value}) for value in values)
        return all(is_paired(body, inner) for body in bodies if mentions(body, inner.target))
    if composition(expr, inner):
        return True
    if expr == inner.target:
        return False
    parts = children(expr) if isinstance(expr, Call) else ()
    return all(is_paired(part, inner) for part in parts if mentions(part, inner.target))
