"""Arguments that a row of the table wants to be plain numbers, or that have names, as students write them."""

from __future__ import annotations

from collections.abc import Sequence

from derive.language.errors import ShapeError
from derive.language.expr import Expr, Number, Numeral, rewrite
from derive.language.keywords import arranged
from derive.language.operation import COUNTED, Argument, Operation
from derive.reading.building import Interpreter
from derive.reading.references import size
from derive.reading.result import Fault
from derive.reading.tree import Apply, Node, Num
from derive.table.row import constant


def in_order(builder: Interpreter, row: Operation | None, args: list[Node], node: Apply) -> list[Node]:
    """The arguments of a row that has options, each in its place; those left out are the defaults, or the model's."""
    if row is None or not row.options:
        return args
    left_out = row.options[len(args) - row.arity :] if len(args) < row.arity else ()
    texts = builder.vocabulary.facts.options(row)
    written = {name for name, _ in node.options}
    wanting = (one for one in left_out if not one.default and not written & {one.name, *one.spellings})
    names = [option.name for option in wanting if option.name in texts]
    known = {name: Num(texts[name], node.start, node.start) for name in names}
    try:
        return arranged(row, args, {**known, **dict(node.options)}, lambda text: Num(text, node.start, node.start))
    except ShapeError as error:
        raise builder.fault(error.complaints[0].message, node, Fault.GRAMMAR) from None


def as_told(builder: Interpreter, kinds: Sequence[Argument], args: list[Node], built: list[Expr]) -> list[Expr]:
    """The arguments, with exact numbers where the row wants a plain number, a size or a place."""
    if len(kinds) != len(args):
        return built
    return [told(builder, kind, arg, expr) for arg, expr, kind in zip(args, built, kinds, strict=True)]


def told(builder: Interpreter, kind: Argument, arg: Node, expr: Expr) -> Expr:
    """The argument as its kind wants it."""
    if kind is Argument.LITERAL:
        return plain_number(builder, arg, expr)
    return size(builder, arg, int(kind is not Argument.BOUND)) if kind in COUNTED else expr


def plain_number(builder: Interpreter, node: Node, expr: Expr) -> Expr:
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
