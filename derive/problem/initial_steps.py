"""Initial values at a step of the range, `h[0]` where t counts from 0: the equations hold for the steps behind it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace

from derive.language.expr import Equation, Ref
from derive.problem.unroll import Definition, instances, needs


def without_initial_steps(definitions: Sequence[Definition], given: Mapping[Ref, object]) -> list[Definition]:
    """The definitions without steps whose value is given and that would reach out of the range, nor what only they use.

    A step that could be computed keeps its equation, so that it is told that there are two.
    """
    found = list(definitions)
    while any(definition.spans and any(given_steps(definition, given)) for definition in found):
        steps = Steps(found, given)
        changed = [steps.shortened(definition) for definition in found]
        if changed == found:
            break
        found = changed
    return found


def given_steps(definition: Definition, given: Mapping[Ref, object]) -> Iterator[Ref]:
    """The values that are given of what a definition with an index defines, within its range."""
    names = {ref for ref in given if ref.name == definition.equation.target.name}
    return (equation.target for equation in instances(definition) if equation.target in names) if names else iter(())


class Steps:
    """The equations written out, and which of them would use what there is not."""

    def __init__(self, definitions: Sequence[Definition], given: Mapping[Ref, object]) -> None:
        self.given = given
        self.special = {d.equation.target for d in definitions if not d.spans}
        self.bound = {equation.target: equation for d in definitions for equation in instances(d)}
        self.used = {ref for e in self.bound.values() if e.target not in given for ref in needs(e.rhs)}
        self.out = self.reaching_out()

    def reaching_out(self) -> set[Ref]:
        """What needs, perhaps by way of others, something with an index that has neither a value nor an equation."""
        users: dict[Ref, list[Ref]] = {}
        for target, equation in self.bound.items():
            for ref in needs(equation.rhs):
                if ref.index and ref not in self.given:
                    users.setdefault(ref, []).append(target)
        found: set[Ref] = set()
        waiting = [user for ref, using in users.items() if ref not in self.bound for user in using]
        while waiting:
            target = waiting.pop()
            if target not in found:
                found.add(target)
                waiting += users.get(target, ())
        return found

    def shortened(self, definition: Definition) -> Definition:
        """A definition without its first or its last step, where that is an initial one."""
        for k, (name, span) in enumerate(definition.spans):
            for end, rest in ((span[0], span[1:]), (span[-1], span[:-1])):
                cut = replace(definition, spans=(*definition.spans[:k], (name, range(end, end + 1))))
                cut = replace(cut, spans=(*cut.spans, *definition.spans[k + 1 :]))
                if rest and all(map(self.is_initial, instances(cut))):
                    kept = (*definition.spans[:k], (name, rest), *definition.spans[k + 1 :])
                    return replace(definition, spans=kept)
        return definition

    def is_initial(self, equation: Equation) -> bool:
        target = equation.target
        is_idle = target in self.given or target not in self.used
        return is_idle and target not in self.special and target in self.out
