"""Case distinctions: `\\begin{cases} A & i = j \\\\ B & \\text{otherwise} \\end{cases}`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from derive.language.signs import STRICT
from derive.reading.brackets import Arrays
from derive.reading.condition import FILLING, FOR
from derive.reading.result import Fault, Unreadable
from derive.reading.spell import spelled_words
from derive.reading.tree import Branch, Cases, Comparison, Node, Num, Part

REST = spelled_words("otherwise")
ELSEWHERE = spelled_words("other_cases")
"""The words of "in all other cases"."""
JOINS = spelled_words("and")
COMPARISONS = ("=", "≠", "<", ">", "∈")
MOST_BRANCHES = 8


class Branches(Arrays):
    """Reads case distinctions."""

    def cases(self) -> Node:
        """Branches with their conditions; a comma may stand between, and the last one may have none."""
        first = self.next()
        branches: list[Branch] = []
        while self.token.kind != "end":
            if len(branches) == MOST_BRANCHES:
                raise self.fault("fewer cases")
            body = self.outside_array(self.expression)
            self.accept(",")
            self.accept("&")
            branches.append(Branch(body, self.tests()))
            while self.token.kind == "row" or self.at(",", ".", ";"):
                self.next()
        last = self.next()
        if not branches or any(not branch.tests for branch in branches[:-1]):
            raise Unreadable(
                "found cases without conditions; expected one for each", self.text, first.start, Fault.GRAMMAR
            )
        return Cases(tuple(branches), first.start, last.end)

    def conditional(self) -> Node:
        """Conditions and branches in turn, `piecewise(z < 0, a, z < 1, b, c)`."""
        first = self.next()
        self.expect("(")
        branches: list[Branch] = []
        while len(branches) < MOST_BRANCHES:
            before = self.position
            rest = self.outside_array(self.expression)
            if self.accept(")"):
                return Cases((*branches, Branch(rest, ())), first.start, self.tokens[self.position - 1].end)
            self.position = before
            tests = tuple(self.comparison(self.compared_quantity))
            self.expect(",")
            branches.append(Branch(self.outside_array(self.expression), tests))
            self.expect(",")
        raise self.fault("fewer cases")

    def tests(self) -> tuple[Comparison, ...]:
        """The comparisons that all have to hold: `if i = j`, `0 < t \\le 2`; none for `otherwise`."""
        while self.token.kind == "word" and self.token.text.lower() in FOR | FILLING:
            self.next()
        if self.token.kind == "word" and self.token.text.lower() in REST:
            self.next()
            return ()
        before = self.position
        while self.token.kind == "word" and self.token.text.lower() in ELSEWHERE:
            self.next()
        if self.position > before + 1 and (self.token.kind in ("row", "end") or self.at(".", ",", ";")):
            return ()
        self.position = before
        found: list[Comparison] = []
        while self.token.kind not in ("row", "end") and not (self.at(".", ",", ";") and found):
            found += self.comparison(self.compared_quantity)
            if self.token.kind == "word" and self.token.text.lower() in JOINS:
                self.next()
        return tuple(found)

    def comparison(self, value: Callable[[], Node] | None = None) -> list[Comparison]:
        """A comparison, perhaps of three: `0 < t \\le 2`; an equality with the values one by one: `t = 0, 1`.

        `value` reads what is compared, numbers and indices where nothing is said.
        """
        value = value or self.compared_value
        left, found = value(), []
        while self.at(*COMPARISONS):
            token = self.next()
            written = self.text[token.start : token.end].strip()
            braces = token.text == "∈" and self.accept("\\{")
            values = [value()]
            while token.text in ("=", "∈") and self.at(",") and self.ahead().kind == "num":
                self.next()
                values.append(self.compared_value())
            if braces:
                self.expect("\\}")
            found.append(Comparison(left, token.text, tuple(values), written in STRICT, token.start))
            left = values[-1]
        if not found:
            raise self.fault("a condition such as i = j, or 'otherwise'")
        return found

    def compared_quantity(self) -> Node:
        """An index or a number, or, where that is not all, a quantity: `|z_i| \\le 1`."""
        before = self.position
        try:
            found = self.compared_value()
            if self.token.kind in ("row", "end", "word") or self.at(*COMPARISONS, ",", ".", ";", "\\}"):
                return found
        except Unreadable:
            pass
        self.position = before
        return self.outside_array(self.expression)

    def compared_value(self) -> Node:
        """A number, an index with its offset, or the name of a label."""
        negative = self.accept("-")
        if self.token.kind == "num" and self.token.text.endswith(".") and self.ahead().kind in ("row", "end"):
            self.token.text = self.token.text[:-1]
        if self.token.kind == "num":
            number = self.whole()
            place = self.tokens[self.position - 1]
            return Num(str(-number if negative else number), place.start, place.end)
        name = self.name()
        if self.at("+", "-") and self.ahead().kind == "num" and not name.parts:
            sign = -1 if self.next().text == "-" else 1
            return replace(name, parts=(Part("+", "", sign * self.whole(), name.start),))
        return name
