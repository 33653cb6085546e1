"""Entry by entry: the chain rule in index notation, with Kronecker deltas.

∂l/∂x_j = Σ_i ∂l/∂y_i ∂y_i/∂x_j, where ∂y_i/∂x_j is what SymPy makes of the definition of y_i; a delta picks one term.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derive.language.errors import NoIndexForm
from derive.language.expr import SCALAR, Call, Delta, Derivative, Entry, Expr, Index, Ref, Sum, bind, is_single
from derive.language.operation import Acts, Role
from derive.language.steps import Edge, Reason, Step
from derive.problem.local import Local, pull
from derive.solving.chain_rule import ChainRule
from derive.solving.layout import Names
from derive.solving.slopes import terms
from derive.solving.sums import Use
from derive.solving.sympy_index import IndexDerivative, Letters, index_derivative, letters
from derive.table import simplify
from derive.table.arrays import UNIT


@dataclass(frozen=True)
class IndexNames(Names):
    """Names of entries of derivatives, and local derivatives in index notation."""

    @cached_property
    def letters(self) -> Letters:
        return letters(self.taken)

    def local(self, edge: Edge) -> IndexDerivative:
        """The derivative of an entry of the edge's child by an entry of its quantity."""
        return index_derivative(edge, self.taken, self.sums_to_one)

    def find_local(self, edge: Edge) -> IndexDerivative | None:
        """The same, or `None` where it has no index form."""
        try:
            return self.local(edge)
        except NoIndexForm:
            return None

    @cached_property
    def taken(self) -> frozenset[str]:
        """The names that no entry index may have."""
        scope = self.network.problem.scope
        return frozenset((*scope.shapes, *scope.ranges))

    @cached_property
    def sums_to_one(self) -> frozenset[Ref]:
        given = [ref for ref in self.network.problem.given if self.network.facts(ref, "sums_to_one")]
        return frozenset((*given, *map(self.network.symbolic, given)))

    def entry(self, of: Ref, by: Ref) -> Expr:
        """∂of/∂by_j, or ∂of/∂by where `by` is a scalar."""
        name = self.derivative(of, by)
        index = tuple(Index(letter) for letter in self.letters.by(by.shape))
        return Entry(name, index) if index else name

    def one_use(self, target: Derivative) -> Expr:
        index = tuple(Index(letter) for letter in self.letters.by(target.by.shape))
        return Entry(target, index) if index else target

    def row(self, of: Ref, by: Ref) -> Expr:
        return self.entry(of, by) if is_single(of.shape) else super().row(of, by)

    def row_term(self, of: Ref, edge: Edge) -> Local:
        return self.gradient_term(of, edge) if is_single(of.shape) else super().row_term(of, edge)

    def gradient_term(self, of: Ref, edge: Edge) -> Local:
        """What one edge contributes to an entry: the sum over the child's entries, deltas carried out."""
        found = self.local(edge)
        child = edge.child.target
        if child == of:
            return Local(found.result, ("index",))
        name = self.derivative(of, child)
        names = self.letters.child(child.shape)
        if not names:
            return Local(simplify.times(name, found.result), ("index",))
        arriving = Entry(name, tuple(Index(letter) for letter in names))
        return Local(contracted(arriving, found.result, names, child.shape), ("index",))

    def laid_out(self, gradient: Expr, by: Ref) -> Expr:
        return gradient


def contracted(arriving: Expr, local: Expr, names: list[str], shape: tuple[int, ...]) -> Expr:
    """Σ arriving · local over the named indices, first what a delta in the local derivative picks."""
    result = simplify.times(arriving, local)
    left = []
    for name, size in zip(names, shape, strict=False):
        delta = next((d for d in product_deltas(result) if Index(name) in (d.left, d.right)), None)
        if delta is None:
            left.append((name, size))
        else:
            other = delta.right if delta.left == Index(name) else delta.left
            result = bind(without(result, delta), {name: other})
    for name, size in left:
        result = Sum(name, Index("", 0), Index("", size - 1), result, False, SCALAR)
    return result


def product_deltas(expr: Expr) -> list[Delta]:
    """The deltas among the factors of a product, or of the numerator of a quotient."""
    match expr:
        case Delta():
            return [expr]
        case Call(operation, args) if operation.role in (Role.PRODUCT, Role.OPPOSITE):
            return [delta for arg in args for delta in product_deltas(arg)]
        case Call(operation, (top, _)) if operation.role is Role.QUOTIENT:
            return product_deltas(top)
    return []


def without(expr: Expr, delta: Delta) -> Expr:
    """The product with one factor taken out."""
    if expr == delta:
        return simplify.number(1)
    match expr:
        case Call(operation, (left, right)) if operation.role is Role.PRODUCT:
            if delta in product_deltas(left):
                return simplify.times(without(left, delta), right)
            return simplify.times(left, without(right, delta))
        case Call(operation, (inner,)) if operation.role is Role.OPPOSITE:
            return simplify.negative(without(inner, delta))
        case Call(operation, (top, bottom)) if operation.role is Role.QUOTIENT:
            return simplify.divided(without(top, delta), bottom)
    return expr


class IndexMethod(ChainRule):
    """The chain method with every equation written for one entry."""

    names: IndexNames

    def derive(self, target: Derivative) -> None:
        """As in the chain method; a derivative with a step that has no index form is derived whole, with matrices."""
        if all(self.has_index_form(edge) for edge in self.way(target)):
            super().derive(target)
        else:
            self.with_matrices().derive(target)

    def contribution(self, target: Derivative, uses: list[Edge]) -> None:
        if all(self.has_index_form(edge) for edge in (*self.way(target), *uses)):
            super().contribution(target, uses)
        else:
            self.with_matrices().contribution(target, uses)

    def with_matrices(self) -> ChainRule:
        """The chain method on the same sheet."""
        whole = ChainRule(Names(self.network, self.names.layout), self.asked)
        whole.sheet, whole.question, whole.generals = self.sheet, self.question, self.generals
        return whole

    def way(self, target: Derivative) -> list[Edge]:
        """All edges between a variable and what is differentiated."""
        nodes = self.network.between(target.of, [target.by])
        return [edge for node in nodes if node != target.of for edge in self.network.edges(target.of, node)]

    def has_index_form(self, edge: Edge) -> bool:
        if self.is_tied(edge) or self.has_no_length(edge):
            return False
        general = self.general(edge)
        shown = general if general.child.target.index or not general.by.index else edge
        return self.names.find_local(edge) is not None and self.names.find_local(shown) is not None

    def is_tied(self, edge: Edge) -> bool:
        """Whether a library may share among entries what SymPy's form gives to one of them."""
        if not self.network.problem.settings.dialect:
            return False
        g = Ref("g", (), edge.child.target.shape)
        calls = terms(pull(edge, g, self.network.facts).expr)
        return any(call.operation.jump is not None and call.operation.acts is not Acts.ENTRIES for call in calls)

    def has_no_length(self, edge: Edge) -> bool:
        """Whether a length that is 0 stands in the derivative, which has no quotient then."""
        g = Ref("g", (), edge.child.target.shape)
        has_some = bool(self.network.without_length)
        return has_some and any(call.operation is UNIT for call in terms(pull(edge, g, self.network.facts).expr))

    def local(self, edge: Edge) -> None:
        general = self.general(edge)
        if not general.child.target.index and any(i.name for i in general.by.index):
            general = edge  # A sum over time is written out, so only an instance has an index form.
        key = (edge.child.target.name, edge.by.name)
        if key in self.generals:
            return
        found = self.names.find_local(general)
        if found is None:
            super().local(edge)
            return
        self.generals.add(key)
        name = self.names.derivative(general.child.target, general.by)
        places = [*self.names.letters.child(name.of.shape), *self.names.letters.by(name.by.shape)]
        target: Expr = Entry(name, tuple(map(Index, places))) if places else name
        self.put(Step("local", target, found.result, (Reason("index"),), self.question, spans=self.spans(general)))

    def use(self, loss: Ref, by: Ref, uses: list[Use], is_answer: bool) -> None:
        name = self.names.derivative(loss, by)
        if name in self.sheet.done:
            return
        for use in uses:
            self.local(use.edge)
        terms = [self.names.gradient_term(loss, use.edge).expr for use in uses]
        self.put(
            Step(
                "answer" if is_answer else "use",
                self.names.entry(loss, by),
                simplify.added(terms, SCALAR),
                (Reason("index"),),
                self.question,
                chains=tuple(self.chain(loss, use.edge) for use in uses),
                path_count=self.network.count_paths(loss, by),
            )
        )

    def formula(self, target: Ref | Derivative) -> Expr:
        """The formula of an answer as a whole, the same as in the chain method."""
        self.whole.ask(target, 0)
        return self.whole.formula(target)

    @cached_property
    def whole(self) -> ChainRule:
        """The chain method, which asks the same questions in the same order."""
        return ChainRule(Names(self.network, self.names.layout), self.asked)

    def general_target(self, target: Derivative) -> Expr:
        return self.names.entry(target.of, target.by)
