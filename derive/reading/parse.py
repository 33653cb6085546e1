"""Tokens to a tree, by precedence climbing.

Written by hand and not as a grammar file: what stands side by side is a product, a call or two entries of an array
depending on the names of the problem and on white space, and every fault has to name what was expected there.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.reading.atoms import atom
from derive.reading.bars import is_no_factor, is_norm, opens_bars
from derive.reading.bounds import bound, sum_over
from derive.reading.brackets import KEYWORDS, outside_array
from derive.reading.calls import comprehension
from derive.reading.cursor import Cursor, Grammar, Known
from derive.reading.guard import MOST_TERMS
from derive.reading.indices import index_group, is_index_group, is_slice_group, slice_group, subscript
from derive.reading.methods import instance, method, new_axis
from derive.reading.result import NotAValue, Refused
from derive.reading.scan import Token
from derive.reading.tree import (
    Apply,
    AtLabel,
    Entrywise,
    Name,
    Negate,
    Node,
    Num,
    Part,
    Place,
    Power,
    Product,
    Sliced,
    Slope,
    Terms,
    Transpose,
)
from derive.reading.written_names import written_name, written_word

FACTOR_SIGNS = ("*", "·", "×", "@", "/", "./", "⊗")
STARTS = ("(", "[", "{", "\\{", "‖(", "‖", "∂", "∇", "∑", "∏", "√", "frac")
MOST_ATTACHED = 12


def expression(cursor: Cursor) -> Node:
    """Terms with signs between them."""
    cursor.deeper()
    first = cursor.token
    items = [("+", term(cursor))]
    while cursor.at("+", "-") and not starts_entry(cursor):
        sign = cursor.next().text
        items.append((sign, term(cursor)))
        count(cursor, items)
    cursor.depth -= 1
    if len(items) == 1:
        return items[0][1]
    return Terms(tuple(items), first.start, items[-1][1].end)


def starts_entry(cursor: Cursor) -> bool:
    """Whether a sign in an array separated by white space belongs to the next entry: ` -0.2`."""
    return cursor.by_space and cursor.token.spaced and not cursor.ahead().spaced


def count(cursor: Cursor, items: list[tuple[str, Node]]) -> None:
    if len(items) > MOST_TERMS:
        raise Refused(f"more than {MOST_TERMS} operations in a row", cursor.text, cursor.token.start)


def term(cursor: Cursor) -> Node:
    """Products with entrywise signs between them, which bind less tightly than the products do."""
    items = [("", signed(cursor, product))]
    while cursor.accept("⊙"):
        items.append(("", signed(cursor, product)))
        count(cursor, items)
    if len(items) == 1:
        return items[0][1]
    return Entrywise(tuple(item for _, item in items), items[0][1].start, items[-1][1].end)


def signed(cursor: Cursor, read: Callable[[Cursor], Node]) -> Node:
    """What `read` reads, with a sign before it; the sign of a plain number belongs to the number."""
    if not cursor.at("+", "-"):
        return read(cursor)
    cursor.deeper()
    token = cursor.next()
    body = signed(cursor, read)
    cursor.depth -= 1
    if token.text == "+":
        return body
    if isinstance(body, Num) and not body.text.startswith("-"):
        return Num("-" + body.text, token.start, body.end)
    return Negate(body, token.start, body.end)


def product(cursor: Cursor) -> Node:
    items: list[tuple[str, Node]] = [("", power(cursor))]
    while True:
        if cursor.at(*FACTOR_SIGNS):
            sign = cursor.next().text
            items.append((sign, signed(cursor, power)))
        elif is_beside(cursor):
            items.append(("", power(cursor)))
        else:
            break
        count(cursor, items)
    if len(items) == 1:
        return items[0][1]
    return Product(tuple(items), items[0][1].start, items[-1][1].end)


def is_beside(cursor: Cursor) -> bool:
    """Whether a factor follows without a sign."""
    token = cursor.token
    if (cursor.by_space and token.spaced) or (token.broken and cursor.depth == 1 and not cursor.latex):
        return False
    if token.kind == "num" and token.spaced and not cursor.by_space and cursor.ahead().text == "(":
        return cursor.tokens[cursor.position - 1].text == ")"
    if token.kind == "word":
        return token.text not in KEYWORDS or cursor.known.knows_word(token.text)
    if is_no_factor(cursor):
        return False
    if opens_bars(cursor):
        return True
    if token.text == "{" and cursor.ahead().text == "}" and cursor.ahead(2).text != "^":
        return False
    return token.kind in ("accent", "begin") or (token.kind == "sign" and token.text in STARTS)


def power(cursor: Cursor) -> Node:
    cursor.deeper()
    base = turned(cursor) or postfix(cursor, atom(cursor))
    count = 0
    while cursor.at("^", ".^"):
        count += 1
        if count > MOST_ATTACHED:
            raise Refused(f"more than {MOST_ATTACHED} marks on one operand", cursor.text, cursor.token.start)
        base = postfix(cursor, raised(cursor, base))
    cursor.depth -= 1
    return base


def raised(cursor: Cursor, base: Node) -> Node:
    """The base with the superscript that follows."""
    if isinstance(base, Slope) and cursor.ahead().text == "{" and cursor.ahead(2).text == "(":
        raise cursor.fault("a step as |_{t=2} behind a derivative")
    entrywise = cursor.next().text == ".^"
    cursor.accept("^")
    if is_transposition(cursor):
        return Transpose(base, base.start, cursor.tokens[cursor.position - 1].end)
    if isinstance(base, Name) and cursor.known.knows(base) and is_small_t(cursor):
        return Transpose(base, base.start, cursor.tokens[cursor.position - 1].end, guessed=True)
    if cursor.at("{"):
        cursor.next()
        entrywise = cursor.accept("⊙") or entrywise
        exponent = outside_array(cursor, expression)
        cursor.expect("}")
    else:
        entrywise = cursor.accept("⊙") or entrywise
        exponent = signed(cursor, bare_exponent)
    return Power(base, exponent, entrywise, base.start, cursor.tokens[cursor.position - 1].end)


def bare_exponent(cursor: Cursor) -> Node:
    token = cursor.token
    if cursor.latex and token.kind == "num" and len(token.text) > 1 and token.text.isdigit():
        cursor.split(1)
        return Num(token.text[0], token.start, token.start + 1)
    return power(cursor)


def is_transposition(cursor: Cursor) -> bool:
    """Take the T of a transposition; a problem may have a T of its own."""
    before = cursor.position
    braces = opened(cursor)
    token = cursor.token
    if token.kind == "word" and token.text[0] == "T" and is_no_exponent(cursor, "T"):
        if len(token.text) == 1 or not braces:
            cursor.split(1)
            return closed(cursor, before, braces)
    elif braces and cursor.at_word("tr", "transp"):
        cursor.next()
        return closed(cursor, before, braces)
    elif cursor.accept("⊤") or (cursor.at("'") and cursor.accept("'")):
        return closed(cursor, before, braces)
    cursor.position = before
    return False


def opened(cursor: Cursor) -> bool:
    """Take the braces that open here; whether there are some."""
    before = cursor.position
    while cursor.accept("{"):
        pass
    return cursor.position > before


def is_no_exponent(cursor: Cursor, letter: str) -> bool:
    """Whether a letter above can only be the sign of the transpose: it means nothing else, or an array."""
    return not cursor.known.knows_word(letter) or cursor.known.is_array(letter)


def turned(cursor: Cursor) -> Node | None:
    """An operand with the sign of the transpose in front of it, `{}^tV`; nothing is read where there is none."""
    before, start = cursor.position, cursor.token.start
    if cursor.at("{") and cursor.ahead().text == "}" and cursor.ahead(2).text == "^":
        cursor.position += 2
    if not cursor.accept("^"):
        return None
    if is_small_t(cursor) or is_transposition(cursor):
        body = postfix(cursor, atom(cursor))
        return Transpose(body, start, body.end)
    cursor.position = before
    return None


def is_small_t(cursor: Cursor) -> bool:
    """Take the small t of a transposition, `^t` or `^{t}`."""
    before = cursor.position
    braces = opened(cursor)
    token = cursor.token
    if token.kind == "word" and token.text[0] == "t" and is_no_exponent(cursor, "t"):
        if len(token.text) == 1:
            cursor.next()
            return closed(cursor, before, braces)
        if not braces and cursor.latex and cursor.text[token.start] != "\\":
            cursor.split(1)
            return True
    cursor.position = before
    return False


def closed(cursor: Cursor, before: int, braces: bool) -> bool:
    opened = sum(1 for token in cursor.tokens[before : cursor.position] if token.text == "{")
    for _ in range(opened if braces else 0):
        if not cursor.accept("}"):
            cursor.position = before
            return False
    return True


def postfix(cursor: Cursor, node: Node) -> Node:
    """Transposes, entries and methods behind an operand."""
    for _ in range(MOST_ATTACHED):
        if cursor.at("'") and cursor.latex and isinstance(node, Apply):
            raise cursor.fault("^\\top for a transpose, or a derivative as a fraction")
        if cursor.at("'") and not cursor.token.spaced:
            node = Transpose(node, node.start, cursor.next().end)
        elif cursor.at("_", "[") and stands_close(cursor) and is_slice_group(cursor) and is_array(node):
            node = Sliced(node, tuple(slice_group(cursor)), node.start, cursor.tokens[cursor.position - 1].end)
        elif cursor.at("_"):
            node = with_parts(cursor, node, tuple(subscript(cursor)))
        elif cursor.at("[") and not cursor.token.spaced and can_be_indexed(cursor, node):
            node = with_parts(cursor, node, tuple(index_group(cursor)))
        elif cursor.token.kind == "attribute":
            node = method(cursor, node)
        elif cursor.at("[") and not cursor.token.spaced and (turned := new_axis(cursor, node)):
            node = turned
        elif cursor.at("|") and cursor.ahead().text == "_" and not (cursor.in_absolute and is_norm(cursor, 1)):
            node = instance(cursor, node)
        elif cursor.at("…") and isinstance(node, Num) and "." in node.text and cursor.ahead().kind == "stop":
            cursor.next()
        elif cursor.at("…"):
            raise NotAValue("not_a_value", "found '...'; expected a value", cursor.text, cursor.token.start)
        else:
            return node
    raise Refused(f"more than {MOST_ATTACHED} marks on one operand", cursor.text, cursor.token.start)


def stands_close(cursor: Cursor) -> bool:
    """Whether no space stands in front; that before `\\left[` LaTeX and converters from Word do not show."""
    token = cursor.token
    return not token.spaced or cursor.text[: token.start].rstrip().endswith("\\left")


def is_array(node: Node) -> bool:
    """Whether brackets behind an operand take something out of it."""
    return not isinstance(node, Num)


def can_be_indexed(cursor: Cursor, node: Node) -> bool:
    closed = cursor.tokens[cursor.position - 1].text in (")", "]", "}") or isinstance(node, Name | Place)
    return closed and is_index_group(cursor)


def with_parts(cursor: Cursor, node: Node, parts: tuple[Part, ...]) -> Node:
    end = cursor.tokens[cursor.position - 1].end
    label = parts[-1].label
    if label is not None and cursor.known.is_one_hot(label):
        body = with_parts(cursor, node, parts[:-1]) if parts[1:] else node
        return AtLabel(body, label, node.start, end)
    match node:
        case Transpose(Name(word, own, start, _)):
            return Transpose(Name(word, own + parts, start, end), start, end)
        case Place(body, own):
            return Place(body, own + parts, node.start, end)
        case Name(word, own) if cursor.tokens[cursor.position - 1].text != ")" and not was_bracketed(cursor, node):
            return Name(word, own + parts, node.start, end)
        case _:
            return Place(node, parts, node.start, end)


def was_bracketed(cursor: Cursor, node: Node) -> bool:
    return (node.start, node.end) in cursor.bracketed


GRAMMAR = Grammar(
    expression=expression,
    term=term,
    power=power,
    atom=atom,
    signed=signed,
    is_beside=is_beside,
    total=sum_over,
    bound=bound,
    comprehension=comprehension,
    name=written_name,
    word=written_word,
)


def cursor_over(tokens: list[Token], text: str, known: Known) -> Cursor:
    """A cursor before the first of these tokens."""
    return Cursor(tokens, text, known, GRAMMAR)
