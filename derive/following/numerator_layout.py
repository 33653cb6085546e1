"""Gradients by matrices in numerator layout, where they are transposed: the text says so, or its rows need it."""

from __future__ import annotations

import re
from dataclasses import replace

from derive.following.sides import ReadSide
from derive.language.expr import Derivative, Entry, Expr, is_single, walk
from derive.reading.conventions import is_array, is_vector
from derive.table.products import TRANSPOSE

OF_WHOLE = re.compile(r"[)\]|]\s*_|\}\}\s*_")
"""What an entry is taken out of stands in brackets, `(∂L/∂W)_{21}`; a derivative by an entry is laid out nowhere."""


def is_laid(meant: Expr, text: str) -> bool:
    """Whether a left side is the gradient of a scalar by a matrix, or an entry of it."""
    name = meant.of if isinstance(meant, Entry) else meant
    if isinstance(meant, Entry) and not OF_WHOLE.search(text):
        return False
    is_gradient = isinstance(name, Derivative) and is_single(name.of.shape)
    return is_gradient and isinstance(name, Derivative) and is_array(name.by) and not is_vector(name.by)


def as_usual(head: ReadSide, side: ReadSide) -> tuple[ReadSide, ReadSide]:
    """The sides of a relation in numerator layout, in the layout of gradients."""
    if isinstance(head.expr, Entry):
        return head.saying(replace(head.expr, index=head.expr.index[::-1])), side
    return head, side.saying(TRANSPOSE(side.expr)) if side.expr is not None and is_array(side.expr) else side


def is_of_rows(side: ReadSide) -> bool:
    """Whether a formula has rows for gradients, `h ∂L/∂z`, and so no shape in another layout."""
    is_row = side.reading is not None and side.reading.layout == "jacobian" and side.kind == "formula"
    return is_row and side.expr is not None and any(isinstance(part, Derivative) for part in walk(side.expr))
