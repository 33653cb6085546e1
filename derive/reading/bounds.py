"""Sum signs with their bounds."""

from __future__ import annotations

from dataclasses import replace

from derive.language.record import record
from derive.language.signs import STRICT
from derive.reading.brackets import outside_array
from derive.reading.cursor import Cursor
from derive.reading.guard import LONGEST_SUM
from derive.reading.indices import place, whole
from derive.reading.result import Fault, Unreadable
from derive.reading.scan import Token
from derive.reading.tree import Node, Part, Product, Terms, Total, renamed

COMPARED = ("<", ">")


@record
class Below:
    """What stands below a sum sign: an index (or several), its bounds, its values one by one, or the one left out."""

    index: tuple[str, ...]
    low: Part | None = None
    high: Part | None = None
    values: tuple[int, ...] = ()
    without: Part | None = None


def sum_over(cursor: Cursor, token: Token, mean: bool) -> Node:
    """A sum sign with its bounds; the body reaches to the next + or - at its level."""
    below, high = Below(()), None
    while cursor.at("_", "^"):
        if cursor.next().text == "_":
            below = below_sum(cursor)
        else:
            high = bound(cursor)
    if not below.index and cursor.tokens[cursor.position - 1] is token and cursor.token.kind != "stop":
        below = Below(("",))
    if not below.index:
        raise cursor.fault("an index below the sum sign", token if cursor.token.kind == "stop" else None)
    if high and (below.high or below.values or len(below.index) > 1):
        raise cursor.fault("one upper bound of the sum", token)
    if len(below.index) == 1 and not (below.low or high or below.high or below.values or below.without):
        below = limited(cursor, below, mean, token)
    body = outside_array(cursor, cursor.grammar.term)
    return summed(cursor, below, high or below.high, body, mean, token.start)


def limited(cursor: Cursor, below: Below, mean: bool, token: Token) -> Below:
    """A sum without bounds, over the values that a condition behind it leaves."""
    values = cursor.known.members(below.index[0])
    if values and values == tuple(range(values[0], values[-1] + 1)):
        low, high = (Part("_", "", number, token.start) for number in (values[0], values[-1]))
        return replace(below, low=low, high=high)
    if values and mean:
        raise cursor.fault("the values of the index below the sign of the mean", token)
    return replace(below, values=values)


def summed(cursor: Cursor, below: Below, high: Part | None, body: Node, mean: bool, start: int) -> Node:
    items = [item for _, item in body.items] if isinstance(body, Product) else [body]
    inner = [item for item in items if isinstance(item, Total) and (item.start, item.end) not in cursor.bracketed]
    if any(item.index in below.index for item in inner):
        raise Unreadable(f"two sums in one another, both over {below.index[0]}", cursor.text, start, Fault.UNCLEAR)
    if below.values:
        (index,) = below.index
        parts = [Part("_", "", number, start) for number in below.values]
        terms = (Total(index, part, part, body, mean, start, body.end) for part in parts)
        return Terms(tuple(("+", term) for term in terms), start, body.end)
    if below.without is not None:
        if mean or high is not None:
            raise Unreadable("found '≠'; expected a sum over all values but one", cursor.text, start, Fault.GRAMMAR)
        return Terms(
            (("+", Total(below.index[0], None, None, body, mean, start, body.end)), ("-", left_out(below, body))),
            start,
            body.end,
        )
    for index in reversed(below.index):
        body = Total(index, below.low, high, body, mean, start, body.end)
    return body


def left_out(below: Below, body: Node) -> Node:
    """The term of a sum that is left out: the one at a number, or the one at another index."""
    (index,), part = below.index, below.without
    assert part is not None
    if part.text:
        return renamed(body, index, part.text)
    return Total(index, part, part, body, False, body.start, body.end)


def below_sum(cursor: Cursor) -> Below:
    """`t`, `t=0`, `t=0,1,2`, `t \\in \\{0,1,2\\}`, `t > 0`, `0 < t \\le 2`, or several indices `t, i`."""
    if not cursor.accept("{"):
        if cursor.token.kind == "word":
            return Below((letter(cursor).text,))
        return Below((index_name(cursor),))
    low = None
    if cursor.token.kind == "num":
        low = lower(bound(cursor, bare=True), compared(cursor, "<"))
    index = index_name(cursor)
    if low:
        found = Below((index,), low, upper(cursor))
    elif cursor.accept("="):
        found = listed_values(cursor, index)
    elif cursor.accept("∈"):
        found = member(cursor, index)
    elif cursor.accept("≠"):
        found = Below((index,), without=bound(cursor, bare=True))
    elif cursor.at("<"):
        found = Below((index,), None, upper(cursor))
    elif cursor.at(">"):
        is_strict = compared(cursor, ">")
        found = Below((index,), lower(bound(cursor, bare=True), is_strict))
    else:
        names = letters_of(cursor, index)
        while cursor.accept(","):
            names.append(index_name(cursor))
        found = Below(tuple(names))
    cursor.expect("}")
    return found


def letters_of(cursor: Cursor, index: str) -> list[str]:
    """The indices of a run of letters, `\\sum_{ij}`."""
    is_run = len(index) == 2 and index.isalpha() and not cursor.known.is_index(index)
    return list(index) if is_run and index[0] != index[1] else [index]


def index_name(cursor: Cursor) -> str:
    if cursor.token.kind != "word":
        raise cursor.fault("the index of the sum")
    return cursor.next().text + ("'" if cursor.accept("'") else "")


def compared(cursor: Cursor, sign: str) -> bool:
    """Whether the comparison that comes next is strict."""
    token = cursor.expect(sign)
    return cursor.text[token.start : token.end].strip() in STRICT


def lower(part: Part, is_strict: bool) -> Part:
    return replace(part, offset=part.offset + is_strict)


def upper(cursor: Cursor) -> Part | None:
    """The upper bound behind an index, if there is one."""
    if not cursor.at("<"):
        return None
    is_strict = compared(cursor, "<")
    part = bound(cursor, bare=True)
    return replace(part, offset=part.offset - is_strict)


def listed_values(cursor: Cursor, index: str) -> Below:
    """The bound behind `t=`, or the values one by one."""
    low = bound(cursor, bare=True)
    if not cursor.at(",", "…"):
        return Below((index,), low)
    return one_by_one(cursor, index, low)


def member(cursor: Cursor, index: str) -> Below:
    """The values in `\\{0, 1, 2\\}`, or in a set that has a name."""
    if cursor.token.kind == "word" and (values := cursor.known.members(cursor.token.text)):
        cursor.next()
        return Below((index,), values=values)
    if cursor.token.kind == "word" and len(cursor.token.text) == 1 and not cursor.known.knows_word(cursor.token.text):
        name = cursor.next()
        return Below((index,), None, Part("_", name.text, 0, name.start))  # All that the index can be.
    closing = {"\\{": "\\}", "[": "]"}.get(cursor.token.text)
    if closing is None or cursor.token.text == "[":
        raise cursor.fault("the values of the index, such as \\{0, 1, 2\\}")
    cursor.next()
    found = one_by_one(cursor, index, bound(cursor, bare=True))
    cursor.expect(closing)
    return found


def one_by_one(cursor: Cursor, index: str, first: Part) -> Below:
    """The values behind the first, which follow one another or stand for themselves; dots leave some out."""
    parts, dots = [first], False
    while cursor.at(",", "…"):
        if cursor.next().text == "…":
            dots = True
        elif not cursor.at("…"):
            parts.append(bound(cursor, bare=True))
    if dots:
        return Below((index,), first, parts[-1])
    numbers = [part.offset for part in parts]
    if any(part.text for part in parts) or len(set(numbers)) < len(numbers) or len(numbers) > LONGEST_SUM:
        raise cursor.fault("different numbers as values of the index")
    return Below((index,), values=tuple(numbers))


def letter(cursor: Cursor) -> Token:
    """A bound without braces: in LaTeX a single letter, `\\sum_{t=0}^Tl_t`."""
    token = cursor.token
    is_run = cursor.latex and len(token.text) > 1 and cursor.text[token.start] != "\\"
    return cursor.split(1) if is_run else cursor.next()


def bound(cursor: Cursor, bare: bool = False) -> Part:
    """A bound of a sum: a whole number or an index with an offset."""
    braces = not bare and cursor.accept("{")
    start = cursor.token.start
    sign = -1 if cursor.accept("-") else 1
    if cursor.token.kind == "num":
        part = Part("_", "", sign * whole(cursor), start)
    elif cursor.token.kind == "word" and not braces and not bare:
        part = Part("_", letter(cursor).text, 0, start)
    elif braces or cursor.token.kind == "word":
        part = place(cursor, "_")
    else:
        raise cursor.fault("a bound of the sum")
    if braces:
        cursor.expect("}")
    return part
