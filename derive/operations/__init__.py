"""The table of operations: one row for each, grouped by subject.

`TABLE` has the rows by name, `COMPOSITIONS` the rules for pairs, `FUNCTIONS` the rows that are written as functions, by
the name that an author writes.
"""

from derive.operations import algebra, arrays, elementwise, losses, products, quotients
from derive.operations.table import COMPOSITIONS, TABLE

__all__ = ["COMPOSITIONS", "FUNCTIONS", "TABLE", "algebra", "arrays", "elementwise", "losses", "products", "quotients"]

FUNCTIONS = {
    operation.notation.plain.pattern.split("(")[0]: operation
    for operation in TABLE.values()
    if operation.notation.plain.pattern[0].isalpha()
}
