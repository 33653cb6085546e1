"""Derivatives as they are written: fractions, curly ds, and the sign of the gradient."""

from __future__ import annotations

from dataclasses import replace

from derive.reading.cursor import Cursor
from derive.reading.indices import is_slice_group, slice_group
from derive.reading.scan import Token
from derive.reading.tree import Name, Node, Sliced, Slope
from derive.reading.written_names import (
    accept_square,
    attempt_name,
    differential,
    numerator,
    past_variables,
    slope,
    slope_of,
    variables_in_brackets,
    written_name,
    written_word,
)


def fraction_slope(cursor: Cursor, start: int) -> Node | None:
    """`\\frac{\\partial L}{\\partial U}`, or `\\frac{\\partial}{\\partial U} L`; nothing is read otherwise."""
    before, tokens = cursor.position, list(cursor.tokens) if cursor.at("{") else []
    if not tokens:
        return None
    cursor.next()
    alone = cursor.ahead().text == "}" and (cursor.at("∂") or cursor.at_word("d", "delta"))
    top = None if alone else numerator(cursor)
    if alone:
        cursor.next()
    if (top or alone) and cursor.accept("}") and cursor.accept("{"):
        by = differential(cursor) if alone else None
        found = slope_of(cursor, *top, start) if top else None
        lines = tuple(slice_group(cursor)) if found and cursor.at("_") and is_slice_group(cursor) else ()
        if (by or found) and cursor.accept("}"):
            end = cursor.tokens[cursor.position - 1].end
            whole = replace(found, end=end) if found else None
            return applied(cursor, by, start) if by else Sliced(whole, lines, start, end) if whole and lines else whole
    cursor.tokens[:] = tokens
    cursor.position = before
    return None


def applied(cursor: Cursor, by: Name, start: int) -> Node:
    """The name behind an operator such as ∂/∂U or ∇_U, perhaps in brackets; the only scalar if there is none."""
    before = cursor.position
    bracket = cursor.accept("(")
    name = attempt_name(cursor)
    if name and cursor.known.knows(name):
        name = past_variables(cursor, name)
    if name and cursor.known.knows(name) and (not bracket or cursor.accept(")")):
        if cursor.at("^", ".^") and cursor.ahead().text not in ("T", "⊤", "{"):
            raise cursor.fault("brackets around what is differentiated")
        return Slope(name, by, start, name.end)
    cursor.position = before
    if cursor.at("(", "[", "\\{", "{", "frac", "√", "∑") or cursor.token.kind in ("num", "word", "accent", "begin"):
        raise cursor.fault("the name of what is differentiated")
    return Slope(None, by, start, cursor.tokens[cursor.position - 1].end)


def partial(cursor: Cursor) -> Node:
    """∂L/∂U, ∂/∂U L, or ∂_U L."""
    token = cursor.token
    found = slope(cursor)
    if found:
        return found
    cursor.next()
    if cursor.at("_"):
        return operator_subscript(cursor, token)
    if cursor.accept("/"):
        by = differential(cursor)
        if by:
            return applied(cursor, by, token.start)
    raise cursor.fault("a derivative such as ∂L/∂U", token)


def nabla(cursor: Cursor) -> Node:
    token = cursor.next()
    if cursor.at("_"):
        return operator_subscript(cursor, token)
    is_twice = accept_square(cursor)
    if found := of_variable(cursor, token):
        return replace(found, of=found, by=found.by) if is_twice else found
    raise cursor.fault("a subscript, such as in ∇_U L", token)


def of_variable(cursor: Cursor, token: Token) -> Slope | None:
    """The gradient by the variable behind the name, `∇J(w)`, or by the only one that is asked for."""
    before = cursor.position
    name = attempt_name(cursor)
    if name is None or not cursor.known.knows(name):
        cursor.position = before
        return None
    end = cursor.position
    variables = variables_in_brackets(cursor, may_go_on=True) if cursor.at("(") else []
    if len(variables) == 1 and cursor.known.knows(variables[0]) and cursor.known.is_function_of(name, variables):
        return Slope(name, variables[0], token.start, cursor.tokens[cursor.position - 1].end)
    word = cursor.known.variable_asked(name) if cursor.tokens[end].text != "(" else ""
    cursor.position = end if word else before
    return Slope(name, Name(word, (), token.start, token.end), token.start, name.end) if word else None


def operator_subscript(cursor: Cursor, token: Token) -> Node:
    cursor.expect("_")
    if cursor.at("{"):
        cursor.next()
        by = written_name(cursor)
        cursor.expect("}")
        return applied(cursor, by, token.start)
    first = cursor.token
    whole = Name(first.text, (), first.start, first.end)
    if first.kind == "word" and len(first.text) > 1 and not cursor.known.knows(whole):
        cursor.split(1)
        return applied(cursor, Name(first.text[0], (), first.start, first.start + 1), token.start)
    word, parts = written_word(cursor)
    return applied(cursor, Name(word, parts, first.start, cursor.tokens[cursor.position - 1].end), token.start)
