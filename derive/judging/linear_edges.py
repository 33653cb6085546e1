"""What an edge hands back is linear in what arrives: worked out as a matrix where it is wanted again and again."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from flint import arb_mat, fmpq

from derive.language.evaluate import evaluate
from derive.language.expr import Expr, Ref, refs, size
from derive.language.numbers import Array, is_minus_infinity

OFTEN = 3
"""How often an edge is calculated as it stands before it is worth a matrix."""
WIDEST = 64
"""Entries of what arrives, or of what is handed back, up to which it is one."""


class LinearEdge:
    """What one edge hands back at one point, as an expression and, from some use on, as a matrix."""

    def __init__(self, expr: Expr, arriving: Ref) -> None:
        self.expr = expr
        self.arriving = arriving
        self.used = frozenset(refs(expr)) - {arriving}
        self.count = 0
        self.matrix: arb_mat | None = None
        self.shape: tuple[int, ...] = ()
        self.is_wide = size(arriving.shape) > WIDEST

    def __call__(self, known: Mapping[Any, Array], g: Array) -> Array:
        """What is handed back when `g` arrives (which may have another shape by a mistake); `known` has it as well."""
        if g.shape != self.arriving.shape:
            return evaluate(self.expr, known)
        self.count += 1
        if self.matrix is None and self.count > OFTEN and not self.is_wide:
            self.find_matrix(known, g)
        if self.matrix is None or any(map(is_minus_infinity, g.entries)):
            return evaluate(self.expr, known)
        product = self.matrix * arb_mat(len(g.entries), 1, list(g.entries))
        return Array(self.shape, tuple(product.entries()))

    def find_matrix(self, known: Mapping[Any, Array], g: Array) -> None:
        """Column by column from what is handed back when one entry is 1 and the others are 0."""
        count = len(g.entries)
        units = (Array(g.shape, tuple(fmpq(k == place) for k in range(count))) for place in range(count))
        columns = [evaluate(self.expr, {**known, self.arriving: unit}) for unit in units]
        height = len(columns[0].entries)
        self.is_wide = height > WIDEST or len({column.shape for column in columns}) > 1
        if not self.is_wide:
            self.shape = columns[0].shape
            entries = [column.entries[k] for k in range(height) for column in columns]
            self.matrix = arb_mat(height, count, entries)
