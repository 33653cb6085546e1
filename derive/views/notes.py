"""What stands around the steps: the ways on which a derivative travels, and the products along them."""

from __future__ import annotations

from dataclasses import replace

from derive.derivation import Derivation
from derive.differentiate.graph import MOST_PATHS
from derive.differentiate.method import rebuilt
from derive.expr import (
    Derivative,
    Entry,
    Expr,
    Ref,
    is_column,
    is_single,
    refs,
    rewrite,
    walk,
)
from derive.notation.printer import Piece
from derive.notation.width import LINE, width
from derive.operations import make
from derive.steps import Step
from derive.views.blocks import Block, Display, Text
from derive.views.lines import Line, Stage, set_lines
from derive.views.setter import Setter
from derive.views.words import Words


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
        of, by = target.of, target.by
        count = self.network.count_paths(of, by)
        if not count or of == by:
            return []
        places = {"of": self.math(of), "by": self.math(by), "count": count}
        if count > MOST_PATHS:
            blocks: list[Block] = [Text(self.words("steps.reach_many", **places))]
        else:
            key = "steps.reach_one" if count == 1 else "steps.reach_some"
            arrows = [" \\to ".join(map(self.latex, path)) for path in self.network.paths(of, by)]
            blocks = [
                Text(self.words(key, **places)),
                Display(tuple(Line("", arrow) for arrow in side_by_side(arrows))),
            ]
        below = self.network.descendants(by)
        used = dict.fromkeys(refs(self.problem.bound[of].rhs))
        absent = [ref for ref in used if ref in self.problem.bound and is_single(ref.shape) and ref not in below]
        if absent:
            names = self.words.listed([self.math(ref) for ref in absent])
            key = "steps.not_reached" if len(absent) == 1 else "steps.not_reached_some"
            blocks.append(Text(self.words(key, of=names, by=self.math(by))))
        return blocks

    def chain(self, step: Step) -> str:
        """The derivatives that are multiplied, as `∂l/∂μ ∂μ/∂h`, summed over the children."""
        name = step.name
        if not isinstance(name, Derivative) or not step.chains or step.kind == "answer":
            return ""
        column = len(name.by.shape) == 2 and is_column(name.by.shape) and is_single(name.of.shape)
        turned = column and self.derivation.settings.layout == "gradient"
        if not column and not is_single(name.by.shape) and is_single(name.of.shape):
            return ""
        if any(is_matrix(d.of) or is_matrix(d.by) for chain in step.chains for d in chain):
            return ""
        texts = []
        for chain in step.chains:
            if len(chain) < 2:
                return ""
            if turned and step.target == name:
                parts = [self.column(d, d is chain[-1]) for d in reversed(chain)]
            else:
                parts = [self.row(d, d is chain[-1]) for d in chain]
            texts.append(" ".join(parts))
        return " + ".join(texts)

    def row(self, d: Derivative, is_local: bool = False) -> str:
        """A factor of a chain of rows: the derivative of a scalar is turned, a Jacobian stands as it is."""
        turned = is_single(d.of.shape) and len(d.by.shape) == 2 and self.derivation.settings.layout == "gradient"
        return self.factor(d, is_local, turned)

    def column(self, d: Derivative, is_local: bool = False) -> str:
        """A factor of a chain of columns: a Jacobian is turned."""
        return self.factor(d, is_local, not is_single(d.of.shape) and bool(d.by.shape))

    def factor(self, d: Derivative, is_local: bool, turned: bool) -> str:
        """A factor of a chain, marked where it is only the direct part of a whole derivative."""
        expr = make.TABLE["transpose"](d) if turned else d
        return self.latex(expr, self.marked if is_local else None)

    def marked(self, part: Expr) -> Piece | None:
        match part:
            case Derivative() if self.network.has_detours(part):
                return self.latex.piece(replace(part, direct=True))
            case Entry(Derivative() as name) if self.network.has_detours(name):
                return self.latex.piece(replace(part, of=replace(name, direct=True)))
        return None

    def written_out(self, step: Step) -> list[Block]:
        """The whole way of a row as one product, at the end of a chain."""
        name = step.name
        asked = {a.target.by for a in self.derivation.answers if isinstance(a.target, Derivative)}
        if step.kind != "row" or not isinstance(name, Derivative) or name.by not in asked:
            return []
        if step.path_count != 1 or self.derivation.settings.method != "chain":
            return []
        if any(is_matrix(d.of) or is_matrix(d.by) for d in self.local_names(name)):
            return []  # The derivative of a matrix by a matrix is no matrix, so there is no such product.
        whole = rebuilt(rewrite(step.rhs, self.opened))
        if sum(1 for _ in walk(whole)) <= sum(1 for _ in walk(step.rhs)):
            return []
        text = self.words("steps.one_line", of=self.math(name.of), by=self.math(name.by))
        names = " ".join(self.row(d, is_local=True) for d in self.local_names(name))
        lines = set_lines(self.latex(step.target), [Stage("=", names), Stage("=", self.latex(whole))])
        return [Text(text), Display(tuple(lines))]

    def opened(self, part: Expr) -> Expr | None:
        """A derivative replaced by its own right-hand side, as far as one way leads."""
        if not isinstance(part, Derivative):
            return None
        step = self.derivation.find(part)
        if step is None or step.path_count != 1:
            return None
        rhs = step.rhs if step.target == part else make.transposed(step.rhs)
        return rewrite(rhs, self.opened)

    def local_names(self, name: Derivative) -> list[Derivative]:
        """The local derivatives on the one way from a loss to a quantity."""
        step = self.derivation.find(name)
        if step is None or len(step.chains) != 1:
            return [name]
        *before, last = step.chains[0]
        return [*(self.local_names(before[0]) if before else []), last]


def is_matrix(ref: Ref) -> bool:
    return len(ref.shape) == 2 and not is_column(ref.shape)


def side_by_side(texts: list[str]) -> list[str]:
    """Short ways in one line."""
    lines: list[str] = []
    for text in texts:
        if lines and width(lines[-1]) + width(text) + 6 < LINE:
            lines[-1] += f" \\qquad {text}"
        else:
            lines.append(text)
    return lines
