"""The macros that a student defines, expanded under a limit; every token keeps a place in the file."""

from __future__ import annotations

from derive.sources.file_limits import EXPANSION, FREE_EXPANSION
from derive.writeup.packages import ARRAYS, DERIVATIVES, PACKAGED, TRANSPOSES, WHOLE, Macro, built, slope_by, transposed
from derive.writeup.tokens import PlacedToken, joined, tokenize

COMMANDS = frozenset({"\\newcommand", "\\renewcommand", "\\providecommand", "\\DeclareRobustCommand"})
OPERATORS = frozenset({"\\DeclareMathOperator"})
PRIMITIVES = frozenset({"\\def", "\\gdef", "\\edef", "\\xdef"})
DEFINING = COMMANDS | OPERATORS | PRIMITIVES | {"\\let"}
FONTS = {
    f"\\{old}": f"\\{new}"
    for old, new in (("rm", "mathrm"), ("bf", "mathbf"), ("it", "mathit"), ("sf", "mathsf"), ("cal", "mathcal"))
}
"""Fonts of plain TeX, which stand inside the braces, to those of LaTeX, which stand before them."""
NUMBERS = frozenset({"\\eqno", "\\leqno"})
MOST_ARGUMENTS = 9
BRACKETS = {"(": ")", "[": "]", "{": "}"}


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
        named = {*DEFINING, *PACKAGED, *ARRAYS, *DERIVATIVES, *TRANSPOSES, *FONTS, *NUMBERS}
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
                elif token.text in PACKAGED and self.fits(PACKAGED[token.text], waiting):
                    self.use(PACKAGED[token.text], token.at, waiting)
                elif token.text in ARRAYS and waiting and waiting[-1].kind in BRACKETS:
                    self.array(token, waiting)
                elif token.text in DERIVATIVES and self.fits(DERIVATIVES[token.text], waiting):
                    self.derivative(token, waiting, result)
                elif token.text in TRANSPOSES:
                    waiting += transposed(result, token.at)[::-1]
                elif token.text in FONTS and result and result[-1].kind == "{":
                    self.font(token, waiting, result)
                elif token.text in NUMBERS and waiting and waiting[-1].kind == "(":
                    waiting.pop()
                    self.until("(", ")", waiting)
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

    def fits(self, macro: Macro, waiting: list[PlacedToken]) -> bool:
        """Whether what a package's command needs follows it, a star left out: a group, or an order before one."""
        if macro.arguments and waiting and waiting[-1].kind == "*":
            waiting.pop()
        return not macro.arguments or (bool(waiting) and waiting[-1].kind in ("{", "["))

    def derivative(self, token: PlacedToken, waiting: list[PlacedToken], result: list[PlacedToken]) -> None:
        """`\\pdv[2]{f}{x}` and `\\pdv{f}{x}{y}` as fractions."""
        order = self.optional(waiting) or []
        groups: list[list[PlacedToken]] = []
        while waiting and waiting[-1].kind == "{" and len(groups) < DERIVATIVES[token.text].arguments:
            groups.append(self.argument(waiting))
        if token.text in WHOLE and len(groups) == 1:
            result.append(token)
            waiting += [*built("{"), *groups[0], *built("}")][::-1]
            return
        waiting += slope_by(DERIVATIVES[token.text].body, order, groups, token.at)[::-1]

    def font(self, token: PlacedToken, waiting: list[PlacedToken], result: list[PlacedToken]) -> None:
        """`{\\rm T}` as `\\mathrm{T}`; before more than a word the switch is left out."""
        after = [k for k in range(len(waiting) - 1, max(len(waiting) - 4, -1), -1) if waiting[k].kind != "space"]
        if len(after) > 1 and waiting[after[0]].kind in ("word", "command") and waiting[after[1]].kind == "}":
            result.insert(-1, PlacedToken("command", FONTS[token.text], token.at))

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
        if first.kind in ("word", "number") and len(first.text) > 1:  # TeX takes one character.
            waiting.append(PlacedToken(first.kind, first.text[1:], first.at + 1))
            return [PlacedToken(first.kind, first.text[0], first.at)]
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


def written_out(text: str) -> str:
    """One formula with what the usual packages define written out."""
    return joined(Macros().expand(tokenize(text, 0, len(text), markdown=True)))
