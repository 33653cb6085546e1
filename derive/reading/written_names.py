"""Names as they are written: accents, subscripts, superscripts, index brackets, and the d of a derivative."""

from __future__ import annotations

from derive.reading.indices import FEW, Indices, Known
from derive.reading.scan import Token
from derive.reading.tree import Name, OneHot, Part, Slope


class WrittenNames(Indices):
    """Reads names."""

    def __init__(self, tokens: list[Token], text: str, known: Known) -> None:
        super().__init__(tokens, text, known)
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
        if token.text == "d" and self.is_adjoined(following) and not self.known.knows_word("d"):
            word, parts = self.word()
            return "d" + word, parts
        is_greek = not self.text[token.start : token.start + 1].isascii()
        if is_greek and following.kind == "num" and following.start == token.end and following.text.isdigit():
            return token.text, (Part("_", self.next().text, 0, following.start),)
        return token.text, ()

    def is_adjoined(self, token: Token) -> bool:
        """Whether a name in LaTeX follows a letter at once, `d\\bar h` or `d\\mu`: the gradient by it, as one word."""
        is_command = token.kind == "word" and self.text[token.start : token.start + 1] == "\\"
        return not token.spaced and (token.kind == "accent" or (is_command and self.known.knows_word(token.text)))

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
            if self.at("_") and self.is_slice_group():
                break
            if self.at("_"):
                self.cut_run(word, result)
                result += tuple(self.subscript())
            elif self.at("^") and (mark := self.own_mark(word)):
                result += mark
            elif self.at("^") and self.is_index_above():
                before, tokens = self.position, list(self.tokens)
                longer = result + tuple(self.index_above())
                if not self.known.knows(Name(word, longer, 0, 0)):
                    self.position, self.tokens[:] = before, tokens
                    break
                result = longer
            elif self.at("^") and (mark := self.mark_above(word, result) or self.raised_index(word, result)):
                result = mark
            elif self.at("[") and not self.token.spaced and self.is_index_group():
                result += tuple(self.index_group())
            else:
                break
        return result

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
                return self.past_variables(name)
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

    def past_variables(self, name: Name) -> Name:
        """The name, with what it is told to be a function of passed over: `L(\\hat y, y)`, `h_t(h_{t-1})`."""
        if not self.at("("):
            return name
        before, tokens = self.position, list(self.tokens)
        variables = self.variables()
        if not variables or not self.known.is_function_of(name, variables):
            self.position, self.tokens[:] = before, tokens
        return name

    def variables(self) -> list[Name]:
        """The names between the brackets here; nothing where anything else stands there."""
        found: list[Name] = []
        while self.accept("(" if not found else ",") and (name := self.attempt_name()):
            found.append(name)
        return found if found and self.accept(")") and not self.at("_", "^", "[", "'") else []

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
        if self.at_word("d") and self.ahead().text == "/" and not self.known.knows_word("d"):
            self.next()
            self.next()
            if (by := self.differential_of()) and isinstance(by, Name):
                return Slope(None, by, start, by.end)
            self.position = before
        top = self.numerator()
        if top and self.at("/"):
            self.next()
            found = self.slope_of(*top, start)
            if found:
                return found
        self.position = before
        return None

    def numerator(self) -> tuple[Name | Slope, bool] | None:
        """What is differentiated, and whether it is so twice."""
        is_twice = self.accept_twice()
        of = self.attempt_name() if is_twice else self.differential_of()
        return (of, is_twice) if of else None

    def slope_of(self, of: Name | Slope, is_twice: bool, start: int) -> Slope | None:
        """A derivative whose numerator has been read: what it is by, once or twice."""
        squared = self.squared_word() if is_twice else None
        if squared:
            return Slope(Slope(of, squared, start, squared.end), squared, start, squared.end)
        self.part_differentials()
        by = self.differential_of()
        if not by or (is_twice and not isinstance(by, Name)):
            return None
        end = self.tokens[self.position - 1].end
        if not is_twice:
            return Slope(of, by, start, end, self.taken_direct())
        last = by if self.accept_square() else self.differential()
        return Slope(Slope(of, by, start, end), last, start, self.tokens[self.position - 1].end) if last else None

    def differential_of(self) -> Name | Slope | None:
        """The name behind a d or ∂, or the derivative in brackets there; nothing is read where there is neither."""
        before = self.position
        if self.accept("∂") or self.accept_d("("):
            self.is_direct = self.accept_plus() or self.is_direct
            if self.accept("("):
                mark, self.is_direct = self.is_direct, False
                inner = self.slope()
                self.is_direct = mark
                if inner and self.accept(")"):
                    return inner
        self.position = before
        return self.differential()

    def accept_d(self, following: str) -> bool:
        """A d by itself in front of a sign, where it names nothing."""
        lone = self.at_word("d") and self.ahead().text == following and not self.known.knows_word("d")
        return bool(lone and self.next())

    def accept_twice(self) -> bool:
        """The ∂² of a second derivative, or d2 at the front of a word such as d2L."""
        before = self.position
        if (self.accept("∂") or self.accept_d("^")) and self.accept_square():
            return True
        self.position = before
        word = self.token.text
        is_front = self.token.kind == "word" and word[:2] == "d2" and not self.known.knows_word(word)
        return bool(is_front and self.known.knows_word(word[2:]) and self.split(2))

    def accept_square(self) -> bool:
        """An exponent 2."""
        before = self.position
        if self.accept("^"):
            braced = self.accept("{")
            if self.token.kind == "num" and self.next().text == "2" and (not braced or self.accept("}")):
                return True
        self.position = before
        return False

    def squared_word(self) -> Name | None:
        """The name in `dw2`, where that stands for twice by w."""
        token = self.token
        text = token.text
        if token.kind != "word" or text[0] != "d" or text[-1] != "2" or self.known.knows_word(text[1:]):
            return None
        return Name(self.next().text[1:-1], (), token.start, token.end) if self.known.knows_word(text[1:-1]) else None

    def part_differentials(self) -> None:
        """Two differentials that were written as one word are cut apart: `dw1dw2`."""
        text = self.token.text
        if self.token.kind != "word" or text[0] != "d" or self.known.knows_word(text):
            return
        cuts = [k for k in range(2, len(text) - 1) if text[k] == "d"]
        for k in cuts:
            if self.known.knows_word(text[1:k]) and self.known.knows_word(text[k + 1 :]):
                before = self.position
                self.split(k)
                self.position = before
                return

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
