"""Numbers, powers of ten, vectors of ones, and the 1 of an indicator."""

from __future__ import annotations

from derive.reading.brackets import against_zero, holds_comparison, inside_bracket, outside_array
from derive.reading.branches import comparison
from derive.reading.cursor import CLOSING, Cursor
from derive.reading.indices import COUNTING, whole
from derive.reading.result import Unreadable
from derive.reading.scan import ONES, ZEROS, Token
from derive.reading.tree import Apply, Branch, Cases, Comparison, Name, Node, Num
from derive.reading.written_names import one_hot

ONE = frozenset({"1", ONES})


def number(cursor: Cursor) -> Node:
    """A number; `1.2 \\times 10^{-3}` is one too, and `1_{y_t}` a one-hot vector."""
    token = cursor.next()
    if token.text in ONE and (found := indicated(cursor)):
        return found
    if token.kind == "word" and not cursor.at("_"):
        return Name(token.text, (), token.start, token.end)
    if token.kind == "word" and token.text == ZEROS:
        return zeros(cursor, token)
    if token.text == ONES and cursor.at("_"):
        found = one_hot(cursor, token.start)
        if found:
            return found
        return ones(cursor, token)
    exponent = power_of_ten(cursor)
    exponent = exponent_in_letters(cursor) if exponent is None else exponent
    end = cursor.tokens[cursor.position - 1].end
    if exponent is not None and "e" not in token.text.lower():
        return Num(f"{token.text}e{exponent}", token.start, end)
    if cursor.at_word("e") and cursor.token.spaced and is_exponent_apart(cursor):
        raise cursor.fault("an exponent without white space before it, or a sign between")
    if cursor.token.kind == "num" and not (cursor.by_space and cursor.token.spaced):
        raise cursor.fault("a sign between two numbers")
    return Num(token.text, token.start, token.end)


def indicated(cursor: Cursor) -> Node | None:
    """The comparison behind an indicator, `1[z > 0]` or `1_{z > 0}`; nothing is read where there is none."""
    before = cursor.position
    cursor.accept("_")
    if found := iverson(cursor):
        return found
    if holds_equality(cursor):
        return indicator(cursor)
    if not holds_comparison(cursor, cursor.token):
        cursor.position = before
        return None
    if not cursor.at("{"):
        return cursor.grammar.atom(cursor)
    cursor.next()
    node = (
        cursor.grammar.atom(cursor)
        if cursor.at("[", "(", "\\{")
        else against_zero(cursor, outside_array(cursor, cursor.grammar.expression))
    )
    cursor.expect("}")
    return node


def iverson(cursor: Cursor) -> Node | None:
    """1 where an index is compared with numbers or another one, `[t < 2]`, else 0; nothing is read otherwise."""
    before, start = cursor.position, cursor.token
    closing: list[str] = []
    while cursor.at("(", "[", "\\{", "{") and len(closing) < 2:
        closing.insert(0, CLOSING[cursor.next().text])
    place = cursor.ahead() if cursor.at("-") else cursor.token
    if closing and (is_counting(cursor, place) or is_counting(cursor, cursor.ahead(2))):
        try:
            tests = comparison(cursor)
            if all(cursor.accept(sign) for sign in closing):
                end = cursor.tokens[cursor.position - 1].end
                one, zero = (Num(text, start.start, end) for text in "10")
                return Cases((Branch(one, tuple(tests)), Branch(zero, ())), start.start, end)
        except Unreadable:
            pass
    cursor.position = before
    return None


def is_counting(cursor: Cursor, token: Token) -> bool:
    """Whether an index stands here, compared with something on one of its sides."""
    if token.kind != "word" or cursor.known.knows_word(token.text):
        return False
    return cursor.known.is_index(token.text) or token.text in COUNTING


def holds_equality(cursor: Cursor) -> bool:
    """Whether a bracket that comes next holds `i = j` or `i \\ne j`."""
    if not cursor.at("(", "[", "\\{", "{"):
        return False
    return any(token.text in ("=", "≠") for token in inside_bracket(cursor))


def indicator(cursor: Cursor) -> Node:
    """1 where all comparisons in brackets hold, else 0."""
    start = cursor.next()
    closing = CLOSING[start.text]
    tests: list[Comparison] = []
    while not cursor.at(closing):
        tests += comparison(cursor)
        cursor.accept(",")
    end = cursor.expect(closing).end
    one, zero = (Num(text, start.start, end) for text in "10")
    return Cases((Branch(one, tuple(tests)), Branch(zero, ())), start.start, end)


def is_exponent_apart(cursor: Cursor) -> bool:
    """Whether `e-1` follows behind white space, which can be an exponent or a difference."""
    sign, number = cursor.ahead(), cursor.ahead(2)
    close = sign.text in ("-", "+") and not sign.spaced and not number.spaced
    return close and number.kind == "num" and not cursor.by_space


def ones(cursor: Cursor, token: Token) -> Node:
    """`\\mathbf{1}_{3\\times 1}`."""
    cursor.next()
    if cursor.token.kind == "num":
        size = Num(str(whole(cursor)), token.start, token.end)
        return Apply("ones", (size,), "", token.start, cursor.tokens[cursor.position - 1].end)
    cursor.expect("{")
    rows = whole(cursor)
    columns = whole(cursor) if cursor.accept("×") else 1
    end = cursor.expect("}").end
    sizes = tuple(Num(str(count), token.start, end) for count in (rows, columns))
    return Apply("ones", sizes, "", token.start, end)


def zeros(cursor: Cursor, token: Token) -> Node:
    """`\\mathbf{0}_3`, with its size or without."""
    cursor.next()
    braces = cursor.accept("{")
    whole(cursor)
    while braces and cursor.accept("×", ","):
        whole(cursor)
    end = cursor.expect("}").end if braces else cursor.tokens[cursor.position - 1].end
    return Name(ZEROS, (), token.start, end)


def exponent_in_letters(cursor: Cursor) -> int | None:
    """The exponent in `\\mathrm{e}{-2}` or `\\text{e-02}` behind a number; nothing is read where there is none."""
    before = cursor.position
    if cursor.at_word("e") and not cursor.token.spaced:
        cursor.next()
        braces, signed = cursor.accept("{"), cursor.at("-", "+") and not cursor.token.spaced
        negative = signed and cursor.next().text == "-"
        if (
            (braces or signed)
            and cursor.token.kind == "num"
            and cursor.token.text.isdigit()
            and not cursor.token.spaced
        ):
            value = int(cursor.next().text[:4]) * (-1 if negative else 1)
            if (not braces or cursor.accept("}")) and (braces or not cursor.known.knows_word("e")):
                return value
    cursor.position = before
    return None


def power_of_ten(cursor: Cursor) -> int | None:
    """The exponent in `\\times 10^{-3}` behind a number; nothing is read where there is none."""
    before = cursor.position
    if cursor.at("×", "·", "*") and cursor.ahead().text == "10" and cursor.ahead(2).text == "^":
        cursor.position += 3
        braces = cursor.accept("{")
        negative = cursor.accept("-")
        if cursor.token.kind == "num" and cursor.token.text.isdigit() and len(cursor.token.text) <= 3:
            value = int(cursor.next().text) * (-1 if negative else 1)
            if (not braces or cursor.accept("}")) and not cursor.at("^"):
                return value
    cursor.position = before
    return None
