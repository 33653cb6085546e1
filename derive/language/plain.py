"""Plain text, as an author types it; `read(plain(e)) == e`."""

from __future__ import annotations

from collections.abc import Container, Mapping, Sequence
from dataclasses import replace

from flint import fmpq

from derive.language.derivative_names import within
from derive.language.expr import Call, Delta, Derivative, Entry, Expr, IndexNumber, Number, Ref, Sum, at
from derive.language.operation import ATOM, LETTER, POWER, PRODUCT, SUM, Operation, Role, Style
from derive.language.patterns import regex
from derive.language.printer import Branch, Piece, write

PLAIN = regex(r"-?[\d./e-]+|-inf")
"""A number as it stands in an array."""


def number_text(value: fmpq) -> str:
    return str(value.p) if value.q == 1 else f"{value.p}/{value.q}"


def entry_texts(number: Number) -> list[str]:
    """The entries as they were written, or as fractions."""
    return list(number.texts) or [number_text(value) for value in number.entries]


class Plain:
    """Plain notation; a sum over the whole of `ranges` leaves its bounds out, entries are counted from `first`."""

    has_open_sums = False
    has_flat_quotients = True

    def __init__(self, ranges: Mapping[str, range], first: int = 0) -> None:
        self.ranges = ranges
        self.first = first

    def leaf(self, expr: Expr) -> Piece:
        match expr:
            case Number():
                return self.number(expr)
            case Entry(of, index):
                shift = self.first if isinstance(of, Ref) else 0
                places = (i if i.name else at(i.offset + shift) for i in index)
                return f"{self.leaf(of)[0]}[{', '.join(map(str, places))}]", ATOM
            case Delta(left, right):
                return f"delta({left}, {right})", ATOM
            case IndexNumber(counted):
                return str(counted), SUM if counted.offset else LETTER
            case Derivative(of, by, direct=True):
                return f"∂+{within(of)}/∂{within(by)}", ATOM
            case Ref(gradient=None):
                return str(expr), LETTER
            case Ref() | Derivative():
                return str(expr), ATOM
        raise AssertionError(expr)

    def number(self, number: Number) -> Piece:
        texts = entry_texts(number)
        if not number.shape:
            text = texts[0]
            return text, SUM if text.startswith("-") else PRODUCT if "/" in text else ATOM
        columns = number.shape[1]
        return self.array([texts[i : i + columns] for i in range(0, len(texts), columns)])

    def array(self, rows: Sequence[Sequence[str]]) -> Piece:
        """A column as a flat list, with semicolons where not all in it are numbers; everything else as rows."""
        if len(rows) > 1 and len(rows[0]) == 1:
            joint = ", " if all(PLAIN.fullmatch(row[0]) for row in rows) else "; "
            return f"[{joint.join(row[0] for row in rows)}]", LETTER
        lines = (f"[{', '.join(row)}]" for row in rows)
        return f"[{', '.join(lines)}]", LETTER

    def style(self, operation: Operation, args: tuple[Expr, ...]) -> Style:
        """A quotient by a matrix says that it goes entry by entry."""
        if operation.role is Role.QUOTIENT and min(args[1].shape or (1,)) > 1:
            return replace(operation.notation.plain, pattern="#1 ./ #2")
        return operation.notation.plain

    def bracket(self, text: str) -> str:
        return f"({text})"

    def product(self, left: str, right: str) -> str:
        return f"{left} * {right}" if right[0].isdigit() or right[0] == "[" else f"{left} {right}"

    def option(self, name: str, text: str) -> str:
        return f"{name}={text}"

    def branches(self, branches: Sequence[Branch], rest: str) -> Piece:
        parts = [f"{left} {branching.relation} {right}, {then}" for then, left, branching, right in branches]
        return f"piecewise({', '.join([*parts, rest])})", LETTER

    def sum(self, expr: Sum, body: Piece) -> Piece:
        whole = self.ranges.get(expr.index)
        bounds = f"={expr.low}..{expr.high}"
        if whole and (str(whole.start), str(whole.stop - 1)) == (str(expr.low), str(expr.high)):
            bounds = ""
        return f"{'mean' if expr.mean else 'sum'}({expr.index}{bounds}, {body[0]})", ATOM


def plain(expr: Expr, ranges: Mapping[str, range] | None = None, names: Container[str] = ()) -> str:
    """The expression as plain text; `names` are those of the problem, since `h'` may be one of them.

    >>> from derive.language.expr import Ref
    >>> plain(Ref("U"))
    'U'
    """

    def leaves(part: Expr) -> Piece | None:
        match part:
            case Call(operation, (Ref(name, ()),)) if operation.role is Role.TRANSPOSE and f"{name}'" in names:
                return f"({name})'", POWER
        return None

    return write(expr, Plain(ranges or {}), leaves)[0]
