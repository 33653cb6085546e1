"""Notes in index notation: local derivatives from their definitions, sums over entries, outer products."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property
from itertools import product

from derive.expr import (
    Call,
    Delta,
    Derivative,
    Entry,
    Expr,
    Index,
    Ref,
    Shape,
    Sum,
    at,
    bind,
    is_column,
    is_single,
    order,
)
from derive.notation.latex import partial_sign
from derive.notation.width import LINE, width
from derive.operations import COMPOSITIONS, make
from derive.steps import Edge, Step
from derive.symbolic.index import IndexDerivative, index_derivative, letters
from derive.views.blocks import Block, Text
from derive.views.lines import Line, Stage, boxed, distinct, set_lines
from derive.views.notes import Notes

GAP = 4.0
"""The room between two equations on one line, in digits."""


class EntryNotes(Notes):
    """Notes that are about single entries."""

    explained = False

    @cached_property
    def shown(self) -> set[tuple[str, bool]]:
        """The operations whose derivation stands already in the document, and whether they stood alone."""
        return set()

    @cached_property
    def contracted(self) -> set[tuple[tuple[str, str], ...]]:
        """The kinds of local derivatives whose sums were taken apart before and after the deltas."""
        return set()

    def contraction(self, step: Step) -> list[str]:
        """The sum over the entries of each child, before and after the local derivatives are put in."""
        name = step.name
        assert isinstance(name, Derivative)
        chosen = letters({*self.problem.scope.shapes, *self.problem.scope.ranges})
        if self.is_repeated(step):
            return []
        before, after = [], []
        for chain in step.chains:
            if len(chain) < 2:
                return []
            arriving, local = chain
            rows = chosen.child(local.of.shape)
            places = [*rows, *chosen.by(local.by.shape)]
            left = Entry(arriving, tuple(map(Index, rows))) if rows else arriving
            marked = replace(local, direct=self.network.has_detours(local))
            right = Entry(marked, tuple(map(Index, places))) if places else marked
            edge = next(e for e in self.network.edges(name.of, name.by) if e.child.target == local.of)
            found = self.index_of(edge)
            before.append(self.latex(self.summed(left, right, rows, local.of.shape)))
            if found is not None:
                after.append(self.latex(self.summed(left, found.result, rows, local.of.shape)))
        return [" + ".join(before), " + ".join(after)]

    def is_repeated(self, step: Step) -> bool:
        """Whether a sum over the same kinds of local derivatives was taken apart before."""
        kinds = tuple((chain[-1].of.name, chain[-1].by.name) for chain in step.chains)
        known = kinds in self.contracted or (len(set(kinds)) == 1 and kinds[:1] in self.contracted)
        self.contracted.add(kinds)
        return known

    def summed(self, left: Expr, right: Expr, rows: list[str], shape: Shape) -> Expr:
        result = make.times(left, right)
        for name, size in zip(rows, shape, strict=False):
            result = Sum(name, Index("", 0), Index("", size - 1), result, False, ())
        return result

    def edge(self, name: Derivative) -> Edge | None:
        """The edge that a local derivative belongs to."""
        for ref in (*self.problem.bound, *self.problem.given):
            if ref.name != name.by.name:
                continue
            for target in self.reached(ref):
                if target.name != name.of.name:
                    continue
                for edge in self.network.edges(target, ref):
                    general = self.network.general(edge) or edge
                    if general.child.target == name.of and general.by == name.by:
                        return general
        return None

    def reached(self, ref: Ref) -> list[Ref]:
        """The quantities one equation away, or two where a pair is taken at once."""
        near = [user.target for user in self.network.users.get(ref, ())]
        return [*near, *(user.target for target in near for user in self.network.users.get(target, ()))]

    def index_of(self, edge: Edge) -> IndexDerivative | None:
        """The derivative of an edge in index notation, or `None` where SymPy's result has no such reading."""
        if not edge.child.target.index and any(i.name for i in edge.by.index):
            return None
        taken = {*self.problem.scope.shapes, *self.problem.scope.ranges}
        summing = [r for r in self.problem.given if self.network.facts(r, "sums_to_one")]
        try:
            return index_derivative(edge, taken, [*summing, *map(self.network.symbolic, summing)])
        except (KeyError, TypeError, StopIteration, IndexError, AttributeError):
            return None

    def index_lines(self, step: Step) -> list[Line]:
        """The derivation of a local derivative that is not obvious, from the definition; nothing if it is."""
        name = step.name
        assert isinstance(name, Derivative)
        edge = self.edge(name)
        if edge is None or not is_worth_showing(edge):
            return []
        kind = (edge.child.rhs.operation.name if isinstance(edge.child.rhs, Call) else "", edge.through is None)
        if kind in self.shown:
            return []
        self.shown.add(kind)
        found = self.index_of(edge)
        if found is None:
            return []
        left = self.latex(found.left)
        partial = f"\\frac{{{self.sign(name)} {left}}}{{\\partial {self.latex(found.by)}}}"
        first = set_lines(left, [Stage("=", self.latex(found.definition))])
        readings = distinct([Stage("=", self.latex(e)) for e in (found.general, found.result)])
        return [*first, *set_lines(partial, readings)]

    def sign(self, local: Derivative) -> str:
        return partial_sign(replace(local, direct=self.network.has_detours(local)))

    def entry_lines(self, step: Step, target: Entry) -> list[Line]:
        """An equation for an entry: with deltas and without, in numbers (all entries at full detail), the whole."""
        name = target.of
        assert isinstance(name, Derivative)
        stages = [Stage("=", text) for text in (*self.contraction(step), self.latex(step.rhs))]
        lines = set_lines(self.latex(target), distinct(stages))
        if self.derivation.numbers is None:
            return lines
        numeric: list[Line] = []
        for place in self.places(target):
            binding = {index.name: at(k) for index, k in zip(target.index, place, strict=True)}
            rhs = bind(step.rhs, binding)
            numeric += set_lines(self.latex(bind(target, binding)), self.setter.stages(rhs, self.detail))
        shown = [self.setter.stage(lambda: self.setter.named_value(step.name)[0])]
        if step.name in [a.target for a in self.derivation.answers]:
            *exact, last = self.setter.answer(name)
            shown = [*exact, Stage(last.relation, boxed(last.text))]
        found = beside(numeric, set_lines(self.latex(step.name), shown))
        return beside(lines, found)

    def places(self, target: Entry) -> list[tuple[int, ...]]:
        """The entries that are written out."""
        name = target.of
        assert isinstance(name, Derivative)
        sizes = name.by.shape[: order(name.by.shape)]
        everything = list(product(*map(range, sizes)))
        return everything if self.detail == "full" else [] if self.detail == "brief" else everything[:1]

    def outer_product(self, name: Derivative) -> list[Block]:
        """Why the gradient by a matrix is a column times a row."""
        if is_single(name.by.shape) or 1 in name.by.shape or self.explained:
            return []
        users = self.network.users.get(name.by, [])
        edges = [e for user in users for e in self.network.edges(user.target, name.by) if e.through is None]
        generals = [self.network.general(edge) or edge for edge in edges]
        general = next((g for g in generals if any(i.name for i in g.child.target.index)), None)
        general = general or next(iter(generals), None)
        found = self.index_of(general) if general else None
        if general is None or found is None or not is_column(general.child.target.shape):
            return []
        factors = outer_factors(found.result)
        if factors is None:
            return []
        self.explained = True
        entry = factors
        i, p, q = found.indices
        child = general.child.target
        vector = entry.of
        assert isinstance(vector, Ref)
        sign = self.sign(Derivative(child, general.by))
        partial = f"\\frac{{{sign} {self.latex(found.left)}}}{{\\partial {self.latex(found.by)}}}"
        sentence = self.words(
            "notes.outer_product",
            child=self.math(child),
            by=self.math(name.by),
            m=child.shape[0],
            n=name.by.shape[0] * name.by.shape[1],
            tensor=f"{sign} {self.latex(child)}/\\partial {self.latex(name.by)}",
            entry=f"{partial} = {self.latex(found.result)}",
            i=i,
            p=p,
            q=q,
            x=self.latex(vector),
        )
        return [Text(sentence)]


def beside(lines: list[Line], more: list[Line]) -> list[Line]:
    """An equation of one line behind the last of other ones where both fit on the line, else below."""
    if not lines or len(more) != 1:
        return [*lines, *more]
    (only,) = more
    last = lines[-1]
    taken = max(width(line.left) for line in lines) + width(last.right)
    text = f"{only.left} {only.right}"
    if taken + width(text) + GAP > LINE:
        return [*lines, only]
    return [*lines[:-1], Line(last.left, f"{last.right} \\qquad {text}")]


def outer_factors(expr: Expr) -> Entry | None:
    """The entry x_q of δ_ip x_q."""
    if isinstance(expr, Call) and expr.operation.name == "multiply":
        left, right = expr.args
        if isinstance(left, Delta) and isinstance(right, Entry) and isinstance(right.of, Ref):
            return right
    return None


def is_worth_showing(edge: Edge) -> bool:
    """Whether the local derivative of an edge is more than reading off a factor."""
    if edge.through:
        return True
    rhs = edge.child.rhs
    outer = {pair.outer for pair in COMPOSITIONS}
    return isinstance(rhs, Call) and (rhs.operation.fold is not None or rhs.operation in outer)
