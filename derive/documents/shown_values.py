"""Values in LaTeX: exact where that is short, else rounded, large arrays elided or whole."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from flint import fmpq

from derive.documents.fractions import exact_fractions, short_fraction, whole_numbers
from derive.documents.lines import Stage
from derive.language.evaluate import as_number
from derive.language.expr import Call, Derivative, Entry, Expr, Number, Ref, Shape
from derive.language.latex import Latex, number, number_level, number_rows
from derive.language.latex_arrays import blocks, elided, matrix
from derive.language.operation import ATOM, SUM, Role
from derive.language.printer import Piece
from derive.solving.derivation import Derivation
from derive.table.row import constant


class ShownValues:
    """The values of one derivation."""

    def __init__(self, derivation: Derivation) -> None:
        self.derivation = derivation
        self.numbers = derivation.numbers
        self.latex = Latex(derivation.problem.notation)
        self.has_rounded = False
        self.pieces: dict[Expr, tuple[Piece, bool]] = {}

    def decimals(self, expr: Expr) -> list[str]:
        """The rounded entries of a value; notes whether anything was rounded off."""
        assert self.numbers
        texts = self.numbers.show(expr)
        entries = self.numbers.value(expr).entries
        if any(not isinstance(e, fmpq) or as_number(t) != e for e, t in zip(entries, texts, strict=True)):
            self.has_rounded = True
        return texts

    def array(self, texts: Sequence[str], shape: Shape, whole: bool = False) -> Piece:
        if not shape:
            return number(texts[0]), number_level(texts[0])
        return matrix(number_rows(texts, shape), whole), ATOM

    def shown_exactly(self, name: Ref | Derivative) -> list[str] | None:
        """The entries of a quantity as exact numbers: as given, or computed exactly and short."""
        assert self.numbers
        given = self.derivation.problem.given.get(name) if isinstance(name, Ref) else None
        if given is not None and given.texts:
            return [number(text) for text in given.texts]
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

    def answer(self, name: Ref | Derivative) -> list[Stage]:
        """The whole value of an answer: exactly where that is short, and in decimals."""
        assert self.numbers
        value = self.numbers.known[name]
        whole = whole_numbers(value)
        if whole:
            return [Stage("=", self.array(whole, value.shape, whole=True)[0])]
        exact = exact_fractions(value) if self.is_rounded(name) else None
        stages = [Stage("=", self.array(exact, value.shape, whole=True)[0])] if exact else []
        return [*stages, self.stage(lambda: self.array(self.decimals(name), value.shape, whole=True)[0])]

    def is_rounded(self, name: Ref | Derivative) -> bool:
        """Whether the decimals of a value are not all that there is to it."""
        assert self.numbers
        entries, texts = self.numbers.known[name].entries, self.numbers.show(name)
        return any(not isinstance(e, fmpq) or as_number(t) != e for e, t in zip(entries, texts, strict=True))

    def cell_texts(self, name: Ref | Derivative) -> list[str]:
        """The whole value of a quantity for a table, in parts that fit a line: a column as a row that is turned."""
        shape = name.shape
        assert self.numbers
        texts = whole_numbers(self.numbers.known[name]) or self.decimals(name)
        if not shape or len(texts) == 1:
            return [number(texts[0])]
        if shape[1] > 1:
            return blocks(number_rows(texts, shape), whole=True)
        *head, last = blocks([list(map(number, texts))], whole=True)
        return [*head, f"{last}^{{\\top}}"]

    def value(self, expr: Expr) -> Piece:
        """The value of any expression, set once; diagonal matrices by their diagonal."""
        if constant(expr) is not None or isinstance(expr, Number):
            return self.latex.piece(expr)
        before = self.has_rounded
        if expr not in self.pieces:
            self.has_rounded = False
            self.pieces[expr] = self.set_value(expr), self.has_rounded
        piece, has_rounded = self.pieces[expr]
        self.has_rounded = before or has_rounded
        return piece

    def set_value(self, expr: Expr) -> Piece:
        assert self.numbers
        if isinstance(expr, Ref | Derivative):
            return self.named_value(expr)
        if isinstance(expr, Call) and expr.operation.role is Role.DIAGONAL_MATRIX:
            texts = self.entry_texts(expr.args[0])
            entries = ["\\dots" if k is None else texts[k] for k in elided(len(texts), 6)]
            return f"\\mathrm{{diag}}({', '.join(entries)})", ATOM
        if isinstance(expr, Call) and expr.operation.role is Role.IDENTITY:
            return self.latex(expr), ATOM
        if isinstance(expr, Call) and expr.operation.role is Role.TRANSPOSE and isinstance(expr.args[0], Ref):
            exact = self.shown_exactly(expr.args[0])
            if exact is not None:
                rows, columns = expr.shape
                turned = [[exact[j * rows + i] for j in range(columns)] for i in range(rows)]
                return matrix(turned), ATOM
        value = self.numbers.value(expr)
        return self.array(whole_numbers(value) or self.decimals(expr), value.shape)

    def leaf_value(self, expr: Expr) -> Piece | None:
        match expr:
            case Ref() | Derivative() | Entry():
                return self.value(expr)
            case Call(operation, (Ref() | Derivative(),)) if operation.role in (Role.TRANSPOSE, Role.DIAGONAL_MATRIX):
                return self.value(expr)
        return None

    def entry_texts(self, expr: Expr) -> list[str]:
        """The entries of a value, exactly where that is short."""
        assert self.numbers
        exact = self.shown_exactly(expr) if isinstance(expr, Ref | Derivative) else None
        exact = exact or whole_numbers(self.numbers.value(expr))
        return exact or [number(text) for text in self.decimals(expr)]

    def cells(self, expr: Expr) -> list[list[str]]:
        exact = self.shown_exactly(expr) if isinstance(expr, Ref | Derivative) else None
        texts = exact or [number(text) for text in self.decimals(expr)]
        return [texts[i : i + expr.shape[1]] for i in range(0, len(texts), expr.shape[1])]

    def stage(self, text: Callable[[], str]) -> Stage:
        """A reading with numbers; `≈` leads to it if one of them is rounded."""
        self.has_rounded = False
        found = text()
        return Stage("\\approx" if self.has_rounded else "=", found)
