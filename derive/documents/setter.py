"""One equation in its readings: formula, numbers put in, partial results, result."""

from __future__ import annotations

from flint import fmpq

from derive.documents.fractions import bracketed, is_flat, is_plain, product_factors, shape_text, skeleton
from derive.documents.lines import Stage, carried, distinct
from derive.documents.shown_values import ShownValues
from derive.language.expr import Call, Derivative, Entry, Expr, Number, Ref, Shape, Sum, at, bind, is_single, size
from derive.language.latex_arrays import elided, matrix, room
from derive.language.operation import ADDITIVE, ATOM, POWER, PRODUCT, Role
from derive.language.printer import Leaves, Piece
from derive.language.width import width
from derive.table.algebra import ADD
from derive.table.products import MULTIPLY
from derive.table.quotients import DIVIDE


class Setter(ShownValues):
    """Sets the equations of one derivation, with or without numbers."""

    def substituted(self, expr: Expr) -> str:
        """The expression with numbers in place of all names."""
        return self.latex(self.written_out(expr), lambda part: self.over(part) or self.leaf_value(part))

    def written_out(self, expr: Expr) -> Expr:
        """Sums over an index as explicit additions; one without terms is left out of another, or zero.

        An array over a number is the array times the number's inverse, since no array of numbers stands in a fraction.
        """
        match expr:
            case Sum(index, low, high, body, mean) if low.is_literal and high.is_literal:
                numbers = range(low.offset, high.offset + 1)
                bodies = [bind(body, {index: at(k)}) for k in numbers]
                terms = [self.written_out(each) for each in bodies if not is_empty(each)]
                if not terms:
                    return Number((fmpq(0),) * size(expr.shape), expr.shape)
                whole = terms[0]
                for term in terms[1:]:
                    whole = ADD(whole, term)
                return MULTIPLY(one_of(len(numbers)), whole) if mean else whole
            case Call(operation, (above, below)) if operation.role is Role.QUOTIENT and is_array_over_number(expr):
                return MULTIPLY(DIVIDE(one(), self.written_out(below)), self.written_out(above))
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
            return self.over(expr) if id(expr) in keep else self.value(expr)

        return leaf

    def over(self, expr: Expr) -> Piece | None:
        """A quotient by an array as the array of quotients, since no array of numbers stands below another."""
        if not isinstance(expr, Call) or expr.operation.role is not Role.QUOTIENT or is_single(expr.args[1].shape):
            return None
        rows, columns = expr.shape
        above, below = (spread_out(self.entry_texts(arg), arg.shape, rows, columns) for arg in expr.args)
        pairs = (zip(a, b, strict=True) for a, b in zip(above, below, strict=True))
        return matrix([[f"\\frac{{{a}}}{{{b}}}" for a, b in row] for row in pairs]), ATOM

    def stages(self, expr: Expr, detail: str, name: Ref | Derivative | None = None, box: bool = False) -> list[Stage]:
        """The readings of a right-hand side with numbers that say something new; `name` is what it computes.

        An answer, in a `box`, is shown whole.
        """
        body = self.unfold(expr)
        if self.numbers is None:
            return [Stage("=", self.latex(body))] if body else []
        stages = []
        if body is None:
            body = expr
        else:
            stages.append(Stage("=", self.latex(body)))
        if detail != "brief" and not is_plain(body):
            entries = self.by_entries(expr)
            stages += entries if entries and detail != "full" else self.put_in(body, detail == "full", bool(stages))
            stages += entries if detail == "full" else []
        whole = name if name is not None and name.shape == expr.shape else expr
        if box and isinstance(whole, Ref | Derivative):
            *exact, last = self.answer(whole)
            stages = [stage for stage in stages if not exact or stage.text != last.text]
            return [*distinct(carried([*stages, *exact])), last]
        if not isinstance(expr, Number):
            stages.append(self.stage(lambda: self.value(whole)[0]))
        return distinct(carried(stages))

    def by_entries(self, expr: Expr) -> list[Stage]:
        """A function written with the entries of its arguments, in numbers."""
        if not isinstance(expr, Call) or expr.operation.by_entries is None or self.numbers is None:
            return []
        values = tuple(self.numbers.value(arg) for arg in expr.args)
        written = expr.operation.by_entries(expr.args, values)
        return [self.stage(lambda: self.latex(written, self.entry_value))] if written else []

    def entry_value(self, expr: Expr) -> Piece | None:
        """The value of an entry, of a name, and of a factor."""
        is_factor = isinstance(expr, Call) and bool(expr.shape) and expr.operation.role is not Role.PRODUCT
        return self.value(expr) if is_factor or isinstance(expr, Ref | Entry) else None

    def put_in(self, body: Expr, full: bool, is_unfolded: bool) -> list[Stage]:
        """The names replaced by numbers, products of numbers with their dot products, one operation before the end."""
        substituted = self.stage(lambda: self.substituted(body))
        partial = self.stage(lambda: self.partial(body))
        stages = []
        if full or (not is_unfolded and is_flat(body)) or substituted.text == partial.text:
            stages.append(substituted)
        if full:
            stages += self.dots(body)
        return [*stages, *([] if partial.text in [stage.text for stage in stages] else [partial])]

    def dots(self, expr: Expr) -> list[Stage]:
        """The matrix products in a sum with numbers as factors, and then every dot product written out."""
        written = self.written_out(expr)
        found: list[list[list[str]] | None] = []

        def product(part: Expr) -> Piece | None:
            if is_shaped_sum(part):
                return None
            if not self.is_dot_product(part):
                return self.value(part)
            return self.latex(part, lambda inner: None if inner is part else self.value(inner)), PRODUCT

        def dots(part: Expr) -> Piece | None:
            if is_shaped_sum(part):
                return None
            if not self.is_dot_product(part):
                return self.value(part)
            assert isinstance(part, Call)
            cells = self.dot_cells(*part.args)
            found.append(cells)
            if cells and len(cells) == 1 and len(cells[0]) > 1:
                return f"{matrix([[cell] for cell in cells[0]])}^{{\\top}}", POWER
            return matrix(cells or [[""]]), ATOM

        factors = self.stage(lambda: self.latex(written, product))
        entries = self.stage(lambda: self.latex(written, dots))
        return [factors, entries] if found and None not in found else []

    def is_dot_product(self, expr: Expr) -> bool:
        """Whether an expression is a product of arrays whose entries are sums of products."""
        if not isinstance(expr, Call) or expr.operation.role is not Role.PRODUCT or not expr.shape:
            return False
        left, right = expr.args
        return not (is_single(left.shape) or is_single(right.shape) or left.shape[1] == 1)

    def dot_cells(self, left: Expr, right: Expr) -> list[list[str]] | None:
        """The entries of a product of arrays as sums of products of numbers; `None` if they do not fit on a line.

        A diagonal matrix leaves one product in each entry.
        """
        rows, columns = self.cells(left), self.cells(right)
        result = []
        for i, row in enumerate(rows):
            terms = [
                [
                    f"{bracketed(a)} \\cdot {bracketed(columns[k][j])}"
                    for k, a in enumerate(row)
                    if not (is_diagonal(left) and k != i) and not (is_diagonal(right) and k != j)
                ]
                for j in range(right.shape[1])
            ]
            result.append([added(parts) for parts in terms])
        return None if any(width(cell) > room() for row in result for cell in row) else result

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

    def unfold(self, expr: Expr) -> Expr | None:
        """The definition of a function in simpler ones, where it has such a reading."""
        if isinstance(expr, Call) and expr.operation.unfold:
            return expr.operation.unfold(expr.args)
        return None


def spread_out(texts: list[str], shape: Shape, rows: int, columns: int) -> list[list[str]]:
    """The entries of an array of this size; a single row, column or number stands at all its places."""
    own_rows, own_columns = shape or (1, 1)
    return [[texts[i % own_rows * own_columns + j % own_columns] for j in range(columns)] for i in range(rows)]


def one() -> Expr:
    return Number((fmpq(1),))


def is_array_over_number(expr: Call) -> bool:
    above, below = expr.args
    return not is_single(above.shape) and is_single(below.shape)


def one_of(count: int) -> Expr:
    """The fraction of one among so many, as one writes it."""
    return one() if count == 1 else DIVIDE(one(), Number((fmpq(count),)))


def is_shaped_sum(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.operation.role in ADDITIVE and bool(expr.shape)


def is_diagonal(expr: Expr) -> bool:
    return isinstance(expr, Call) and expr.operation.role in (Role.DIAGONAL_MATRIX, Role.IDENTITY)


def added(terms: list[str]) -> str:
    """A sum of products; a long one with dots in the middle."""
    whole = " + ".join(terms)
    if width(whole) <= room():
        return whole
    return " + ".join("\\dots" if k is None else terms[k] for k in elided(len(terms), 3))


def is_empty(expr: Expr) -> bool:
    """Whether an expression is a sum over an index that has no values, or is made of such sums alone."""
    if isinstance(expr, Call) and expr.operation.role is Role.SUM:
        return all(map(is_empty, expr.args))
    literal = isinstance(expr, Sum) and expr.low.is_literal and expr.high.is_literal
    return literal and isinstance(expr, Sum) and expr.low.offset > expr.high.offset
