"""What stands behind an operand: methods of arrays, new axes, and values of an index behind a bar."""

from __future__ import annotations

from derive.reading.atoms import Atoms
from derive.reading.functions import POSITIVE
from derive.reading.result import Fault, Unreadable
from derive.reading.tree import Apply, Instance, Node, Part, Transpose

SUMS = {".sum": "sum", ".mean": "mean", ".max": "max", ".min": "min"}
SAME = frozenset(".item .detach .numpy .cpu .clone .tolist .copy".split())
FLAT = frozenset(".flatten .ravel .squeeze".split())
COLUMN, ROW, VECTOR = "as a column", "as a row", "as a vector"


class Methods(Atoms):
    """Reads what stands behind an operand."""

    def method(self, node: Node) -> Node:
        token = self.next()
        if token.text in (".T", ".mT"):
            return Transpose(node, node.start, token.end)
        if token.text == ".shape":
            return self.extent(node)
        self.expect("(")
        if token.text == ".dot":
            other = self.outside_array(self.expression)
            self.expect(")")
            return Apply("dot", (node, other), "", node.start, other.end)
        if token.text in (".reshape", ".view", ".unsqueeze"):
            way = self.shape_asked(token.text)
            return Apply(way, (node,), "", node.start, self.expect(")").end)
        self.axis = ""
        while not self.at(")"):
            self.option()
        end = self.next().end
        if token.text in SAME or (token.text == ".astype" and isinstance(node, Apply) and node.function == POSITIVE):
            return node
        if token.text in FLAT:
            return Apply(VECTOR, (node,), "", node.start, end)
        if token.text in SUMS:
            return Apply(SUMS[token.text], (node,), self.taken_axis(), node.start, end)
        return Transpose(node, node.start, end)

    def extent(self, node: Node) -> Node:
        """`X.shape[0]`, how many rows, or `X.shape[1]`, how many columns."""
        self.expect("[")
        place = self.whole()
        if place > 1:
            raise self.fault("0 for the rows, or 1 for the columns", self.tokens[self.position - 1])
        return Apply("len", (node,), f"axis={place}", node.start, self.expect("]").end)

    def shape_asked(self, method: str) -> str:
        """What `(-1, 1)`, `(1, -1)` or `(-1)` makes of a vector; `unsqueeze(0)` makes it a row."""
        brackets = self.accept("(")
        numbers = [self.signed_whole()]
        while self.accept(",") and not self.at(")"):
            numbers.append(self.signed_whole())
        if brackets:
            self.expect(")")
        match method, numbers:
            case ".unsqueeze", [0]:
                return ROW
            case ".unsqueeze", [1 | -1]:
                return COLUMN
            case ".reshape" | ".view", [_, 1]:
                return COLUMN
            case ".reshape" | ".view", [1, _]:
                return ROW
            case ".reshape" | ".view", [-1]:
                return VECTOR
        raise self.fault("the shape of a column or a row", self.tokens[self.position - 1])

    def signed_whole(self) -> int:
        return -self.whole() if self.accept("-") else self.whole()

    def option(self) -> None:
        """An argument such as `axis=0`, or the axis itself; the axes of a transposition are passed over."""
        if self.is_keyword():
            self.keyword()
            return
        start = self.position
        while not (self.at(",", ")") or self.token.kind == "stop"):
            if self.at("("):
                self.skip_group()
            else:
                self.next()
        self.axis = self.axis or "".join(token.text for token in self.tokens[start : self.position])
        self.accept(",")

    def new_axis(self, node: Node) -> Node | None:
        """`[:, None]` makes a vector a column, `[None, :]` a row; nothing is read otherwise."""
        inside = [token.text for token in self.inside()]
        way = {":": COLUMN, "None": ROW, "newaxis": ROW}.get(inside[0]) if inside else None
        if way is None or inside[1:2] != [","] or {*inside[::2]} not in ({":", "None"}, {":", "newaxis"}):
            return None
        _, end = self.skip_group()
        return Apply(way, (node,), "", node.start, self.tokens[end].end)

    def instance(self, node: Node) -> Node:
        """The values of indices behind a bar, `|_{t=1}`, of all that stands before it."""
        first = node.start == self.tokens[0].start or self.tokens[self.position - 1].text in (")", "]")
        if not first:
            message = "how much this bar belongs to is not clear; use brackets"
            raise Unreadable(message, self.text, self.token.start, Fault.UNCLEAR)
        self.next()
        self.expect("_")
        braces = self.accept("{")
        values: list[tuple[str, Part]] = []
        while True:
            if self.token.kind != "word" or self.ahead().text != "=":
                raise self.fault("an index and its value, such as t=1")
            index = self.next().text
            self.next()
            values.append((index, self.bound(bare=braces)))
            if not braces or not self.accept(","):
                break
        if braces:
            self.expect("}")
        return Instance(node, tuple(values), node.start, self.tokens[self.position - 1].end)
