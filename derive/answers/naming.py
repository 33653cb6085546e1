"""Names as they are written: accents, subscripts, superscripts, index brackets, and the d of a derivative."""

from __future__ import annotations

from typing import Protocol

from derive.answers.answer import Refused
from derive.answers.cursor import Cursor
from derive.answers.scan import Token
from derive.answers.tree import Name, OneHot, Part, Slope

FEW = 12
"""Parts of a name."""
ABOVE = {"(": ")", "[": "]", "<": ">"}
MOST_PLACES = 6
"""Digits of an index."""


class Known(Protocol):
    """What the parser asks of a vocabulary."""

    def knows(self, name: Name) -> bool: ...

    def knows_word(self, word: str) -> bool: ...

    def is_shown(self, word: str) -> bool: ...

    def is_index(self, word: str) -> bool: ...

    def function(self, word: str) -> str | None: ...

    def split(self, word: str, parts: tuple[Part, ...]) -> tuple[str, ...]: ...


class Naming(Cursor):
    """Reads names."""

    def __init__(self, tokens: list[Token], text: str, known: Known) -> None:
        super().__init__(tokens, text)
        self.known = known
        self.is_direct = False

    def word(self) -> tuple[str, tuple[Part, ...]]:
        """A bare word, perhaps with an accent or in braces, and what is attached inside the accent."""
        if self.token.kind == "accent":
            self.deeper()
            accent = self.next().text
            word, parts = self.word()
            self.depth -= 1
            return word + accent, parts
        if self.at("{"):
            self.next()
            word, parts = self.word()
            parts = self.parts(word, parts)
            self.expect("}")
            return word, parts
        if self.token.kind != "word":
            raise self.fault("a name")
        token = self.next()
        following = self.token
        is_greek = not self.text[token.start : token.start + 1].isascii()
        if is_greek and following.kind == "num" and following.start == token.end and following.text.isdigit():
            return token.text, (Part("_", self.next().text, 0, following.start),)
        return token.text, ()

    def name(self) -> Name:
        """A name with its subscripts, and with superscripts such as (1)."""
        self.deeper()
        start = self.token.start
        word, parts = self.word()
        while self.at("'") and not self.token.spaced and self.known.knows_word(word + "'"):
            self.next()
            word += "'"
        parts = self.parts(word, parts)
        self.depth -= 1
        return Name(word, parts, start, self.tokens[self.position - 1].end)

    def parts(self, word: str, first: tuple[Part, ...]) -> tuple[Part, ...]:
        """All that is attached to a word, the parts it has already first."""
        result = first
        while len(result) < FEW:
            if self.at("_"):
                result += tuple(self.subscript())
            elif self.at("^") and self.is_index_above():
                before, tokens = self.position, list(self.tokens)
                longer = result + tuple(self.index_above())
                if not self.known.knows(Name(word, longer, 0, 0)):
                    self.position, self.tokens[:] = before, tokens
                    break
                result = longer
            elif self.at("^") and (mark := self.mark_above(word, result)):
                result = mark
            elif self.at("[") and not self.token.spaced and self.is_index_group():
                result += tuple(self.index_group())
            else:
                break
        return result

    def mark_above(self, word: str, parts: tuple[Part, ...]) -> tuple[Part, ...] | None:
        """The parts with a superscript that belongs to the symbol, as in `W^{Q}`; nothing is read otherwise."""
        before = self.position
        self.expect("^")
        braces = self.accept("{")
        token = self.token
        longer = (*parts, Part("^", token.text, 0, token.start))
        if token.kind in ("word", "num") and self.known.is_shown(shown(word, longer)):
            self.next()
            if not braces or self.accept("}"):
                return longer
        self.position = before
        return None

    def subscript(self) -> list[Part]:
        self.expect("_")
        if self.at("{"):
            self.next()
            found = self.places("_", "}")
            self.expect("}")
            return found
        token = self.token
        if token.kind == "accent":
            word, parts = self.word()
            return [Part("_", word, 0, token.start), *parts]
        if token.kind not in ("num", "word"):
            raise self.fault("a subscript")
        self.next()
        return [Part("_", token.text, 0, token.start)]

    def places(self, kind: str, end: str) -> list[Part]:
        """Indices side by side up to a closing bracket."""
        result = [self.place(kind)]
        while self.at(",", ";", "]") and not self.at(end):
            self.next()
            result.append(self.place(kind))
        if not self.at(end):
            raise self.fault(f"an index or {end!r}")
        return result

    def place(self, kind: str) -> Part:
        """One index: a number or a name, perhaps with an offset (`t-1`); `o_1` in a subscript is one word."""
        start, text, offset = self.token.start, "", 0
        while self.token.kind in ("num", "word", "accent") or self.at("_", "{", "\\{"):
            if self.at("{"):
                self.next()
                inner = self.places(kind, "}")
                self.expect("}")
                text += "".join(part.text for part in inner)
                continue
            token = self.next()
            text += token.text if token.kind != "sign" else ""
            if self.token.kind == "num" and text and token.kind == "num":
                break
        if self.at("+", "-") and self.ahead().kind == "num" and self.ahead().text.isdigit():
            sign = -1 if self.next().text == "-" else 1
            offset = sign * self.whole()
        if not text and not offset:
            raise self.fault("an index")
        return Part(kind, text, offset, start)

    def whole(self) -> int:
        token = self.token
        if token.kind != "num" or not token.text.isdigit():
            raise self.fault("a whole number")
        if len(token.text) > MOST_PLACES:
            raise Refused(f"an index of {len(token.text)} digits", self.text, token.start)
        self.next()
        return int(token.text)

    def is_index_above(self) -> bool:
        """Whether a superscript is an index in brackets: `^{(1)}`, `^{(t-1)}`, `^(1)`, `^{[1]}`, `^{<1>}`."""
        shift = 1 if self.ahead().text == "{" else 0
        first, second = self.ahead(1 + shift), self.ahead(2 + shift)
        return first.text in ABOVE and (second.kind == "num" or (second.kind == "word" and self.is_place(second)))

    def is_place(self, token: Token) -> bool:
        return self.known.is_index(token.text) or len(token.text) == 1

    def index_above(self) -> list[Part]:
        self.expect("^")
        braces = self.accept("{")
        closing = ABOVE[self.next().text]
        found = self.places("^", closing)
        self.expect(closing)
        if braces and not self.at("}"):
            return self.more_above(found)
        if braces:
            self.expect("}")
        return found

    def more_above(self, found: list[Part]) -> list[Part]:
        """What follows an index in a superscript, `^{(1)T}`, is a superscript of its own: the brace stays open."""
        token = self.token
        self.tokens[self.position : self.position] = [
            Token("sign", "^", token.start, token.start),
            Token("sign", "{", token.start, token.start),
        ]
        return found

    def is_index_group(self) -> bool:
        """Whether square brackets hold nothing but indices, so that they are no factor and no array."""
        k, before = 1, False
        while (token := self.ahead(k)).text != "]" or token.kind != "sign":
            operand = token.kind in ("word", "num")
            if token.kind == "word" and not self.is_place(token):
                return False
            if not operand and token.text not in ("+", "-", ","):
                return False
            if (operand and before) or (token.kind == "num" and not token.text.isdigit()):
                return False
            k, before = k + 1, operand
        return 1 < k < FEW

    def index_group(self) -> list[Part]:
        self.expect("[")
        found = self.places("[", "]")
        self.expect("]")
        return found

    def attempt_name(self) -> Name | None:
        """A name where one stands, perhaps in brackets with an entry (`(h_1)_2`); nothing is read otherwise."""
        before = self.position
        if self.accept("("):
            inner = self.attempt_name()
            if inner and self.accept(")") and self.at("_", "["):
                parts = self.parts(inner.word, inner.parts)
                return Name(inner.word, parts, inner.start, self.tokens[self.position - 1].end)
            self.position = before
            return None
        if self.token.kind in ("word", "accent") or (self.at("{") and self.ahead().kind in ("word", "accent")):
            return self.name()
        return None

    def differential(self) -> Name | None:
        """The name behind a d or ∂; nothing is read where there is none."""
        before = self.position
        token = self.token
        if self.accept("∂") or self.accept_lone_d():
            self.is_direct = self.accept_plus() or self.is_direct
            braced = self.accept("{") if self.at("{") and self.ahead().text == "\\partial" else False
            name = self.attempt_name()
            if name and not braced:
                return name
        elif (
            token.kind == "word"
            and token.text[0] == "d"
            and len(token.text) > 1
            and not self.known.knows_word(token.text)
        ):
            self.split(1)
            self.tokens[self.position - 1 : self.position + 1] = [token]
            self.position = before
            return self.stripped()
        self.position = before
        return None

    def stripped(self) -> Name | None:
        """The name in `dout_h1`."""
        before = self.position
        name = self.name()
        inner = Name(name.word[1:], name.parts, name.start + 1, name.end)
        if name.word[1].isalpha():
            return inner
        self.position = before
        return None

    def taken_direct(self) -> bool:
        """Whether the differentials just read bore the mark; it is used up."""
        was, self.is_direct = self.is_direct, False
        return was

    def accept_plus(self) -> bool:
        """The mark of a direct derivative, `∂^{+}`."""
        before = self.position
        if self.accept("^"):
            braced = self.accept("{")
            if self.accept("+") and (not braced or self.accept("}")):
                return True
        self.position = before
        return False

    def accept_lone_d(self) -> bool:
        """A d or δ by itself in front of a name."""
        following = self.ahead()
        lone = self.at_word("d", "delta") and (following.kind in ("word", "accent") or following.text == "{")
        if lone:
            self.next()
        return lone

    def slope(self) -> Slope | None:
        """A derivative in one line, `∂L/∂h_1`; nothing is read where there is none."""
        before, start = self.position, self.token.start
        of = self.differential()
        if of and self.at("/"):
            self.next()
            by = self.differential()
            if by:
                return Slope(of, by, start, self.tokens[self.position - 1].end, self.taken_direct())
        self.position = before
        return None

    def one_hot(self, start: int) -> OneHot | None:
        """The label behind the 1 of `1_{y_t}`."""
        before = self.position
        self.expect("_")
        braces = self.accept("{")
        name = self.attempt_name()
        if name and (not braces or self.at("}")) and self.known.knows(name):
            if braces:
                self.next()
            return OneHot(name, start, name.end)
        self.position = before
        return None


def shown(word: str, parts: tuple[Part, ...]) -> str:
    """A name without the signs that hold it together: `zeta1` for `\\zeta_{1}`, `W^Q` for `W^{Q}`."""
    return word + "".join(("^" if part.kind == "^" else "") + part.text.replace("_", "") for part in parts)
