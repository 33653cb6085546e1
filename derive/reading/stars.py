"""Stars as programs have them: `Y * log(P)` multiplies entry by entry, though a product of matrices would fit too."""

from __future__ import annotations

from derive.language.patterns import regex

STAR = regex(r"(?<=[\w\s)\]}'])(?:\*(?=[\w\s(\[\\])|\\ast(?![A-Za-z])|∗)")
"""A sign of multiplication, which is none of a power or of an optimum."""


def entry_by_entry(text: str) -> str:
    return STAR.sub("⊙", text)
