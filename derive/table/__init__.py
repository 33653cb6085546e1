"""The table: one row for each operation, with shape rule, value, SymPy definition, derivatives, notation, mistakes.

Comes in: expressions.  Goes out: `TABLE`, the rows by name; `COMPOSITIONS`, the rules for pairs; `FUNCTIONS`, the rows
that are written as functions; and `simplify`, the algebra that nobody wants to see a step for.
First file: `row.py`, then `elementwise.py` for rows to imitate.
"""

from derive.table import algebra, arrays, elementwise, losses, products, quotients
from derive.table.row import COMPOSITIONS, TABLE

__all__ = ["COMPOSITIONS", "FUNCTIONS", "TABLE", "algebra", "arrays", "elementwise", "losses", "products", "quotients"]

FUNCTIONS = {
    operation.notation.plain.pattern.split("(")[0]: operation
    for operation in TABLE.values()
    if operation.notation.plain.pattern[0].isalpha() and "; #" not in operation.notation.plain.pattern
}
