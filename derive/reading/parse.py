"""Tokens to a tree, by precedence climbing.

Written by hand and not as a grammar file: what stands side by side is a product, a call or two entries of an array
depending on the names of the problem and on white space, and every fault has to name what was expected there.
"""

from __future__ import annotations

from collections.abc import Callable

from derive.reading.brackets import KEYWORDS
from derive.reading.guard import MOST_TERMS
from derive.reading.methods import Methods
from derive.reading.result import NotAValue, Refused
from derive.reading.tree import (
    Apply,
    AtLabel,
    Entrywise,
    Name,
    Negate,
    Node,
    Num,
    Part,
    Place,
    Power,
    Product,
    Sliced,
    Slope,
    Terms,
    Transpose,
)

FACTOR_SIGNS = ("*", "·", "×", "@", "/", "./", "⊗")
STARTS = ("(", "[", "{", "\\{", "‖(", "‖", "∂", "∇", "∑", "∏", "√", "frac")
MOST_ATTACHED = 12


class Parser(Methods):
    """Reads expressions."""

    def expression(self) -> Node:
        """Terms with signs between them."""
        self.deeper()
        first = self.token
        items = [("+", self.term())]
        while self.at("+", "-") and not self.starts_entry():
            sign = self.next().text
            items.append((sign, self.term()))
            self.count(items)
        self.depth -= 1
        if len(items) == 1:
            return items[0][1]
        return Terms(tuple(items), first.start, items[-1][1].end)

    def starts_entry(self) -> bool:
        """Whether a sign in an array separated by white space belongs to the next entry: ` -0.2`."""
        return self.by_space and self.token.spaced and not self.ahead().spaced

    def count(self, items: list[tuple[str, Node]]) -> None:
        if len(items) > MOST_TERMS:
            raise Refused(f"more than {MOST_TERMS} operations in a row", self.text, self.token.start)

    def term(self) -> Node:
        """Products with entrywise signs between them, which bind less tightly than the products do."""
        items = [("", self.signed(self.product))]
        while self.accept("⊙"):
            items.append(("", self.signed(self.product)))
            self.count(items)
        if len(items) == 1:
            return items[0][1]
        return Entrywise(tuple(item for _, item in items), items[0][1].start, items[-1][1].end)

    def signed(self, read: Callable[[], Node]) -> Node:
        """What `read` reads, with a sign before it; the sign of a plain number belongs to the number."""
        if not self.at("+", "-"):
            return read()
        self.deeper()
        token = self.next()
        body = self.signed(read)
        self.depth -= 1
        if token.text == "+":
            return body
        if isinstance(body, Num) and not body.text.startswith("-"):
            return Num("-" + body.text, token.start, body.end)
        return Negate(body, token.start, body.end)

    def product(self) -> Node:
        items: list[tuple[str, Node]] = [("", self.power())]
        while True:
            if self.at(*FACTOR_SIGNS):
                sign = self.next().text
                items.append((sign, self.signed(self.power)))
            elif self.is_beside():
                items.append(("", self.power()))
            else:
                break
            self.count(items)
        if len(items) == 1:
            return items[0][1]
        return Product(tuple(items), items[0][1].start, items[-1][1].end)

    def is_beside(self) -> bool:
        """Whether a factor follows without a sign."""
        token = self.token
        if (self.by_space and token.spaced) or (token.broken and self.depth == 1 and not self.latex):
            return False
        if token.kind == "word":
            return token.text not in KEYWORDS or self.known.knows_word(token.text)
        if self.in_norm and token.text == "‖":
            return False
        if token.text == "{" and self.ahead().text == "}" and self.ahead(2).text != "^":
            return False
        return token.kind in ("accent", "begin") or (token.kind == "sign" and token.text in STARTS)

    def power(self) -> Node:
        self.deeper()
        base = self.turned() or self.postfix(self.atom())
        count = 0
        while self.at("^", ".^"):
            count += 1
            if count > MOST_ATTACHED:
                raise Refused(f"more than {MOST_ATTACHED} marks on one operand", self.text, self.token.start)
            base = self.postfix(self.raised(base))
        self.depth -= 1
        return base

    def raised(self, base: Node) -> Node:
        """The base with the superscript that follows."""
        if isinstance(base, Slope) and self.ahead().text == "{" and self.ahead(2).text == "(":
            raise self.fault("a step as |_{t=2} behind a derivative")
        entrywise = self.next().text == ".^"
        self.accept("^")
        if self.is_transposition():
            return Transpose(base, base.start, self.tokens[self.position - 1].end)
        if isinstance(base, Name) and self.known.knows(base) and self.is_small_t():
            return Transpose(base, base.start, self.tokens[self.position - 1].end, guessed=True)
        if self.at("{"):
            self.next()
            entrywise = self.accept("⊙") or entrywise
            exponent = self.outside_array(self.expression)
            self.expect("}")
        else:
            entrywise = self.accept("⊙") or entrywise
            exponent = self.signed(self.exponent)
        return Power(base, exponent, entrywise, base.start, self.tokens[self.position - 1].end)

    def exponent(self) -> Node:
        token = self.token
        if self.latex and token.kind == "num" and len(token.text) > 1 and token.text.isdigit():
            self.split(1)
            return Num(token.text[0], token.start, token.start + 1)
        return self.power()

    def is_transposition(self) -> bool:
        """Take the T of a transposition; a problem may have a T of its own."""
        before = self.position
        braces = self.accept("{")
        while braces and self.accept("{"):
            pass
        token = self.token
        if token.kind == "word" and token.text[0] == "T" and self.is_no_exponent("T"):
            if len(token.text) == 1 or not braces:
                self.split(1)
                return self.closed(before, braces)
        elif braces and self.at_word("tr", "transp"):
            self.next()
            return self.closed(before, braces)
        elif self.accept("⊤") or (self.at("'") and self.accept("'")):
            return self.closed(before, braces)
        self.position = before
        return False

    def is_no_exponent(self, letter: str) -> bool:
        """Whether a letter above can only be the sign of the transpose: it means nothing else, or an array."""
        return not self.known.knows_word(letter) or self.known.is_array(letter)

    def turned(self) -> Node | None:
        """An operand with the sign of the transpose in front of it, `{}^tV`; nothing is read where there is none."""
        before, start = self.position, self.token.start
        if self.at("{") and self.ahead().text == "}" and self.ahead(2).text == "^":
            self.position += 2
        if not self.accept("^"):
            return None
        if self.is_small_t() or self.is_transposition():
            body = self.postfix(self.atom())
            return Transpose(body, start, body.end)
        self.position = before
        return None

    def is_small_t(self) -> bool:
        """Take the small t of a transposition, `^t` or `^{t}`."""
        before = self.position
        braces = self.accept("{")
        while braces and self.accept("{"):
            pass
        token = self.token
        if token.kind == "word" and token.text[0] == "t" and self.is_no_exponent("t"):
            if len(token.text) == 1:
                self.next()
                return self.closed(before, braces)
            if not braces and self.latex and self.text[token.start] != "\\":
                self.split(1)
                return True
        self.position = before
        return False

    def closed(self, before: int, braces: bool) -> bool:
        opened = sum(1 for token in self.tokens[before : self.position] if token.text == "{")
        for _ in range(opened if braces else 0):
            if not self.accept("}"):
                self.position = before
                return False
        return True

    def postfix(self, node: Node) -> Node:
        """Transposes, entries and methods behind an operand."""
        for _ in range(MOST_ATTACHED):
            if self.at("'") and self.latex and isinstance(node, Apply):
                raise self.fault("^\\top for a transpose, or a derivative as a fraction")
            if self.at("'") and not self.token.spaced:
                node = Transpose(node, node.start, self.next().end)
            elif self.at("_", "[") and not self.token.spaced and self.is_slice_group() and self.is_array(node):
                node = Sliced(node, tuple(self.slice_group()), node.start, self.tokens[self.position - 1].end)
            elif self.at("_"):
                node = self.with_parts(node, tuple(self.subscript()))
            elif self.at("[") and not self.token.spaced and self.can_be_indexed(node):
                node = self.with_parts(node, tuple(self.index_group()))
            elif self.token.kind == "attribute":
                node = self.method(node)
            elif self.at("[") and not self.token.spaced and (turned := self.new_axis(node)):
                node = turned
            elif self.at("|") and self.ahead().text == "_":
                node = self.instance(node)
            elif self.at("…") and isinstance(node, Num) and "." in node.text and self.ahead().kind == "stop":
                self.next()
            elif self.at("…"):
                raise NotAValue("not_a_value", "found '...'; expected a value", self.text, self.token.start)
            else:
                return node
        raise Refused(f"more than {MOST_ATTACHED} marks on one operand", self.text, self.token.start)

    def is_array(self, node: Node) -> bool:
        """Whether brackets behind an operand take something out of it."""
        return not isinstance(node, Num)

    def can_be_indexed(self, node: Node) -> bool:
        closed = self.tokens[self.position - 1].text in (")", "]", "}") or isinstance(node, Name | Place)
        return closed and self.is_index_group()

    def with_parts(self, node: Node, parts: tuple[Part, ...]) -> Node:
        end = self.tokens[self.position - 1].end
        label = parts[-1].label
        if label is not None and self.known.is_one_hot(label):
            body = self.with_parts(node, parts[:-1]) if parts[1:] else node
            return AtLabel(body, label, node.start, end)
        match node:
            case Transpose(Name(word, own, start, _)):
                return Transpose(Name(word, own + parts, start, end), start, end)
            case Place(body, own):
                return Place(body, own + parts, node.start, end)
            case Name(word, own) if self.tokens[self.position - 1].text != ")" and not self.was_bracketed(node):
                return Name(word, own + parts, node.start, end)
            case _:
                return Place(node, parts, node.start, end)

    def was_bracketed(self, node: Node) -> bool:
        return (node.start, node.end) in self.bracketed
