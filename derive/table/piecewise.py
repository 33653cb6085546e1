"""Branches: one of two quantities by a comparison of two others, entry by entry, `piecewise(x < 0, a, b)`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from derive.language import numbers
from derive.language.expr import Expr, Number
from derive.language.latex import OTHERWISE
from derive.language.numbers import Array, Scalar, table
from derive.language.operation import LETTER, SUM, Acts, Branching, Code, Jump, Notation, Operation, Rule, Style
from derive.table import simplify
from derive.table.algebra import broadcast, collect, entry
from derive.table.row import row, spread_shape

BRANCHES = "piecewise"
"""What is written of conditions and branches in turn, and no row by itself."""
Args = tuple[Expr, ...]
Side = Callable[[Scalar, Scalar], Scalar]


def chosen(branching: Branching) -> Callable[..., Array]:
    """The third array where the comparison of the first two holds, and the fourth elsewhere."""

    def value(*arrays: Array) -> Array:
        def pick(i: int, j: int) -> Scalar:
            left, right, then, other = (entry(array, i, j) for array in arrays)
            return then if branching.holds(numbers.sign(left - right)) else other

        return table(broadcast(*arrays), pick)

    return value


def jumping(*arrays: Array) -> frozenset[int]:
    """The entries at which the two sides of the comparison are equal and the two branches are not."""

    def differs(i: int, j: int) -> Scalar:
        left, right, then, other = (entry(array, i, j) for array in arrays)
        is_at_border = numbers.is_zero(left - right) and not numbers.is_zero(then - other)
        return numbers.ONE if is_at_border else numbers.ZERO

    found = table(broadcast(*arrays), differs).entries
    return frozenset(k for k, mark in enumerate(found) if not numbers.is_zero(mark))


def everywhere(side: Side) -> Callable[..., Array]:
    """What the branches give beside the border, in every entry."""

    def value(*arrays: Array) -> Array:
        return table(broadcast(*arrays), lambda i, j: side(entry(arrays[2], i, j), entry(arrays[3], i, j)))

    return value


def jump(branching: Branching) -> Jump:
    """Left of the border the first side of the comparison is the smaller one."""
    first, last = everywhere(lambda then, other: then), everywhere(lambda then, other: other)
    left, right = (first, last) if branching.holds(-1) else (last, first)
    return Jump(jumping, {"left": left, "right": right, "middle": everywhere(lambda a, b: (a + b) / 2)})


def definition(name: str) -> Callable[..., Any]:
    def branches(left: Any, right: Any, then: Any, other: Any, i: Any, j: Any) -> Any:
        from derive.table.sympy_branches import HEADS_OF_BRANCHES

        return HEADS_OF_BRANCHES[name](*(spread_entry(arg, i, j) for arg in (left, right, then, other)))

    return branches


def spread_entry(arg: Any, i: Any, j: Any) -> Any:
    """An entry of an argument that is repeated along what it has one of."""
    rows, columns = arg.shape or (1, 1)
    return arg(0 if rows == 1 else i, 0 if columns == 1 else j)


def branch_rule(name: str, position: int) -> Rule:
    """Where a branch is taken, it hands on what arrives; a comparison hands on nothing."""

    def pullback(g: Expr, args: Args, result: Expr) -> Expr:
        if position < 2:
            return simplify.number(0, args[position].shape)
        one, zero = simplify.number(1), simplify.number(0)
        pair = (one, zero) if position == 2 else (zero, one)
        return collect(simplify.entrywise(compared(name, args[0], args[1], *pair), g), args[position], result)

    return Rule(pullback, "piecewise")


def branches(name: str, relation: str, latex: str, holds: Callable[[int], bool]) -> Operation:
    """The row for one relation; `holds` says whether it does, from the sign of the difference of its sides."""
    branching = Branching(relation, latex, holds)
    return row(
        Operation(
            name,
            spread_shape,
            chosen(branching),
            definition(name),
            Notation(
                Style(f"{BRANCHES}(#1 {relation} #2, #3, #4)", LETTER, (0, 0, 0, 0)),
                Style(rf"\begin{{cases}} #3 & #1 {latex} #2 \\ #4 & {OTHERWISE} \end{{cases}}", SUM, (0, 0, 0, 0)),
            ),
            tuple((branch_rule(name, position),) for position in range(4)),
            kink=True,
            margin=lambda left, right, *others: table(
                broadcast(left, right), lambda i, j: entry(left, i, j) - entry(right, i, j)
            ),
            jump=jump(branching),
            acts=Acts.ENTRIES,
            branching=branching,
            code=Code(f"np.where(#1 {relation} #2, #3, #4)", needs=(SUM, SUM)),
        )
    )


LESS = branches("if_less", "<", "<", lambda sign: sign < 0)
AT_MOST = branches("if_at_most", "<=", r"\le", lambda sign: sign <= 0)
MORE = branches("if_more", ">", ">", lambda sign: sign > 0)
AT_LEAST = branches("if_at_least", ">=", r"\ge", lambda sign: sign >= 0)
BY_RELATION = {"<": LESS, "<=": AT_MOST, "≤": AT_MOST, ">": MORE, ">=": AT_LEAST, "≥": AT_LEAST}
MIRRORED = {"if_less": MORE, "if_more": LESS, "if_at_most": AT_LEAST, "if_at_least": AT_MOST}


def compared(name: str, left: Expr, right: Expr, then: Expr, other: Expr) -> Expr:
    """One of two branches, with a plain number on the right of the comparison, as SymPy has it."""
    if isinstance(left, Number) and not isinstance(right, Number):
        return MIRRORED[name](right, left, then, other)
    return simplify.TABLE[name](left, right, then, other)
