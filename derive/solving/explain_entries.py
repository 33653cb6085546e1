"""What is said of entries, in index notation: definitions and their derivatives, sums over entries, outer products."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import reduce

from derive.language.expr import Call, Delta, Derivative, Entry, Expr, Index, Ref, Shape, Sum, is_column, is_single
from derive.language.steps import Edge, Explanation, Step
from derive.problem.graph import Network
from derive.solving.index import IndexNames
from derive.solving.sympy_index import IndexDerivative
from derive.table import simplify
from derive.table.algebra import ADD
from derive.table.products import MULTIPLY
from derive.table.row import COMPOSITIONS


class EntryExplanations:
    """Explains the steps of one derivation; each kind of operation, of sum, and the outer product once."""

    def __init__(self, network: Network, layout: str) -> None:
        self.network = network
        self.names = IndexNames(network, layout)
        self.derived: set[tuple[str, bool]] = set()
        self.summed: set[tuple[tuple[str, str], ...]] = set()
        self.has_outer_product = False

    def definition(self, name: Derivative) -> Iterator[Explanation]:
        """A local derivative that is not obvious, from its definition; nothing if it is."""
        edge = self.edge(name)
        if edge is None or not is_worth_showing(edge):
            return
        kind = (edge.child.rhs.operation.name if isinstance(edge.child.rhs, Call) else "", edge.through is None)
        if kind in self.derived:
            return
        self.derived.add(kind)
        found = self.index_of(edge)
        if found is not None:
            yield Explanation("definition", found.left, (found.definition,))
            yield Explanation("derivation", self.partial(found), distinct([found.general, found.result]))

    def partial(self, found: IndexDerivative) -> Expr:
        """The name of a derivative of one entry by another, marked where other ways lead there too."""
        of, by = (part.of if isinstance(part, Entry) else part for part in (found.left, found.by))
        assert isinstance(of, Ref)
        assert isinstance(by, Ref)
        name = self.marked(self.names.derivative(of, by))
        return Entry(name, tuple(map(Index, found.indices))) if found.indices else name

    def marked(self, local: Derivative) -> Derivative:
        return replace(local, direct=self.network.has_detours(local))

    def index_of(self, edge: Edge) -> IndexDerivative | None:
        """The derivative of an edge in index notation, or `None` where SymPy's result has no such reading."""
        if not edge.child.target.index and any(i.name for i in edge.by.index):
            return None
        return self.names.find_local(edge)

    def edge(self, name: Derivative) -> Edge | None:
        """The general edge that a local derivative belongs to."""
        for ref in (*self.network.problem.bound, *self.network.problem.given):
            if ref.name != name.by.name:
                continue
            for target in self.network.reached(ref):
                for edge in self.network.edges(target, ref) if target.name == name.of.name else ():
                    general = self.network.general(edge) or edge
                    if general.child.target == name.of and general.by == name.by:
                        return general
        return None

    def sums(self, step: Step, name: Derivative) -> Iterator[Explanation]:
        """The sum over the entries of each child, before and after the local derivatives are put in."""
        if self.is_repeated(step) or not step.chains or any(len(chain) < 2 for chain in step.chains):
            return
        before, after = [], []
        for arriving, local in step.chains:
            rows = self.names.letters.child(local.of.shape)
            places = [*rows, *self.names.letters.by(local.by.shape)]
            left = entry(arriving, rows)
            edge = next(e for e in self.network.edges(name.of, name.by) if e.child.target == local.of)
            found = self.index_of(edge)
            before.append(summed(left, entry(self.marked(local), places), rows, local.of.shape))
            if found is not None:
                after.append(summed(left, found.result, rows, local.of.shape))
        readings = [before, after] if len(after) == len(before) else [before]
        yield Explanation("entry_sum", step.target, tuple(reduce(ADD, terms) for terms in readings))

    def is_repeated(self, step: Step) -> bool:
        """Whether a sum over the same kinds of local derivatives was taken apart before."""
        kinds = tuple((chain[-1].of.name, chain[-1].by.name) for chain in step.chains)
        known = kinds in self.summed or (len(set(kinds)) == 1 and kinds[:1] in self.summed)
        self.summed.add(kinds)
        return known

    def outer_product(self, name: Derivative) -> Iterator[Explanation]:
        """What makes the gradient by a matrix a column times a row: ∂z_i/∂W_pq = δ_ip x_q."""
        if is_single(name.by.shape) or 1 in name.by.shape or self.has_outer_product:
            return
        general = self.use_in_general(name.by)
        found = self.index_of(general) if general else None
        if general is None or found is None or not is_column(general.child.target.shape):
            return
        if is_delta_times_entry(found.result):
            self.has_outer_product = True
            yield Explanation("outer_product", self.partial(found), (found.result,))

    def use_in_general(self, by: Ref) -> Edge | None:
        """The first way from a variable that is the same at every index; the first one where none is."""
        first: Edge | None = None
        for user in self.network.users.get(by, ()):
            for edge in self.network.edges(user.target, by):
                general = self.network.general(edge) or edge
                if edge.through is None and any(i.name for i in general.child.target.index):
                    return general
                first = first or (general if edge.through is None else None)
        return first


def entry(name: Derivative, places: Sequence[str]) -> Expr:
    return Entry(name, tuple(map(Index, places))) if places else name


def summed(left: Expr, right: Expr, rows: Sequence[str], shape: Shape) -> Expr:
    """The sum of a product over the entries that the letters count."""
    result = simplify.times(left, right)
    for name, size in zip(rows, shape, strict=False):
        result = Sum(name, Index("", 0), Index("", size - 1), result, False, ())
    return result


def distinct(exprs: Sequence[Expr]) -> tuple[Expr, ...]:
    return tuple(dict.fromkeys(exprs))


def is_delta_times_entry(expr: Expr) -> bool:
    """Whether an expression is δ_ip x_q."""
    match expr:
        case Call(operation, (Delta(), Entry(Ref()))):
            return operation is MULTIPLY
    return False


def is_worth_showing(edge: Edge) -> bool:
    """Whether the local derivative of an edge is more than reading off a factor."""
    rhs = edge.child.rhs
    outer = {pair.outer for pair in COMPOSITIONS}
    return bool(edge.through) or (isinstance(rhs, Call) and (rhs.operation.fold is not None or rhs.operation in outer))
