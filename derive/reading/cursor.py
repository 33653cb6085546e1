"""A place among the tokens: looking ahead, taking, splitting, and saying what was found instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Protocol

from derive.language.record import record
from derive.reading.guard import DEEPEST
from derive.reading.result import Fault, Refused, Unreadable
from derive.reading.scan import Token
from derive.reading.tree import Name, Node, Part

CLOSING = {"(": ")", "[": "]", "{": "}", "\\{": "\\}", "‖(": "‖)"}


def check_brackets(tokens: list[Token], text: str) -> None:
    """A bracket without its partner is a fault at its place."""
    waiting: list[Token] = []
    for token in tokens:
        if opens(token):
            waiting.append(token)
        elif closes(token):
            if not waiting:
                raise Unreadable(f"found {token}, which closes nothing", text, token.start, Fault.GRAMMAR)
            first = waiting.pop()
            if token.text != (first.text if first.kind == "begin" else CLOSING[first.text]):
                message = f"found {token}; expected {closing(first)!r}, to close {first} before it"
                raise Unreadable(message, text, token.start, Fault.GRAMMAR)
    if waiting:
        first = waiting[-1]
        message = f"the text ends too early; expected {closing(first)!r}, to close {first}"
        raise Unreadable(message, text, len(text), Fault.GRAMMAR)


def opens(token: Token) -> bool:
    return token.kind == "begin" or (token.kind == "sign" and token.text in CLOSING)


def closes(token: Token) -> bool:
    return token.kind == "end" or (token.kind == "sign" and token.text in CLOSING.values())


def closing(token: Token) -> str:
    return f"\\end{{{token.text}}}" if token.kind == "begin" else CLOSING[token.text]


def first(tokens: list[Token], wanted: Callable[[Token], bool]) -> int | None:
    """The place of the first token outside all brackets that is wanted."""
    level = 0
    for k, token in enumerate(tokens):
        level -= closes(token)
        if level == 0 and wanted(token):
            return k
        level += opens(token)
    return None


def cuts(tokens: list[Token]) -> list[int]:
    """The places of the relations outside all brackets."""
    level = 0
    found: list[int] = []
    for k, token in enumerate(tokens):
        level -= closes(token)
        if level == 0 and (token.kind == "relation" or (token.text == ":" and not found)):
            found.append(k)
        level += opens(token)
    return found


def divided(tokens: list[Token]) -> list[Token]:
    """The tokens with colons between values as signs of division, `6,0431 : 3`; before a value a colon is a label's."""
    return [replace(token, text="/") if is_division(tokens, k) else token for k, token in enumerate(tokens)]


def is_division(tokens: list[Token], k: int) -> bool:
    """Whether a colon divides: behind a relation, or behind nothing but numbers, with space on both sides or none."""
    if tokens[k].text != ":" or not 0 < k < len(tokens) - 1:
        return False
    before, behind = tokens[k - 1], tokens[k + 1]
    if not (before.kind == "num" or closes(before)) or not (behind.kind == "num" or opens(behind)):
        return False
    if is_in_slice(tokens, k):
        return False
    if any(token.kind == "relation" for token in tokens[:k]):
        return True
    is_even = (tokens[k].start == before.end) == (behind.start == tokens[k].end)
    return is_even and (ends_calculation(tokens[:k]) or not any(token.kind == "word" for token in tokens[:k]))


def is_in_slice(tokens: list[Token], k: int) -> bool:
    """Whether a place is in square brackets behind what something can be taken out of, or in a subscript."""
    level = 0
    for j in range(k - 1, 0, -1):
        level += closes(tokens[j]) - opens(tokens[j])
        if level < 0:
            before = tokens[j - 1]
            is_behind = before.kind in ("word", "end") or closes(before)
            return before.text == "_" or (tokens[j].text == "[" and is_behind)
    return False


def ends_calculation(tokens: list[Token]) -> bool:
    """Whether the brackets that close last hold a sum or the like, and no label."""
    level = 0
    for token in reversed(tokens):
        level += closes(token) - opens(token)
        if level <= 0:
            return False
        if token.text in ("+", "-", "*", "/"):
            return True
    return False


class Known(Protocol):
    """What the parser asks of a vocabulary."""

    def knows(self, name: Name) -> bool: ...

    def knows_word(self, word: str) -> bool: ...

    def is_shown(self, word: str) -> bool: ...

    def is_mark(self, word: str, mark: str) -> bool: ...

    def is_raised(self, name: Name) -> bool: ...

    def is_one_hot(self, name: Name) -> bool: ...

    def members(self, word: str) -> tuple[int, ...]: ...

    def is_index(self, word: str) -> bool: ...

    def is_array(self, word: str) -> bool: ...

    def is_function_of(self, name: Name, variables: Sequence[Name]) -> bool: ...

    def is_variable(self, name: Name, variable: Name) -> bool: ...

    def is_own(self, name: Name) -> bool: ...

    def variable_asked(self, name: Name) -> str: ...

    def function(self, word: str) -> str | None: ...

    def split(self, word: str, parts: tuple[Part, ...]) -> tuple[str, ...]: ...


class Cursor:
    """Tokens, how far they have been read, and what surrounds this place.

    `grammar` has the productions that contain one another: a module of the grammar imports those below it and finds
    those that it stands within here.
    """

    def __init__(self, tokens: list[Token], text: str, known: Known, grammar: Grammar) -> None:
        self.tokens = tokens
        self.text = text
        self.known = known
        self.grammar = grammar
        self.position = 0
        self.depth = 0
        self.latex = "\\" in text
        self.is_direct = False
        self.by_space = False
        self.in_list = False
        self.in_norm = False
        self.in_absolute = False
        self.is_joining = False
        self.run_end = 0
        self.axis = ""
        self.options: list[tuple[str, Node]] = []
        self.bracketed: set[tuple[int, int]] = set()

    @property
    def token(self) -> Token:
        return self.tokens[self.position]

    def ahead(self, count: int = 1) -> Token:
        return self.tokens[min(self.position + count, len(self.tokens) - 1)]

    def next(self) -> Token:
        token = self.token
        if token.kind != "stop":
            self.position += 1
        return token

    def at(self, *texts: str) -> bool:
        """Whether one of these signs comes next."""
        return self.token.kind in ("sign", "relation") and self.token.text in texts

    def at_word(self, *texts: str) -> bool:
        return self.token.kind == "word" and self.token.text in texts

    def accept(self, *texts: str) -> bool:
        found = self.at(*texts)
        if found:
            self.next()
        return found

    def expect(self, text: str, spoken: str = "") -> Token:
        if not self.at(text):
            raise self.fault(spoken or repr(text))
        return self.next()

    def fault(self, expected: str, token: Token | None = None) -> Unreadable:
        """What was found, and what was expected."""
        token = token or self.token
        found = "the text ends too early" if token.kind == "stop" else f"found {token}"
        return Unreadable(f"{found}; expected {expected}", self.text, token.start, Fault.GRAMMAR)

    def split(self, count: int) -> Token:
        """Cut the next token in two, and take the first `count` characters of it."""
        token = self.token
        if len(token.text) > count:
            middle = token.start + count
            rest = token.text[count:]
            kind = "num" if re.fullmatch(r"[\d.]+", rest) else "word"
            self.tokens[self.position : self.position + 1] = [
                Token(token.kind, token.text[:count], token.start, middle, token.spaced, token.broken),
                Token(kind, rest, middle, token.end),
            ]
        return self.next()

    def skip_group(self) -> tuple[int, int]:
        """Pass over a bracket and all in it; gives where the inside begins and ends."""
        level = 0
        first = self.position + 1
        while True:
            token = self.token
            if token.kind == "stop":
                raise self.fault("a closing bracket")
            level += opens(token) - closes(token)
            self.next()
            if level == 0:
                return first, self.position - 1

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > 2 * DEEPEST + 20:
            raise Refused(f"nested deeper than {DEEPEST} brackets", self.text, self.token.start)


class BoundRule(Protocol):
    """Reads a bound of a sum; a bare one stands without braces."""

    def __call__(self, cursor: Cursor, bare: bool = False) -> Part: ...


@record
class Grammar:
    """The productions that stand within others and contain them."""

    expression: Callable[[Cursor], Node]
    term: Callable[[Cursor], Node]
    power: Callable[[Cursor], Node]
    atom: Callable[[Cursor], Node]
    signed: Callable[[Cursor, Callable[[Cursor], Node]], Node]
    is_beside: Callable[[Cursor], bool]
    total: Callable[[Cursor, Token, bool], Node]
    bound: BoundRule
    comprehension: Callable[[Cursor, Node], Node]
    name: Callable[[Cursor], Name]
    word: Callable[[Cursor], tuple[str, tuple[Part, ...]]]
