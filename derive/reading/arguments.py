"""Arguments that a row of the table wants to be plain numbers, as students write them."""

from __future__ import annotations

from collections.abc import Sequence

from derive.language.expr import Expr, Number, Numeral, rewrite
from derive.language.operation import COUNTED, Argument
from derive.reading.references import References
from derive.reading.tree import Node
from derive.table.row import constant


def as_told(builder: References, kinds: Sequence[Argument], args: list[Node], built: list[Expr]) -> list[Expr]:
    """The arguments, with exact numbers where the row wants a plain number, a size or a place."""
    if len(kinds) != len(args):
        return built
    return [
        plain_number(builder, arg, expr) if kind is Argument.LITERAL else builder.size(arg) if kind in COUNTED else expr
        for arg, expr, kind in zip(args, built, kinds, strict=True)
    ]


def plain_number(builder: References, node: Node, expr: Expr) -> Expr:
    """The exact number that an argument is written as, such as `0.01` or `-1/3`."""

    def change(part: Expr) -> Expr | None:
        if not isinstance(part, Numeral):
            return None
        literal = builder.literals[part]
        return Number((literal.value,), (), (literal.text,))

    exact = rewrite(expr, change)
    if constant(exact) is None:
        raise builder.fault("expected a number", node)
    return exact
