"""Pictures of unrolled networks: where quantities stand, which ways are lit, and that every format can be shown."""

import re
from itertools import combinations
from pathlib import Path
from xml.etree import ElementTree

import pytest
import typst
from click.testing import CliRunner, Result
from tex import compiled

from derive.cli import main
from derive.documents.graph_layout import GraphLayout, laid_out
from derive.documents.graph_picture import HIGH, PICTURES, WIDE
from derive.language.expr import Ref
from derive.problem import catalogue
from derive.problem.problem import Problem

SVG = "{http://www.w3.org/2000/svg}"
NETWORKS = ["rnn", "lstm", "mlp-batch", "attention", "rnn-bidirectional", "rnn-deep", "seq2seq", "transformer"]


def named(problem: Problem, text: str) -> Ref:
    found = problem.target(text)
    assert isinstance(found, Ref)
    return found


def layout(name: str, of: str = "L", by: str = "") -> GraphLayout:
    problem = catalogue.load(name)
    return laid_out(problem.network, named(problem, of), named(problem, by) if by else None)


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["graph", *arguments])


@pytest.mark.parametrize("name", NETWORKS)
def test_no_two_quantities_stand_on_each_other(name: str) -> None:
    for one, other in combinations(layout(name).nodes, 2):
        assert abs(one.x - other.x) >= WIDE or abs(one.y - other.y) >= HIGH, (one.ref, other.ref)


@pytest.mark.parametrize("name", ["rnn", "lstm", "rnn-deep", "rnn-bidirectional"])
def test_time_goes_to_the_right_and_each_name_keeps_its_depth(name: str) -> None:
    nodes = [node for node in layout(name).nodes if node.ref.index]
    for one, other in combinations(nodes, 2):
        if one.ref.index[-1].offset < other.ref.index[-1].offset:
            assert one.x < other.x
        if one.ref.name == other.ref.name and one.ref.name in ("h", "c", "l"):
            assert one.y == pytest.approx(other.y) or "0" in str(one.ref) + str(other.ref)


@pytest.mark.parametrize("name", NETWORKS)
def test_within_a_step_everything_goes_upwards(name: str) -> None:
    for arrow in layout(name).arrows:
        if arrow.source.ref.index == arrow.target.ref.index:
            assert arrow.target.y > arrow.source.y, arrow


def test_the_ways_of_a_gradient_are_lit_and_nothing_else() -> None:
    found = {str(node.ref) for node in layout("rnn", by="h[1]").nodes if node.lit}
    ways = "h[1] mu[1] yhat[1] l[1] hbar[2] h[2] mu[2] yhat[2] l[2] L"
    assert found == set(ways.split())


def test_parameters_of_all_steps_are_left_out_but_for_the_one_that_is_asked_for() -> None:
    assert not {"U", "V", "W", "b", "c"} & {str(node.ref) for node in layout("rnn").nodes}
    assert {"W"} == {"U", "V", "W", "b", "c"} & {str(node.ref) for node in layout("rnn", by="W").nodes}


def test_the_picture_in_svg_is_told_and_shows_shapes_and_values() -> None:
    tree = ElementTree.fromstring(run("rnn", "--by", "h[1]", "--values", "-o", "-").stdout)
    told = tree.find(f"{SVG}desc")
    assert told is not None
    assert "h sub 0 goes into mu sub 0 and h bar sub 1." in str(told.text)
    assert "the paths from h sub 1 to L, 2 in number" in str(told.text)
    texts = ["".join(each.itertext()) for each in tree.iter(f"{SVG}text")]
    assert texts.count("3×1") == 18
    assert "−0.76, 0.00, 0.96" in texts


def test_a_german_picture_is_told_in_german() -> None:
    tree = ElementTree.fromstring(run("mlp", "--lang", "de", "-o", "-").stdout)
    assert "geht ein in" in str(getattr(tree.find(f"{SVG}desc"), "text", ""))


def test_mermaid_has_every_arrow_once_and_thick_ones_on_the_way() -> None:
    text = run("rnn", "--by", "h[1]", "--to", "mermaid", "-o", "-").stdout
    assert len(re.findall(r"^  n\d+ (?:-->|==>) n\d+$", text, re.M)) == 3 * 6 + 2 + 3
    assert text.count("==>") == 3 + 5 + 2


def test_typst_shows_the_picture_with_its_alternative() -> None:
    text = run("mlp", "--to", "typst", "-o", "-").stdout
    source = '#set document(title: "a")\n#set text(lang: "en")\n= A\n' + text
    _, warnings = typst.compile_with_warnings({"main.typ": source.encode()}, format="pdf", pdf_standards="ua-1")
    assert warnings == []


def test_latex_draws_the_picture(tmp_path: Path) -> None:
    text = run("rnn", "--by", "h[1]", "--values", "--to", "tikz", "-o", "-").stdout
    head = "\\documentclass[landscape]{article}\\usepackage[margin=5mm]{geometry}\\usepackage{tikz}\\begin{document}\n"
    assert (
        compiled(
            f"{head}\\noindent\\resizebox{{0.9\\linewidth}}{{!}}{{%\n{text}}}\\end{{document}}\n", tmp_path
        ).complaints
        == []
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--by", "l[0]", "--of", "l[1]"], "l[1] does not depend on it"),
        (["--of", "dL/dU"], "found a derivative; expected a quantity"),
        (["--to", "png"], "unknown"),
        (["--by", "q"], "q"),
    ],
)
def test_what_cannot_be_drawn_is_told(arguments: list[str], told: str) -> None:
    found = run("rnn", *arguments)
    assert found.exit_code == 2
    assert told in found.stderr


def test_each_format_is_written_under_its_name(tmp_path: Path) -> None:
    run("rnn-scalar", "--to", ",".join(PICTURES), "-o", str(tmp_path))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["graph.mmd", "graph.svg", "graph.tex", "graph.typ"]
