"""What a wrong formula may speak of: the quantities that could stand in it, by their names, sizes and steps."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property

from derive.judging.usual_edits import Surroundings, is_epsilon
from derive.language.expr import Call, Derivative, Expr, Index, Number, Ref, Shape, walk
from derive.language.operation import Acts, Operation, Role
from derive.problem.graph import Network
from derive.table import simplify
from derive.table.elementwise import LOG


class Meanings(Surroundings):
    """What a formula may speak of: the quantities by their names and sizes, with indices as the formula has them."""

    def __init__(self, network: Network, formula: Expr) -> None:
        super().__init__(network)
        self.formula = formula
        self.places = tuple(dict.fromkeys(ref.index for ref in named(formula)))
        self.examples: dict[str, Ref] = {}
        for ref in (*self.given, *self.bound):
            if ref.name not in network.problem.invented:
                self.examples[ref.name] = ref

    def like(self, ref: Ref) -> Iterator[Ref]:
        """Quantities of the same size at the same step, and the quantity at neighbouring ones."""
        for name, example in self.examples.items():
            if name != ref.name and example.shape == ref.shape and len(example.index) == len(ref.index):
                yield from moved(Ref(name, ref.index, ref.shape), 0, -1, 1)
        yield from moved(ref, -1, 1)

    def of_shape(self, shape: Shape, part: Expr | None = None) -> Iterator[Ref]:
        """All quantities of a size, at the steps that a part speaks of, or the formula."""
        own = tuple(dict.fromkeys(ref.index for ref in named(part) if ref.index)) if part is not None else ()
        for name, example in self.examples.items():
            if example.shape == shape:
                places = own if own and example.index else self.places
                yield from (Ref(name, place, shape) for place in places if len(place) == len(example.index))

    @cached_property
    def labels(self) -> frozenset[str]:
        """Given quantities that a loss, a logarithm or a difference holds against others."""
        found = set()
        for equation in self.network.problem.equations:
            for part in walk(equation.rhs):
                if isinstance(part, Call) and is_comparing(part):
                    found |= {arg.name for arg in part.args if isinstance(arg, Ref) and arg in self.given}
        return frozenset(found)

    @cached_property
    def functions(self) -> tuple[Operation, ...]:
        """The functions of one argument that give a quantity of the same size."""
        made = (self.made_by(ref) for ref in self.bound)
        calls = [call for call in made if isinstance(call, Call) and call.operation.role is Role.FUNCTION]
        return tuple(dict.fromkeys(c.operation for c in calls if len(c.args) == 1 and c.args[0].shape == c.shape))

    @cached_property
    def axes(self) -> list[set[Operation]]:
        """Functions that differ in the axis only."""
        return [{*row.along.values()} for row in simplify.TABLE.values() if row.along]

    @cached_property
    def small(self) -> tuple[Number, ...]:
        """Numbers that are added for stability only."""
        parts = (part for equation in self.network.problem.equations for part in walk(equation.rhs))
        return tuple(dict.fromkeys(part for part in parts if isinstance(part, Number) and is_epsilon(part, part, self)))

    def source(self, ref: Ref) -> Ref | None:
        """What a function of each entry was taken of, at the index of its value."""
        inner = self.inner(self.examples[ref.name]) if ref.name in self.examples else None
        return Ref(inner.name, ref.index, inner.shape) if isinstance(inner, Ref) else None

    def slope(self, ref: Ref, g: Expr) -> Expr | None:
        """`g` times the derivative of the function that a quantity is the value of."""
        made, inner = self.made_by(self.examples.get(ref.name, ref)), self.source(ref)
        if not isinstance(made, Call) or inner is None:
            return None
        return made.operation.rules[0][0].pullback(g, (inner, *made.args[1:]), ref)

    def is_parameter(self, ref: Ref) -> bool:
        return ref in self.given and not ref.index

    def is_gate_like(self, ref: Ref) -> bool:
        return ref.name in self.examples and self.is_gate(self.examples[ref.name])


def is_comparing(call: Call) -> bool:
    has_log = any(isinstance(arg, Call) and arg.operation is LOG for arg in call.args)
    return call.operation.acts is Acts.ALIKE or call.operation.role is Role.DIFFERENCE or has_log


def moved(ref: Ref, *steps: int) -> Iterator[Ref]:
    """A quantity so many steps later; one without an index as it is."""
    if len(ref.index) != 1:
        yield from (ref for step in steps if step == 0)
        return
    (index,) = ref.index
    yield from (Ref(ref.name, (Index(index.name, index.offset + step),), ref.shape) for step in steps)


def named(formula: Expr) -> Iterator[Ref]:
    """The quantities in a formula, those that it differentiates by among them."""
    for part in walk(formula):
        if isinstance(part, Ref | Derivative):
            yield part.by if isinstance(part, Derivative) else part
