"""Marks of writing around the numbers of an answer: those of code in Markdown, and signs of per cent."""

from __future__ import annotations

import re

from derive.language.patterns import regex

CODE = regex(r"^\s*(`+)([^`]+)\1[\s.]*$")
PER_CENT = regex(r"(?<![\w.,])(\d{1,15})(?:\.(\d{1,15}))?(?:\s|\\[,;: ])*\\?%(?=\s*(?:$|[,;/|&)\]}$.]|\\\\|and\b))")
"""A number of per cent; a comment of MATLAB's has words behind its sign."""


def without_marks(text: str) -> str:
    """An answer without the marks of code around it, and with `66.7 %` as `0.667`, to the same digit."""
    text = CODE.sub(r"\2", text)
    return PER_CENT.sub(hundredth, text) if "%" in text else text


def hundredth(found: re.Match[str]) -> str:
    """A number of per cent as a decimal, with as many digits."""
    digits = found[1].zfill(3)
    return f"{digits[:-2]}.{digits[-2:]}{found[2] or ''}"
