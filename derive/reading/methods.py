"""What stands behind an operand: methods of arrays, new axes, and values of an index behind a bar."""

from __future__ import annotations

from derive.reading.bounds import bound
from derive.reading.brackets import inside_bracket, outside_array
from derive.reading.calls import is_keyword, keyword, passed_over, taken_axis
from derive.reading.cursor import Cursor
from derive.reading.functions import POSITIVE
from derive.reading.indices import whole
from derive.reading.result import Fault, Unreadable
from derive.reading.tree import Apply, Instance, Name, Node, Part, Slope, Transpose

SUMS = {".sum": "sum", ".mean": "mean", ".max": "max", ".min": "min"}
SAME = frozenset(".item .detach .numpy .cpu .clone .tolist .copy".split())
FLAT = frozenset(".flatten .ravel .squeeze".split())
COLUMN, ROW, VECTOR = "as a column", "as a row", "as a vector"


def method(cursor: Cursor, node: Node) -> Node:
    token = cursor.next()
    if token.text in (".T", ".mT"):
        return Transpose(node, node.start, token.end)
    if token.text == ".grad" and isinstance(node, Name):
        return Slope(None, node, node.start, token.end)
    if token.text == ".shape":
        return extent(cursor, node)
    cursor.expect("(")
    if token.text == ".dot":
        other = outside_array(cursor, cursor.grammar.expression)
        cursor.expect(")")
        return Apply("dot", (node, other), "", node.start, other.end)
    if token.text in (".reshape", ".view", ".unsqueeze"):
        way = shape_asked(cursor, token.text)
        return Apply(way, (node,), "", node.start, cursor.expect(")").end)
    cursor.axis = ""
    while not cursor.at(")"):
        option(cursor)
    end = cursor.next().end
    if token.text in SAME or (token.text == ".astype" and isinstance(node, Apply) and node.function == POSITIVE):
        return node
    if token.text in FLAT:
        return Apply(VECTOR, (node,), "", node.start, end)
    if token.text in SUMS:
        return Apply(SUMS[token.text], (node,), taken_axis(cursor), node.start, end)
    return Transpose(node, node.start, end)


def extent(cursor: Cursor, node: Node) -> Node:
    """`X.shape[0]`, how many rows, or `X.shape[1]`, how many columns."""
    cursor.expect("[")
    place = whole(cursor)
    if place > 1:
        raise cursor.fault("0 for the rows, or 1 for the columns", cursor.tokens[cursor.position - 1])
    return Apply("len", (node,), f"axis={place}", node.start, cursor.expect("]").end)


def shape_asked(cursor: Cursor, method: str) -> str:
    """What `(-1, 1)`, `(1, -1)` or `(-1)` makes of a vector; `unsqueeze(0)` makes it a row."""
    brackets = cursor.accept("(")
    numbers = [signed_whole(cursor)]
    while cursor.accept(",") and not cursor.at(")"):
        numbers.append(signed_whole(cursor))
    if brackets:
        cursor.expect(")")
    match method, numbers:
        case ".unsqueeze", [0]:
            return ROW
        case ".unsqueeze", [1 | -1]:
            return COLUMN
        case ".reshape" | ".view", [_, 1]:
            return COLUMN
        case ".reshape" | ".view", [1, _]:
            return ROW
        case ".reshape" | ".view", [-1]:
            return VECTOR
    raise cursor.fault("the shape of a column or a row", cursor.tokens[cursor.position - 1])


def signed_whole(cursor: Cursor) -> int:
    return -whole(cursor) if cursor.accept("-") else whole(cursor)


def option(cursor: Cursor) -> None:
    """An argument such as `axis=0`, or the axis itself; the axes of a transposition are passed over."""
    if is_keyword(cursor):
        keyword(cursor)
        return
    passed = passed_over(cursor)
    cursor.axis = cursor.axis or passed
    cursor.accept(",")


def new_axis(cursor: Cursor, node: Node) -> Node | None:
    """`[:, None]` makes a vector a column, `[None, :]` a row; nothing is read otherwise."""
    inside = [token.text for token in inside_bracket(cursor)]
    way = {":": COLUMN, "None": ROW, "newaxis": ROW}.get(inside[0]) if inside else None
    if way is None or inside[1:2] != [","] or {*inside[::2]} not in ({":", "None"}, {":", "newaxis"}):
        return None
    _, end = cursor.skip_group()
    return Apply(way, (node,), "", node.start, cursor.tokens[end].end)


def instance(cursor: Cursor, node: Node) -> Node:
    """The values of indices behind a bar, `|_{t=1}`, of all that stands before it."""
    first = node.start == cursor.tokens[0].start or cursor.tokens[cursor.position - 1].text in (")", "]")
    if not first:
        message = "how much this bar belongs to is not clear; use brackets"
        raise Unreadable(message, cursor.text, cursor.token.start, Fault.UNCLEAR)
    cursor.next()
    cursor.expect("_")
    braces = cursor.accept("{")
    values: list[tuple[str, Part]] = []
    while True:
        if cursor.token.kind != "word" or cursor.ahead().text != "=":
            raise cursor.fault("an index and its value, such as t=1")
        index = cursor.next().text
        cursor.next()
        values.append((index, bound(cursor, bare=braces)))
        if not braces or not cursor.accept(","):
            break
    if braces:
        cursor.expect("}")
    return Instance(node, tuple(values), node.start, cursor.tokens[cursor.position - 1].end)
