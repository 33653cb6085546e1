"""Names as they are written: accents, subscripts, superscripts, index brackets, and the d of a derivative."""

from __future__ import annotations

from derive.reading.cursor import Cursor
from derive.reading.indices import (
    FEW,
    cut_run,
    index_above,
    index_group,
    is_index_above,
    is_index_group,
    is_slice_group,
    mark_above,
    own_mark,
    raised_index,
    shown,
    subscript,
)
from derive.reading.scan import Token
from derive.reading.tree import Name, OneHot, Part, Slope


def written_word(cursor: Cursor) -> tuple[str, tuple[Part, ...]]:
    """A bare word, perhaps with an accent or in braces, and what is attached inside the accent."""
    if cursor.token.kind == "accent":
        cursor.deeper()
        accent = cursor.next().text
        word, parts = written_word(cursor)
        cursor.depth -= 1
        return word + accent, parts
    if cursor.at("{"):
        cursor.next()
        word, parts = written_word(cursor)
        parts = attached(cursor, word, parts)
        cursor.expect("}")
        return word, parts
    if cursor.token.kind != "word":
        raise cursor.fault("a name")
    token = cursor.next()
    following = cursor.token
    if token.text == "d" and is_adjoined(cursor, following) and not cursor.known.knows_word("d"):
        word, parts = written_word(cursor)
        return "d" + word, parts
    is_greek = not cursor.text[token.start : token.start + 1].isascii()
    if is_greek and following.kind == "num" and following.start == token.end and following.text.isdigit():
        return token.text, (Part("_", cursor.next().text, 0, following.start),)
    return token.text, ()


def is_adjoined(cursor: Cursor, token: Token) -> bool:
    """Whether a name in LaTeX follows a letter at once, `d\\bar h` or `d\\mu`: the gradient by it, as one word."""
    is_command = token.kind == "word" and cursor.text[token.start : token.start + 1] == "\\"
    return not token.spaced and (token.kind == "accent" or (is_command and cursor.known.knows_word(token.text)))


def written_name(cursor: Cursor) -> Name:
    """A name with its subscripts, and with superscripts such as (1)."""
    cursor.deeper()
    start = cursor.token.start
    word, parts = written_word(cursor)
    while cursor.at("'") and not cursor.token.spaced and cursor.known.knows_word(word + "'"):
        cursor.next()
        word += "'"
    parts = attached(cursor, word, parts)
    cursor.depth -= 1
    return Name(word, parts, start, cursor.tokens[cursor.position - 1].end)


def attached(cursor: Cursor, word: str, first: tuple[Part, ...]) -> tuple[Part, ...]:
    """All that is attached to a word, the parts it has already first."""
    result = first
    while len(result) < FEW:
        if cursor.at("_") and is_slice_group(cursor):
            break
        if cursor.at("_"):
            cut_run(cursor, word, result)
            result += tuple(subscript(cursor))
        elif cursor.at("^") and (mark := own_mark(cursor, word)):
            result += mark
        elif cursor.at("^") and is_index_above(cursor):
            before, tokens = cursor.position, list(cursor.tokens)
            longer = result + tuple(index_above(cursor))
            if cursor.at("_") and not is_slice_group(cursor) and not cursor.known.knows(Name(word, longer, 0, 0)):
                longer += tuple(subscript(cursor))  # The entry `w^{(2)}_{12}` of what has a capital letter.
            if not cursor.known.knows(Name(word, longer, 0, 0)):
                cursor.position, cursor.tokens[:] = before, tokens
                break
            result = longer
        elif cursor.at("^") and (mark := mark_above(cursor, word, result) or raised_index(cursor, word, result)):
            result = mark
        elif cursor.at("[") and not cursor.token.spaced and is_index_group(cursor):
            result += tuple(index_group(cursor))
        else:
            break
    return result


def from_zero(part: Part) -> Part:
    """An index that counts from 1 as one in square brackets, which is part of no name."""
    is_count = part.kind == "_" and part.text.isdigit() and int(part.text) > 0
    return Part("[", str(int(part.text) - 1), part.offset, part.start) if is_count else part


def attempt_name(cursor: Cursor) -> Name | None:
    """A name where one stands, perhaps in brackets with an entry (`(h_1)_2`); nothing is read otherwise."""
    before = cursor.position
    if cursor.accept("("):
        inner = attempt_name(cursor)
        if inner and cursor.accept(")") and cursor.at("_", "["):
            parts = attached(cursor, inner.word, inner.parts)
            if inner.parts and cursor.known.knows_word(shown(inner.word, parts)):
                parts = (*inner.parts, *map(from_zero, parts[len(inner.parts) :]))  # `(v_1)_1` is no v11.
            return Name(inner.word, parts, inner.start, cursor.tokens[cursor.position - 1].end)
        cursor.position = before
        return None
    if cursor.token.kind in ("word", "accent") or (cursor.at("{") and cursor.ahead().kind in ("word", "accent")):
        return written_name(cursor)
    return None


def differential(cursor: Cursor) -> Name | None:
    """The name behind a d or ∂; nothing is read where there is none."""
    before = cursor.position
    token = cursor.token
    if cursor.accept("∂") or accept_lone_d(cursor):
        cursor.is_direct = accept_plus(cursor) or cursor.is_direct
        braced = cursor.accept("{") if cursor.at("{") and cursor.ahead().text == "\\partial" else False
        name = attempt_name(cursor)
        if name and not braced:
            return past_variables(cursor, name)
    elif (
        token.kind == "word"
        and token.text[0] == "d"
        and len(token.text) > 1
        and not cursor.known.knows_word(token.text)
    ):
        cursor.split(1)
        cursor.tokens[cursor.position - 1 : cursor.position + 1] = [token]
        cursor.position = before
        return stripped(cursor)
    cursor.position = before
    return None


def past_variables(cursor: Cursor, name: Name) -> Name:
    """The name, with what it is told to be a function of passed over: `L(\\hat y, y)`, `h_t(h_{t-1})`."""
    if not cursor.at("("):
        return name
    before, tokens = cursor.position, list(cursor.tokens)
    variables = variables_in_brackets(cursor)
    if not variables or not cursor.known.is_function_of(name, variables):
        cursor.position, cursor.tokens[:] = before, tokens
    return name


def variables_in_brackets(cursor: Cursor, may_go_on: bool = False) -> list[Name]:
    """The names between the brackets here; nothing where anything else stands there or, mostly, behind them."""
    found: list[Name] = []
    while cursor.accept("(" if not found else ",") and (name := attempt_name(cursor)):
        found.append(name)
    is_closed = bool(found) and cursor.accept(")")
    return found if is_closed and (may_go_on or not cursor.at("_", "^", "[", "'")) else []


def stripped(cursor: Cursor) -> Name | None:
    """The name in `dout_h1`."""
    before = cursor.position
    name = written_name(cursor)
    inner = Name(name.word[1:], name.parts, name.start + 1, name.end)
    if name.word[1].isalpha():
        return inner
    cursor.position = before
    return None


def taken_direct(cursor: Cursor) -> bool:
    """Whether the differentials just read bore the mark; it is used up."""
    was, cursor.is_direct = cursor.is_direct, False
    return was


def accept_plus(cursor: Cursor) -> bool:
    """The mark of a direct derivative, `∂^{+}`."""
    before = cursor.position
    if cursor.accept("^"):
        braced = cursor.accept("{")
        if cursor.accept("+") and (not braced or cursor.accept("}")):
            return True
    cursor.position = before
    return False


def accept_lone_d(cursor: Cursor) -> bool:
    """A d or δ by itself in front of a name."""
    following = cursor.ahead()
    lone = cursor.at_word("d", "delta") and (following.kind in ("word", "accent") or following.text == "{")
    if lone:
        cursor.next()
    return lone


def slope(cursor: Cursor) -> Slope | None:
    """A derivative in one line, `∂L/∂h_1`; nothing is read where there is none."""
    before, start = cursor.position, cursor.token.start
    if cursor.at_word("d") and cursor.ahead().text == "/" and not cursor.known.knows_word("d"):
        cursor.next()
        cursor.next()
        if (by := differential_of(cursor)) and isinstance(by, Name):
            return Slope(None, by, start, by.end)
        cursor.position = before
    top = numerator(cursor)
    if top and cursor.at("/"):
        cursor.next()
        found = slope_of(cursor, *top, start)
        if found:
            return found
    cursor.position = before
    return None


def numerator(cursor: Cursor) -> tuple[Name | Slope, bool] | None:
    """What is differentiated, and whether it is so twice."""
    is_twice = accept_twice(cursor)
    of = attempt_name(cursor) if is_twice else differential_of(cursor)
    return (of, is_twice) if of else None


def slope_of(cursor: Cursor, of: Name | Slope, is_twice: bool, start: int) -> Slope | None:
    """A derivative whose numerator has been read: what it is by, once or twice."""
    squared = squared_word(cursor) if is_twice else None
    if squared:
        return Slope(Slope(of, squared, start, squared.end), squared, start, squared.end)
    part_differentials(cursor)
    by = differential_of(cursor)
    if not by or (is_twice and not isinstance(by, Name)):
        return None
    end = cursor.tokens[cursor.position - 1].end
    if not is_twice:
        return Slope(of, by, start, end, taken_direct(cursor))
    last = by if accept_square(cursor) else differential(cursor)
    return Slope(Slope(of, by, start, end), last, start, cursor.tokens[cursor.position - 1].end) if last else None


def differential_of(cursor: Cursor) -> Name | Slope | None:
    """The name behind a d or ∂, or the derivative in brackets there; nothing is read where there is neither."""
    before = cursor.position
    if cursor.accept("∂") or accept_d(cursor, "("):
        cursor.is_direct = accept_plus(cursor) or cursor.is_direct
        if cursor.accept("("):
            mark, cursor.is_direct = cursor.is_direct, False
            inner = slope(cursor)
            cursor.is_direct = mark
            if inner and cursor.accept(")"):
                return inner
    cursor.position = before
    return differential(cursor)


def accept_d(cursor: Cursor, following: str) -> bool:
    """A d by itself in front of a sign, where it names nothing."""
    lone = cursor.at_word("d") and cursor.ahead().text == following and not cursor.known.knows_word("d")
    return bool(lone and cursor.next())


def accept_twice(cursor: Cursor) -> bool:
    """The ∂² of a second derivative, or d2 at the front of a word such as d2L."""
    before = cursor.position
    if (cursor.accept("∂") or accept_d(cursor, "^")) and accept_square(cursor):
        return True
    cursor.position = before
    word = cursor.token.text
    is_front = cursor.token.kind == "word" and word[:2] == "d2" and not cursor.known.knows_word(word)
    return bool(is_front and cursor.known.knows_word(word[2:]) and cursor.split(2))


def accept_square(cursor: Cursor) -> bool:
    """An exponent 2."""
    before = cursor.position
    if cursor.accept("^"):
        braced = cursor.accept("{")
        if cursor.token.kind == "num" and cursor.next().text == "2" and (not braced or cursor.accept("}")):
            return True
    cursor.position = before
    return False


def squared_word(cursor: Cursor) -> Name | None:
    """The name in `dw2`, where that stands for twice by w."""
    token = cursor.token
    text = token.text
    if token.kind != "word" or text[0] != "d" or text[-1] != "2" or cursor.known.knows_word(text[1:]):
        return None
    return Name(cursor.next().text[1:-1], (), token.start, token.end) if cursor.known.knows_word(text[1:-1]) else None


def part_differentials(cursor: Cursor) -> None:
    """Two differentials that were written as one word are cut apart: `dw1dw2`."""
    text = cursor.token.text
    if cursor.token.kind != "word" or text[0] != "d" or cursor.known.knows_word(text):
        return
    cuts = [k for k in range(2, len(text) - 1) if text[k] == "d"]
    for k in cuts:
        if cursor.known.knows_word(text[1:k]) and cursor.known.knows_word(text[k + 1 :]):
            before = cursor.position
            cursor.split(k)
            cursor.position = before
            return


def one_hot(cursor: Cursor, start: int) -> OneHot | None:
    """The label behind the 1 of `1_{y_t}`."""
    before = cursor.position
    cursor.expect("_")
    braces = cursor.accept("{")
    name = attempt_name(cursor)
    if name and (not braces or cursor.at("}")) and cursor.known.knows(name):
        if braces:
            cursor.next()
        return OneHot(name, start, name.end)
    cursor.position = before
    return None
