"""Why entries of an answer are exactly zero, in a sentence."""

from __future__ import annotations

from flint import fmpq

from derive.documents.blocks import Block, Text
from derive.documents.entries import EntryNotes
from derive.language.expr import Derivative, Index, Number, Ref
from derive.solving.vanishing import Vanishing, vanishing


class ZeroNotes(EntryNotes):
    """All notes, with the reasons for exact zeros."""

    def zeros(self, target: Ref | Derivative) -> list[Block]:
        """Why entries of an answer are exactly zero."""
        found = vanishing(self.derivation, target)
        if found is None:
            return []
        if found.kind == "entries":
            zero = f"${self.setter.numbers.show(Number((fmpq(0),)))[0]}$" if self.setter.numbers else "0"
            return [Text(self.words("notes.zero_exact", by=self.math(found.target), zero=zero))]
        return [Text(self.zero_sentence(found))]

    def zero_sentence(self, found: Vanishing) -> str:
        """The sentence for whole rows or columns."""
        target, many = found.target, len(found.places) > 1
        kind = found.kind if many else found.kind.removesuffix("s")
        which = self.words(f"notes.{kind}", list=self.words.listed([str(place + 1) for place in found.places]))
        return self.words(
            "notes.zero_one" if len(found.because) == 1 else "notes.zero_columns",
            which=f"{self.words('notes.are' if many else 'notes.is')} {which}",
            factor=f"$\\partial {self.latex(target.of)}/\\partial {self.latex(target.by)}$",
            side=self.side(found.because),
            by=self.math(target.by),
            of=self.math(target.of),
        )

    def side(self, because: tuple[Ref | Derivative, ...]) -> str:
        """What a matrix is multiplied with; of several vectors, the one with an index."""
        first, *more = because
        if more and isinstance(first, Ref):
            symbol = self.network.symbolic(first)
            first = Ref(symbol.name, tuple(map(plain_index, symbol.index)), symbol.shape)
        return self.math(first)


def plain_index(index: Index) -> Index:
    return Index(index.name, 0) if index.name else index
