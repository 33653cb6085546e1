"""What a vocabulary knows of its problem: where names exist, what the model is made of, what it ends in."""

from __future__ import annotations

from functools import cached_property

from derive.language.expr import Call, Derivative, Index, Number, Ref, Shape, refs, walk
from derive.language.numbers import is_minus_infinity
from derive.language.operation import Acts, Operation
from derive.language.record import record
from derive.problem.problem import Problem
from derive.table import FUNCTIONS
from derive.table.quotients import POWER_ROW
from derive.table.row import is_repeating


@record(slots=False, eq=False)
class ProblemFacts:
    """Facts of one problem, found when they are asked for."""

    problem: Problem

    @cached_property
    def functions(self) -> dict[str, str]:
        """The functions of the problem, as they may be written; along an axis also with its word, `sum_rows`."""
        known = self.problem.scope.functions
        along = {f"{name}{word}": f"{name}={word}" for name, row in known.items() for word in row.along}
        return {name.replace("_", ""): meant for name, meant in (along | {name: name for name in known}).items()}

    @cached_property
    def places(self) -> dict[str, set[tuple[int, ...]]]:
        """The index values at which each name exists."""
        result: dict[str, set[tuple[int, ...]]] = {}
        for ref in (*self.problem.bound, *self.problem.given):
            result.setdefault(ref.name, set()).add(tuple(i.offset for i in ref.index))
        return result

    def shape_of(self, name: str, index: tuple[Index, ...]) -> Shape:
        """The shape of a quantity at an index; that of a scalar where there is none."""
        scope = self.problem.scope
        return (scope.shape_of(name, index) if name in scope.shapes else None) or ()

    def is_bound(self, ref: Ref) -> bool:
        """Whether the network has an equation for a quantity, such as a gradient that is differentiated."""
        return ref in self.problem.bound

    def has_use(self, name: Derivative) -> bool:
        """Whether the variable of a derivative has no index and is used at the place that is named."""
        return not name.by.index and not name.of.index and bool(self.problem.network.uses(name))

    @cached_property
    def has_infinity(self) -> bool:
        """Whether a mask of the problem has infinite entries."""
        numbers = (number for number in self.problem.given.values() if number)
        return any(is_minus_infinity(entry) for number in numbers for entry in number.entries)

    @cached_property
    def operations(self) -> frozenset[str]:
        """The operations in the model."""
        parts = [part for equation in self.problem.equations for part in walk(equation.rhs)]
        return frozenset(part.operation.name for part in parts if isinstance(part, Call))

    @cached_property
    def raised(self) -> frozenset[str]:
        """The quantities that the model raises to powers that are no numbers."""
        parts = [part for equation in self.problem.equations for part in walk(equation.rhs)]
        powers = (p.args for p in parts if isinstance(p, Call) and p.operation is POWER_ROW and any(refs(p.args[1])))
        return frozenset(base.name for base, _ in powers if isinstance(base, Ref))

    @cached_property
    def has_kinks(self) -> bool:
        """Whether a function in the model has a kink, so that its derivative is told by a comparison."""
        parts = [part for equation in self.problem.equations for part in walk(equation.rhs)]
        return any(part.operation.kink for part in parts if isinstance(part, Call))

    def options(self, row: Operation) -> dict[str, str]:
        """The numbers that the model gives the options of a function, where it gives each use the same."""
        parts = [part for equation in self.problem.equations for part in walk(equation.rhs)]
        uses = [part.args[-len(row.options) :] for part in parts if isinstance(part, Call) and part.operation is row]
        found: dict[str, str] = {}
        for option, numbers in zip(row.options, zip(*uses, strict=True), strict=False):
            if len(set(numbers)) == 1 and isinstance(numbers[0], Number) and numbers[0].texts:
                found[option.name] = numbers[0].texts[0]
        return found

    @cached_property
    def has_repeated(self) -> bool:
        """Whether the model adds a row to every row of a matrix or the like, or goes along rows or columns."""
        parts = [part for equation in self.problem.equations for part in walk(equation.rhs)]
        calls = [part for part in parts if isinstance(part, Call)]
        along = {row for operation in FUNCTIONS.values() for row in operation.along.values()}
        repeats = any(call.operation.acts is Acts.ENTRIES and is_repeating(call.args) for call in calls)
        return repeats or any(call.operation in along for call in calls)

    @cached_property
    def final(self) -> Ref | None:
        """The only scalar that nothing else uses, before anything is calculated from gradients."""
        used: set[Ref] = set()
        later: set[Ref] = set()
        for equation in self.problem.equations:
            own = set(refs(equation.rhs))
            used |= own
            if equation.target.gradient or own & later or any(ref.gradient for ref in own):
                later.add(equation.target)
        ends = [ref for ref in self.problem.bound if ref not in used | later and ref.shape in ((), (1, 1))]
        return ends[0] if len(ends) == 1 else None

    @cached_property
    def asked(self) -> dict[str, frozenset[str]]:
        """The variables by which the exercise asks for the gradients of each scalar without an index."""
        targets = [target for question in self.problem.questions for target in question.targets]
        slopes = [target for target in targets if isinstance(target, Derivative) and not target.of.index]
        names = {slope.of.name for slope in slopes}
        return {name: frozenset(slope.by.name for slope in slopes if slope.of.name == name) for name in names}

    @cached_property
    def examples(self) -> int:
        """How many rows, or entries, all has that the loss compares; 0 where that is not the same for all."""
        equation = self.problem.bound.get(self.final) if self.final is not None else None
        counts = {ref.shape[0] for ref in refs(equation.rhs) if len(ref.shape) == 2} if equation is not None else set()
        return max(counts) if len(counts) == 1 else 0

    @cached_property
    def variables(self) -> dict[str, frozenset[str]]:
        """The names that each calculated quantity is calculated from, on the way too."""
        found: dict[str, frozenset[str]] = {}
        for equation in self.problem.equations:
            used = {ref.name for ref in refs(equation.rhs)}
            through = (found.get(name, frozenset()) for name in used)
            name = equation.target.name
            found[name] = found.get(name, frozenset()).union(used, *through)
        return found
