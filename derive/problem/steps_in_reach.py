"""Steps that do not exist: quantities used before the first one, values and equations outside all ranges."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from derive.language.expr import Derivative, Index, Ref, at
from derive.problem.build import Builder
from derive.problem.parse_tree import Tree
from derive.problem.problem import Problem, Question
from derive.problem.scope import Scope
from derive.problem.table_entries import Faults
from derive.problem.unroll import absent, needs


def first_steps(trees: Sequence[tuple[str, str, Tree[Any]]], scope: Scope, faults: Faults) -> None:
    """Complain about steps that nothing defines, where that is why a shape stays unknown."""
    steps: dict[str, set[int]] = {}
    lefts = [Builder(scope, line).indices(tree.children[0]) for _, line, tree in trees]
    names = [str(tree.children[0].children[0]) for _, _, tree in trees]
    for name, left in zip(names, lefts, strict=True):
        if len(left) == 1:
            steps.setdefault(name, set()).update(numbers(left[0], scope))
    for (place, line, tree), user, left in zip(trees, names, lefts, strict=True):
        for part in tree.children[1].find_data("ref"):
            name, index = str(part.children[0]), Builder(scope, line).indices(part)
            if name not in steps or scope.shapes[name] is not None or len(index) != 1:
                continue
            lacking = [k for k in numbers(index[0], scope) if k not in steps[name]]
            if lacking:
                step = {index[0].name: at(lacking[0] - index[0].offset)}
                target = Ref(user, tuple(i.bind(step) for i in left))
                faults.add(place, absent(Ref(name, (at(lacking[0]),)), target, steps[name]))


def numbers(index: Index, scope: Scope) -> list[int]:
    """The values that an index takes where it stands."""
    if index.is_literal:
        return [index.offset]
    return [k + index.offset for k in scope.ranges.get(index.name, ())]


def stray(problem: Problem, questions: Iterable[Question], ranges: Mapping[str, range], faults: Faults) -> None:
    """Complain about values and equations at an index outside all ranges that nothing uses."""
    used = {ref for equation in problem.equations for ref in needs(equation.rhs)}
    asked = {ref for question in questions for target in question.targets for ref in named(target)}
    inside = {k for span in ranges.values() for k in span}
    shown = ", ".join(f"{name} = {span.start}..{span.stop - 1}" for name, span in ranges.items()) or "none"

    def is_stray(ref: Ref) -> bool:
        return ref not in used and any(i.is_literal and i.offset not in inside for i in ref.index)

    for ref in filter(is_stray, problem.given):
        if "class" in problem.properties.get(ref.name, ()):
            continue
        faults.add(f"values.{ref}", f"no equation uses {ref}; the ranges are {shown}")
    for definition in problem.definitions if inside else ():
        target = definition.equation.target
        if is_stray(target) and target not in asked and not definition.spans:
            message = f"nothing uses {target}, and the ranges are {shown}; widen a range, or leave the equation out"
            faults.add(definition.place, message)
    faults.raise_any()


def named(target: Ref | Derivative) -> tuple[Ref, ...]:
    """The quantities that a question names."""
    return (target.of, target.by) if isinstance(target, Derivative) else (target,)
