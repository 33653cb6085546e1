"""Stars and sums as programs have them, though products of matrices and sums of all entries would fit too.

`Y * log(P)` multiplies entry by entry; `sum(G)` adds up along the first axis in Python without NumPy and in MATLAB.
"""

from __future__ import annotations

from derive.language.patterns import regex

STAR = regex(r"(?<=[\w\s)\]}'])(?:\*(?=[\w\s(\[\\])|\\ast(?![A-Za-z])|∗)")
"""A sign of multiplication, which is none of a power or of an optimum."""
SUM = regex(r"(?<![\w.\\])sum(?=\s{0,4}\()")
"""A sum that is none of a package, of an array or of LaTeX."""


def entry_by_entry(text: str) -> str:
    return STAR.sub("⊙", text)


def along_columns(text: str) -> str:
    return SUM.sub("sum_columns", text)
