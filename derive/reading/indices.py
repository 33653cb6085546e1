"""What is attached to a name: subscripts, superscripts that are indices or belong to the symbol, index brackets."""

from __future__ import annotations

from derive.reading.cursor import Cursor
from derive.reading.result import Refused, Unreadable
from derive.reading.scan import Token
from derive.reading.tree import Name, Part, SliceBounds

FEW = 12
"""Parts of a name."""
ABOVE = {"(": ")", "[": "]", "<": ">"}
COUNTING = frozenset("ijkmnpqrs")
"""Letters that count entries or steps in a text of one's own."""
MOST_PLACES = 6
"""Digits of an index."""


def own_mark(cursor: Cursor, word: str) -> tuple[Part, ...]:
    """A superscript that the text made part of a symbol, `^h`, `^{(h)}` or, with an index, `^{h_t}`."""
    before = cursor.position
    cursor.expect("^")
    braces, brackets = cursor.accept("{"), cursor.accept("(")
    token = cursor.token
    if token.kind == "word" and cursor.known.is_mark(word, token.text):
        cursor.next()
        index = tuple(subscript(cursor)) if braces and not brackets and cursor.at("_") else ()
        if (not brackets or cursor.accept(")")) and (not braces or cursor.accept("}")):
            return (Part("^", token.text, 0, token.start), *index)
    cursor.position = before
    return ()


def raised_index(cursor: Cursor, word: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
    """The parts with an index above a name of the text's own, `^{t+1}` or `^2`, where it lacks one."""
    before, tokens = cursor.position, list(cursor.tokens)
    cursor.expect("^")
    braces = cursor.accept("{")
    if cursor.token.kind in ("word", "num"):
        longer = (*parts, place(cursor, "^") if braces else Part("^", cursor.next().text, 0, cursor.token.start))
        is_place = longer[-1].text.isdigit() or len(longer[-1].text) <= 1 or cursor.known.is_index(longer[-1].text)
        if is_place and (not braces or cursor.accept("}")) and cursor.known.is_raised(Name(word, longer, 0, 0)):
            return longer
    cursor.position, cursor.tokens[:] = before, tokens
    return ()


def mark_above(cursor: Cursor, word: str, parts: tuple[Part, ...]) -> tuple[Part, ...] | None:
    """The parts with a superscript that belongs to the symbol, as in `W^{Q}`; nothing is read otherwise."""
    before = cursor.position
    cursor.expect("^")
    braces = cursor.accept("{")
    token = cursor.token
    longer = (*parts, Part("^", token.text, 0, token.start))
    if token.kind in ("word", "num") and cursor.known.is_shown(shown(word, longer)):
        cursor.next()
        if not braces or cursor.accept("}"):
            return longer
    cursor.position = before
    return None


BEHIND_RUN = ("_", "+", "-", ")", "]")
"""What shows that `_qx` is no label, though nothing else says that a text is LaTeX: a second subscript, an end."""


def cut_run(cursor: Cursor, word: str, parts: tuple[Part, ...]) -> None:
    """In LaTeX a subscript without braces is one letter: cut `_tx` behind it where only that makes a name."""
    token = cursor.ahead()
    is_latex = "\\" in cursor.text or cursor.ahead(2).text in BEHIND_RUN
    if token.kind != "word" or len(token.text) < 2 or not is_latex or cursor.text[token.start] == "\\":
        return
    letter = token.text[0]
    whole, first = (Name(word, (*parts, Part("_", text, 0, 0)), 0, 0) for text in (token.text, letter))
    is_beside = any(cursor.known.knows_word(rest) for rest in (token.text[1:], token.text[1]))
    is_counted = cursor.known.is_index(letter) or (letter in COUNTING and (is_beside or not cursor.known.knows(whole)))
    is_letter = not cursor.known.knows(whole) and cursor.known.knows_word(token.text[1:])
    if (is_counted or is_letter) and cursor.known.knows(first) and not cursor.known.knows_word(word + token.text):
        cursor.next()
        cursor.split(1)
        cursor.position -= 2


def subscript(cursor: Cursor) -> list[Part]:
    cursor.expect("_")
    if cursor.at("{"):
        cursor.next()
        found = places(cursor, "_", "}")
        cursor.expect("}")
        return found
    token = cursor.token
    if token.kind == "accent":
        word, parts = cursor.grammar.word(cursor)
        return [Part("_", word, 0, token.start), *parts]
    if token.kind not in ("num", "word"):
        raise cursor.fault("a subscript")
    label = label_ahead(cursor)
    cursor.next()
    return [Part("_", token.text, 0, token.start, label)]


def places(cursor: Cursor, kind: str, end: str) -> list[Part]:
    """Indices side by side up to a closing bracket."""
    result = [place(cursor, kind)]
    while cursor.at(",", ";", "]") and not cursor.at(end):
        cursor.next()
        result.append(place(cursor, kind))
    if not cursor.at(end):
        raise cursor.fault(f"an index or {end!r}")
    return result


def place(cursor: Cursor, kind: str) -> Part:
    """One index: a number or a name, perhaps with an offset (`t-1`); `o_1` in a subscript is one word."""
    start, text, offset = cursor.token.start, "", 0
    label = label_ahead(cursor)
    while cursor.token.kind in ("num", "word", "accent") or cursor.at("_", "{", "\\{"):
        if cursor.at("{"):
            cursor.next()
            inner = places(cursor, kind, "}")
            cursor.expect("}")
            text += "".join(part.text for part in inner)
            continue
        token = cursor.next()
        text += token.text if token.kind != "sign" else ""
        if token.kind == "word" and cursor.accept("'"):
            text += "'"
        if cursor.token.kind == "num" and text and token.kind == "num":
            break
        if cursor.at("-") and len(token.text) > 1 and cursor.ahead().kind == "word" and len(cursor.ahead().text) > 1:
            cursor.next()  # The hyphen of a word, `W_{in-hid}`.
    if cursor.at("+") and len(text) == 1 and is_letter(cursor.ahead()):
        cursor.next()
        text += f"+{cursor.next().text}"
    if cursor.at("+", "-") and cursor.ahead().kind == "num" and cursor.ahead().text.isdigit():
        sign = -1 if cursor.next().text == "-" else 1
        offset = sign * whole(cursor)
    if not text and not offset:
        raise cursor.fault("an index")
    return Part(kind, text, offset, start, label)


def is_letter(token: Token) -> bool:
    return token.kind == "word" and len(token.text) == 1


def label_ahead(cursor: Cursor) -> Name | None:
    """The name with a subscript, or of a label, that comes next, if one does; nothing is taken."""
    if cursor.token.kind not in ("word", "accent"):
        return None
    if not any(cursor.ahead(k).text == "_" for k in (1, 2)) or cursor.tokens[cursor.position - 1].text == "_":
        bare = Name(cursor.token.text, (), cursor.token.start, cursor.token.end)
        return bare if cursor.known.is_one_hot(bare) else None
    before = cursor.position
    try:
        return cursor.grammar.name(cursor)
    except Unreadable:
        return None
    finally:
        cursor.position = before


def whole(cursor: Cursor) -> int:
    token = cursor.token
    if token.kind != "num" or not token.text.isdigit():
        raise cursor.fault("a whole number")
    if len(token.text) > MOST_PLACES:
        raise Refused(f"an index of {len(token.text)} digits", cursor.text, token.start)
    cursor.next()
    return int(token.text)


def is_index_above(cursor: Cursor) -> bool:
    """Whether a superscript is an index in brackets: `^{(1)}`, `^{(t-1)}`, `^(1)`, `^{[1]}`, `^{<1>}`."""
    shift = 1 if cursor.ahead().text == "{" else 0
    first, second = cursor.ahead(1 + shift), cursor.ahead(2 + shift)
    return first.text in ABOVE and (second.kind == "num" or (second.kind == "word" and is_place(cursor, second)))


def is_place(cursor: Cursor, token: Token) -> bool:
    return cursor.known.is_index(token.text) or len(token.text) == 1


def index_above(cursor: Cursor) -> list[Part]:
    cursor.expect("^")
    braces = cursor.accept("{")
    closing = ABOVE[cursor.next().text]
    found = places(cursor, "^", closing)
    cursor.expect(closing)
    if braces and not cursor.at("}"):
        return more_above(cursor, found)
    if braces:
        cursor.expect("}")
    return found


def more_above(cursor: Cursor, found: list[Part]) -> list[Part]:
    """What follows an index in a superscript, `^{(1)T}`, is a superscript of its own: the brace stays open."""
    token = cursor.token
    if token.text == "^" and token.start == token.end:
        return found  # It was read before, for something else that it might have been.
    cursor.tokens[cursor.position : cursor.position] = [
        Token("sign", "^", token.start, token.start),
        Token("sign", "{", token.start, token.start),
    ]
    return found


def is_index_group(cursor: Cursor) -> bool:
    """Whether square brackets hold nothing but indices, so that they are no factor and no array."""
    k, before = 1, False
    while (token := cursor.ahead(k)).text != "]" or token.kind != "sign":
        operand = token.kind in ("word", "num")
        if token.kind == "word" and not is_place(cursor, token):
            return False
        if not operand and token.text not in ("+", "-", ","):
            return False
        if (operand and before) or (token.kind == "num" and not token.text.isdigit()):
            return False
        k, before = k + 1, operand
    return 1 < k < FEW


def is_slice_group(cursor: Cursor) -> bool:
    """Whether brackets, or the braces of a subscript, hold places with a colon among them: `[0:4]`, `_{2,:}`."""
    if not cursor.at("[") and cursor.ahead().text != "{":
        return False
    k, depth, colons = (1 if cursor.at("[") else 2), 0, 0
    while k < FEW:
        token = cursor.ahead(k)
        depth += (token.text == "{") - (token.text == "}")
        if depth < 0 or token.text == "]":
            return colons > 0
        is_letter = token.kind == "word" and len(token.text) == 1
        is_number = token.kind == "num" and token.text.isdigit()
        if not (is_number or is_letter or token.text in (":", ",", "-", "{", "}")):
            return False
        colons, k = colons + (token.text == ":"), k + 1
    return False


def slice_group(cursor: Cursor) -> list[Part | SliceBounds]:
    """The places in such brackets; a colon may have braces of its own, which keep LaTeX from spacing it."""
    kind = "_" if cursor.accept("_") else "["
    cursor.next()
    closing = "}" if kind == "_" else "]"
    found: list[Part | SliceBounds] = [slice_place(cursor, kind)]
    while cursor.accept(","):
        found.append(slice_place(cursor, kind))
    cursor.expect(closing, f"',' or {closing!r}")
    return found


def slice_place(cursor: Cursor, kind: str) -> Part | SliceBounds:
    token = cursor.token
    if token.kind == "word":
        return Part(kind, cursor.next().text, 0, token.start)
    first = bound_of_slice(cursor)
    if not colon(cursor):
        if first is None:
            raise cursor.fault("a number or ':'")
        return Part(kind, str(max(first, 0)), min(first, 0), token.start)
    return SliceBounds(first, bound_of_slice(cursor), token.start)


def colon(cursor: Cursor) -> bool:
    if cursor.at("{") and cursor.ahead().text == ":" and cursor.ahead(2).text == "}":
        cursor.next()
        cursor.next()
        cursor.next()
        return True
    return cursor.accept(":")


def bound_of_slice(cursor: Cursor) -> int | None:
    sign = -1 if cursor.accept("-") else 1
    return sign * whole(cursor) if cursor.token.kind == "num" or sign < 0 else None


def index_group(cursor: Cursor) -> list[Part]:
    cursor.expect("[")
    found = places(cursor, "[", "]")
    cursor.expect("]")
    return found


def shown(word: str, parts: tuple[Part, ...]) -> str:
    """A name without the signs that hold it together: `zeta1` for `\\zeta_{1}`, `W^Q` for `W^{Q}`."""
    return word + "".join(("^" if part.kind == "^" else "") + part.text.replace("_", "") for part in parts)
