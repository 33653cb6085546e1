"""Brackets: arrays with commas, semicolons, ampersands or white space between their entries, and plain grouping."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeVar

from derive.reading.cursor import Cursor, closes, opens
from derive.reading.functions import POSITIVE
from derive.reading.guard import MOST_ENTRIES
from derive.reading.result import Fault, NotAValue, Refused, Unreadable
from derive.reading.scan import Token
from derive.reading.spell import spelled_words
from derive.reading.tree import Apply, Negate, Node, Num, Rows

KEYWORDS = spelled_words("where", "and", "or", "for", "concludes") | {"in"}
T = TypeVar("T")


def outside_array(cursor: Cursor, read: Callable[[Cursor], T]) -> T:
    """Read something in which white space does not separate entries."""
    before = cursor.by_space, cursor.in_list
    cursor.by_space = cursor.in_list = False
    result = read(cursor)
    cursor.by_space, cursor.in_list = before
    return result


def inside_bracket(cursor: Cursor) -> list[Token]:
    """What stands at the first level of the bracket that comes next."""
    result: list[Token] = []
    level = 0
    for k in range(cursor.position, len(cursor.tokens)):
        token = cursor.tokens[k]
        level -= closes(token)
        if level == 1:
            result.append(token)
        level += opens(token)
        if level == 0:
            return result
    raise cursor.fault("a closing bracket")


def separates(inside: list[Token], *signs: str) -> bool:
    return any(token.kind in ("sign", "row") and token.text in signs for token in inside)


def round_bracket(cursor: Cursor) -> Node:
    """A formula in brackets, or a tuple."""
    inside = inside_bracket(cursor)
    if separates(inside, ",", ";") or is_spaced_row(inside):
        return array(cursor, inside, ")")
    cursor.next()
    node = against_zero(cursor, outside_array(cursor, cursor.grammar.expression))
    cursor.expect(")", "an operator or ')'")
    cursor.bracketed.add((node.start, node.end))
    return node


def braces(cursor: Cursor) -> Node:
    """A group of LaTeX's; with commas it would be a set."""
    inside = inside_bracket(cursor)
    start = cursor.token
    before = cursor.position
    cursor.skip_group()
    alone = before == 0 and cursor.token.kind == "stop" and cursor.text[start.start] == "{"
    cursor.position = before
    if separates(inside, ",", ";") or (alone and not cursor.latex):
        raise NotAValue("not_a_value", "found a set; expected a single value", cursor.text, start.start)
    cursor.next()
    node = outside_array(cursor, cursor.grammar.expression)
    cursor.expect("}", "an operator or '}'")
    return node


def against_zero(cursor: Cursor, node: Node) -> Node:
    """`x > 0`, which is 1 or 0 for each entry, where a comparison with 0 follows; the operand itself otherwise."""
    if not cursor.at("<", ">"):
        return node
    sign = cursor.next().text
    other = outside_array(cursor, cursor.grammar.expression)
    pair = (node, other) if sign == ">" else (other, node)
    if not (isinstance(pair[1], Num) and pair[1].text == "0"):
        if not (isinstance(pair[0], Num) and pair[0].text == "0"):
            raise Unreadable("of comparisons only those with 0 are read", cursor.text, node.start, Fault.BEYOND)
        pair = Negate(pair[1], node.start, other.end), pair[0]
    return Apply(POSITIVE, (pair[0],), "", node.start, other.end)


def holds_comparison(cursor: Cursor, token: Token) -> bool:
    """Whether a bracket that comes next holds a comparison: `[z > 0]` behind an indicator 1."""
    if not cursor.at("(", "[", "\\{", "{") or token.spaced:
        return False
    inside = inside_bracket(cursor)
    if inside and opens(inside[0]) and token.text == "{":
        return any(other.text in ("<", ">") for other in cursor.tokens[cursor.position :][: 2 + len(inside) * 8])
    return separates(inside, "<", ">")


def square(cursor: Cursor) -> Node:
    """An array in square brackets, or a formula in them."""
    inside = inside_bracket(cursor)
    listed = separates(inside, ",", ";", "\\\\") or cursor.in_list
    if not inside:
        raise cursor.fault("a number", cursor.ahead())
    spaced = is_number_row(inside) or has_spaced_number(inside)
    if listed or spaced or (inside[0].text == "[" and inside[0].kind == "sign"):
        return array(cursor, inside, "]")
    cursor.next()
    node = outside_array(cursor, cursor.grammar.expression)
    if cursor.at_word("for"):
        return cursor.grammar.comprehension(cursor, node)
    node = against_zero(cursor, node)
    cursor.expect("]", "an operator or ']'")
    cursor.bracketed.add((node.start, node.end))
    return node


def is_number_row(inside: list[Token]) -> bool:
    """Whether there are only numbers, or rows of them, with white space between: `[1 2 3]`."""
    plain = all(
        token.kind == "num" or (token.kind == "sign" and token.text in ("+", "-", "[", "]")) for token in inside
    )
    return plain and sum(token.kind == "num" or token.text == "[" for token in inside) > 1


def has_spaced_number(inside: list[Token]) -> bool:
    """Whether a number stands behind an operand and white space: `[tanh(-1) 0]`."""
    pairs = itertools.pairwise(inside)
    return any(b.kind == "num" and b.spaced and (a.kind in ("num", "word") or closes(a)) for a, b in pairs)


def is_spaced_row(inside: list[Token]) -> bool:
    """Whether there are numbers with their signs, white space between: `(-0.9 -1.0 -0.1)`."""
    if not all(token.kind == "num" or token.text in ("+", "-") for token in inside):
        return False
    pairs = list(itertools.pairwise(inside))
    apart = [b.spaced for a, b in pairs if a.kind == "num"]
    return bool(apart) and all(apart) and not any(b.spaced for a, b in pairs if a.kind != "num")


def array(cursor: Cursor, inside: list[Token], end: str) -> Node:
    """Rows between brackets; the opening one comes next."""
    first = cursor.next()
    before = cursor.by_space, cursor.in_list
    cursor.by_space = not separates(inside, ",")
    nested = bool(inside) and inside[0].text == "["
    cursor.in_list = end == "]"
    rows: list[list[Node]] = [[]]
    semicolons = False
    while not cursor.at(end):
        if cursor.at(";") or cursor.token.kind == "row":
            cursor.next()
            semicolons = True
            rows.append([])
            continue
        if cursor.by_space and cursor.token.broken and rows[-1] and not nested and not before[1]:
            rows.append([])
        rows[-1].append(cursor.grammar.expression(cursor))
        if cursor.at_word("for"):
            cursor.by_space, cursor.in_list = before
            return cursor.grammar.comprehension(cursor, rows[-1][0])
        separator(cursor, end)
    cursor.by_space, cursor.in_list = before
    last = cursor.expect(end)
    return assembled(cursor, rows, semicolons, first.start, last.end)


def separator(cursor: Cursor, end: str) -> None:
    """A comma where commas separate; nothing where white space does."""
    if cursor.by_space and (cursor.token.spaced or cursor.at(end, ";") or cursor.token.kind == "row"):
        return
    if not cursor.accept(",") and not cursor.at(end, ";") and cursor.token.kind != "row":
        raise cursor.fault(f"',' or {end!r}")


def assembled(cursor: Cursor, rows: list[list[Node]], semicolons: bool, start: int, end: int) -> Node:
    """The array of these rows; lists within a list are its rows."""
    rows = [row for row in rows if row] if semicolons else rows
    if not semicolons and len(rows) > 1 and len({len(row) for row in rows}) > 1:
        rows = [[entry for row in rows for entry in row]]
    if not rows or not rows[0]:
        raise Unreadable("found an empty array; expected a number", cursor.text, start, Fault.GRAMMAR)
    rows = [[alone(entry) for entry in row] for row in rows] if cursor.is_joining and is_mixed(rows) else rows
    if any(isinstance(entry, Rows) for row in rows for entry in row):
        rows, flat = [row_of_array(cursor, entry) for row in rows for entry in row], False
    elif semicolons and all(len(row) == 1 for row in rows):
        flat = False
    else:
        flat = len(rows) == 1 and not (semicolons and cursor.text[start] == "(")
    return checked(cursor, rows, flat, start, end)


def row_of_array(cursor: Cursor, entry: Node) -> list[Node]:
    if not isinstance(entry, Rows):
        message = "some rows of this array are in brackets, this one is not"
        raise Unreadable(message, cursor.text, entry.start, Fault.GRAMMAR)
    if not entry.flat and len(entry.rows[0]) > 1:
        raise Unreadable("an array of matrices is not read", cursor.text, entry.start, Fault.BEYOND)
    return [item for row in entry.rows for item in row]


def checked(cursor: Cursor, rows: list[list[Node]], flat: bool, start: int, end: int) -> Rows:
    for row in rows[1:]:
        if len(row) != len(rows[0]):
            place = row[0].start if row else start
            message = f"the first row of this array has {len(rows[0])} entries, this one has {len(row)}"
            raise Unreadable(message, cursor.text, place, Fault.GRAMMAR)
    if len(rows) * len(rows[0]) > MOST_ENTRIES:
        raise Refused(f"an array with more than {MOST_ENTRIES} entries", cursor.text, start)
    return Rows(tuple(map(tuple, rows)), flat, start, end)


def matrix(cursor: Cursor) -> Node:
    """A matrix environment: `&` between entries, `\\\\` between rows; commas are tolerated."""
    first = cursor.next()
    before = cursor.by_space, cursor.in_list
    cursor.by_space = cursor.in_list = False
    rows: list[list[Node]] = [[]]
    while cursor.token.kind != "end":
        if cursor.token.kind == "row":
            cursor.next()
            rows += [[]] if rows[-1] else []
            continue
        rows[-1].append(cursor.grammar.expression(cursor))
        separated = cursor.accept(",")
        separated = cursor.accept("&") or separated
        if not separated and cursor.token.kind not in ("row", "end"):
            raise cursor.fault("'&', '\\\\' or the end of the matrix")
    last = cursor.next()
    cursor.by_space, cursor.in_list = before
    if not rows[-1] and len(rows) > 1:
        rows.pop()
    if not rows[0]:
        raise Unreadable("found an empty matrix; expected a number", cursor.text, first.start, Fault.GRAMMAR)
    return checked(cursor, rows, False, first.start, last.end)


def is_mixed(rows: list[list[Node]]) -> bool:
    """Whether some entries of an array are in brackets of their own, and others are not: `[h, x, [1]]`."""
    return len({isinstance(entry, Rows) for row in rows for entry in row}) > 1


def alone(entry: Node) -> Node:
    """What stands alone in brackets, `[1]`."""
    return entry.rows[0][0] if isinstance(entry, Rows) and entry.flat and len(entry.rows[0]) == 1 else entry
