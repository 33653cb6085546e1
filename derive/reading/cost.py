"""What an answer may cost: limits that are tested before anything is computed."""

from __future__ import annotations

from derive.language.expr import Call, Expr, Grid, Number, Sum, children

LONGEST = 20_000
"""Characters of an answer."""
DEEPEST = 40
"""Brackets within brackets."""
MOST_DIGITS = 60
"""Digits of a number."""
LARGEST_EXPONENT = 400
MOST_TERMS = 120
"""Terms, or factors, in a row."""
MOST_ENTRIES = 10_000
LONGEST_SUM = 2000
MOST_WORK = 100_000
"""Evaluations of a part of the expression, those of a sum counted for each term."""
MOST_BITS = 20_000
"""Binary digits of an exact number that the expression could lead to."""
TALLEST = 90
"""Operations within operations, definitions written out."""
MOST_BUILT = 4_000
"""Parts that are built for one reading, definitions written out; plain numbers, which may fill arrays, not counted."""

BITS = 64


def height(expr: Expr) -> int:
    """The operations within operations, counted without recursion."""
    level, count = [expr], 0
    while level and count <= TALLEST:
        level = [child for part in level for child in children(part)]
        count += 1
    return count


def work(expr: Expr) -> int:
    """How many parts an evaluation visits."""
    match expr:
        case Sum(_, low, high, body):
            count = max(0, high.offset - low.offset + 1) if low.name == high.name else LONGEST_SUM
            return 1 + count * work(body)
        case _:
            return 1 + sum(work(child) for child in children(expr))


def bits(expr: Expr) -> int:
    """A bound on the binary digits of the exact numbers in an evaluation; functions give balls, which stay short."""
    match expr:
        case Number(entries):
            return max((entry.p.bit_length() + entry.q.bit_length() for entry in entries), default=1)
        case Call(operation, args) if operation.name == "power":
            exponent = args[1].entries[0] if isinstance(args[1], Number) else None
            return bits(args[0]) * (max(1, abs(int(exponent.p))) if exponent is not None else 1)
        case Call(operation, args) if operation.name in ("add", "subtract", "multiply", "hadamard", "divide"):
            return sum(bits(arg) for arg in args)
        case Call(operation, args) if operation.name in ("negate", "transpose", "diag"):
            return bits(args[0])
        case Sum(_, low, high, body):
            return bits(body) * max(1, high.offset - low.offset + 1)
        case Grid(entries):
            return max(bits(entry) for entry in entries)
        case _:
            return BITS


def fault(expr: Expr) -> str:
    """Which limit an expression is over, or nothing."""
    if height(expr) > TALLEST:
        return f"nested deeper than {TALLEST} operations"
    if work(expr) > MOST_WORK:
        return f"more than {MOST_WORK} calculations"
    if bits(expr) > MOST_BITS:
        return f"powers that lead to numbers of more than {MOST_BITS} binary digits"
    return ""
