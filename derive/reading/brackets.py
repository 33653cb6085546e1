"""Brackets: arrays with commas, semicolons, ampersands or white space between their entries, and plain grouping."""

from __future__ import annotations

import itertools
from collections.abc import Callable
from typing import TypeVar

from derive.reading.cursor import closes, opens
from derive.reading.functions import POSITIVE
from derive.reading.guard import MOST_ENTRIES
from derive.reading.indices import Known
from derive.reading.result import Fault, NotAValue, Refused, Unreadable
from derive.reading.scan import Token
from derive.reading.spell import spelled_words
from derive.reading.tree import Apply, Negate, Node, Num, Rows
from derive.reading.written_names import WrittenNames

KEYWORDS = spelled_words("where", "and", "or", "for", "concludes") | {"in"}
T = TypeVar("T")


class Arrays(WrittenNames):
    """Reads what stands in brackets."""

    def __init__(self, tokens: list[Token], text: str, known: Known) -> None:
        super().__init__(tokens, text, known)
        self.latex = "\\" in text
        self.by_space = False
        self.in_list = False
        self.in_norm = False
        self.run_end = 0
        self.axis = ""
        self.options: list[tuple[str, Node]] = []
        self.is_joining = False
        self.bracketed: set[tuple[int, int]] = set()

    def expression(self) -> Node:
        raise NotImplementedError

    def term(self) -> Node:
        raise NotImplementedError

    def power(self) -> Node:
        raise NotImplementedError

    def outside_array(self, read: Callable[[], T]) -> T:
        """Read something in which white space does not separate entries."""
        before = self.by_space, self.in_list
        self.by_space = self.in_list = False
        result = read()
        self.by_space, self.in_list = before
        return result

    def inside(self) -> list[Token]:
        """What stands at the first level of the bracket that comes next."""
        result: list[Token] = []
        level = 0
        for k in range(self.position, len(self.tokens)):
            token = self.tokens[k]
            level -= closes(token)
            if level == 1:
                result.append(token)
            level += opens(token)
            if level == 0:
                return result
        raise self.fault("a closing bracket")

    def separates(self, inside: list[Token], *signs: str) -> bool:
        return any(token.kind in ("sign", "row") and token.text in signs for token in inside)

    def round(self) -> Node:
        """A formula in brackets, or a tuple."""
        inside = self.inside()
        if self.separates(inside, ",", ";") or self.is_spaced_row(inside):
            return self.array(inside, ")")
        self.next()
        node = self.against_zero(self.outside_array(self.expression))
        self.expect(")", "an operator or ')'")
        self.bracketed.add((node.start, node.end))
        return node

    def braces(self) -> Node:
        """A group of LaTeX's; with commas it would be a set."""
        inside = self.inside()
        start = self.token
        before = self.position
        self.skip_group()
        alone = before == 0 and self.token.kind == "stop" and self.text[start.start] == "{"
        self.position = before
        if self.separates(inside, ",", ";") or (alone and not self.latex):
            raise NotAValue("not_a_value", "found a set; expected a single value", self.text, start.start)
        self.next()
        node = self.outside_array(self.expression)
        self.expect("}", "an operator or '}'")
        return node

    def against_zero(self, node: Node) -> Node:
        """`x > 0`, which is 1 or 0 for each entry, where a comparison with 0 follows; the operand itself otherwise."""
        if not self.at("<", ">"):
            return node
        sign = self.next().text
        other = self.outside_array(self.expression)
        pair = (node, other) if sign == ">" else (other, node)
        if not (isinstance(pair[1], Num) and pair[1].text == "0"):
            if not (isinstance(pair[0], Num) and pair[0].text == "0"):
                raise Unreadable("of comparisons only those with 0 are read", self.text, node.start, Fault.BEYOND)
            pair = Negate(pair[1], node.start, other.end), pair[0]
        return Apply(POSITIVE, (pair[0],), "", node.start, other.end)

    def holds_comparison(self, token: Token) -> bool:
        """Whether a bracket that comes next holds a comparison: `[z > 0]` behind an indicator 1."""
        if not self.at("(", "[", "\\{", "{") or token.spaced:
            return False
        inside = self.inside()
        if inside and opens(inside[0]) and token.text == "{":
            return any(other.text in ("<", ">") for other in self.tokens[self.position :][: 2 + len(inside) * 8])
        return self.separates(inside, "<", ">")

    def norm(self) -> Node:
        """The Euclidean norm; its square is written with ^2 behind it."""
        start = self.next()
        before, self.in_norm = self.in_norm, start.text == "‖"
        node = self.outside_array(self.expression)
        end = self.expect("‖)" if start.text == "‖(" else "‖").end
        self.in_norm = before
        if self.accept("_") and not (self.subscript_two()):
            raise self.fault("the Euclidean norm, with a subscript 2")
        squared = Apply("sqnorm", (node,), "", start.start, end)
        if self.at("^") and (self.ahead().text == "2" or (self.ahead().text == "{" and self.ahead(2).text == "2")):
            self.next()
            if self.accept("{"):
                self.next()
                self.expect("}")
            else:
                self.next()
            return squared
        return Apply("sqrt", (squared,), "", start.start, end)

    def absolute(self) -> Node:
        """The absolute value of a number, `|z_i|`."""
        start = self.next()
        node = self.outside_array(self.expression)
        end = self.expect("|", "an operator or '|'").end
        return Apply("absolute value", (node,), "", start.start, end)

    def subscript_two(self) -> bool:
        """The 2 of the Euclidean norm, or the F of Frobenius, that of all entries together."""
        braces = self.accept("{")
        two = self.token.kind == "num" and self.token.text[0] == "2"
        if two:
            self.split(1)
        elif two := self.token.text == "F":
            self.next()
        return two and (not braces or self.accept("}"))

    def square(self) -> Node:
        """An array in square brackets, or a formula in them."""
        inside = self.inside()
        listed = self.separates(inside, ",", ";", "\\\\") or self.in_list
        if not inside:
            raise self.fault("a number", self.ahead())
        spaced = self.is_number_row(inside) or self.has_spaced_number(inside)
        if listed or spaced or (inside[0].text == "[" and inside[0].kind == "sign"):
            return self.array(inside, "]")
        self.next()
        node = self.outside_array(self.expression)
        if self.at_word("for"):
            return self.comprehension(node)
        node = self.against_zero(node)
        self.expect("]", "an operator or ']'")
        self.bracketed.add((node.start, node.end))
        return node

    def comprehension(self, node: Node) -> Node:
        raise NotImplementedError

    def is_number_row(self, inside: list[Token]) -> bool:
        """Whether there are only numbers, or rows of them, with white space between: `[1 2 3]`."""
        plain = all(
            token.kind == "num" or (token.kind == "sign" and token.text in ("+", "-", "[", "]")) for token in inside
        )
        return plain and sum(token.kind == "num" or token.text == "[" for token in inside) > 1

    def has_spaced_number(self, inside: list[Token]) -> bool:
        """Whether a number stands behind an operand and white space: `[tanh(-1) 0]`."""
        pairs = itertools.pairwise(inside)
        return any(b.kind == "num" and b.spaced and (a.kind in ("num", "word") or closes(a)) for a, b in pairs)

    def is_spaced_row(self, inside: list[Token]) -> bool:
        """Whether there are numbers with their signs, white space between: `(-0.9 -1.0 -0.1)`."""
        if not all(token.kind == "num" or token.text in ("+", "-") for token in inside):
            return False
        pairs = list(itertools.pairwise(inside))
        apart = [b.spaced for a, b in pairs if a.kind == "num"]
        return bool(apart) and all(apart) and not any(b.spaced for a, b in pairs if a.kind != "num")

    def array(self, inside: list[Token], end: str) -> Node:
        """Rows between brackets; the opening one comes next."""
        first = self.next()
        before = self.by_space, self.in_list
        self.by_space = not self.separates(inside, ",")
        nested = bool(inside) and inside[0].text == "["
        self.in_list = end == "]"
        rows: list[list[Node]] = [[]]
        semicolons = False
        while not self.at(end):
            if self.at(";") or self.token.kind == "row":
                self.next()
                semicolons = True
                rows.append([])
                continue
            if self.by_space and self.token.broken and rows[-1] and not nested and not before[1]:
                rows.append([])
            rows[-1].append(self.expression())
            if self.at_word("for"):
                self.by_space, self.in_list = before
                return self.comprehension(rows[-1][0])
            self.separator(end)
        self.by_space, self.in_list = before
        last = self.expect(end)
        return self.assembled(rows, semicolons, first.start, last.end)

    def separator(self, end: str) -> None:
        """A comma where commas separate; nothing where white space does."""
        if self.by_space and (self.token.spaced or self.at(end, ";") or self.token.kind == "row"):
            return
        if not self.accept(",") and not self.at(end, ";") and self.token.kind != "row":
            raise self.fault(f"',' or {end!r}")

    def assembled(self, rows: list[list[Node]], semicolons: bool, start: int, end: int) -> Node:
        """The array of these rows; lists within a list are its rows."""
        rows = [row for row in rows if row] if semicolons else rows
        if not semicolons and len(rows) > 1 and len({len(row) for row in rows}) > 1:
            rows = [[entry for row in rows for entry in row]]
        if not rows or not rows[0]:
            raise Unreadable("found an empty array; expected a number", self.text, start, Fault.GRAMMAR)
        rows = [[alone(entry) for entry in row] for row in rows] if self.is_joining and is_mixed(rows) else rows
        if any(isinstance(entry, Rows) for row in rows for entry in row):
            rows, flat = [self.row(entry) for row in rows for entry in row], False
        elif semicolons and all(len(row) == 1 for row in rows):
            flat = False
        else:
            flat = len(rows) == 1 and not (semicolons and self.text[start] == "(")
        return self.checked(rows, flat, start, end)

    def row(self, entry: Node) -> list[Node]:
        if not isinstance(entry, Rows):
            message = "some rows of this array are in brackets, this one is not"
            raise Unreadable(message, self.text, entry.start, Fault.GRAMMAR)
        if not entry.flat and len(entry.rows[0]) > 1:
            raise Unreadable("an array of matrices is not read", self.text, entry.start, Fault.BEYOND)
        return [item for row in entry.rows for item in row]

    def checked(self, rows: list[list[Node]], flat: bool, start: int, end: int) -> Rows:
        for row in rows[1:]:
            if len(row) != len(rows[0]):
                place = row[0].start if row else start
                message = f"the first row of this array has {len(rows[0])} entries, this one has {len(row)}"
                raise Unreadable(message, self.text, place, Fault.GRAMMAR)
        if len(rows) * len(rows[0]) > MOST_ENTRIES:
            raise Refused(f"an array with more than {MOST_ENTRIES} entries", self.text, start)
        return Rows(tuple(map(tuple, rows)), flat, start, end)

    def matrix(self) -> Node:
        """A matrix environment: `&` between entries, `\\\\` between rows; commas are tolerated."""
        first = self.next()
        before = self.by_space, self.in_list
        self.by_space = self.in_list = False
        rows: list[list[Node]] = [[]]
        while self.token.kind != "end":
            if self.token.kind == "row":
                self.next()
                rows += [[]] if rows[-1] else []
                continue
            rows[-1].append(self.expression())
            separated = self.accept(",")
            separated = self.accept("&") or separated
            if not separated and self.token.kind not in ("row", "end"):
                raise self.fault("'&', '\\\\' or the end of the matrix")
        last = self.next()
        self.by_space, self.in_list = before
        if not rows[-1] and len(rows) > 1:
            rows.pop()
        if not rows[0]:
            raise Unreadable("found an empty matrix; expected a number", self.text, first.start, Fault.GRAMMAR)
        return self.checked(rows, False, first.start, last.end)


def is_mixed(rows: list[list[Node]]) -> bool:
    """Whether some entries of an array are in brackets of their own, and others are not: `[h, x, [1]]`."""
    return len({isinstance(entry, Rows) for row in rows for entry in row}) > 1


def alone(entry: Node) -> Node:
    """What stands alone in brackets, `[1]`."""
    return entry.rows[0][0] if isinstance(entry, Rows) and entry.flat and len(entry.rows[0]) == 1 else entry
