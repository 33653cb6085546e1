"""The operands of an expression: numbers, names, functions, brackets, fractions and sums over an index."""

from __future__ import annotations

from dataclasses import replace

from derive.reading.bars import absolute, norm
from derive.reading.bounds import sum_over
from derive.reading.brackets import (
    against_zero,
    braces,
    inside_bracket,
    matrix,
    outside_array,
    round_bracket,
    separates,
    square,
)
from derive.reading.branches import cases, conditional
from derive.reading.calls import call, function_word
from derive.reading.cursor import Cursor
from derive.reading.indices import COUNTING, index_above, is_index_above, is_place, places
from derive.reading.numerals import indicated, iverson, number
from derive.reading.result import NotAValue, Unreadable
from derive.reading.scan import CASES, ONES, ZEROS, Token
from derive.reading.tree import (
    INFINITE,
    Apply,
    AtLabel,
    Elsewhere,
    Factors,
    Name,
    Node,
    Num,
    OneHot,
    Part,
    Quotient,
    Total,
)
from derive.reading.written_names import (
    past_variables,
    slope,
    variables_in_brackets,
    written_name,
)
from derive.reading.written_slopes import fraction_slope, nabla, partial
from derive.table.piecewise import BRANCHES

VALUELESS = frozenset("nan NaN NAN undefined None null".split())
ENDLESS = frozenset("inf Inf infinity Infinity".split())
"""Words for the entries of a mask."""


def atom(cursor: Cursor) -> Node:
    token = cursor.token
    if token.kind == "num" or token.text in (ONES, ZEROS):
        return number(cursor)
    if token.kind in ("word", "accent"):
        return named(cursor)
    if token.kind == "begin":
        return cases(cursor) if token.text == CASES else matrix(cursor)
    if token.kind == "sign":
        match token.text:
            case "(":
                return round_bracket(cursor)
            case "[":
                return iverson(cursor) or square(cursor)
            case "{":
                return braces(cursor)
            case "\\{" if not is_set(cursor):
                return grouped(cursor)
            case "‖(" | "‖":
                return norm(cursor)
            case "|":
                return absolute(cursor)
            case "frac":
                return fraction(cursor)
            case "√":
                cursor.next()
                body = argument(cursor)
                return Apply("sqrt", (body,), "", token.start, body.end)
            case "∑":
                cursor.next()
                return sum_over(cursor, token, False)
            case "∏":
                return factors(cursor)
            case "∂":
                return partial(cursor)
            case "∇":
                return nabla(cursor)
    return no_operand(cursor, token)


def factors(cursor: Cursor) -> Node:
    """A product sign, with bounds like those of a sum."""
    token = cursor.next()
    total = sum_over(cursor, token, False)
    if not isinstance(total, Total) or isinstance(total.body, Total):
        raise cursor.fault("one index below the product sign", token)
    return Factors(total, token.start, total.end)


def is_set(cursor: Cursor) -> bool:
    """Whether braces that are shown hold several values, or are all that there is."""
    return cursor.position == 0 or separates(inside_bracket(cursor), ",", ";")


def grouped(cursor: Cursor) -> Node:
    """Braces in the place of brackets."""
    cursor.next()
    node = against_zero(cursor, outside_array(cursor, cursor.grammar.expression))
    cursor.expect("\\}", "an operator or '\\}'")
    cursor.bracketed.add((node.start, node.end))
    return node


def no_operand(cursor: Cursor, token: Token) -> Node:
    if token.text == "∞":
        cursor.next()
        return Num(INFINITE, token.start, token.end)
    if token.text in ("±", "?", "\\{", "…"):
        raise NotAValue("not_a_value", f"found {token}; expected a single value", cursor.text, token.start)
    if token.kind == "macro":
        raise cursor.fault(f"a command that is known; \\{token.text} is not")
    raise cursor.fault("a number, a name or '('")


def named(cursor: Cursor) -> Node:
    """What starts with a word: a derivative, a function, a sum, or a name."""
    token = cursor.token
    if token.kind == "word" and not cursor.known.knows_word(token.text):
        if token.text in ENDLESS and cursor.ahead().text not in ("_", "^", "("):
            cursor.next()
            return Num(INFINITE, token.start, token.end)
        if token.text in VALUELESS:
            raise NotAValue("not_a_value", f"found {token}; expected a value", cursor.text, token.start)
        if token.text[0] == "d" and (found := slope(cursor)):
            return found
        if token.text == BRANCHES and cursor.ahead().text == "(":
            return conditional(cursor)
        if token.text == "I" and (indicator := named_indicator(cursor)):
            return indicator
        if token.text == "Sigma" and (cursor.ahead().text in ("_", "^") or cursor.text[token.start] == "Σ"):
            cursor.next()
            return sum_over(cursor, token, False)
        function = None if is_name_here(cursor) else function_word(cursor)
        if function:
            return call(cursor, function, token)
        if token.text == "delta" and (delta := slope(cursor) or kronecker_delta(cursor)):
            return delta
    return plain_name(cursor)


def named_indicator(cursor: Cursor) -> Node | None:
    cursor.next()
    found = indicated(cursor)
    cursor.position -= found is None
    return found


def kronecker_delta(cursor: Cursor) -> Name | None:
    """The Kronecker delta of two indices in brackets: `delta(p, q)`; nothing is read otherwise."""
    before, token = cursor.position, cursor.next()
    if cursor.accept("("):
        try:
            parts = places(cursor, "[", ")")
        except Unreadable:
            parts = []
        if len(parts) == 2:
            return Name(token.text, tuple(parts), token.start, cursor.next().end)
    cursor.position = before
    return None


def is_name_here(cursor: Cursor) -> bool:
    """Whether a function, with what is attached to it, is a name of the problem: `\\sigma_1`, `\\sigma^2`."""
    before = cursor.position
    following = cursor.ahead()
    if following.text not in ("_", "^") and not (following.text == "[" and not following.spaced):
        return False
    name = written_name(cursor)
    cursor.position = before
    return bool(name.parts) and cursor.known.knows(name)


def plain_name(cursor: Cursor) -> Node:
    """A name; letters that stand together without being one are names side by side (`Wh_1`)."""
    first = cursor.position
    name = written_name(cursor)
    if found := at_label(cursor, name):
        return found
    if cursor.known.knows(name):
        return at_other_value(cursor, name) or past_variables(cursor, name)
    name = with_brackets(cursor, name, first)
    if cursor.known.knows(name):
        return name
    shorter = shortened(cursor, first)
    if shorter:
        return shorter
    is_bare = cursor.tokens[first].kind == "word" and cursor.tokens[first].text == name.word
    words = cursor.known.split(name.word, name.parts) if is_bare else ()
    if not words and is_bare and not name.parts and cursor.at("^"):
        words = beside_raised(cursor, name.word)
    if not words:
        return name
    cursor.position, cursor.run_end = first, cursor.tokens[first].end
    token = cursor.split(len(words[0]))
    return Name(words[0], (), token.start, token.end)


def beside_raised(cursor: Cursor, word: str) -> tuple[str, ...]:
    """The names in a run of letters, the last with an index or a mark above it: `Wh^{(t)}`, `XW^Q`."""
    before, tokens = cursor.position, list(cursor.tokens)
    if is_index_above(cursor):
        parts = tuple(index_above(cursor))
    else:
        mark = cursor.ahead(2 if cursor.ahead().text == "{" else 1)
        parts = (Part("^", mark.text, 0, mark.start),)
    cursor.position, cursor.tokens[:] = before, tokens
    return cursor.known.split(word, parts)


def at_other_value(cursor: Cursor, name: Name) -> Elsewhere | None:
    """What a quantity is where its variable is what the text named after it: `J(w^+)`; nothing is read otherwise."""
    before = cursor.position
    found = variables_in_brackets(cursor) if cursor.at("(") else []
    if len(found) == 1 and found[0].parts:
        variable = replace(found[0], parts=found[0].parts[:-1])
        is_variable = cursor.known.is_variable(name, variable)
        if is_variable and not cursor.known.is_own(found[0]) and found[0].parts[-1].kind == "^":
            raise cursor.fault("what this variable is there", cursor.tokens[before])
        if is_variable and cursor.known.is_own(found[0]):
            return Elsewhere(name, variable, found[0], name.start, cursor.tokens[cursor.position - 1].end)
    cursor.position = before
    return None


def at_label(cursor: Cursor, name: Name) -> Node | None:
    """`\\hat{y}_{t,y_t}`, the entry at a label, and `e_{y_t}`, the unit vector there."""
    label = name.parts[-1].label if name.parts else None
    if name.word == "delta" and len(name.parts) == 2 and name.parts[0].text in COUNTING:
        return None
    if label is None or not cursor.known.is_one_hot(label):
        return None
    body = Name(name.word, name.parts[:-1], name.start, name.end)
    if cursor.known.knows(body):
        return AtLabel(body, label, name.start, name.end)
    return OneHot(label, name.start, name.end) if name.word == "e" and len(name.parts) == 1 else None


def with_brackets(cursor: Cursor, name: Name, first: int) -> Name:
    """The name with an index in round brackets, as MATLAB has it: `h(t-1)`."""
    if not cursor.at("(") or cursor.token.spaced:
        return name
    before = cursor.position
    if not (cursor.ahead().kind == "num" or (cursor.ahead().kind == "word" and is_place(cursor, cursor.ahead()))):
        return name
    cursor.next()
    try:
        parts = places(cursor, "(", ")")
    except Unreadable:
        cursor.position = before
        return name
    cursor.next()
    found = Name(name.word, name.parts + tuple(parts), name.start, cursor.tokens[cursor.position - 1].end)
    if cursor.known.knows(found):
        return found
    cursor.position = before
    return name


def shortened(cursor: Cursor, first: int) -> Name | None:
    """In LaTeX a subscript without braces is one character long: `h_tW` is h_t W."""
    last = cursor.tokens[cursor.position - 1]
    if not (cursor.latex and last.kind == "word" and len(last.text) > 1):
        return None
    if cursor.tokens[cursor.position - 2].text != "_":
        return None
    end = cursor.position
    cursor.position -= 1
    cursor.split(1)
    cursor.position = first
    name = written_name(cursor)
    if cursor.known.knows(name):
        return name
    cursor.tokens[end - 1 : end + 1] = [last]
    cursor.position = end
    return None


def argument(cursor: Cursor) -> Node:
    """The argument of a command of LaTeX: a group in braces, or a single character."""
    cursor.deeper()
    node = bare_argument(cursor)
    cursor.depth -= 1
    return node


def bare_argument(cursor: Cursor) -> Node:
    if cursor.at("{"):
        return braces(cursor)
    if cursor.at("("):
        return round_bracket(cursor)
    token = cursor.token
    if token.kind == "num" and token.text.isdigit():
        cursor.split(1)
        return Num(token.text[0], token.start, token.start + 1)
    if token.kind == "word" and len(token.text) > 1 and cursor.latex and cursor.text[token.start] != "\\":
        cursor.split(1)
        return Name(token.text[0], (), token.start, token.start + 1)
    return atom(cursor)


def fraction(cursor: Cursor) -> Node:
    start = cursor.next().start
    found = fraction_slope(cursor, start)
    if found:
        return found
    top = outside_array(cursor, argument)
    bottom = outside_array(cursor, argument)
    return Quotient(top, bottom, start, bottom.end)
