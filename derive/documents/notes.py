"""What stands around the steps: the ways on which a derivative travels, and the products along them."""

from __future__ import annotations

from dataclasses import replace

from derive.documents.blocks import Block, Display, Text
from derive.documents.lines import INDENT, SetLine, Stage, broken, continued, distinct, set_lines
from derive.documents.setter import Setter
from derive.documents.words import Words
from derive.language.expr import Derivative, Entry, Expr, Ref, is_single, refs
from derive.language.printer import Piece
from derive.language.steps import Explanation, Step
from derive.language.width import line_width, width
from derive.problem.graph import MOST_PATHS
from derive.solving.derivation import Derivation

FEW = 2
"""Ways that stand in their sentence."""


class Notes:
    """The notes of one derivation."""

    def __init__(self, derivation: Derivation, setter: Setter, words: Words) -> None:
        self.derivation = derivation
        self.problem = derivation.problem
        self.setter = setter
        self.latex = setter.latex
        self.words = words
        self.network = derivation.network
        self.detail = derivation.settings.detail

    def math(self, expr: Expr) -> str:
        return f"${self.latex.inline(expr)}$"

    def reach(self, target: Derivative) -> list[Block]:
        """Which ways lead from the variable to what is differentiated, and which losses it does not reach."""
        sentence = self.ways(target)
        if not sentence:
            return []
        of, by = target.of, target.by
        absent = self.absent(target)
        if self.network.count_paths(of, by) > MOST_PATHS:
            return [Text(" ".join([sentence, *absent]))]
        arrows = [" \\to ".join(map(self.latex, path)) for path in self.network.paths(of, by)]
        if len(arrows) <= FEW:
            listed = self.words.listed([f"${arrow}$" for arrow in arrows])
            return [Text(" ".join([f"{sentence} {listed}.", *absent]))]
        shown = Display(tuple(SetLine("", arrow) for arrow in side_by_side(arrows)))
        return [Text(sentence), shown, *map(Text, absent)]

    def ways(self, target: Derivative) -> str:
        """How many ways lead from the variable to what is differentiated; nothing where none does."""
        of, by = target.of, target.by
        count = self.network.count_paths(of, by)
        if not count or of == by:
            return ""
        key = "many" if count > MOST_PATHS else "one" if count == 1 else "some"
        return self.words(f"steps.reach_{key}", of=self.math(of), by=self.math(by), count=count)

    def absent(self, target: Derivative) -> list[str]:
        """Which parts of what is differentiated the variable does not reach, in a sentence if there are some."""
        of, by = target.of, target.by
        below = self.network.descendants(by)
        used = dict.fromkeys(refs(self.problem.bound[of].rhs))
        absent = [ref for ref in used if ref in self.problem.bound and is_single(ref.shape) and ref not in below]
        if not absent:
            return []
        names = self.words.listed([self.math(ref) for ref in absent])
        is_early = all(is_finished(ref, [other for other in used if other in below]) for ref in absent)
        one = "steps.not_reached" if is_early else "steps.not_reached_one"
        key = one if len(absent) == 1 else "steps.not_reached_some"
        return [self.words(key, of=names, by=self.math(by))]

    def chain(self, step: Step) -> str:
        """The derivatives that are multiplied, as `∂l/∂μ ∂μ/∂h`, summed over the children."""
        found = step.explanation("chain")
        return self.latex(found.right[0]) if found else ""

    def marked(self, part: Expr) -> Piece | None:
        match part:
            case Derivative() if self.network.has_detours(part):
                return self.latex.piece(replace(part, direct=True))
            case Entry(Derivative() as name) if self.network.has_detours(name):
                return self.latex.piece(replace(part, of=replace(name, direct=True)))
        return None

    def single_product(self, step: Step) -> list[Block]:
        """The whole way of a row as one product, at the end of a chain."""
        found, name = step.explanation("single_product"), step.name
        if found is None or not isinstance(name, Derivative):
            return []
        text = self.words("steps.one_line", of=self.math(name.of), by=self.math(name.by))
        return [Text(text), Display(tuple(self.equation(found)))]

    def sliding(self, step: Step) -> list[Block]:
        """A gradient through a convolution as one matrix product."""
        found, name = step.explanation("sliding"), step.name
        if found is None or not isinstance(name, Derivative):
            return []
        return [Text(self.words("notes.sliding", by=self.math(name.by))), Display(tuple(self.equation(found)))]

    def equation(self, found: Explanation) -> list[SetLine]:
        """An explanation in lines; readings that look alike stand once."""
        stages = [Stage("=", self.latex(expr)) for expr in found.right]
        return set_lines(self.latex(found.left), distinct(stages))


def is_finished(ref: Ref, reached: list[Ref]) -> bool:
    """Whether a quantity stands along its index before all those of its name that are reached."""
    later = [other for other in reached if other.name == ref.name]
    return bool(later) and all([i.offset for i in ref.index] < [i.offset for i in other.index] for other in later)


def side_by_side(texts: list[str]) -> list[str]:
    """Short ways in one line, long ones in several."""
    lines: list[str] = []
    for text in texts:
        if lines and width(lines[-1]) + width(text) + 6 < line_width():
            lines[-1] += f" \\qquad {text}"
        else:
            first, *rest = broken(text, line_width(), line_width() - INDENT)
            lines += [first, *map(continued, rest)]
    return lines
