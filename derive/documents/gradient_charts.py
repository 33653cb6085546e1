"""Charts of a gradient: its entries as a heat map, what each use of a shared parameter adds to it, how its norm runs.

A norm that shrinks or grows from step to step is a gradient that vanishes or explodes (Goodfellow et al., Deep
Learning, section 10.7).  Every number is proven as those of the steps are.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from pathlib import Path

from flint import fmpq

from derive.documents.charts import Caption, Chart, columns, heat_map, is_far_apart
from derive.documents.spoken import Spoken
from derive.documents.words import Words
from derive.language.errors import fault
from derive.language.expr import Derivative, Expr, Number, Ref
from derive.language.latex import Latex
from derive.problem.problem import Problem
from derive.problem.spec import Settings
from derive.solving.certified import Numbers
from derive.solving.derivation import solve
from derive.table.algebra import ADD
from derive.table.arrays import NORM
from derive.table.products import MULTIPLY
from derive.table.quotients import DIVIDE

MOST_TOLD = 9
"""Entries of a heat map that are told one by one."""
PER_CENT = Number((fmpq(100),))
Value = tuple[str, float]
"""A proven decimal as it is shown, and the number that it stands for."""


class GradientCharts:
    """The charts of a problem's gradients, in a language."""

    def __init__(self, problem: Problem, settings: Settings, templates: Path | None = None) -> None:
        self.problem, self.settings = problem, settings
        self.network = problem.network
        self.latex = Latex(problem.notation)
        self.words = Words(settings.language, templates)
        self.spoken = Spoken(settings.language, templates)
        self.mark = self.words("decimal_mark")

    def heat(self, target: Derivative) -> Chart:
        """The entries of a derivative; the deeper a tile, the larger.  Errors: as those of `numbers`."""
        texts = self.numbers([target]).show(target)
        across = target.shape[1] if target.shape else 1
        values = [self.value(text) for text in texts]
        rows = [values[k : k + across] for k in range(0, len(values), across)]
        return heat_map(rows, self.caption("heat", target, self.told_heat(target, rows)))

    def told_heat(self, target: Derivative, rows: Sequence[Sequence[Value]]) -> str:
        """All entries, or of many the largest."""
        said = []
        if len(rows) * len(rows[0]) <= MOST_TOLD:
            said += [
                self.words("charts.row", row=k, entries=self.words.listed([self.aloud(text) for text, _ in row]))
                for k, row in enumerate(rows, 1)
            ]
        else:
            places = [(i, j) for i, row in enumerate(rows) for j in range(len(row))]
            i, j = max(places, key=lambda place: abs(rows[place[0]][place[1]][1]))
            said.append(self.words("charts.largest", row=i + 1, column=j + 1, value=self.aloud(rows[i][j][0])))
        return " ".join(said)

    def parts(self, target: Derivative) -> list[Derivative]:
        """What each use of a shared parameter adds to a derivative; empty where there are none to tell apart."""
        places = [self.network.place(edge) for edge in self.network.uses(target)]
        if (
            target.use
            or target.by.index
            or target.of.gradient
            or len(places) < 2
            or not all(places)
            or len(set(places)) < len(places)
        ):
            return []
        return [Derivative(target.of, target.by, target.shape, use=place) for place in places]

    def shares(self, target: Derivative) -> Chart | None:
        """The norm of each part over the sum of these norms, in per cent; nothing where no part differs from zero."""
        parts = self.parts(target)
        numbers = self.numbers(parts) if parts else None
        known = [part for part in parts if numbers and not is_zero(numbers, part)]
        if numbers is None or not known:
            return None
        whole = reduce(ADD, map(norm, known))
        percent = [
            numbers.show(MULTIPLY(PER_CENT, DIVIDE(norm(part), whole)), 0)[0] if part in known else "0"
            for part in parts
        ]
        labels = [self.place(part.use) for part in parts]
        values = [(f"{text} %", float(text)) for text in percent]
        return columns("shares", labels, values, self.caption("shares", target, self.told(labels, values)))

    def norms(self, of: Ref, family: Sequence[Ref]) -> Chart:
        """The norm of the derivative by each member of a family.  Errors: as those of `numbers`."""
        slopes = [Derivative(of, ref, ref.shape) for ref in family]
        numbers = self.numbers(slopes)
        texts = ["0" if is_zero(numbers, slope) else numbers.show(norm(slope))[0] for slope in slopes]
        values = [self.value(text) for text in texts]
        labels = [self.latex.inline(ref) for ref in family]
        symbol = Derivative(of, self.network.symbolic(family[0]))
        kind = "norms_far" if is_far_apart([value for _, value in values]) else "norms"
        return columns("norms", labels, values, self.caption(kind, symbol, self.told(labels, values)))

    def told(self, labels: Sequence[str], values: Sequence[Value]) -> str:
        pairs = zip(labels, values, strict=True)
        said = [self.words("charts.at", place=self.spoken.latex(label), value=text) for label, (text, _) in pairs]
        return f"{said[0][0].upper()}{'; '.join(said)[1:]}."

    def caption(self, kind: str, target: Derivative, told: str) -> Caption:
        """What a chart of a derivative is called; its alternative text begins with that."""
        name = self.latex.inline(target)
        title = self.words(f"charts.{kind}", name=f"${name}$")
        heading = self.words(f"charts.{kind}", name=self.spoken.latex(name))
        return Caption(title, heading, f"{heading} {told}", self.settings.language)

    def aloud(self, text: str) -> str:
        """A number in words as far as its sign."""
        return self.spoken.latex(text.replace("−", "-").replace(",", "{,}"))

    def numbers(self, targets: Sequence[Derivative]) -> Numbers:
        """The values of derivatives.  Errors: `ProblemError` where there are none, as for a problem of shapes only."""
        found = solve(self.problem, self.settings, [str(target) for target in targets]).numbers
        if found is None:
            raise fault("only shapes are given, so there are no values to draw")
        return found

    def value(self, text: str) -> Value:
        return text.replace(".", self.mark).replace("-", "−"), float(text)

    def place(self, use: Sequence[tuple[str, int]]) -> str:
        return ", ".join(f"{name} = {value}" for name, value in use)


def norm(target: Derivative) -> Expr:
    return NORM(target)


def is_zero(numbers: Numbers, target: Derivative) -> bool:
    """Whether every entry is zero as it is shown."""
    return not any(map(float, numbers.show(target)))
