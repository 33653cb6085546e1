"""Notes in index notation: local derivatives from their definitions, sums over entries, outer products."""

from __future__ import annotations

from itertools import product

from derive.documents.blocks import Block, Text
from derive.documents.lines import SetLine, Stage, boxed, distinct, set_lines
from derive.documents.notes import Notes
from derive.language.expr import Call, Derivative, Entry, Expr, at, bind, order
from derive.language.latex import partial_sign
from derive.language.steps import Step
from derive.language.width import line_width, width
from derive.table.algebra import ADD

GAP = 4.0
"""The room between two equations on one line, in digits."""


class EntryNotes(Notes):
    """Notes that are about single entries."""

    def index_lines(self, step: Step) -> list[SetLine]:
        """The derivation of a local derivative that is not obvious, from the definition; nothing if it is."""
        found = [step.explanation(kind) for kind in ("definition", "derivation")]
        return [line for said in found if said for line in self.equation(said)]

    def sums(self, step: Step) -> list[str]:
        """The sum over the entries of each child, before and after the local derivatives are put in."""
        found = step.explanation("entry_sum")
        return [" + ".join(map(self.latex, terms(expr))) for expr in found.right] if found else []

    def entry_lines(self, step: Step, target: Entry) -> list[SetLine]:
        """An equation for an entry: with deltas and without, in numbers (all entries at full detail), the whole."""
        name = target.of
        assert isinstance(name, Derivative)
        stages = [Stage("=", text) for text in (*self.sums(step), self.latex(step.rhs))]
        lines = set_lines(self.latex(target), distinct(stages))
        if self.derivation.numbers is None:
            return lines
        numeric: list[SetLine] = []
        for place in self.places(target):
            binding = {index.name: at(k) for index, k in zip(target.index, place, strict=True)}
            # What has no letters in it is said by the general equation already.
            if stages := self.setter.stages(bind(step.rhs, binding), self.detail):
                numeric += set_lines(self.latex(bind(target, binding)), stages)
        shown = [self.setter.stage(lambda: self.setter.named_value(step.name)[0])]
        if step.name in [a.target for a in self.derivation.answers]:
            *exact, last = self.setter.answer(name)
            shown = [*exact, Stage(last.relation, boxed(last.text))]
        found = beside(numeric, set_lines(self.latex(step.name), shown))
        return beside(lines, found)

    def places(self, target: Entry) -> list[tuple[int, ...]]:
        """The entries that are written out."""
        name = target.of
        assert isinstance(name, Derivative)
        sizes = name.by.shape[: order(name.by.shape)]
        everything = list(product(*map(range, sizes)))
        return everything if self.detail == "full" else [] if self.detail == "brief" else everything[:1]

    def outer_product(self, step: Step) -> list[Block]:
        """Why the gradient by a matrix is a column times a row."""
        found, name = step.explanation("outer_product"), step.name
        if found is None or not isinstance(name, Derivative):
            return []
        match found.left, found.right:
            case Entry(Derivative(child) as local, indices), (Call(_, (_, Entry(vector))) as entry,):
                by, sign = name.by, partial_sign(local)
                sentence = self.words(
                    "notes.outer_product",
                    child=self.math(child),
                    by=self.math(by),
                    m=child.shape[0],
                    n=by.shape[0] * by.shape[1],
                    tensor=f"{sign} {self.latex(child)}/\\partial {self.latex(by)}",
                    entry=f"{self.latex(found.left)} = {self.latex(entry)}",
                    **dict(zip("ipq", (index.name for index in indices), strict=True)),
                    x=self.latex(vector),
                )
                return [Text(sentence)]
        return []


def terms(expr: Expr) -> list[Expr]:
    """The terms of a sum, which need no brackets even where they are sums over entries themselves."""
    if isinstance(expr, Call) and expr.operation is ADD:
        return [*terms(expr.args[0]), *terms(expr.args[1])]
    return [expr]


def beside(lines: list[SetLine], more: list[SetLine]) -> list[SetLine]:
    """An equation of one line behind the last of other ones where both fit on the line, else below."""
    if not lines or len(more) != 1:
        return [*lines, *more]
    (only,) = more
    last = lines[-1]
    taken = max(width(line.left) for line in lines) + width(last.right)
    text = f"{only.left} {only.right}"
    if taken + width(text) + GAP > line_width():
        return [*lines, only]
    return [*lines[:-1], SetLine(last.left, f"{last.right} \\qquad {text}")]
