"""The table: one row for each operation, with shape rule, value, SymPy definition, derivatives, notation, mistakes.

Comes in: expressions.  Goes out: `TABLE`, the rows by name; `COMPOSITIONS`, the rules for pairs; `FUNCTIONS`, the rows
that are written as functions; and `simplify`, the algebra that nobody wants to see a step for.
First file: `row.py`, then `elementwise.py` for rows to imitate; every module of this folder is read in.
"""

from importlib import import_module
from os import listdir

from derive.table.row import COMPOSITIONS, TABLE

__all__ = ["COMPOSITIONS", "FUNCTIONS", "TABLE"]

LATE = {"from_sympy", "sympy_branches"}
"""What loads SymPy and is imported by those who need it."""

for name in sorted({file.split(".")[0] for file in listdir(*__path__) if file.endswith((".py", ".pyc"))}):
    if name not in LATE and name != "__init__":
        import_module(f"{__name__}.{name}")

CHOOSING = ("; #", '="')
"""What stands in the patterns of rows that are chosen by it: a separator, a word for the axis."""
PATTERNS = {operation: operation.notation.plain.pattern for operation in TABLE.values() if operation.arity}
FUNCTIONS = {
    pattern.split("(")[0]: operation
    for operation, pattern in PATTERNS.items()
    if pattern[0].isalpha() and not any(mark in pattern for mark in CHOOSING) and operation.branching is None
}
FUNCTIONS |= {name: operation for operation in TABLE.values() for name in operation.also}
