"""The pictures of a solution, where they are wanted: the network, the ways of a gradient, charts of its entries."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import cached_property
from pathlib import Path

from derive.documents.blocks import Block, Figure
from derive.documents.charts import Chart
from derive.documents.gradient_charts import GradientCharts
from derive.documents.graph_picture import GraphView, graph_view
from derive.language.errors import DeriveError
from derive.language.expr import Derivative, Ref
from derive.solving.derivation import Derivation

MOST_NODES = 40
"""Quantities of a network that a page has room for."""
FEWEST, MOST = 4, 400
"""Entries of a gradient that are worth a heat map."""


class Pictures:
    """The figures of one derivation, each with an id of its own; none at all unless the settings want them."""

    def __init__(self, derivation: Derivation, templates: Path | None) -> None:
        self.derivation, self.templates = derivation, templates
        self.problem, self.network = derivation.problem, derivation.network
        self.is_wanted = derivation.settings.pictures
        self.has_numbers = derivation.problem.values is not None
        self.count = 0
        self.shown: set[str] = set()

    @cached_property
    def charts(self) -> GradientCharts:
        return GradientCharts(self.problem, self.derivation.settings, self.templates)

    def figure(self, view: GraphView | Chart, caption: str) -> Figure:
        self.count += 1
        return Figure(replace(view, id=f"picture-{self.count}"), caption)

    def whole(self) -> list[Block]:
        """The unrolled network of what is differentiated, or of what is asked."""
        if not self.is_wanted:
            return []
        targets = [answer.target for answer in self.derivation.answers]
        of = next((target.of for target in targets if isinstance(target, Derivative)), targets[-1])
        return self.graph(of, None, self.charts.words("charts.network")) if isinstance(of, Ref) else []

    def graph(self, of: Ref, by: Ref | None, caption: str) -> list[Block]:
        if len(self.network.ancestors(of)) > MOST_NODES:
            return []
        return [self.figure(graph_view(self.problem, of, by, lambda ref: "", self.templates), caption)]

    def ways(self, target: Derivative) -> list[Block]:
        """The ways on which the derivative by a quantity with an index travels."""
        of, by = target.of, target.by
        if not (self.is_wanted and by.index and self.network.count_paths(of, by) > 1):
            return []
        names = {key: f"${self.charts.latex.inline(ref)}$" for key, ref in (("of", of), ("by", by))}
        return self.graph(of, by, self.charts.words("charts.ways", **names))

    def answer(self, target: Ref | Derivative) -> list[Block]:
        """The charts of an answer: entries, uses of a parameter, and once for a family how its derivatives run."""
        if not (self.is_wanted and self.has_numbers and isinstance(target, Derivative)):
            return []
        drawn = [self.drawn(lambda: self.heat(target)), self.drawn(lambda: self.charts.shares(target))]
        drawn.append(self.drawn(lambda: self.norms(target)))
        return [self.figure(chart, chart.title) for chart in drawn if chart]

    def drawn(self, draw: Callable[[], Chart | None]) -> Chart | None:
        """A chart, unless it is about derivatives that cannot be calculated by themselves."""
        try:
            return draw()
        except DeriveError:
            return None

    def heat(self, target: Derivative) -> Chart | None:
        rows, columns = target.shape or (1, 1)
        is_fit = min(rows, columns) > 1 and FEWEST <= rows * columns <= MOST
        return self.charts.heat(target) if is_fit else None

    def norms(self, target: Derivative) -> Chart | None:
        """Those by what uses a shared parameter, step by step."""
        if not self.charts.parts(target):
            return None
        edges = self.network.uses(target)
        family = [edge.through.target if edge.through else edge.child.target for edge in edges]
        key = f"{target.of} {family[0].name}"
        if key in self.shown or any(ref.name != family[0].name or ref == target.of for ref in family):
            return None
        self.shown.add(key)
        return self.charts.norms(target.of, family)
