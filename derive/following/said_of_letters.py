"""Chains that state nothing of the problem: which letters are meant, in which order one may sum."""

from __future__ import annotations

import re

from derive.writeup.chain import Chain

SUM_SIGNS = re.compile(r"(?:\\(?:sum|limits)|[_^]\s*(?:\{[^{}]{0,60}\}|\w)|\s)+")


def is_of_letters(chain: Chain) -> bool:
    """Whether prose only says which of two indices are meant: "the delta keeps only v = p"."""
    return not chain.is_definition and all(len(side.text) == 1 and side.text.isalpha() for side in chain.sides)


def is_of_signs(chain: Chain) -> bool:
    """Whether only sum signs are compared: in which order one may sum."""
    return all(SUM_SIGNS.fullmatch(side.text.strip()) for side in chain.sides)
