"""The macros that a student defines, expanded under a limit; every token keeps a place in the file."""

from __future__ import annotations

import re
from dataclasses import dataclass

from derive.sources.file_limits import EXPANSION, FREE_EXPANSION
from derive.writeup.tokens import PlacedToken

COMMANDS = frozenset({"\\newcommand", "\\renewcommand", "\\providecommand", "\\DeclareRobustCommand"})
OPERATORS = frozenset({"\\DeclareMathOperator"})
PRIMITIVES = frozenset({"\\def", "\\gdef", "\\edef", "\\xdef"})
DEFINING = COMMANDS | OPERATORS | PRIMITIVES | {"\\let"}
MOST_ARGUMENTS = 9


ARRAYS = {"\\mqty": "pmatrix", "\\pmqty": "pmatrix", "\\bmqty": "bmatrix"}
BRACKETS = {"(": ")", "[": "]", "{": "}"}


@dataclass(frozen=True, slots=True)
class Macro:
    """`arguments` says how many there are; `default` is the first one where it may be left out."""

    arguments: int
    default: list[PlacedToken] | None
    body: list[PlacedToken]


class Exhausted(Exception):
    """The work that macros may cause is done."""


class Macros:
    """The definitions met so far; `exhausted` is the place where expanding was given up."""

    def __init__(self) -> None:
        self.known: dict[str, Macro] = {}
        self.work = 0
        self.exhausted: int | None = None

    def expand(self, tokens: list[PlacedToken]) -> list[PlacedToken]:
        """The tokens with definitions taken out and their uses replaced."""
        named = {*DEFINING, *PACKAGED, *ARRAYS}
        if not self.known and not any(t.kind == "command" and t.text in named for t in tokens):
            return tokens
        self.work = EXPANSION * len(tokens) + FREE_EXPANSION
        waiting = tokens[::-1]
        result: list[PlacedToken] = []
        while waiting:
            token = waiting.pop()
            if token.kind != "command" or self.exhausted is not None:
                result.append(token)
                continue
            try:
                if token.text in DEFINING:
                    self.define(token, waiting)
                elif token.text in self.known:
                    self.use(self.known[token.text], token.at, waiting)
                elif token.text in PACKAGED:
                    self.use(PACKAGED[token.text], token.at, waiting)
                elif token.text in ARRAYS and waiting and waiting[-1].kind in BRACKETS:
                    self.array(token, waiting)
                else:
                    result.append(token)
            except Exhausted:
                self.exhausted = token.at
        return result

    def use(self, macro: Macro, at: int, waiting: list[PlacedToken]) -> None:
        """Put the body of a macro, with its arguments, in front of what is still to be read."""
        arguments: list[list[PlacedToken]] = []
        if macro.default is not None:
            given = self.optional(waiting)
            arguments.append(macro.default if given is None else given)
        while len(arguments) < macro.arguments:
            arguments.append(self.argument(waiting))
        filled: list[PlacedToken] = []
        body = iter(macro.body)
        for token in body:
            if token.kind != "#":
                filled.append(PlacedToken(token.kind, token.text, at))
                continue
            number = next(body, None)
            if number is None or not number.text[0].isdigit():
                continue
            chosen = int(number.text[0]) - 1
            filled += arguments[chosen] if 0 <= chosen < len(arguments) else []
            if number.text[1:]:
                filled.append(PlacedToken("number", number.text[1:], at))
            self.charge(len(filled) and 1)
        self.charge(len(filled))
        waiting += filled[::-1]

    def array(self, token: PlacedToken, waiting: list[PlacedToken]) -> None:
        """`\\mqty(a & b)` as a matrix."""
        opening = waiting.pop().kind
        inside = self.until(opening, BRACKETS[opening], waiting)
        begin, end = (built(rf"\{word}{{{ARRAYS[token.text]}}}", token.at) for word in ("begin", "end"))
        waiting += [*begin, *inside, *end][::-1]

    def define(self, token: PlacedToken, waiting: list[PlacedToken]) -> None:
        if waiting and waiting[-1].kind == "*":
            waiting.pop()
        name = next((t.text for t in self.argument(waiting) if t.kind == "command"), "")
        arguments, default = 0, None
        if token.text == "\\let":
            if waiting and waiting[-1].kind == "=":
                waiting.pop()
            body = self.argument(waiting)
        elif token.text in PRIMITIVES:
            arguments = self.parameters(waiting)
            body = self.argument(waiting)
        elif token.text in OPERATORS:
            word = self.argument(waiting)
            opening, closing = PlacedToken("{", "{", token.at), PlacedToken("}", "}", token.at)
            body = [PlacedToken("command", "\\operatorname", token.at), opening, *word, closing]
        else:
            count = self.optional(waiting)
            if count and count[0].text.isdecimal():
                arguments = min(int(count[0].text[:2]), MOST_ARGUMENTS)
                default = self.optional(waiting)
            body = self.argument(waiting)
        if name and all(t.text != name for t in body):
            self.known[name] = Macro(arguments, default, body)

    def parameters(self, waiting: list[PlacedToken]) -> int:
        """The number of `#1#2` in front of the body of a `\\def`."""
        count = 0
        while waiting and waiting[-1].kind in ("#", "number"):
            count += waiting.pop().kind == "#"
        return min(count, MOST_ARGUMENTS)

    def argument(self, waiting: list[PlacedToken]) -> list[PlacedToken]:
        """The next group without its braces, or the next token."""
        while waiting and waiting[-1].kind in ("space", "line"):
            waiting.pop()
        if not waiting:
            return []
        first = waiting.pop()
        return self.until("{", "}", waiting) if first.kind == "{" else [first]

    def optional(self, waiting: list[PlacedToken]) -> list[PlacedToken] | None:
        if not waiting or waiting[-1].kind != "[":
            return None
        waiting.pop()
        return self.until("[", "]", waiting)

    def until(self, opening: str, closing: str, waiting: list[PlacedToken]) -> list[PlacedToken]:
        level, found = 1, []
        while waiting:
            token = waiting.pop()
            level += (token.kind == opening) - (token.kind == closing)
            if not level:
                break
            found.append(token)
            self.charge(1)
        return found

    def charge(self, work: int) -> None:
        self.work -= work
        if self.work < 0:
            raise Exhausted


def built(text: str, at: int = 0) -> list[PlacedToken]:
    """The tokens of a text of commands, letters, braces and numbers."""
    kinds = {"\\": "command", " ": "space"}
    found = re.findall(r"\\[A-Za-z]+|[A-Za-z]+|\d+|.", text)
    return [
        PlacedToken(
            kinds.get(piece[0], "number" if piece.isdigit() else "word" if piece.isalpha() else piece), piece, at
        )
        for piece in found
    ]


PACKAGED = {
    "\\pdv": Macro(2, None, built(r"\frac{\partial #1}{\partial #2}")),
    "\\pderivative": Macro(2, None, built(r"\frac{\partial #1}{\partial #2}")),
    "\\dv": Macro(2, None, built(r"\frac{d #1}{d #2}")),
    "\\derivative": Macro(2, None, built(r"\frac{d #1}{d #2}")),
    "\\vb": Macro(1, None, built(r"\mathbf{#1}")),
    "\\vectorbold": Macro(1, None, built(r"\mathbf{#1}")),
    "\\qty": Macro(0, None, []),
}
"""What the package physics defines, where the student's file does not."""
