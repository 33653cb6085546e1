"""Prints of numbers with few bits (`float16`, `bfloat16`): they differ from the truth where others must not."""

from __future__ import annotations

import re

from derive.following.sides import ReadSide
from derive.following.values import value_of
from derive.judging.digits import laid
from derive.judging.point import Point
from derive.language.expr import Expr
from derive.writeup.chain import Chain

FEW_BITS = "this was calculated with numbers of few bits and is as near to the truth as they allow"
NAMED = re.compile(r"\bb?float16\b|\bhalf\s*\(|\bbf16\b|\bfp16\b|\bf16\b")
NEAREST = 1 / 32
"""So far off may be what was calculated in some steps with eight bits, as a part of the largest entry."""


def has_few_bits(chain: Chain) -> bool:
    """Whether a chain, or the words around it, name such numbers."""
    return any(NAMED.search(text) for text in (chain.lead, chain.trail, *(side.text for side in chain.sides)))


def is_near(side: ReadSide, asked: Expr, home: Point, layout: str, digits: int) -> bool:
    """Whether numbers are near what they should be, with all signs that can be told."""
    if side.kind != "number":
        return False
    mine, true = value_of(side, home, digits), home.value(asked, layout)
    fitted = laid(mine.exact, true.shape) if mine is not None else None
    if fitted is None:
        return False
    pairs = [(float(a), float(b)) for a, b in zip(fitted.entries, true.entries, strict=True)]
    return all(abs(a - b) <= NEAREST * max(abs(b) for _, b in pairs) for a, b in pairs)
