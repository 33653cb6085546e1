"""Numbers, powers of ten, vectors of ones, and the 1 of an indicator."""

from __future__ import annotations

from derive.reading.bounds import Bounds
from derive.reading.cursor import CLOSING
from derive.reading.indices import COUNTING
from derive.reading.result import Unreadable
from derive.reading.scan import ONES, ZEROS, Token
from derive.reading.tree import Apply, Branch, Cases, Comparison, Name, Node, Num

ONE = frozenset({"1", ONES})


class Numerals(Bounds):
    """Reads numbers."""

    def number(self) -> Node:
        """A number; `1.2 \\times 10^{-3}` is one too, and `1_{y_t}` a one-hot vector."""
        token = self.next()
        if token.text in ONE and (found := self.indicated()):
            return found
        if token.kind == "word" and not self.at("_"):
            return Name(token.text, (), token.start, token.end)
        if token.kind == "word" and token.text == ZEROS:
            return self.zeros(token)
        if token.text == ONES and self.at("_"):
            found = self.one_hot(token.start)
            if found:
                return found
            return self.ones(token)
        exponent = self.power_of_ten()
        exponent = self.exponent_in_letters() if exponent is None else exponent
        end = self.tokens[self.position - 1].end
        if exponent is not None and "e" not in token.text.lower():
            return Num(f"{token.text}e{exponent}", token.start, end)
        if self.at_word("e") and self.token.spaced and self.is_exponent_apart():
            raise self.fault("an exponent without white space before it, or a sign between")
        if self.token.kind == "num" and not (self.by_space and self.token.spaced):
            raise self.fault("a sign between two numbers")
        return Num(token.text, token.start, token.end)

    def indicated(self) -> Node | None:
        """The comparison behind an indicator, `1[z > 0]` or `1_{z > 0}`; nothing is read where there is none."""
        before = self.position
        self.accept("_")
        if found := self.iverson():
            return found
        if self.holds_equality():
            return self.indicator()
        if not self.holds_comparison(self.token):
            self.position = before
            return None
        if not self.at("{"):
            return self.atom()
        self.next()
        node = self.atom() if self.at("[", "(", "\\{") else self.against_zero(self.outside_array(self.expression))
        self.expect("}")
        return node

    def iverson(self) -> Node | None:
        """1 where an index is compared with numbers or another one, `[t < 2]`, else 0; nothing is read otherwise."""
        before, start = self.position, self.token
        closing: list[str] = []
        while self.at("(", "[", "\\{", "{") and len(closing) < 2:
            closing.insert(0, CLOSING[self.next().text])
        place = self.ahead() if self.at("-") else self.token
        if closing and (self.is_counting(place) or self.is_counting(self.ahead(2))):
            try:
                tests = self.comparison()
                if all(self.accept(sign) for sign in closing):
                    end = self.tokens[self.position - 1].end
                    one, zero = (Num(text, start.start, end) for text in "10")
                    return Cases((Branch(one, tuple(tests)), Branch(zero, ())), start.start, end)
            except Unreadable:
                pass
        self.position = before
        return None

    def is_counting(self, token: Token) -> bool:
        """Whether an index stands here, compared with something on one of its sides."""
        if token.kind != "word" or self.known.knows_word(token.text):
            return False
        return self.known.is_index(token.text) or token.text in COUNTING

    def holds_equality(self) -> bool:
        """Whether a bracket that comes next holds `i = j` or `i \\ne j`."""
        if not self.at("(", "[", "\\{", "{"):
            return False
        return any(token.text in ("=", "≠") for token in self.inside())

    def indicator(self) -> Node:
        """1 where all comparisons in brackets hold, else 0."""
        start = self.next()
        closing = CLOSING[start.text]
        tests: list[Comparison] = []
        while not self.at(closing):
            tests += self.comparison()
            self.accept(",")
        end = self.expect(closing).end
        one, zero = (Num(text, start.start, end) for text in "10")
        return Cases((Branch(one, tuple(tests)), Branch(zero, ())), start.start, end)

    def is_exponent_apart(self) -> bool:
        """Whether `e-1` follows behind white space, which can be an exponent or a difference."""
        sign, number = self.ahead(), self.ahead(2)
        close = sign.text in ("-", "+") and not sign.spaced and not number.spaced
        return close and number.kind == "num" and not self.by_space

    def ones(self, token: Token) -> Node:
        """`\\mathbf{1}_{3\\times 1}`."""
        self.next()
        if self.token.kind == "num":
            size = Num(str(self.whole()), token.start, token.end)
            return Apply("ones", (size,), "", token.start, self.tokens[self.position - 1].end)
        self.expect("{")
        rows = self.whole()
        columns = self.whole() if self.accept("×") else 1
        end = self.expect("}").end
        sizes = tuple(Num(str(count), token.start, end) for count in (rows, columns))
        return Apply("ones", sizes, "", token.start, end)

    def zeros(self, token: Token) -> Node:
        """`\\mathbf{0}_3`, with its size or without."""
        self.next()
        braces = self.accept("{")
        self.whole()
        while braces and self.accept("×", ","):
            self.whole()
        end = self.expect("}").end if braces else self.tokens[self.position - 1].end
        return Name(ZEROS, (), token.start, end)

    def exponent_in_letters(self) -> int | None:
        """The exponent in `\\mathrm{e}{-2}` or `\\text{e-02}` behind a number; nothing is read where there is none."""
        before = self.position
        if self.at_word("e") and not self.token.spaced:
            self.next()
            braces, signed = self.accept("{"), self.at("-", "+") and not self.token.spaced
            negative = signed and self.next().text == "-"
            if (braces or signed) and self.token.kind == "num" and self.token.text.isdigit() and not self.token.spaced:
                value = int(self.next().text[:4]) * (-1 if negative else 1)
                if (not braces or self.accept("}")) and (braces or not self.known.knows_word("e")):
                    return value
        self.position = before
        return None

    def power_of_ten(self) -> int | None:
        """The exponent in `\\times 10^{-3}` behind a number; nothing is read where there is none."""
        before = self.position
        if self.at("×", "·", "*") and self.ahead().text == "10" and self.ahead(2).text == "^":
            self.position += 3
            braces = self.accept("{")
            negative = self.accept("-")
            if self.token.kind == "num" and self.token.text.isdigit() and len(self.token.text) <= 3:
                value = int(self.next().text) * (-1 if negative else 1)
                if (not braces or self.accept("}")) and not self.at("^"):
                    return value
        self.position = before
        return None
