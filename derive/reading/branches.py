"""Case distinctions: `\\begin{cases} A & i = j \\\\ B & \\text{otherwise} \\end{cases}`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.language.signs import STRICT
from derive.reading.brackets import outside_array
from derive.reading.condition import FILLING, FOR
from derive.reading.cursor import Cursor
from derive.reading.indices import whole
from derive.reading.result import Fault, Unreadable
from derive.reading.spell import spelled_words
from derive.reading.tree import Branch, Cases, Comparison, Node, Num, Part
from derive.reading.written_names import written_name

REST = spelled_words("otherwise")
ELSEWHERE = spelled_words("other_cases")
"""The words of "in all other cases"."""
JOINS = spelled_words("and")
COMPARISONS = ("=", "≠", "<", ">", "∈")
MOST_BRANCHES = 8


def cases(cursor: Cursor) -> Node:
    """Branches with their conditions; a comma may stand between, and the last one may have none."""
    first = cursor.next()
    branches: list[Branch] = []
    while cursor.token.kind != "end":
        if len(branches) == MOST_BRANCHES:
            raise cursor.fault("fewer cases")
        body = outside_array(cursor, cursor.grammar.expression)
        cursor.accept(",")
        cursor.accept("&")
        branches.append(Branch(body, tests(cursor)))
        while cursor.token.kind == "row" or cursor.at(",", ".", ";"):
            cursor.next()
    last = cursor.next()
    if not branches or any(not branch.tests for branch in branches[:-1]):
        raise Unreadable(
            "found cases without conditions; expected one for each", cursor.text, first.start, Fault.GRAMMAR
        )
    return Cases(tuple(branches), first.start, last.end)


def conditional(cursor: Cursor) -> Node:
    """Conditions and branches in turn, `piecewise(z < 0, a, z < 1, b, c)`."""
    first = cursor.next()
    cursor.expect("(")
    branches: list[Branch] = []
    while len(branches) < MOST_BRANCHES:
        before = cursor.position
        rest = outside_array(cursor, cursor.grammar.expression)
        if cursor.accept(")"):
            return Cases((*branches, Branch(rest, ())), first.start, cursor.tokens[cursor.position - 1].end)
        cursor.position = before
        tests = tuple(comparison(cursor, compared_quantity))
        cursor.expect(",")
        branches.append(Branch(outside_array(cursor, cursor.grammar.expression), tests))
        cursor.expect(",")
    raise cursor.fault("fewer cases")


def tests(cursor: Cursor) -> tuple[Comparison, ...]:
    """The comparisons that all have to hold: `if i = j`, `0 < t \\le 2`; none for `otherwise`."""
    while cursor.token.kind == "word" and cursor.token.text.lower() in FOR | FILLING:
        cursor.next()
    if cursor.token.kind == "word" and cursor.token.text.lower() in REST:
        cursor.next()
        return ()
    before = cursor.position
    while cursor.token.kind == "word" and cursor.token.text.lower() in ELSEWHERE:
        cursor.next()
    if cursor.position > before + 1 and (cursor.token.kind in ("row", "end") or cursor.at(".", ",", ";")):
        return ()
    cursor.position = before
    found: list[Comparison] = []
    while cursor.token.kind not in ("row", "end") and not (cursor.at(".", ",", ";") and found):
        found += comparison(cursor, compared_quantity)
        if cursor.token.kind == "word" and cursor.token.text.lower() in JOINS:
            cursor.next()
    return tuple(found)


def comparison(cursor: Cursor, value: Callable[[Cursor], Node] | None = None) -> list[Comparison]:
    """A comparison, perhaps of three: `0 < t \\le 2`; an equality with the values one by one: `t = 0, 1`.

    `value` reads what is compared, numbers and indices where nothing is said.
    """
    value = value or compared_value
    left, found = value(cursor), []
    while cursor.at(*COMPARISONS):
        token = cursor.next()
        written = cursor.text[token.start : token.end].strip()
        braces = token.text == "∈" and cursor.accept("\\{")
        values = [value(cursor)]
        while token.text in ("=", "∈") and cursor.at(",") and cursor.ahead().kind == "num":
            cursor.next()
            values.append(compared_value(cursor))
        if braces:
            cursor.expect("\\}")
        found.append(Comparison(left, token.text, tuple(values), written in STRICT, token.start))
        left = values[-1]
    if not found:
        raise cursor.fault("a condition such as i = j, or 'otherwise'")
    return found


def compared_quantity(cursor: Cursor) -> Node:
    """An index or a number, or, where that is not all, a quantity: `|z_i| \\le 1`."""
    before = cursor.position
    try:
        found = compared_value(cursor)
        if cursor.token.kind in ("row", "end", "word") or cursor.at(*COMPARISONS, ",", ".", ";", "\\}"):
            return found
    except Unreadable:
        pass
    cursor.position = before
    return outside_array(cursor, cursor.grammar.expression)


def compared_value(cursor: Cursor) -> Node:
    """A number, an index with its offset, or the name of a label."""
    negative = cursor.accept("-")
    if cursor.token.kind == "num" and cursor.token.text.endswith(".") and cursor.ahead().kind in ("row", "end"):
        cursor.token.text = cursor.token.text[:-1]
    if cursor.token.kind == "num":
        number = whole(cursor)
        place = cursor.tokens[cursor.position - 1]
        return Num(str(-number if negative else number), place.start, place.end)
    name = written_name(cursor)
    if cursor.at("+", "-") and cursor.ahead().kind == "num" and not name.parts:
        sign = -1 if cursor.next().text == "-" else 1
        return replace(name, parts=(Part("+", "", sign * whole(cursor), name.start),))
    return name
