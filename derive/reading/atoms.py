"""The operands of an expression: numbers, names, functions, brackets, fractions and sums over an index."""

from __future__ import annotations

from dataclasses import replace

from derive.reading.indices import COUNTING
from derive.reading.numerals import Numerals
from derive.reading.result import NotAValue, Unreadable
from derive.reading.scan import CASES, ONES, ZEROS, Token
from derive.reading.tree import INFINITE, Apply, AtLabel, Factors, Name, Node, Num, OneHot, Part, Quotient, Slope, Total
from derive.table.piecewise import BRANCHES

VALUELESS = frozenset("nan NaN NAN undefined None null".split())
ENDLESS = frozenset("inf Inf infinity Infinity".split())
"""Words for the entries of a mask."""


class Atoms(Numerals):
    """Reads operands."""

    def atom(self) -> Node:
        token = self.token
        if token.kind == "num" or token.text in (ONES, ZEROS):
            return self.number()
        if token.kind in ("word", "accent"):
            return self.named()
        if token.kind == "begin":
            return self.cases() if token.text == CASES else self.matrix()
        if token.kind == "sign":
            match token.text:
                case "(":
                    return self.round()
                case "[":
                    return self.iverson() or self.square()
                case "{":
                    return self.braces()
                case "\\{" if not self.is_set():
                    return self.grouped()
                case "‖(" | "‖":
                    return self.norm()
                case "|":
                    return self.absolute()
                case "frac":
                    return self.fraction()
                case "√":
                    self.next()
                    body = self.argument()
                    return Apply("sqrt", (body,), "", token.start, body.end)
                case "∑":
                    self.next()
                    return self.total(token, False)
                case "∏":
                    return self.factors()
                case "∂":
                    return self.partial()
                case "∇":
                    return self.nabla()
        return self.no_operand(token)

    def factors(self) -> Node:
        """A product sign, with bounds like those of a sum."""
        token = self.next()
        total = self.total(token, False)
        if not isinstance(total, Total) or isinstance(total.body, Total):
            raise self.fault("one index below the product sign", token)
        return Factors(total, token.start, total.end)

    def is_set(self) -> bool:
        """Whether braces that are shown hold several values, or are all that there is."""
        return self.position == 0 or self.separates(self.inside(), ",", ";")

    def grouped(self) -> Node:
        """Braces in the place of brackets."""
        self.next()
        node = self.against_zero(self.outside_array(self.expression))
        self.expect("\\}", "an operator or '\\}'")
        self.bracketed.add((node.start, node.end))
        return node

    def no_operand(self, token: Token) -> Node:
        if token.text == "∞":
            self.next()
            return Num(INFINITE, token.start, token.end)
        if token.text in ("±", "?", "\\{", "…"):
            raise NotAValue("not_a_value", f"found {token}; expected a single value", self.text, token.start)
        if token.kind == "macro":
            raise self.fault(f"a command that is known; \\{token.text} is not")
        raise self.fault("a number, a name or '('")

    def named(self) -> Node:
        """What starts with a word: a derivative, a function, a sum, or a name."""
        token = self.token
        if token.kind == "word" and not self.known.knows_word(token.text):
            if token.text in ENDLESS and self.ahead().text not in ("_", "^", "("):
                self.next()
                return Num(INFINITE, token.start, token.end)
            if token.text in VALUELESS:
                raise NotAValue("not_a_value", f"found {token}; expected a value", self.text, token.start)
            if token.text[0] == "d" and (found := self.slope()):
                return found
            if token.text == BRANCHES and self.ahead().text == "(":
                return self.conditional()
            if token.text == "I" and (indicator := self.named_indicator()):
                return indicator
            if token.text == "Sigma" and (self.ahead().text in ("_", "^") or self.text[token.start] == "Σ"):
                self.next()
                return self.total(token, False)
            function = None if self.is_name_here() else self.function_word()
            if function:
                return self.call(function, token)
            if token.text == "delta" and (delta := self.slope() or self.delta()):
                return delta
        return self.plain_name()

    def named_indicator(self) -> Node | None:
        self.next()
        found = self.indicated()
        self.position -= found is None
        return found

    def delta(self) -> Name | None:
        """The Kronecker delta of two indices in brackets: `delta(p, q)`; nothing is read otherwise."""
        before, token = self.position, self.next()
        if self.accept("("):
            try:
                parts = self.places("[", ")")
            except Unreadable:
                parts = []
            if len(parts) == 2:
                return Name(token.text, tuple(parts), token.start, self.next().end)
        self.position = before
        return None

    def is_name_here(self) -> bool:
        """Whether a function, with what is attached to it, is a name of the problem: `\\sigma_1`, `\\sigma^2`."""
        before = self.position
        following = self.ahead()
        if following.text not in ("_", "^") and not (following.text == "[" and not following.spaced):
            return False
        name = self.name()
        self.position = before
        return bool(name.parts) and self.known.knows(name)

    def plain_name(self) -> Node:
        """A name; letters that stand together without being one are names side by side (`Wh_1`)."""
        first = self.position
        name = self.name()
        if found := self.at_label(name):
            return found
        if self.known.knows(name):
            return self.past_variables(name)
        name = self.with_brackets(name, first)
        if self.known.knows(name):
            return name
        shorter = self.shortened(first)
        if shorter:
            return shorter
        is_bare = self.tokens[first].kind == "word" and self.tokens[first].text == name.word
        words = self.known.split(name.word, name.parts) if is_bare else ()
        if not words and is_bare and not name.parts and self.at("^"):
            words = self.beside_raised(name.word)
        if not words:
            return name
        self.position, self.run_end = first, self.tokens[first].end
        token = self.split(len(words[0]))
        return Name(words[0], (), token.start, token.end)

    def beside_raised(self, word: str) -> tuple[str, ...]:
        """The names in a run of letters, the last with an index or a mark above it: `Wh^{(t)}`, `XW^Q`."""
        before, tokens = self.position, list(self.tokens)
        if self.is_index_above():
            parts = tuple(self.index_above())
        else:
            mark = self.ahead(2 if self.ahead().text == "{" else 1)
            parts = (Part("^", mark.text, 0, mark.start),)
        self.position, self.tokens[:] = before, tokens
        return self.known.split(word, parts)

    def at_label(self, name: Name) -> Node | None:
        """`\\hat{y}_{t,y_t}`, the entry at a label, and `e_{y_t}`, the unit vector there."""
        label = name.parts[-1].label if name.parts else None
        if name.word == "delta" and len(name.parts) == 2 and name.parts[0].text in COUNTING:
            return None
        if label is None or not self.known.is_one_hot(label):
            return None
        body = Name(name.word, name.parts[:-1], name.start, name.end)
        if self.known.knows(body):
            return AtLabel(body, label, name.start, name.end)
        return OneHot(label, name.start, name.end) if name.word == "e" and len(name.parts) == 1 else None

    def with_brackets(self, name: Name, first: int) -> Name:
        """The name with an index in round brackets, as MATLAB has it: `h(t-1)`."""
        if not self.at("(") or self.token.spaced:
            return name
        before = self.position
        if not (self.ahead().kind == "num" or (self.ahead().kind == "word" and self.is_place(self.ahead()))):
            return name
        self.next()
        try:
            parts = self.places("(", ")")
        except Unreadable:
            self.position = before
            return name
        self.next()
        found = Name(name.word, name.parts + tuple(parts), name.start, self.tokens[self.position - 1].end)
        if self.known.knows(found):
            return found
        self.position = before
        return name

    def shortened(self, first: int) -> Name | None:
        """In LaTeX a subscript without braces is one character long: `h_tW` is h_t W."""
        last = self.tokens[self.position - 1]
        if not (self.latex and last.kind == "word" and len(last.text) > 1):
            return None
        if self.tokens[self.position - 2].text != "_":
            return None
        end = self.position
        self.position -= 1
        self.split(1)
        self.position = first
        name = self.name()
        if self.known.knows(name):
            return name
        self.tokens[end - 1 : end + 1] = [last]
        self.position = end
        return None

    def argument(self) -> Node:
        """The argument of a command of LaTeX: a group in braces, or a single character."""
        self.deeper()
        node = self.bare_argument()
        self.depth -= 1
        return node

    def bare_argument(self) -> Node:
        if self.at("{"):
            return self.braces()
        if self.at("("):
            return self.round()
        token = self.token
        if token.kind == "num" and token.text.isdigit():
            self.split(1)
            return Num(token.text[0], token.start, token.start + 1)
        if token.kind == "word" and len(token.text) > 1 and self.latex and self.text[token.start] != "\\":
            self.split(1)
            return Name(token.text[0], (), token.start, token.start + 1)
        return self.atom()

    def fraction(self) -> Node:
        start = self.next().start
        found = self.fraction_slope(start)
        if found:
            return found
        top = self.outside_array(self.argument)
        bottom = self.outside_array(self.argument)
        return Quotient(top, bottom, start, bottom.end)

    def fraction_slope(self, start: int) -> Node | None:
        """`\\frac{\\partial L}{\\partial U}`, or `\\frac{\\partial}{\\partial U} L`; nothing is read otherwise."""
        before, tokens = self.position, list(self.tokens) if self.at("{") else []
        if not tokens:
            return None
        self.next()
        alone = self.ahead().text == "}" and (self.at("∂") or self.at_word("d", "delta"))
        top = None if alone else self.numerator()
        if alone:
            self.next()
        if (top or alone) and self.accept("}") and self.accept("{"):
            by = self.differential() if alone else None
            found = self.slope_of(*top, start) if top else None
            if (by or found) and self.accept("}"):
                end = self.tokens[self.position - 1].end
                return self.applied(by, start) if by else replace(found, end=end) if found else None
        self.tokens[:] = tokens
        self.position = before
        return None

    def applied(self, by: Name, start: int) -> Node:
        """The name behind an operator such as ∂/∂U or ∇_U, perhaps in brackets; the only scalar if there is none."""
        before = self.position
        bracket = self.accept("(")
        name = self.attempt_name()
        if name and self.known.knows(name) and (not bracket or self.accept(")")):
            if self.at("^", ".^") and self.ahead().text not in ("T", "⊤", "{"):
                raise self.fault("brackets around what is differentiated")
            return Slope(name, by, start, name.end)
        self.position = before
        if self.at("(", "[", "\\{", "{", "frac", "√", "∑") or self.token.kind in ("num", "word", "accent", "begin"):
            raise self.fault("the name of what is differentiated")
        return Slope(None, by, start, self.tokens[self.position - 1].end)

    def partial(self) -> Node:
        """∂L/∂U, ∂/∂U L, or ∂_U L."""
        token = self.token
        found = self.slope()
        if found:
            return found
        self.next()
        if self.at("_"):
            return self.operator_subscript(token)
        if self.accept("/"):
            by = self.differential()
            if by:
                return self.applied(by, token.start)
        raise self.fault("a derivative such as ∂L/∂U", token)

    def nabla(self) -> Node:
        token = self.next()
        if not self.at("_"):
            raise self.fault("a subscript, such as in ∇_U L")
        return self.operator_subscript(token)

    def operator_subscript(self, token: Token) -> Node:
        self.expect("_")
        if self.at("{"):
            self.next()
            by = self.name()
            self.expect("}")
            return self.applied(by, token.start)
        first = self.token
        whole = Name(first.text, (), first.start, first.end)
        if first.kind == "word" and len(first.text) > 1 and not self.known.knows(whole):
            self.split(1)
            return self.applied(Name(first.text[0], (), first.start, first.start + 1), token.start)
        word, parts = self.word()
        return self.applied(Name(word, parts, first.start, self.tokens[self.position - 1].end), token.start)
