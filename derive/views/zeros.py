"""Why entries of an answer are exactly zero."""

from __future__ import annotations

from derive.balls import is_zero
from derive.expr import (
    Call,
    Derivative,
    Expr,
    Index,
    Ref,
    is_column,
    walk,
)
from derive.operations import make
from derive.views.blocks import Block, Text
from derive.views.entries import EntryNotes


class ZeroNotes(EntryNotes):
    """All notes, with the reasons for exact zeros."""

    def zeros(self, target: Ref | Derivative) -> list[Block]:
        """Why entries of an answer are exactly zero."""
        numbers = self.derivation.numbers
        step = self.derivation.find(target)
        if numbers is None or step is None or not isinstance(target, Derivative):
            return []
        if any(reason.key in ("no_path", "itself") for reason in step.reasons):
            return []
        value = numbers.known[target]
        if not any(is_zero(entry) for entry in value.entries):
            return []
        rows = [i for i, row in enumerate(value.by_rows()) if all(map(is_zero, row))]
        columns = [j for j in range(value.columns) if all(is_zero(value[i, j]) for i in range(value.rows))]
        vectors = self.right_factors(target.by)
        if columns and not is_column(value.shape) and vectors:
            values = [numbers.known[ref] for ref in vectors]
            if all(is_zero(v.entries[j]) for v in values for j in columns):
                return [Text(self.zero_sentence("column", columns, self.side(vectors), len(vectors), target))]
        arriving = self.arriving(target)
        if rows and arriving and all(is_zero(numbers.known[arriving].entries[i]) for i in rows):
            return [Text(self.zero_sentence("row", rows, self.math(arriving), 1, target))]
        if rows or columns or len(value.entries) > 0:
            zero = f"${self.setter.numbers.show(make.number(0))[0]}$" if self.setter.numbers else "0"
            return [Text(self.words("notes.zero_exact", by=self.math(target), zero=zero))]
        return []

    def zero_sentence(self, kind: str, places: list[int], side: str, count: int, target: Derivative) -> str:
        listed = self.words.listed([str(place + 1) for place in places])
        which = self.words(f"notes.{kind}" if len(places) == 1 else f"notes.{kind}s", list=listed)
        verb = self.words("notes.is" if len(places) == 1 else "notes.are")
        return self.words(
            "notes.zero_one" if count == 1 else "notes.zero_columns",
            which=f"{verb} {which}",
            factor=f"$\\partial {self.latex(target.of)}/\\partial {self.latex(target.by)}$",
            side=side,
            by=self.math(target.by),
            of=self.math(target.of),
        )

    def side(self, vectors: list[Ref]) -> str:
        """The vector that a matrix is multiplied with; of several, the one with an index."""
        symbol = self.network.symbolic(vectors[0])
        one = len(vectors) == 1
        return self.math(vectors[0] if one else Ref(symbol.name, tuple(map(plain_index, symbol.index)), symbol.shape))

    def arriving(self, target: Derivative) -> Derivative | None:
        """The gradient whose entries are factors of the rows of a gradient: that of `z` in `z = W x + b`."""
        users = self.network.users.get(target.by, [])
        numbers = self.derivation.numbers
        if len(users) != 1 or numbers is None or not has_own_rows(target.by, users[0].rhs):
            return None
        name = Derivative(target.of, users[0].target, users[0].target.shape)
        fits = is_column(name.by.shape) and name.by.shape[0] == target.by.shape[0]
        return name if fits and name in numbers.known else None

    def right_factors(self, by: Ref) -> list[Ref]:
        """The vectors that a matrix is multiplied with, if all its uses are such and have one name."""
        found: list[Ref] = []
        for user in self.network.users.get(by, []):
            for part in walk(user.rhs):
                if isinstance(part, Call) and part.operation.name == "multiply" and part.args[0] == by:
                    if not isinstance(part.args[1], Ref):
                        return []
                    found.append(part.args[1])
        names = {ref.name for ref in found}
        return found if len(names) == 1 else []


def has_own_rows(by: Ref, rhs: Expr) -> bool:
    """Whether row i of the right-hand side has only row i of a quantity: a summand, or the left of a product."""
    if not isinstance(rhs, Call):
        return rhs == by
    if rhs.operation.name in ("add", "subtract"):
        return any(has_own_rows(by, arg) for arg in rhs.args)
    return rhs.operation.name == "multiply" and rhs.args[0] == by


def plain_index(index: Index) -> Index:
    return Index(index.name, 0) if index.name else index
