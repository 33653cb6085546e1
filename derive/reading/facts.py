"""What a vocabulary knows of its problem: where names exist, what the model is made of, what it ends in."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

from derive.language.expr import Call, Ref, refs, walk
from derive.language.operation import Acts
from derive.problem.problem import Problem
from derive.table.row import is_repeating


@dataclass(frozen=True, eq=False)
class ProblemFacts:
    """Facts of one problem, found when they are asked for."""

    problem: Problem

    @cached_property
    def functions(self) -> dict[str, str]:
        """The functions of the problem's own, as they may be written."""
        return {name.replace("_", ""): name for name in self.problem.scope.functions}

    @cached_property
    def places(self) -> dict[str, set[tuple[int, ...]]]:
        """The index values at which each name exists."""
        result: dict[str, set[tuple[int, ...]]] = {}
        for ref in (*self.problem.bound, *self.problem.given):
            result.setdefault(ref.name, set()).add(tuple(i.offset for i in ref.index))
        return result

    @cached_property
    def operations(self) -> frozenset[str]:
        """The operations in the model."""
        parts = [part for equation in self.problem.equations for part in walk(equation.rhs)]
        return frozenset(part.operation.name for part in parts if isinstance(part, Call))

    @cached_property
    def has_kinks(self) -> bool:
        """Whether a function in the model has a kink, so that its derivative is told by a comparison."""
        parts = [part for equation in self.problem.equations for part in walk(equation.rhs)]
        return any(part.operation.kink for part in parts if isinstance(part, Call))

    @cached_property
    def has_repeated(self) -> bool:
        """Whether the model adds a row to every row of a matrix, or the like."""
        parts = [part for equation in self.problem.equations for part in walk(equation.rhs)]
        calls = (part for part in parts if isinstance(part, Call) and part.operation.acts is Acts.ENTRIES)
        return any(is_repeating(call.args) for call in calls)

    @cached_property
    def final(self) -> Ref | None:
        """The only scalar that nothing else uses."""
        used = {ref for equation in self.problem.equations for ref in refs(equation.rhs)}
        ends = [ref for ref in self.problem.bound if ref not in used and ref.shape in ((), (1, 1))]
        return ends[0] if len(ends) == 1 else None

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
