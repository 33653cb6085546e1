"""The formulas of answers: derivatives on the way put in, as far as that is short."""

from __future__ import annotations

from dataclasses import replace

from derive.language.expr import Call, Derivative, Entry, Expr, Ref, Sum, rewrite, walk
from derive.language.operation import Role
from derive.language.steps import Sheet, Step
from derive.table import simplify

LONGEST_FORMULA = 60
"""Parts in a formula that is still written in closed form."""


class Formulas:
    """What the steps on a sheet say of the answers."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet

    def formula(self, target: Ref | Derivative) -> Expr:
        """The formula of an answer: the general one if there is one, in closed form as far as that is short."""
        step = self.sheet.done[target]
        general = [s for s in self.sheet.steps if s.kind == "general" and s.name == target]
        if isinstance(target, Ref) or isinstance(step.target, Entry):
            return step.rhs
        rhs = general[-1].rhs if general else step.rhs if step.target == target else simplify.transposed(step.rhs)
        return self.unasked(self.closed(rhs), target.by)

    def unasked(self, expr: Expr, by: Ref) -> Expr:
        """The formula with other derivatives by the same variable put in, since those only restate the question."""

        def change(part: Expr) -> Expr | None:
            step = self.sheet.done.get(part) if isinstance(part, Derivative) and part.by == by else None
            if step is None or isinstance(step.target, Entry) or step.name == step.rhs:
                return None
            return rewrite(step.rhs if step.target == part else simplify.transposed(step.rhs), change)

        result = rewrite(expr, change)
        return expr if result == expr else rebuilt(result)

    def holds_always(self, step: Step) -> bool:
        """Whether a general formula holds for every node of its name, without special cases."""
        name = step.name
        if step.kind != "general" or not step.spans or not isinstance(name, Derivative):
            return False
        _, low, high = step.spans[0]
        alike = [n for n in self.sheet.done if isinstance(n, Derivative) and n.by.name == name.by.name]
        return all(low <= n.by.index[0].offset <= high for n in alike if n.of == name.of)

    def holds_locally(self, step: Step) -> bool:
        """Whether a general local derivative is the whole one for every instance that a row was made of."""
        name = step.name
        if step.kind != "local" or not isinstance(name, Derivative) or self.has_longer_ways(name):
            return False
        covered = {k for _, low, high in step.spans for k in range(low, high + 1)}
        pairs = [d for s in self.sheet.steps for chain in s.chains for d in chain[-1:]]
        alike = [d for d in pairs if (d.of.name, d.by.name) == (name.of.name, name.by.name)]
        numbers = {d.by.index[0].offset if d.by.index else d.of.index[0].offset for d in alike if d.of.index}
        return not step.spans or numbers <= covered

    def has_longer_ways(self, name: Derivative) -> bool:
        """Whether one of its name is made of more than the local derivative: `s[1]` acts by way of another quantity."""
        for step in self.sheet.steps:
            found = step.name
            if step.chains and isinstance(found, Derivative):
                is_alike = (found.of.name, found.by.name) == (name.of.name, name.by.name)
                if is_alike and (len(step.chains) > 1 or len(step.chains[0]) > 1):
                    return True
        return False

    def closed(self, expr: Expr) -> Expr:
        """The expression with all derivatives put in as formulas; as it is where that leaves some, or gets long."""
        locals_ = {s.name: s for s in self.sheet.steps if self.holds_locally(s) or self.holds_always(s)}

        def change(part: Expr) -> Expr | None:
            if not isinstance(part, Derivative):
                return None
            step = self.sheet.done.get(part) or locals_.get(part)
            if step is None or isinstance(step.target, Entry):
                return None
            rhs = step.rhs if step.target == part else simplify.transposed(step.rhs)
            return rewrite(rhs, change)

        if (
            sum(self.sheet.done[p].path_count for p in walk(expr) if isinstance(p, Derivative) and p in self.sheet.done)
            > 4
        ):
            return expr
        result = rebuilt(rewrite(expr, change))
        parts = list(walk(result))
        whole = not any(isinstance(part, Derivative) for part in parts)
        return result if whole and len(parts) <= LONGEST_FORMULA else expr


def rebuilt(expr: Expr) -> Expr:
    """The expression with transposes moved inwards and products associated to the left."""
    match expr:
        case Call(operation, args):
            parts = tuple(rebuilt(arg) for arg in args)
            match operation.role:
                case Role.TRANSPOSE:
                    return simplify.transposed(parts[0])
                case Role.PRODUCT:
                    return simplify.times(*parts)
                case Role.SUM:
                    return simplify.plus(*parts)
                case Role.DIFFERENCE:
                    return simplify.minus(*parts)
                case Role.OPPOSITE:
                    return simplify.negative(*parts)
            return operation(*parts)
        case Sum():
            return replace(expr, body=rebuilt(expr.body))
    return expr
