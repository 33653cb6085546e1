"""Text to a bare parse tree: the tokens are told apart by the names of the problem, then `math.lark` does the rest."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from functools import cache, lru_cache
from pathlib import Path
from typing import Any

from lark import Lark, Token, Tree
from lark.exceptions import UnexpectedCharacters, UnexpectedInput, UnexpectedToken

from derive.language.errors import Complaint, ProblemError
from derive.language.resources import cache_folder
from derive.problem.differentials import after_d, after_index, differential, second
from derive.problem.nested_gradients import nested
from derive.problem.ways_out import UNKNOWN, called, unknown, written
from derive.table import FUNCTIONS
from derive.table.piecewise import BRANCHES

LONGEST = 4000
DEEPEST = 60
LONGEST_CHAIN = 120
SPOKEN = {
    "NUMBER": "a number",
    "NAME": "a name",
    "FUNCTION": "a function",
    "LPAR": "'('",
    "RPAR": "')'",
    "LSQB": "'['",
    "RSQB": "']'",
    "$END": "the end",
    "EQUAL": "'='",
    "PLUS": "'+'",
    "MINUS": "'-'",
    "COMMA": "','",
    "SEMICOLON": "';'",
    "_NORM_END": "'‖'",
    "_BAR_END": "'|'",
}
BARS = ("_NORM", "_BAR")
OPERANDS = ("NUMBER", "NAME", "RPAR", "RSQB", "_TRANSPOSE", "_NORM_END", "_BAR_END")
"""The tokens that an operand ends with."""
BEGINNING = ("NUMBER", "NAME", "LPAR")


@cache
def grammar() -> Lark:
    text = (Path(__file__).parent / "math.lark").read_text(encoding="utf-8")
    folder = cache_folder()
    tables = str(folder / "grammar") if folder else False
    return Lark(text, parser="lalr", lexer="basic", start="statement", propagate_positions=True, cache=tables)


def is_adjacent(left: Token, right: Token) -> bool:
    return left.end_pos == right.start_pos


def joined(tokens: list[Token], names: Container[str]) -> list[Token]:
    """Primes that belong to a name of the problem (`h'`) become part of it."""
    result: list[Token] = []
    for token in tokens:
        if token.type == "_TRANSPOSE" and result and result[-1].type == "NAME" and is_adjacent(result[-1], token):
            longer = f"{result[-1]}{token}"
            if longer in names or (longer[0] in "d∂" and after_d(longer) in names):
                result[-1] = result[-1].update(value=longer)
                result[-1].end_pos, result[-1].end_column = token.end_pos, token.end_column
                continue
        result.append(token)
    return result


def barred(tokens: list[Token]) -> list[Token]:
    """Bars that open or close, `‖w‖` and `|x|`: one that is open already closes behind an operand."""
    waiting: list[str] = []
    result: list[Token] = []
    for token in tokens:
        ends_operand = bool(result) and result[-1].type in OPERANDS
        if token == "||" and waiting[-2:] == ["_BAR", "_BAR"] and ends_operand:
            del waiting[-2:]
            result += [token.update("_BAR_END", "|")] * 2
            continue
        if token.type in BARS and token.type in waiting[-1:] and ends_operand:
            waiting.pop()
            token = token.update(f"{token.type}_END")
        elif token.type in (*BARS, "LPAR", "_INDEX", "LSQB"):
            waiting.append(token.type)
        elif token.type in ("RPAR", "RSQB") and waiting:
            waiting.pop()
        result.append(token)
    return result


def retype(tokens: list[Token], names: Container[str], functions: Container[str]) -> Iterator[Token]:
    """Derivatives, functions and transposes told apart from ordinary names."""
    numerators: dict[int, str] = {}
    denominators: dict[int, str] = {}
    slashes: set[int] = set()
    for k, token in enumerate(tokens):
        slash = after_index(tokens, k + 1)
        if k in denominators or slash + 1 >= len(tokens) or tokens[slash].type != "SLASH":
            continue
        of, by = differential(token, names), differential(tokens[slash + 1], names)
        if of and by:
            numerators[k], denominators[slash + 1] = of, by
            slashes.add(slash)
    k = 0
    while k < len(tokens):
        token = tokens[k]
        following = tokens[k + 1] if k + 1 < len(tokens) else None
        if k in numerators:
            yield token.update("DIRECT" if token.startswith("∂+") else "DERIVATIVE", numerators[k])
        elif k in slashes:
            yield token.update("_OVER")
        elif k in denominators:
            yield token.update(value=denominators[k])
        elif token.type == "CIRCUMFLEX" and following == "T" and "T" not in names:
            yield token.update("_TRANSPOSE", "'")
            k += 1
        elif token.type == "NAME" and following == "=" and k and tokens[k - 1].type in ("COMMA", "LPAR"):
            yield token
        elif token.type == "NAME" and (token in functions or (token in ("delta", BRANCHES) and token not in names)):
            yield token.update("FUNCTION")
        else:
            yield token
        k += 1


def expected(error: UnexpectedInput) -> str:
    names = set(getattr(error, "accepts", None) or getattr(error, "expected", None) or ())
    words = [SPOKEN[name] for name in SPOKEN if name in names]
    if all(name in names for name in BEGINNING):
        words = ["a number, a name or '('", *(SPOKEN[n] for n in ("$END", "RPAR", "RSQB") if n in names)]
    return f"; expected {' or '.join(words)}" if words else ""


def complaint(text: str, error: UnexpectedInput, names: Container[str], functions: Container[str]) -> Complaint:
    match error:
        case UnexpectedToken(token=token) if token.type == "$END":
            return Complaint("", f"the text ends too early{expected(error)}", text, len(text) + 1)
        case UnexpectedToken(token=token):
            place = (token.column or 1) - 1
            tail = way_out(text, place, token, names, functions) or expected(error)
            return Complaint("", f"found {str(token)!r}{tail}", text, place + 1)
        case UnexpectedCharacters():
            place = error.pos_in_stream or 0
            told = written(text, place)
            return Complaint("", f"cannot read {text[place]!r}" + (f"; {told}" if told else ""), text, error.column)
    return Complaint("", "cannot read this", text, 1)


def way_out(text: str, place: int, token: Token, names: Container[str], functions: Container[str]) -> str:
    """A tail that says how to write what was found, or nothing."""
    if told := written(text, place):
        return f"; {told}"
    ahead = re.search(r"([^\W\d]\w*)\s+$", text[:place])
    if token.type == "FUNCTION" and ahead and ahead[1] in functions:
        return f"; the argument of {ahead[1]} stands in brackets: {ahead[1]}({token}(…))"
    if token.type == "FUNCTION":
        return f"; {token} is the name of an operation, which cannot name anything else"
    name = called(text, place)
    if token.type in ("COMMA", "SEMICOLON", "EQUAL") and name and name not in functions:
        what = "a quantity, no operation" if name in names else "no operation that is known"
        return f"; {name} is {what}{'' if name in names else unknown(name, (), (), FUNCTIONS)}"
    is_open = text[:place].count("(") > text[:place].count(")")
    if token.type in ("COMMA", "SEMICOLON") and not is_open and "=" in text[place:]:
        return "; each equation stands on a line of its own"
    if token.type == "COMMA" and is_open:
        return "; arrays stand in square brackets: [a; b] below each other, [A, B] side by side"
    if token.type == "EQUAL" and "=" in text[:place]:
        return "; an equation has one ="
    if token.type == "RELATION":
        return f"; a comparison is read as a condition of a sum or of piecewise only; write {UNKNOWN['where']}"
    before = called(text[:place].rstrip() + "(", len(text[:place].rstrip()) + 1)
    if before in functions and token.type in ("NAME", "NUMBER"):
        return f"; the argument of {before} stands in brackets: expected '('"
    return ""


def guard(text: str) -> None:
    if len(text) > LONGEST:
        raise ProblemError(Complaint("", f"{len(text)} characters; the limit for an equation is {LONGEST}"))
    depth = deepest = 0
    for character in text:
        depth += (character in "([") - (character in ")]")
        deepest = max(deepest, depth)
    if deepest > DEEPEST:
        raise ProblemError(Complaint("", f"nested deeper than {DEEPEST} brackets"))


def parse(text: str, names: Iterable[str], functions: Iterable[str] = FUNCTIONS) -> Tree[Any]:
    """The parse tree of a statement; a `ProblemError` with a caret where the text cannot be read."""
    return parsed(text, frozenset(names), frozenset(functions))


@lru_cache(maxsize=4096)
def parsed(text: str, names: frozenset[str], functions: frozenset[str]) -> Tree[Any]:
    """The tree of a text, once for each set of names in a process; nobody changes a tree."""
    guard(text)
    parser = grammar()
    try:
        feeding = parser.parse_interactive(text)
        found = feeding.lexer_thread.lex(feeding.parser_state)  # type: ignore[no-untyped-call]
        tokens = barred(joined(list(found), names))
        for token in retype(list(nested(list(second(tokens, names)), names)), names, functions):
            feeding.feed_token(token)
        tree: Tree[Any] = feeding.feed_eof(tokens[-1] if tokens else None)  # type: ignore[no-untyped-call]
    except UnexpectedInput as error:
        raise ProblemError(complaint(text, error, names, functions)) from None
    if is_deep(tree):
        raise ProblemError(Complaint("", f"more than {LONGEST_CHAIN} operations in a row, or nested", text, 1))
    return tree


def is_deep(tree: Tree[Any]) -> bool:
    """Whether walking the tree from leaf to root would be too long a way."""
    level: list[Any] = [tree]
    for _ in range(LONGEST_CHAIN):
        level = [child for node in level for child in node.children if isinstance(child, Tree)]
        if not level:
            return False
    return True
