"""Sum signs with their bounds."""

from __future__ import annotations

from dataclasses import replace

from derive.language.record import record
from derive.language.signs import STRICT
from derive.reading.calls import Calls
from derive.reading.guard import LONGEST_SUM
from derive.reading.result import Fault, Unreadable
from derive.reading.scan import Token
from derive.reading.tree import Node, Part, Product, Terms, Total

COMPARED = ("<", ">")


@record
class Below:
    """What stands below a sum sign: an index (or several), its bounds, or its values one by one."""

    index: tuple[str, ...]
    low: Part | None = None
    high: Part | None = None
    values: tuple[int, ...] = ()


class Bounds(Calls):
    """Reads sums over an index."""

    def total(self, token: Token, mean: bool) -> Node:
        """A sum sign with its bounds; the body reaches to the next + or - at its level."""
        below, high = Below(()), None
        while self.at("_", "^"):
            if self.next().text == "_":
                below = self.below()
            else:
                high = self.bound()
        if not below.index and self.tokens[self.position - 1] is token and self.token.kind != "stop":
            below = Below(("",))
        if not below.index:
            raise self.fault("an index below the sum sign", token if self.token.kind == "stop" else None)
        if high and (below.high or below.values or len(below.index) > 1):
            raise self.fault("one upper bound of the sum", token)
        if len(below.index) == 1 and not (below.low or high or below.high or below.values):
            below = self.limited(below, mean, token)
        body = self.outside_array(self.term)
        return self.summed(below, high or below.high, body, mean, token.start)

    def limited(self, below: Below, mean: bool, token: Token) -> Below:
        """A sum without bounds, over the values that a condition behind it leaves."""
        values = self.known.members(below.index[0])
        if values and values == tuple(range(values[0], values[-1] + 1)):
            low, high = (Part("_", "", number, token.start) for number in (values[0], values[-1]))
            return replace(below, low=low, high=high)
        if values and mean:
            raise self.fault("the values of the index below the sign of the mean", token)
        return replace(below, values=values)

    def summed(self, below: Below, high: Part | None, body: Node, mean: bool, start: int) -> Node:
        items = [item for _, item in body.items] if isinstance(body, Product) else [body]
        inner = [item for item in items if isinstance(item, Total) and (item.start, item.end) not in self.bracketed]
        if any(item.index in below.index for item in inner):
            raise Unreadable(f"two sums in one another, both over {below.index[0]}", self.text, start, Fault.UNCLEAR)
        if below.values:
            (index,) = below.index
            parts = [Part("_", "", number, start) for number in below.values]
            terms = (Total(index, part, part, body, mean, start, body.end) for part in parts)
            return Terms(tuple(("+", term) for term in terms), start, body.end)
        for index in reversed(below.index):
            body = Total(index, below.low, high, body, mean, start, body.end)
        return body

    def below(self) -> Below:
        """`t`, `t=0`, `t=0,1,2`, `t \\in \\{0,1,2\\}`, `t > 0`, `0 < t \\le 2`, or several indices `t, i`."""
        if not self.accept("{"):
            if self.token.kind == "word":
                return Below((self.letter().text,))
            return Below((self.index_name(),))
        low = None
        if self.token.kind == "num":
            low = self.lower(self.bound(bare=True), self.compared("<"))
        index = self.index_name()
        if low:
            found = Below((index,), low, self.upper())
        elif self.accept("="):
            found = self.listed_values(index)
        elif self.accept("∈"):
            found = self.member(index)
        elif self.at("<"):
            found = Below((index,), None, self.upper())
        elif self.at(">"):
            is_strict = self.compared(">")
            found = Below((index,), self.lower(self.bound(bare=True), is_strict))
        else:
            names = self.letters_of(index)
            while self.accept(","):
                names.append(self.index_name())
            found = Below(tuple(names))
        self.expect("}")
        return found

    def letters_of(self, index: str) -> list[str]:
        """The indices of a run of letters, `\\sum_{ij}`."""
        is_run = len(index) == 2 and index.isalpha() and not self.known.is_index(index)
        return list(index) if is_run and index[0] != index[1] else [index]

    def index_name(self) -> str:
        if self.token.kind != "word":
            raise self.fault("the index of the sum")
        return self.next().text + ("'" if self.accept("'") else "")

    def compared(self, sign: str) -> bool:
        """Whether the comparison that comes next is strict."""
        token = self.expect(sign)
        return self.text[token.start : token.end].strip() in STRICT

    def lower(self, part: Part, is_strict: bool) -> Part:
        return replace(part, offset=part.offset + is_strict)

    def upper(self) -> Part | None:
        """The upper bound behind an index, if there is one."""
        if not self.at("<"):
            return None
        is_strict = self.compared("<")
        part = self.bound(bare=True)
        return replace(part, offset=part.offset - is_strict)

    def listed_values(self, index: str) -> Below:
        """The bound behind `t=`, or the values one by one."""
        low = self.bound(bare=True)
        if not self.at(",", "…"):
            return Below((index,), low)
        return self.one_by_one(index, low)

    def member(self, index: str) -> Below:
        """The values in `\\{0, 1, 2\\}`."""
        if self.token.kind == "word" and (values := self.known.members(self.token.text)):
            self.next()
            return Below((index,), values=values)
        closing = {"\\{": "\\}", "[": "]"}.get(self.token.text)
        if closing is None or self.token.text == "[":
            raise self.fault("the values of the index, such as \\{0, 1, 2\\}")
        self.next()
        found = self.one_by_one(index, self.bound(bare=True))
        self.expect(closing)
        return found

    def one_by_one(self, index: str, first: Part) -> Below:
        """The values behind the first, which follow one another or stand for themselves; dots leave some out."""
        parts, dots = [first], False
        while self.at(",", "…"):
            if self.next().text == "…":
                dots = True
            elif not self.at("…"):
                parts.append(self.bound(bare=True))
        if dots:
            return Below((index,), first, parts[-1])
        numbers = [part.offset for part in parts]
        if any(part.text for part in parts) or len(set(numbers)) < len(numbers) or len(numbers) > LONGEST_SUM:
            raise self.fault("different numbers as values of the index")
        return Below((index,), values=tuple(numbers))

    def letter(self) -> Token:
        """A bound without braces: in LaTeX a single letter, `\\sum_{t=0}^Tl_t`."""
        token = self.token
        is_run = self.latex and len(token.text) > 1 and self.text[token.start] != "\\"
        return self.split(1) if is_run else self.next()

    def bound(self, bare: bool = False) -> Part:
        """A bound of a sum: a whole number or an index with an offset."""
        braces = not bare and self.accept("{")
        start = self.token.start
        sign = -1 if self.accept("-") else 1
        if self.token.kind == "num":
            part = Part("_", "", sign * self.whole(), start)
        elif self.token.kind == "word" and not braces and not bare:
            part = Part("_", self.letter().text, 0, start)
        elif braces or self.token.kind == "word":
            part = self.place("_")
        else:
            raise self.fault("a bound of the sum")
        if braces:
            self.expect("}")
        return part
