"""One equation in its readings: formula, numbers put in, partial results, result; set in lines that fit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from flint import fmpq

from derive.derivation import Derivation
from derive.expr import (
    ATOM,
    POWER,
    SUM,
    Call,
    Derivative,
    Entry,
    Expr,
    Number,
    Ref,
    Shape,
    Sum,
    at,
    bind,
    is_single,
)
from derive.notation import Latex
from derive.notation.latex import elided, matrix, number, number_level
from derive.notation.plain import entry_texts
from derive.notation.printer import Leaves, Piece
from derive.operations import make
from derive.values import as_rational
from derive.views.parts import (
    bracketed,
    is_flat,
    is_plain,
    product_factors,
    shape_text,
    short_fraction,
    skeleton,
    whole_numbers,
)
from derive.views.width import LINE, broken, width

Relation = Literal["=", "\\approx"]


@dataclass(frozen=True, slots=True)
class Line:
    """A line of an aligned display: what stands left and right of the alignment point."""

    left: str
    right: str


@dataclass(frozen=True, slots=True)
class Stage:
    """One reading of a right-hand side, with the relation that leads to it."""

    relation: Relation
    text: str


class Setter:
    """Sets expressions of one derivation in LaTeX, with or without numbers."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.numbers = derivation.numbers
        self.latex = Latex(derivation.problem.notation)
        self.has_rounded = False

    def decimals(self, expr: Expr) -> list[str]:
        """The rounded entries of a value; notes whether anything was rounded off."""
        assert self.numbers
        texts = self.numbers.show(expr)
        entries = self.numbers.value(expr).entries
        if any(not isinstance(e, fmpq) or as_rational(t) != e for e, t in zip(entries, texts, strict=True)):
            self.has_rounded = True
        return texts

    def array(self, texts: list[str], shape: Shape) -> Piece:
        if not shape:
            return number(texts[0]), number_level(texts[0])
        rows = [[number(t) for t in texts[i : i + shape[1]]] for i in range(0, len(texts), shape[1])]
        return matrix(rows), ATOM

    def shown_exactly(self, name: Ref | Derivative) -> list[str] | None:
        """The entries of a quantity as exact numbers: as given, or computed exactly and short."""
        assert self.numbers
        given = self.derivation.problem.given.get(name) if isinstance(name, Ref) else None
        if given is not None:
            return [number(text) for text in entry_texts(given)]
        value = self.numbers.known[name]
        return whole_numbers(value) or short_fraction(value, self.numbers.digits)

    def named_value(self, name: Ref | Derivative) -> Piece:
        """The value of a quantity: exact where that is short, else rounded."""
        assert self.numbers
        exact = self.shown_exactly(name)
        shape = self.numbers.known[name].shape
        if exact is None:
            return self.array(self.decimals(name), shape)
        if shape:
            return matrix([exact[i : i + shape[1]] for i in range(0, len(exact), shape[1])]), ATOM
        return exact[0], SUM if exact[0].startswith("-") else ATOM

    def flat_value(self, name: Ref | Derivative) -> str:
        """The value of a quantity for a table: a column as a row that is turned."""
        text = self.named_value(name)[0]
        if len(name.shape) == 2 and name.shape[1] == 1 and name.shape[0] > 1:
            return text.replace(" \\\\ ", " & ").replace("\\vdots", "\\cdots") + "^{\\top}"
        return text

    def value(self, expr: Expr) -> Piece:
        """The value of any expression; diagonal matrices by their diagonal."""
        assert self.numbers
        if isinstance(expr, Ref | Derivative):
            return self.named_value(expr)
        if make.constant(expr) is not None or isinstance(expr, Number):
            return self.latex.piece(expr)
        if isinstance(expr, Call) and expr.operation.name == "diag":
            texts = [number(text) for text in self.decimals(expr.args[0])]
            entries = ["\\dots" if k is None else texts[k] for k in elided(len(texts), 6)]
            return f"\\mathrm{{diag}}({', '.join(entries)})", ATOM
        if isinstance(expr, Call) and expr.operation.name == "identity":
            return self.latex(expr), ATOM
        if isinstance(expr, Call) and expr.operation.name == "transpose" and isinstance(expr.args[0], Ref):
            exact = self.shown_exactly(expr.args[0])
            if exact is not None:
                rows, columns = expr.shape
                turned = [[exact[j * rows + i] for j in range(columns)] for i in range(rows)]
                return matrix(turned), ATOM
        value = self.numbers.value(expr)
        return self.array(whole_numbers(value) or self.decimals(expr), value.shape)

    def substituted(self, expr: Expr) -> str:
        """The expression with numbers in place of all names."""
        return self.latex(self.written_out(expr), self.leaf_value)

    def leaf_value(self, expr: Expr) -> Piece | None:
        match expr:
            case Ref() | Derivative():
                return self.named_value(expr)
            case Entry():
                return self.value(expr)
            case Call(operation, (Ref() | Derivative(),)) if operation.name == "transpose":
                return self.value(expr)
        return None

    def written_out(self, expr: Expr) -> Expr:
        """Sums over an index as explicit additions."""
        match expr:
            case Sum(index, low, high, body, mean) if low.is_literal and high.is_literal:
                numbers = range(low.offset, high.offset + 1)
                terms = [self.written_out(bind(body, {index: at(k)})) for k in numbers]
                whole = terms[0]
                for term in terms[1:]:
                    whole = make.TABLE["add"](whole, term)
                return make.TABLE["divide"](whole, make.number(len(numbers))) if mean else whole
            case Call(operation, args, shape):
                return Call(operation, tuple(self.written_out(a) for a in args), shape)
        return expr

    def partial(self, expr: Expr) -> str:
        """The expression one operation before its result: every term or factor as a number."""
        written = self.written_out(expr)
        return self.latex(written, self.partial_leaf(written))

    def partial_leaf(self, root: Expr) -> Leaves:
        keep = set(map(id, skeleton(root)))

        def leaf(expr: Expr) -> Piece | None:
            return None if id(expr) in keep else self.value(expr)

        return leaf

    def stages(self, expr: Expr, detail: str, name: Ref | Derivative | None = None) -> list[Stage]:
        """The readings of a right-hand side with numbers that say something new; `name` is what it computes."""
        if self.numbers is None or isinstance(expr, Number):
            return []
        body = self.unfold(expr)
        stages = []
        if body is None:
            body = expr
        else:
            stages.append(Stage("=", self.latex(body)))
        if detail != "brief" and not is_plain(body):
            substituted = self.stage(lambda: self.substituted(body))
            partial = self.stage(lambda: self.partial(body))
            if detail == "full" or (not stages and is_flat(body)) or substituted.text == partial.text:
                stages.append(substituted)
            if detail == "full":
                stages += self.dots(body)
            stages.append(partial)
        whole = name if name is not None and name.shape == expr.shape else expr
        stages.append(self.stage(lambda: self.value(whole)[0]))
        return distinct(carried(stages))

    def dots(self, expr: Expr) -> list[Stage]:
        """Every dot product of the matrix products in a sum written out, entry by entry."""
        written = self.written_out(expr)
        found = False

        def leaf(part: Expr) -> Piece | None:
            nonlocal found
            if isinstance(part, Call) and part.operation.name in ("add", "subtract", "negate") and part.shape:
                return None
            cells = self.dot_cells(part)
            if cells is not None:
                found = True
                if len(cells) == 1 and len(cells[0]) > 1:
                    return f"{matrix([[cell] for cell in cells[0]])}^{{\\top}}", POWER
                return matrix(cells), ATOM
            return self.value(part)

        stage = self.stage(lambda: self.latex(written, leaf))
        return [stage] if found else []

    def dot_cells(self, expr: Expr) -> list[list[str]] | None:
        """The entries of a matrix product as sums of products of numbers."""
        if not isinstance(expr, Call) or expr.operation.name != "multiply" or not expr.shape:
            return None
        left, right = expr.args
        if is_single(left.shape) or is_single(right.shape) or left.shape[1] == 1:
            return None
        assert self.numbers
        rows, columns = self.cells(left), self.cells(right)
        return [
            [
                " + ".join(f"{bracketed(a)} \\cdot {bracketed(columns[k][j])}" for k, a in enumerate(row))
                for j in range(right.shape[1])
            ]
            for row in rows
        ]

    def cells(self, expr: Expr) -> list[list[str]]:
        exact = self.shown_exactly(expr) if isinstance(expr, Ref | Derivative) else None
        texts = exact or [number(text) for text in self.decimals(expr)]
        return [texts[i : i + expr.shape[1]] for i in range(0, len(texts), expr.shape[1])]

    def shaped(self, expr: Expr) -> str:
        """The expression with the shape under each factor of its products."""
        factors = {id(part) for part in product_factors(expr)}

        def leaf(part: Expr) -> Piece | None:
            if id(part) not in factors or not part.shape:
                return None
            text, level = self.latex.piece(part)
            inner = text if level >= POWER else self.latex.bracket(text)
            return f"\\underset{{{shape_text(part.shape)}}}{{{inner}}}", ATOM

        return self.latex(expr, leaf)

    def stage(self, text: Callable[[], str]) -> Stage:
        """A reading with numbers; `≈` leads to it if one of them is rounded."""
        self.has_rounded = False
        found = text()
        return Stage("\\approx" if self.has_rounded else "=", found)

    def unfold(self, expr: Expr) -> Expr | None:
        """The definition of a function in simpler ones, where it has such a reading."""
        if isinstance(expr, Call) and expr.operation.unfold:
            return expr.operation.unfold(expr.args)
        return None

    def lines(self, left: str, stages: list[Stage]) -> list[Line]:
        """The stages side by side as far as they fit, each in lines of its own where they do not."""
        lines: list[Line] = []
        head, current = left, ""
        taken = width(left)
        for stage in stages:
            text = f"{stage.relation} {stage.text}"
            if current and taken + width(current) + width(text) <= LINE:
                current = f"{current} {text}"
                continue
            if current:
                lines.append(Line(head, current))
                head = ""
            first, *rest = broken(text, LINE - taken, LINE - taken - 4)
            if rest:
                lines.append(Line(head, first))
                head = ""
                lines += [Line("", f"\\quad {part}") for part in rest[:-1]]
                current = f"\\quad {rest[-1]}"
            else:
                current = first
        lines.append(Line(head, current))
        return lines


def carried(stages: list[Stage]) -> list[Stage]:
    """What follows a rounded reading is approximate, even where the value itself is exact."""
    rounded = [k for k, stage in enumerate(stages) if stage.relation != "="]
    first = rounded[0] if rounded else len(stages)
    return [Stage("\\approx" if k >= first else stage.relation, stage.text) for k, stage in enumerate(stages)]


def distinct(stages: list[Stage]) -> list[Stage]:
    """The stages without those that repeat the one before."""
    return [s for k, s in enumerate(stages) if k == 0 or s.text != stages[k - 1].text]
