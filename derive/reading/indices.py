"""What is attached to a name: subscripts, superscripts that are indices or belong to the symbol, index brackets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

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

    def function(self, word: str) -> str | None: ...

    def split(self, word: str, parts: tuple[Part, ...]) -> tuple[str, ...]: ...


class Indices(Cursor):
    """Reads indices."""

    def __init__(self, tokens: list[Token], text: str, known: Known) -> None:
        super().__init__(tokens, text)
        self.known = known

    def word(self) -> tuple[str, tuple[Part, ...]]:
        raise NotImplementedError

    def name(self) -> Name:
        raise NotImplementedError

    def own_mark(self, word: str) -> tuple[Part, ...]:
        """A superscript that the text made part of a symbol, `^h`, `^{(h)}` or, with an index, `^{h_t}`."""
        before = self.position
        self.expect("^")
        braces, brackets = self.accept("{"), self.accept("(")
        token = self.token
        if token.kind == "word" and self.known.is_mark(word, token.text):
            self.next()
            index = tuple(self.subscript()) if braces and not brackets and self.at("_") else ()
            if (not brackets or self.accept(")")) and (not braces or self.accept("}")):
                return (Part("^", token.text, 0, token.start), *index)
        self.position = before
        return ()

    def raised_index(self, word: str, parts: tuple[Part, ...]) -> tuple[Part, ...]:
        """The parts with an index above a name of the text's own, `^{t+1}` or `^2`, where it lacks one."""
        before, tokens = self.position, list(self.tokens)
        self.expect("^")
        braces = self.accept("{")
        if self.token.kind in ("word", "num"):
            longer = (*parts, self.place("^") if braces else Part("^", self.next().text, 0, self.token.start))
            is_place = longer[-1].text.isdigit() or len(longer[-1].text) <= 1 or self.known.is_index(longer[-1].text)
            if is_place and (not braces or self.accept("}")) and self.known.is_raised(Name(word, longer, 0, 0)):
                return longer
        self.position, self.tokens[:] = before, tokens
        return ()

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

    def cut_run(self, word: str, parts: tuple[Part, ...]) -> None:
        """In LaTeX a subscript without braces is one letter: cut `_tx` behind it where only that makes a name."""
        token = self.ahead()
        if token.kind != "word" or len(token.text) < 2 or "\\" not in self.text or self.text[token.start] == "\\":
            return
        letter = token.text[0]
        whole, first = (Name(word, (*parts, Part("_", text, 0, 0)), 0, 0) for text in (token.text, letter))
        is_beside = any(self.known.knows_word(rest) for rest in (token.text[1:], token.text[1]))
        is_counted = self.known.is_index(letter) or (letter in COUNTING and (is_beside or not self.known.knows(whole)))
        is_letter = not self.known.knows(whole) and self.known.knows_word(token.text[1:])
        if (is_counted or is_letter) and self.known.knows(first) and not self.known.knows_word(word + token.text):
            self.next()
            self.split(1)
            self.position -= 2

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
        label = self.label()
        self.next()
        return [Part("_", token.text, 0, token.start, label)]

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
        label = self.label()
        while self.token.kind in ("num", "word", "accent") or self.at("_", "{", "\\{"):
            if self.at("{"):
                self.next()
                inner = self.places(kind, "}")
                self.expect("}")
                text += "".join(part.text for part in inner)
                continue
            token = self.next()
            text += token.text if token.kind != "sign" else ""
            if token.kind == "word" and self.accept("'"):
                text += "'"
            if self.token.kind == "num" and text and token.kind == "num":
                break
            if self.at("-") and len(token.text) > 1 and self.ahead().kind == "word" and len(self.ahead().text) > 1:
                self.next()  # The hyphen of a word, `W_{in-hid}`.
        if self.at("+", "-") and self.ahead().kind == "num" and self.ahead().text.isdigit():
            sign = -1 if self.next().text == "-" else 1
            offset = sign * self.whole()
        if not text and not offset:
            raise self.fault("an index")
        return Part(kind, text, offset, start, label)

    def label(self) -> Name | None:
        """The name with a subscript, or of a label, that comes next, if one does; nothing is taken."""
        if self.token.kind not in ("word", "accent"):
            return None
        if not any(self.ahead(k).text == "_" for k in (1, 2)) or self.tokens[self.position - 1].text == "_":
            bare = Name(self.token.text, (), self.token.start, self.token.end)
            return bare if self.known.is_one_hot(bare) else None
        before = self.position
        try:
            return self.name()
        except Unreadable:
            return None
        finally:
            self.position = before

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
        if token.text == "^" and token.start == token.end:
            return found  # It was read before, for something else that it might have been.
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

    def is_slice_group(self) -> bool:
        """Whether brackets, or the braces of a subscript, hold places with a colon among them: `[0:4]`, `_{2,:}`."""
        if not self.at("[") and self.ahead().text != "{":
            return False
        k, depth, colons = (1 if self.at("[") else 2), 0, 0
        while k < FEW:
            token = self.ahead(k)
            depth += (token.text == "{") - (token.text == "}")
            if depth < 0 or token.text == "]":
                return colons > 0
            if not (token.kind == "num" and token.text.isdigit()) and token.text not in (":", ",", "-", "{", "}"):
                return False
            colons, k = colons + (token.text == ":"), k + 1
        return False

    def slice_group(self) -> list[Part | SliceBounds]:
        """The places in such brackets; a colon may have braces of its own, which keep LaTeX from spacing it."""
        kind = "_" if self.accept("_") else "["
        self.next()
        closing = "}" if kind == "_" else "]"
        found: list[Part | SliceBounds] = [self.slice_place(kind)]
        while self.accept(","):
            found.append(self.slice_place(kind))
        self.expect(closing, f"',' or {closing!r}")
        return found

    def slice_place(self, kind: str) -> Part | SliceBounds:
        token = self.token
        first = self.bound_of_slice()
        if not self.colon():
            if first is None:
                raise self.fault("a number or ':'")
            return Part(kind, str(max(first, 0)), min(first, 0), token.start)
        return SliceBounds(first, self.bound_of_slice(), token.start)

    def colon(self) -> bool:
        if self.at("{") and self.ahead().text == ":" and self.ahead(2).text == "}":
            self.next()
            self.next()
            self.next()
            return True
        return self.accept(":")

    def bound_of_slice(self) -> int | None:
        sign = -1 if self.accept("-") else 1
        return sign * self.whole() if self.token.kind == "num" or sign < 0 else None

    def index_group(self) -> list[Part]:
        self.expect("[")
        found = self.places("[", "]")
        self.expect("]")
        return found


def shown(word: str, parts: tuple[Part, ...]) -> str:
    """A name without the signs that hold it together: `zeta1` for `\\zeta_{1}`, `W^Q` for `W^{Q}`."""
    return word + "".join(("^" if part.kind == "^" else "") + part.text.replace("_", "") for part in parts)
