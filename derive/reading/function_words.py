"""The names of functions that are commands in LaTeX, among them operators that people define for themselves."""

from __future__ import annotations

from derive import table
from derive.language.latex_commands import LETTERS

WRITTEN = {word for name, row in table.FUNCTIONS.items() for word in (name, *row.spellings) if word.isalpha()}
MORE = {"lg", "tan", "sinh", "cosh", "sech", "max", "zeros", "logsumexp"}
FUNCTIONS = frozenset((WRITTEN | MORE) - {"sum", "sqrt"} - LETTERS.keys())
