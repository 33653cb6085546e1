"""Charts of gradients: held against backpropagation through time in NumPy, and shown in every format."""

import base64
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from click.testing import CliRunner, Result
from exercises import exercise
from test_pdf import structure
from test_web_page import Elements
from tex import compiled

import derive
from derive.api import Solution
from derive.cli import main
from derive.documents.charts import Caption, columns, heat_map
from derive.documents.gradient_charts import GradientCharts
from derive.language.expr import Derivative
from derive.problem import catalogue

CAPTION = Caption("title", "heading", "told", "en")


@cache
def pictured(language: str = "en") -> Solution:
    return derive.load("rnn", None, {"pictures": True, "language": language}).solve()


@cache
def charts() -> GradientCharts:
    problem = catalogue.load("rnn")
    return GradientCharts(problem, problem.settings)


def gradient(text: str) -> Derivative:
    found = charts().problem.target(text)
    assert isinstance(found, Derivative)
    return found


def unrolled() -> tuple[list[Any], list[Any]]:
    """The derivatives of L by each pre-activation, and what each step adds to that by U (Werbos 1990)."""
    U, W, V = (
        np.array(each)
        for each in (
            [[1, 2, 3], [-1, 0, 1], [2, -1, 0]],
            [[1, 0, -1], [2, 1, 0], [-1, 2, 1]],
            [[2, -1, 0], [1, 1, -1], [-1, 2, 1]],
        )
    )
    b, c = np.array([0, 1, -1]), np.array([1, 1, 0])
    x = [np.array([1, -1, 0]), np.array([-1, 1, 0]), np.array([1, 1, 0])]
    y = np.eye(3)[[2, 1, 2]]
    h: list[Any] = []
    for each in x:
        h.append(np.tanh(U @ each + b + (W @ h[-1] if h else 0)))
    delta: list[Any] = [None] * 3
    for t in (2, 1, 0):
        p = np.exp(V @ h[t] + c)
        arriving = V.T @ (p / p.sum() - y[t]) / 3 + (W.T @ delta[t + 1] if t < 2 else 0)
        delta[t] = (1 - h[t] ** 2) * arriving
    return delta, [np.outer(d, each) for d, each in zip(delta, x, strict=True)]


def test_each_use_of_a_parameter_has_its_share_and_each_step_its_norm() -> None:
    delta, parts = unrolled()
    sizes = [np.linalg.norm(part) for part in parts]
    shares = charts().shares(gradient("dL/dU"))
    assert shares is not None
    assert shares.numbers == [f"{100 * size / sum(sizes):.0f}" for size in sizes]
    problem = charts().problem
    loss, family = gradient("dL/dU").of, [ref for ref in problem.network.rank if ref.name == "hbar"]
    norms = charts().norms(loss, sorted(family, key=str))
    assert norms.numbers == [f"{np.linalg.norm(each):.4f}" for each in delta]
    assert [y for _, y in norms.points] == sorted((y for _, y in norms.points), reverse=True)


def test_a_heat_map_is_deepest_where_the_gradient_is_largest_and_has_its_entries() -> None:
    chart = charts().heat(gradient("dL/dU"))
    summed = sum(unrolled()[1])
    assert [tile.text.replace("−", "-") for tile in chart.tiles] == [f"{entry:.4f}" for entry in np.ravel(summed)]
    expected = np.round(100 * summed / np.abs(summed).max()).ravel()
    assert [tile.tone for tile in chart.tiles] == pytest.approx(list(expected), abs=1)
    assert max(tile.y for tile in chart.tiles) == chart.tiles[0].y
    assert "Row 1 has the entries minus 0.3145, 0.3239 and 0.0000." in chart.told


def test_a_wide_heat_map_has_no_numbers_and_tells_its_largest_entry() -> None:
    rows = [[(str(i * 20 + j), float(i * 20 + j)) for j in range(20)] for i in range(2)]
    chart = heat_map(rows, CAPTION)
    assert {tile.text for tile in chart.tiles} == {""}
    assert chart.tiles[-1].tone == 100
    wide = exercise(
        "L = y' W x",
        f"W = {[[k + 5 * j for k in range(5)] for j in range(4)]}\nx = [1, 2, 3, 4, -9]\ny = [1, 2, 3, 1]",
        "dL/dW",
    )
    target = wide.problem.target("dL/dW")
    assert isinstance(target, Derivative)
    told = GradientCharts(wide.problem, wide.problem.settings).heat(target).told
    assert "minus 27.0000, stands in row 3 and column 5" in told


def test_norms_that_are_far_apart_stand_by_their_magnitude() -> None:
    near = columns("norms", ["a", "b"], [("1", 1.0), ("4", 4.0)], CAPTION)
    far = columns("norms", ["a", "b", "c"], [("1", 1.0), ("0.01", 0.01), ("0.0001", 0.0001)], CAPTION)
    assert near.tiles[1].height == pytest.approx(4 * near.tiles[0].height)
    heights = [tile.height for tile in far.tiles]
    assert heights[0] - heights[1] == pytest.approx(heights[1] - heights[2])
    assert columns("norms", ["a"], [("0", 0.0)], CAPTION).tiles[0].height == 0


def test_no_picture_is_in_a_document_that_does_not_want_one() -> None:
    plain = derive.load("rnn").solve()
    for form in ("md", "html", "tex"):
        assert not re.search(r"mermaid|<svg|<img|tikz", str(plain.written(form)))


def test_every_format_shows_the_pictures_and_tells_what_they_show() -> None:
    solution = pictured()
    told = "Row 3 has the entries minus 0.2297, minus 0.3075 and 0.0000."
    markdown = str(solution.written("md"))
    assert markdown.count("```mermaid\nflowchart BT") == 2
    assert "| 2 | █ −0.6601 | ▓ −0.4156 |  0.0000 |" in markdown
    assert 'x-axis ["t=0", "t=1", "t=2"]\n  bar [45, 35, 21]' in markdown
    elements = Elements(str(solution.written("html")))
    assert (elements.open, elements.crossed) == ([], [])
    names = [attrs["id"] for _, attrs in elements.found if "id" in attrs]
    assert len(names) == len(set(names))
    told_pictures = [name for name in names if str(name).endswith("told")]
    assert sum(tag == "svg" for tag, _ in elements.found) == len(told_pictures)
    assert told in str(solution.written("html"))
    pages = solution.written("pdf")
    assert isinstance(pages, bytes)
    assert any(kind == "/Figure" and told in alt for kind, alt in structure(pages))
    cells = json.loads(str(solution.written("ipynb")))["cells"]
    found = [source for cell in cells for source in re.findall(r'base64,([^"]+)">', "".join(cell["source"]))]
    assert all(base64.b64decode(source).startswith(b"<svg") for source in found)
    assert len(found) == markdown.count("mermaid") + markdown.count("| | 1 | 2 | 3 |")


@pytest.mark.sweep
def test_latex_sets_the_pictures_without_complaint(tmp_path: Path) -> None:
    small = derive.load("rnn-scalar", None, {"pictures": True}).solve("dL/dWhh")
    text = str(small.written("tex"))
    assert text.count("\\begin{tikzpicture}") == 3
    assert compiled(text, tmp_path).complaints == []


def test_german_pictures_are_told_in_german() -> None:
    text = str(pictured("de").written("html"))
    assert "Zeile 3 hat die Einträge minus 0,2297, minus 0,3075 und 0,0000." in text
    assert "Farbkarte für" in text


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["graph", *arguments])


def test_a_chart_is_written_under_its_name(tmp_path: Path) -> None:
    for what, by in (("heat", "U"), ("shares", "U"), ("norms", "hbar")):
        done = run("rnn", "--show", what, "--by", by, "--to", "svg,tikz,typst", "-o", str(tmp_path))
        assert done.exit_code == 0
        assert sorted(path.name for path in tmp_path.glob(f"{what}.*")) == [f"{what}.svg", f"{what}.tex", f"{what}.typ"]
    assert run("rnn", "--show", "norms", "--by", "h", "--to", "mermaid", "-o", "-").output.startswith("xychart-beta")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--show", "foo"], "known: heat, network, norms, shares"),
        (["--show", "heat"], "expected what L is differentiated by, such as --by U"),
        (["--show", "heat", "--by", "U", "--to", "mermaid"], "Mermaid has no heat map; svg, tikz and typst have it"),
        (["--show", "norms", "--by", "U"], "without its index, such as h"),
        (["--show", "shares", "--by", "h[1]"], "is no parameter that several steps share"),
    ],
)
def test_what_cannot_be_drawn_is_told(arguments: list[str], told: str) -> None:
    done = run("rnn", *arguments, "-o", "-")
    assert done.exit_code == 2
    assert told in done.stderr
