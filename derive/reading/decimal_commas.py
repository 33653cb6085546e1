"""Commas between digits: whether they can be decimal points, and whether they are likelier that than separators.

A text in which they can be both is read both ways, and the way that has the shape of what is asked is taken; which it
is where both have it or none has, is told here.  How a decimal comma looks is told in `scan.py` (`EITHER_COMMA`).
"""

from __future__ import annotations

from derive.language.patterns import regex

NOTE = "decimal_comma"
"""The note on what was read so."""
TIGHT_COMMA = regex(r"(?<![\d.])\d+,\d")
DECIMAL_POINT = regex(r"\d\.\d")
LOOKS_DECIMAL = regex(r"(?<![\d.,])\d+,(?:0\d|\d{3,})|(?<![\d.,])0,\d\d")
OPENS = regex(r"[(\[{]")
SEPARATED = regex(r"[;&]|\\\\")
"""What separates entries where their commas may be decimal points: in a matrix of LaTeX nothing else does."""


def comma_ways(text: str) -> tuple[bool, ...]:
    """Whether commas may be decimal points: only where no point is, and nothing else is more likely."""
    if not TIGHT_COMMA.search(text) or DECIMAL_POINT.search(text):
        return (False,)
    return (False, True) if has_decimal_commas(text) or not OPENS.search(text) else (False,)


def has_decimal_commas(text: str) -> bool:
    """Whether commas are decimal points rather than separators: by the digits around them, or as others separate."""
    return LOOKS_DECIMAL.search(text) is not None or SEPARATED.search(text) is not None
