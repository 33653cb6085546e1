"""A quantity where a variable has another value, `J(w^+)`: calculated anew with what the text says the variable is."""

from __future__ import annotations

from collections.abc import Mapping

from derive.language.expr import Derivative, Expr, Ref, Sum, rewrite, walk
from derive.reading.building import Env, Interpreter
from derive.reading.result import Fault
from derive.reading.tree import Elsewhere

MOST_PARTS = 400
"""How long a quantity may be with everything put in that depends on the variable."""


def build_elsewhere(builder: Interpreter, node: Elsewhere, env: Env) -> Expr:
    """The quantity with all put in that depends on the variable, and the variable as the text has it.

    Errors: `Unreadable` where shapes differ or the quantity is calculated by sums or gradients.
    """
    of, by = builder.build(node.of, env), builder.build(node.by, env)
    there = builder.build(node.there, env)
    if not isinstance(of, Ref) or not isinstance(by, Ref) or there.shape != by.shape:
        raise builder.fault("this cannot be calculated there", node.there, Fault.SHAPE)
    known: dict[Ref, Expr] = {by: there}

    def change(part: Expr) -> Expr | None:
        return known.get(part) if isinstance(part, Ref) else None

    for equation in builder.vocabulary.problem.equations:
        parts = list(walk(equation.rhs))
        if known.keys().isdisjoint(refs_among(parts)):
            continue
        anew = rewrite(equation.rhs, change)
        is_plain = not any(isinstance(part, Derivative | Sum) for part in parts) and not equation.target.gradient
        if not is_plain or sum(1 for _ in walk(anew)) > MOST_PARTS:
            raise builder.fault("this cannot be calculated there", node.there)
        known[equation.target] = anew
        if equation.target == of:
            break
    return known.get(of, of)


def refs_among(parts: list[Expr]) -> Mapping[Ref, None]:
    return dict.fromkeys(part for part in parts if isinstance(part, Ref))
