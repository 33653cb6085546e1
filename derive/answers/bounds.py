"""Sum signs with their bounds."""

from __future__ import annotations

from derive.answers.calls import Calls
from derive.answers.scan import Token
from derive.answers.tree import Node, Part, Total


class Bounds(Calls):
    """Reads sums over an index."""

    def total(self, token: Token, mean: bool) -> Node:
        """A sum sign with its bounds; the body reaches to the next + or - at its level."""
        low: Part | None = None
        high: Part | None = None
        index = ""
        while self.at("_", "^"):
            if self.next().text == "_":
                index, low = self.lower_bound()
            else:
                high = self.bound()
        if not index:
            raise self.fault("an index below the sum sign", token if self.token.kind == "stop" else None)
        body = self.outside_array(self.term)
        return Total(index, low, high, body, mean, token.start, body.end)

    def lower_bound(self) -> tuple[str, Part | None]:
        braces = self.accept("{")
        if self.token.kind != "word":
            raise self.fault("the index of the sum")
        index = self.next().text
        low = self.bound() if self.accept("=") else None
        if braces:
            self.expect("}")
        return index, low

    def bound(self) -> Part:
        """A bound of a sum: a whole number or an index with an offset."""
        braces = self.accept("{")
        start = self.token.start
        sign = -1 if self.accept("-") else 1
        if self.token.kind == "num":
            part = Part("_", "", sign * self.whole(), start)
        elif braces or self.token.kind == "word":
            part = self.place("_")
        else:
            raise self.fault("a bound of the sum")
        if braces:
            self.expect("}")
        return part
