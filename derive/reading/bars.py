"""What stands between bars: norms, `‖x‖` and `||x||`, and absolute values of numbers, `|x|`."""

from __future__ import annotations

from derive.reading.brackets import outside_array
from derive.reading.cursor import Cursor
from derive.reading.scan import Token
from derive.reading.tree import Apply, Node


def norm(cursor: Cursor) -> Node:
    """The Euclidean norm; its square is written with ^2 behind it."""
    start = cursor.next()
    before, cursor.in_norm = cursor.in_norm, start.text == "‖"
    node = outside_array(cursor, cursor.grammar.expression)
    end = cursor.expect("‖)" if start.text == "‖(" else "‖").end
    cursor.in_norm = before
    is_squared = squares(cursor)
    if not is_squared and cursor.at("_") and (other := subscript_of_norm(cursor)):
        return Apply(other, (node,), "", start.start, end)
    if cursor.accept("_") and not (subscript_two(cursor)):
        raise cursor.fault("the Euclidean norm, with a subscript 2")
    squared = Apply("sqnorm", (node,), "", start.start, end)
    return squared if is_squared or squares(cursor) else Apply("sqrt", (squared,), "", start.start, end)


def squares(cursor: Cursor) -> bool:
    """Takes a `^2` or `^{2}`; whether there is one."""
    braces = cursor.at("^") and cursor.ahead().text == "{"
    if not cursor.at("^") or cursor.ahead(2 if braces else 1).text != "2":
        return False
    for _ in range(3 if braces else 2):
        cursor.next()
    if braces:
        cursor.expect("}")
    return True


def absolute(cursor: Cursor) -> Node:
    """The absolute value of a number, `|z_i|`, or a norm with its subscript, `|x|_1`."""
    start = cursor.next()
    before, cursor.in_absolute = cursor.in_absolute, True
    node = outside_array(cursor, cursor.grammar.expression)
    cursor.in_absolute = before
    cut_bars(cursor)
    end = cursor.expect("|", "an operator or '|'").end
    if cursor.at("_") and (other := subscript_of_norm(cursor)):
        return Apply(other, (node,), "", start.start, end)
    if cursor.at("_") and is_norm(cursor):
        cursor.next()
        subscript_two(cursor)
        return Apply("sqrt", (Apply("sqnorm", (node,), "", start.start, end),), "", start.start, end)
    return Apply("absolute value", (node,), "", start.start, end)


def cut_bars(cursor: Cursor) -> None:
    """Cut `||` in two where one bar closes and the next one opens, `|a||b|`."""
    token = cursor.token
    if is_two_bars(cursor):
        middle = token.start + 1
        halves = [Token("sign", "|", token.start, middle), Token("sign", "|", middle, token.end)]
        cursor.tokens[cursor.position : cursor.position + 1] = halves


def is_two_bars(cursor: Cursor) -> bool:
    """Whether the next sign is that of a norm, written with two bars of the keyboard."""
    token = cursor.token
    return token.text == "‖" and cursor.text[token.start : token.end] == "||"


OTHER_NORMS = {
    "1": "sum of absolute values",
    **dict.fromkeys(("∞", "inf", "infty", "infinity", "max"), "largest absolute value"),
}
"""Norms of a vector by their subscripts, as they are called among the functions."""


def subscript_of_norm(cursor: Cursor) -> str:
    """What another norm than the Euclidean one is called; its subscript is taken."""
    braces = cursor.ahead().text == "{"
    if braces and cursor.ahead(3).text != "}":
        return ""
    found = OTHER_NORMS.get(cursor.ahead(2 if braces else 1).text, "")
    cursor.position += (4 if braces else 2) * bool(found)
    return found


def is_norm(cursor: Cursor, behind: int = 0) -> bool:
    """Whether the subscript that comes next, or behind so many tokens, is that of a norm."""
    following = cursor.ahead(behind + (2 if cursor.ahead(behind + 1).text == "{" else 1)).text
    return following in OTHER_NORMS or following == "2"


def subscript_two(cursor: Cursor) -> bool:
    """The 2 of the Euclidean norm, or the F of Frobenius, that of all entries together."""
    braces = cursor.accept("{")
    two = cursor.token.kind == "num" and cursor.token.text[0] == "2"
    if two:
        cursor.split(1)
    elif two := cursor.token.text == "F":
        cursor.next()
    return two and (not braces or cursor.accept("}"))


def opens_bars(cursor: Cursor) -> bool:
    """Whether a bar opens an absolute value as a factor, `2 |x|`, `½|x|` or `|x||y|`, and one closes it behind."""
    if cursor.in_absolute or not cursor.at("|") or cursor.ahead().spaced:
        return False
    before = cursor.tokens[cursor.position - 1]
    is_beside = (before.kind == "num" or before.text in (")", "}")) and cursor.ahead().kind == "word"
    behind = cursor.tokens[cursor.position + 1 :]
    return (is_beside or cursor.token.spaced or before.text == "|") and any(
        token.text == "|" and not token.spaced for token in behind
    )


def is_no_factor(cursor: Cursor) -> bool:
    """Whether two bars close what is open, or are one that closes and one that opens."""
    return cursor.at("‖") and (cursor.in_norm or (cursor.in_absolute and is_two_bars(cursor)))
