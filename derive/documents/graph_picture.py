"""The picture of a network as its templates take it: strings and centimetres, from one layout for all formats."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from derive.documents.charts import Chart
from derive.documents.graph_layout import ACROSS, UP, GraphArrow, GraphLayout, GraphNode, laid_out
from derive.documents.own_templates import told_with_place
from derive.documents.plain_label import flat, moved
from derive.documents.spoken import Spoken
from derive.documents.words import Words
from derive.language.expr import Ref
from derive.language.latex import Latex
from derive.language.record import record
from derive.problem.problem import Problem

WIDE, HIGH = 2.2, 1.15
"""Centimetres of a node."""
AROUND = 0.42
"""How far an arrow past other nodes swings out, of the way from one place to the next."""
Point = tuple[float, float]


@record
class Picture:
    """A format of pictures: the end of its file's name; its template is `templates/graph/<name>.j2`."""

    name: str
    suffix: str


PICTURES: Mapping[str, Picture] = {
    row.name: row
    for row in (Picture("svg", ".svg"), Picture("tikz", ".tex"), Picture("typst", ".typ"), Picture("mermaid", ".mmd"))
}


@dataclass(frozen=True, slots=True)
class NodeView:
    """A node: its name as LaTeX and as characters, its shape and, if wanted, its value."""

    id: str
    x: float
    y: float
    latex: str
    runs: list[tuple[str, int, int]]
    plain: str
    shape: str
    value: str
    lit: bool


@dataclass(frozen=True, slots=True)
class ArrowView:
    """An arrow: its ends with two points that bend it, and the ids of its nodes."""

    source: str
    target: str
    points: tuple[Point, Point, Point, Point]
    lit: bool


@dataclass(frozen=True, slots=True)
class GraphView:
    """A whole picture; `told` is what it shows, in words."""

    title: str
    told: str
    language: str
    width: float
    height: float
    nodes: tuple[NodeView, ...]
    arrows: tuple[ArrowView, ...]
    node_width: float = WIDE
    node_height: float = HIGH
    id: str = "graph"
    form: str = "graph"


def graph_view(
    problem: Problem, of: Ref, by: Ref | None, value: Callable[[Ref], str], templates: Path | None = None
) -> GraphView:
    """The picture of what `of` is calculated from, the ways from `by` lit; `value` gives a value or nothing."""
    layout = laid_out(problem.network, of, by)
    latex = Latex(problem.notation)
    ids = {node.ref: f"n{k}" for k, node in enumerate(layout.nodes)}
    nodes = tuple(node_view(node, ids[node.ref], latex(node.ref), value(node.ref)) for node in layout.nodes)
    arrows = tuple(
        ArrowView(ids[arrow.source.ref], ids[arrow.target.ref], bent(arrow, layout), arrow.lit)
        for arrow in layout.arrows
    )
    width, height = layout.size
    said = told(problem, layout, of, by, latex, templates)
    return GraphView(problem.title, said, problem.settings.language, width, height, nodes, arrows)


def node_view(node: GraphNode, name: str, latex: str, value: str) -> NodeView:
    shape = "×".join(map(str, node.ref.shape))
    return NodeView(name, node.x, node.y, latex, moved(latex), flat(latex), shape, value, node.lit)


def bent(arrow: GraphArrow, layout: GraphLayout) -> tuple[Point, Point, Point, Point]:
    """An arrow from top to bottom, or from side to side; it swings out where a node stands in its way."""
    source, target = arrow.source, arrow.target
    if target.y > source.y:
        start, end = (source.x, source.y + HIGH / 2), (target.x, target.y - HIGH / 2)
        swing = ACROSS * AROUND * 2 if blocked(arrow, layout) else 0.0
        lift = (end[1] - start[1]) / 2
        return start, (start[0] + swing, start[1] + lift), (end[0] + swing, end[1] - lift), end
    right = 1 if target.x >= source.x else -1
    start, end = (source.x + right * WIDE / 2, source.y), (target.x - right * WIDE / 2, target.y)
    swing = UP * AROUND * 2 if blocked(arrow, layout) else 0.0
    third = (end[0] - start[0]) / 3
    return start, (start[0] + third, start[1] + swing), (end[0] - third, end[1] + swing), end


def blocked(arrow: GraphArrow, layout: GraphLayout) -> bool:
    """Whether a node stands between the two ends of an arrow that runs straight up or straight to the side."""
    (x, y), (u, v) = (arrow.source.x, arrow.source.y), (arrow.target.x, arrow.target.y)
    return any(
        min(x, u) - 0.1 < node.x < max(x, u) + 0.1 and min(y, v) - 0.1 < node.y < max(y, v) + 0.1
        for node in layout.nodes
        if node not in (arrow.source, arrow.target) and (x == u or y == v)
    )


def told(problem: Problem, layout: GraphLayout, of: Ref, by: Ref | None, latex: Latex, templates: Path | None) -> str:
    """The picture in words: what goes into what, and which ways are lit."""
    words = Words(problem.settings.language, templates)
    spoken = Spoken(problem.settings.language, templates)

    def name(ref: Ref) -> str:
        return spoken.latex(latex(ref))

    arrows = sorted(layout.arrows, key=lambda arrow: layout.nodes.index(arrow.source))
    edges = [
        words("graph.edge", source=name(source), targets=words.listed([name(arrow.target.ref) for arrow in group]))
        for source, group in groupby(arrows, key=lambda arrow: arrow.source.ref)
    ]
    sentences = [words("graph.told", of=name(of), count=len(layout.nodes)), *edges]
    if by is not None:
        sentences.append(words("graph.lit", of=name(of), by=name(by), count=problem.network.count_paths(of, by)))
    return " ".join(sentences)


def picture(view: GraphView | Chart, form: str, templates: Path | None = None) -> str:
    """The picture in a format."""
    from derive.documents.formats import typst, web
    from derive.documents.render import environment

    notation = {"svg": web, "typst": typst}.get(form)
    with told_with_place(templates):
        env = environment(templates, notation, view.language)
        drawing = env.get_template(f"{view.form}/svg.j2").render(graph=view) if form == "typst" else ""
        return env.get_template(f"{view.form}/{form}.j2").render(graph=view, drawing=drawing).strip() + "\n"
