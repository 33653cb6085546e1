"""How a solution was checked, in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from derive.documents.blocks import Block, Text
from derive.documents.words import Words
from derive.language.expr import Derivative, Expr
from derive.language.latex import Latex, number
from derive.solving.derivation import Derivation
from derive.solving.differences import DIRECTIONS
from derive.solving.proof import Proof


class Checks:
    """What the judges of one derivation said."""

    def __init__(self, derivation: Derivation, proof: Proof, words: Words) -> None:
        self.derivation = derivation
        self.proof = proof
        self.words = words
        self.latex = Latex(derivation.problem.notation)

    def blocks(self) -> list[Block]:
        sentences = [*self.judges(), *self.digits()]
        blocks: list[Block] = [Text(" ".join(sentences))]
        if self.proof.drift and self.proof.drift.entries:
            drift = self.proof.drift
            key = "check.drift" if drift.wrong else "check.drift_none"
            text = self.words(key, wrong=drift.wrong, entries=drift.entries, largest=f"${drift.largest}$")
            blocks.append(Text(" ".join([text, *self.values()])))
        return blocks

    def values(self) -> Iterable[str]:
        """The value asked for that drifts farthest, if one does."""
        for name, found, shown in self.proof.drift.values[:1] if self.proof.drift else ():
            key = "check.drift_entry" if name.shape else "check.drift_value"
            yield self.words(key, name=f"${self.latex(name)}$", found=f"${found}$", shown=f"${shown}$")

    def judges(self) -> Iterable[str]:
        proof = self.proof
        if proof.is_sample:
            yield self.words("check.sample")
        if proof.sympy is not None:
            yield self.words("check.sympy", gap=gap(proof.sympy))
        elif proof.skipped:
            yield self.words("check.sympy_skipped", why=proof.skipped)
        if proof.differences is not None and (proof.compared or not proof.together):
            yield self.words("check.differences", count=proof.compared, gap=gap(proof.differences))
        if proof.differences is not None and proof.together:
            text = {"count": proof.together, "directions": DIRECTIONS, "gap": gap(proof.differences)}
            yield self.words("check.directions", **text)
        if proof.kinks:
            targets = [a.target for a in self.derivation.answers if isinstance(a.target, Derivative)]
            differ = any(self.derivation.settled.of(target) for target in targets)
            yield self.words("check.kinks" if differ else "check.no_kinks", names=self.names(proof.kinks))

    def digits(self) -> Iterable[str]:
        numbers = self.derivation.numbers
        if numbers is None:
            return
        yield self.words("check.precision", bits=numbers.bits)
        if numbers.undecided:
            yield self.words("check.undecided", bits=numbers.bits, names=self.shown(numbers.undecided))

    def names(self, plain: Iterable[str]) -> str:
        return self.shown(self.derivation.problem.read(name) for name in plain)

    def shown(self, exprs: Iterable[Expr]) -> str:
        return self.words.listed([f"${self.latex(expr)}$" for expr in exprs])


def gap(text: str) -> str:
    return f"${number(text)}$"
