"""Values of formulas that are one formula but for a part: what they have in common is calculated once."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from derive.language.evaluate import evaluate, settled
from derive.language.expr import Call, Expr, walk
from derive.language.numbers import Array


class SharedParts:
    """The values of a formula's parts, by the objects that they are, and of formulas made of them."""

    def __init__(self, formula: Expr, known: Mapping[Any, Array]) -> None:
        self.known = known
        self.parts = {id(part): part for part in walk(formula)}
        self.values: dict[int, Array] = {}

    def __call__(self, expr: Expr) -> Array:
        """The value of a formula.  Errors: those of `evaluate`."""
        if type(expr) is not Call or expr.operation.branching is not None:
            return evaluate(expr, self.known)
        found = self.values.get(id(expr))
        if found is None:
            arrays = [self(arg) for arg in expr.args]
            found = expr.operation.value(*arrays)
            if expr.operation.jump is not None:
                found = settled(expr, found, arrays, self.known)
            if id(expr) in self.parts:
                self.values[id(expr)] = found
        return found
