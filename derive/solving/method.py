"""What all methods share: forward values, losses taken apart, derivatives that vanish, formulas in closed form."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Iterator
from dataclasses import replace

from derive.language.expr import (
    Derivative,
    Expr,
    Ref,
    at,
    bind_ref,
    gradient_of,
    is_single,
    refs,
    walk,
)
from derive.language.steps import Edge, Reason, Sheet, Span, Step
from derive.problem.graph import MOST_PATHS, Network
from derive.problem.local import bound_edge, jacobian, pull
from derive.solving.formulas import Formulas
from derive.solving.layout import Names
from derive.solving.sums import families
from derive.table import simplify


class Method(ABC):
    """Derives one question after the other onto a sheet of steps."""

    def __init__(self, names: Names, asked: Iterable[Derivative]) -> None:
        self.names = names
        self.network: Network = names.network
        self.asked = [*asked]
        self.asked += [name for name in self.values_in_equations() if name not in self.asked]
        self.sheet = Sheet()
        self.question = 0
        self.generals: set[tuple[str, str]] = set()

    def ask(self, target: Ref | Derivative, question: int) -> None:
        """Add the steps that lead to a target, as far as they are not on the sheet yet."""
        self.question = question
        if isinstance(target, Ref):
            self.forward([target])
            return
        self.forward([target.of])
        if target.of.gradient:
            self.provide(target.of)
        if target in self.sheet.done:
            return
        if target.use:
            self.contribution(target, self.network.uses(target))
        elif target.of == target.by:
            self.add("answer", target, self.unit(target), "itself")
        elif not self.network.count_paths(target.of, target.by):
            reason = Reason("no_path", (("of", str(target.of)), ("by", str(target.by))))
            self.put(Step("answer", target, simplify.number(0, target.shape), (reason,), self.question))
        elif not is_single(target.of.shape):
            self.rows(target.of, [target.by])
        else:
            self.derive(target)

    def contribution(self, target: Derivative, uses: list[Edge]) -> None:
        """What one use of a shared quantity contributes, as if it were a copy used only there.

        Goodfellow, Bengio and Courville, Deep Learning, section 10.2.2: the gradient by W^(t).
        """
        of, by = target.of, target.by
        self.rows(of, [edge.child.target for edge in uses])
        terms = [self.names.gradient_term(of, edge).expr for edge in uses]
        rhs = self.names.laid_out(simplify.added(terms, by.shape), by)
        chains = tuple(self.chain(of, edge) for edge in uses)
        self.put(Step("answer", self.names.one_use(target), rhs, (Reason("one_use"),), self.question, chains=chains))

    @abstractmethod
    def derive(self, target: Derivative) -> None: ...

    def unit(self, target: Derivative) -> Expr:
        return simplify.identity(target.shape[0]) if target.shape else simplify.number(1)

    def add(self, kind: str, target: Expr, rhs: Expr, *reasons: str) -> Step:
        step = Step(kind, target, rhs, tuple(Reason(key) for key in reasons), self.question)
        self.put(step)
        return step

    def put(self, step: Step) -> None:
        """Add a step, behind those of the gradients that it uses as values."""
        if self.network.has_gradients:
            for ref in dict.fromkeys(refs(step.rhs)) if step.is_numeric else ():
                if ref.gradient:
                    self.provide(ref)
            step = replace(step, target=self.names.spelled(step.target), rhs=self.names.spelled(step.rhs))
        self.sheet.add(step)

    def values_in_equations(self) -> Iterator[Derivative]:
        """The derivatives that the author's equations use, and those that are to be differentiated once more."""
        written = (equation.rhs for equation in self.network.problem.equations if equation.target.gradient is None)
        values = [ref for rhs in written for ref in refs(rhs)] if self.network.has_gradients else []
        for ref in (*values, *(target.of for target in self.asked)):
            if ref.gradient:
                yield self.names.derivative(*ref.gradient)

    def provide(self, gradient: Ref) -> None:
        """The steps to a gradient that is used as a value: as if it were asked, or in one step from its users'."""
        assert gradient.gradient is not None
        of, by = gradient.gradient
        name = self.names.derivative(of, by)
        if name in self.sheet.done:
            return
        if name in self.asked:
            self.ask(name, self.question)
            return
        for edge in self.network.edges(of, by):
            if edge.child.target != of:
                self.provide(gradient_of(of, edge.child.target))
        self.collect(of, by)

    @abstractmethod
    def collect(self, of: Ref, by: Ref) -> None:
        """One step to ∂of/∂by, from the gradients by those that use `by`."""

    def forward(self, targets: Iterable[Ref]) -> None:
        """The equations of the targets and of all they need."""
        needed = set().union(*(self.network.ancestors(target) for target in targets))
        for equation in self.network.problem.equations:
            target = equation.target
            if target in needed and target not in self.sheet.done and target.gradient is None:
                self.add("forward", equation.target, equation.rhs)

    def parts(self, of: Ref, by: Ref) -> list[tuple[Expr, Ref]]:
        """The losses that `of` is a linear combination of, each with its constant factor, as far as `by` reaches them.

        `of` itself, with the factor 1, if it is no such combination.
        """
        equation = self.network.problem.bound.get(of)
        if equation is None or of == by:
            return [(simplify.number(1), of)]
        result = []
        for ref in dict.fromkeys(refs(equation.rhs)):
            if ref != by and not self.network.count_paths(ref, by):
                continue
            local = pull(Edge(equation, ref), simplify.number(1), self.network.facts).expr
            constant = not any(isinstance(part, Ref) for part in walk(local))
            if ref == by or not constant or ref.shape or ref not in self.network.problem.bound:
                return [(simplify.number(1), of)]
            result.append((local, ref))
        return (
            result if len(result) > 1 or (result and not simplify.is_one(result[0][0])) else [(simplify.number(1), of)]
        )

    def rows(self, of: Ref, by: Iterable[Ref]) -> None:
        """One row ∂of/∂node for each node from `of` back to any of `by`."""
        for node in self.network.between(of, by):
            name = self.names.derivative(of, node)
            if node != of and name not in self.sheet.done:
                self.row(of, node)

    def row(self, of: Ref, node: Ref) -> None:
        edges = self.network.edges(of, node)
        locals_ = [self.names.row_term(of, edge) for edge in edges]
        for edge in edges:
            self.local(edge)
        chains = tuple(self.chain(of, edge) for edge in edges)
        count = self.network.count_paths(of, node)
        reasons = tuple(dict.fromkeys(key for local in locals_ for key in local.reasons))
        rhs = simplify.added([local.expr for local in locals_], locals_[0].expr.shape)
        paths = tuple(self.network.paths(of, node)) if count <= MOST_PATHS else ()
        step = Step(
            "row",
            self.names.row(of, node),
            rhs,
            tuple(map(Reason, reasons)),
            self.question,
            chains=chains,
            paths=paths,
            path_count=count,
        )
        self.put(step)

    def chain(self, of: Ref, edge: Edge) -> tuple[Derivative, ...]:
        """The two factors of an edge's contribution: ∂of/∂child and ∂child/∂node."""
        child = edge.child.target
        last = self.names.derivative(child, edge.by)
        return (last,) if child == of else (self.names.derivative(of, child), last)

    def local(self, edge: Edge) -> None:
        """The local derivative of an edge in general, once for each kind of edge."""
        key = (edge.child.target.name, edge.by.name)
        if key in self.generals:
            return
        general = self.general(edge)
        if not self.names.is_vector(edge.by) or not self.names.is_vector(edge.child.target):
            return
        found = jacobian(general, self.network.facts)
        if found is None:
            return
        self.generals.add(key)
        target = self.names.row(general.child.target, general.by)
        reasons = tuple(map(Reason, found.reasons))
        self.put(Step("local", target, found.expr, reasons, self.question, spans=self.spans(general)))

    def general(self, edge: Edge) -> Edge:
        """The general form of an edge; that of its siblings where the edge is a special case of no other kind."""
        found = self.network.general(edge)
        if found is not None:
            return found
        for user in self.network.users.get(edge.by, ()):
            sibling = self.network.general(Edge(user, edge.by)) if user.target.name == edge.child.target.name else None
            if sibling is not None and edge.child.target.index and self.is_instance(edge, sibling):
                return sibling
        return edge

    def is_instance(self, edge: Edge, general: Edge) -> bool:
        """Whether the local derivative of an edge is that of a general one with the index put in."""
        symbol = general.child.target.index[0]
        number = edge.child.target.index[0].offset - symbol.offset
        bound = bound_edge(general, {symbol.name: at(number)})
        if bound.child.target != edge.child.target or bound.by != edge.by:
            return False
        g = Ref("g", (), edge.child.target.shape)
        facts = self.network.facts
        return pull(bound, g, facts).expr == pull(edge, g, facts).expr

    def spans(self, general: Edge) -> tuple[Span, ...]:
        """The index values for which a general local derivative holds."""
        child = general.child.target
        if not child.index and len(general.by.index) == 1 and general.by.index[0].name:
            return self.spans_of_sum(general)
        if len(child.index) != 1 or not child.index[0].name:
            return ()
        name, shift = child.index[0].name, child.index[0].offset
        numbers = []
        for equation in self.network.problem.equations:
            if equation.target.name != child.name:
                continue
            number = equation.target.index[0].offset - shift
            by = bind_ref(general.by, {name: at(number)})
            edges = self.network.edges(equation.target, by)
            if any(e.child.target == equation.target and self.is_instance(e, general) for e in edges):
                numbers.append(number)
        return runs(name, numbers)

    def spans_of_sum(self, general: Edge) -> tuple[Span, ...]:
        """The index values for which the derivative of a sum by its terms holds."""
        name = general.by.index[0].name
        g, facts = Ref("g", (), general.child.target.shape), self.network.facts
        numbers = []
        for ref in self.network.users:
            if ref.name != general.by.name:
                continue
            bound = pull(bound_edge(general, {name: at(ref.index[0].offset)}), g, facts).expr
            edges = self.network.edges(general.child.target, ref)
            if any(e.child.target == general.child.target and pull(e, g, facts).expr == bound for e in edges):
                numbers.append(ref.index[0].offset)
        return runs(name, numbers)

    def general_rows(self, nodes: list[Ref], instance: dict[Ref, Expr], of: Ref) -> None:
        """A general formula for each group of nodes that differ in their index only."""
        for name in dict.fromkeys(node.name for node in nodes):
            group = [node for node in nodes if node.name == name and len(node.index) == 1]
            symbol = self.network.symbolic(group[0]) if group else None
            if symbol is None or not symbol.index[0].name:
                continue
            by_number = {node.index[0].offset: node for node in group}

            def general(number: int, by_number: dict[int, Ref] = by_number) -> Expr | None:
                edges = [self.network.general(e) for e in self.network.edges(of, by_number[number])]
                known = [edge for edge in edges if edge is not None]
                if len(known) < len(edges):
                    return None
                terms = [self.names.gradient_term(of, edge).expr for edge in known]
                return self.names.laid_out(simplify.added(terms, by_number[number].shape), by_number[number])

            index = symbol.index[0].name
            instances = [(number, instance[node]) for number, node in sorted(by_number.items())]
            found = families(instances, index, general)
            # A single index value is worth a formula of its own only as the end of a recursion.
            for family in found if any(len(family.numbers) > 1 for family in found) else ():
                target = self.names.derivative(of, symbol)
                self.put(Step("general", target, family.expr, (), self.question, spans=(family.span,)))
            end = max(by_number, default=0)
            if found and all(end not in family.numbers for family in found):
                target, span = self.names.derivative(of, by_number[end]), (index, end, end)
                self.put(Step("general", target, instance[by_number[end]], (), self.question, spans=(span,)))

    def formula(self, target: Ref | Derivative) -> Expr:
        """The formula of an answer: the general one if there is one, in closed form as far as that is short."""
        return Formulas(self.sheet).formula(target)


def runs(name: str, numbers: list[int]) -> tuple[Span, ...]:
    """Index values as ranges of consecutive ones."""
    found: list[Span] = []
    for number in sorted(set(numbers)):
        if found and found[-1][2] == number - 1:
            found[-1] = (name, found[-1][1], number)
        else:
            found.append((name, number, number))
    return tuple(found)
