"""What is said beside the steps, as equations: chains of names, whole products, and what entries say.

A product of names is what the chain rule says before anything is put in; it holds for numbers as the step does.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from functools import cached_property, reduce
from typing import TYPE_CHECKING

from derive.language.errors import ShapeError
from derive.language.expr import Derivative, Entry, Expr, Ref, is_column, is_single, rewrite, walk
from derive.language.steps import Explanation, Step
from derive.problem.graph import Network
from derive.solving.explain_sliding import as_product
from derive.solving.formulas import rebuilt
from derive.solving.layout import Names
from derive.table import simplify
from derive.table.algebra import ADD
from derive.table.products import MULTIPLY, TRANSPOSE

if TYPE_CHECKING:
    from derive.solving.explain_entries import EntryExplanations


def explained(
    network: Network, method: str, layout: str, steps: Sequence[Step], asked: Iterable[Ref | Derivative]
) -> tuple[Step, ...]:
    """The steps with their explanations.  What has been said of one kind is not said again of the next."""
    explainer = Explainer(network, method, layout, steps, asked)
    return tuple(explainer.step(step) for step in steps)


class Explainer:
    """Explains the steps of one derivation, in their order."""

    def __init__(
        self, network: Network, method: str, layout: str, steps: Sequence[Step], asked: Iterable[Ref | Derivative]
    ) -> None:
        self.network = network
        self.method = method
        self.layout = layout
        self.slid: set[Ref] = set()
        self.by_name = {step.name: step for step in steps if step.is_numeric}
        self.ends = {target.by for target in asked if isinstance(target, Derivative)}

    @cached_property
    def entries(self) -> EntryExplanations:
        """What is said of entries; it loads SymPy, so it is imported when it is wanted."""
        from derive.solving.explain_entries import EntryExplanations

        return EntryExplanations(self.network, self.layout)

    def step(self, step: Step) -> Step:
        found = tuple(self.explanations(step))
        return replace(step, explanations=found) if found != step.explanations else step

    def explanations(self, step: Step) -> Iterator[Explanation]:
        name = step.name
        if not isinstance(name, Derivative):
            return
        if step.kind == "local":
            yield from self.entries.definition(name)
        elif step.kind == "general":
            yield from () if step.spans else self.entries.outer_product(name)
        elif isinstance(step.target, Entry):
            yield from self.entries.sums(step, name)
        else:
            yield from self.chain(step, name)
            yield from self.single_product(step, name)
            yield from self.sliding(step, name)

    def chain(self, step: Step, name: Derivative) -> Iterator[Explanation]:
        """The derivatives that are multiplied, `∂l/∂μ ∂μ/∂h`, summed over the children."""
        if not step.chains or step.kind == "answer" or any(len(chain) < 2 for chain in step.chains):
            return
        is_gradient = is_single(name.of.shape)
        if is_gradient and not self.is_vector(name.by):
            return
        if not all(self.is_vector(d.of) and self.is_vector(d.by) for chain in step.chains for d in chain):
            return
        turned = is_gradient and is_column(name.by.shape) and self.layout == "gradient" and step.target == name
        terms = [product(self.columns(chain) if turned else self.rows(chain)) for chain in step.chains]
        known = [term for term in terms if term is not None]
        if len(known) == len(terms):
            yield Explanation("chain", step.target, (reduce(ADD, known),))

    def sliding(self, step: Step, name: Derivative) -> Iterator[Explanation]:
        """A convolution as one matrix product, once for each quantity; single entries need none."""
        found = (
            ()
            if self.method == "forward" or name.by in self.slid
            else tuple(as_product(Names(self.network, self.layout), step, name))
        )
        self.slid |= {name.by} if found else set()
        yield from found

    def is_vector(self, ref: Ref) -> bool:
        return is_single(ref.shape) or self.network.problem.scope.is_vector(ref.shape)

    def rows(self, chain: Sequence[Derivative]) -> list[Expr]:
        """The factors of a chain of rows, the last of them local."""
        *before, last = chain
        return [*(self.row(d) for d in before), self.row(self.marked(last))]

    def columns(self, chain: Sequence[Derivative]) -> list[Expr]:
        """The factors of a chain of columns: the other way round, Jacobians turned."""
        *before, last = chain
        return [column(self.marked(last)), *(column(d) for d in reversed(before))]

    def row(self, d: Derivative) -> Expr:
        """A factor of a chain of rows: the derivative of a scalar is turned, a Jacobian stands as it is."""
        turned = is_single(d.of.shape) and is_column(d.by.shape) and self.layout == "gradient"
        return TRANSPOSE(d) if turned else d

    def marked(self, local: Derivative) -> Derivative:
        """A local derivative, marked where it is only the direct part of a whole one."""
        return replace(local, direct=self.network.has_detours(local))

    def single_product(self, step: Step, name: Derivative) -> Iterator[Explanation]:
        """The whole way of a row as one product, at the end of a chain: first in names, then in formulas."""
        if step.kind != "row" or name.by not in self.ends or step.path_count != 1 or self.method != "chain":
            return
        names = self.local_names(name)
        if not all(self.is_vector(d.of) and self.is_vector(d.by) for d in names):
            return  # The derivative of a matrix by a matrix is no matrix, so there is no such product.
        whole = rebuilt(rewrite(step.rhs, self.opened))
        named = product([self.row(self.marked(d)) for d in names])
        if named is not None and sum(1 for _ in walk(whole)) > sum(1 for _ in walk(step.rhs)):
            yield Explanation("single_product", step.target, (named, whole))

    def opened(self, part: Expr) -> Expr | None:
        """A derivative replaced by its own right-hand side, as far as one way leads."""
        step = self.by_name.get(part) if isinstance(part, Derivative) else None
        if step is None or step.path_count != 1:
            return None
        rhs = step.rhs if step.target == part else simplify.transposed(step.rhs)
        return rewrite(rhs, self.opened)

    def local_names(self, name: Derivative) -> list[Derivative]:
        """The local derivatives on the one way from a loss to a quantity."""
        step = self.by_name.get(name)
        if step is None or len(step.chains) != 1:
            return [name]
        *before, last = step.chains[0]
        return [*(self.local_names(before[0]) if before else []), last]


def product(factors: Sequence[Expr]) -> Expr | None:
    """The product from left to right; `None` where the shapes allow none."""
    try:
        return reduce(MULTIPLY, factors)
    except ShapeError:
        return None


def column(d: Derivative) -> Expr:
    """A factor of a chain of columns: a Jacobian is turned."""
    return TRANSPOSE(d) if not is_single(d.of.shape) and d.by.shape else d
