"""Editions of one exercise: the sheet, hints, the marking guide, the summary and slides."""

from __future__ import annotations

import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path

import pytest
from click.testing import CliRunner
from tex import compiled
from tiers import catalogued, sample

import derive
from derive.cli import main
from derive.commands.solving_options import EDITIONS
from derive.documents.formats import Choices
from derive.feedback.marking_guide import spread


def edition(problem: str, name: str, form: str = "md", hints: int = 1) -> str:
    written = derive.load(problem).solve().written(form, Choices(edition=name, hints=hints))
    assert isinstance(written, str)
    return written


def run(*words: str) -> str:
    shown = CliRunner().invoke(main, list(words))
    assert shown.exit_code == 0, shown.output
    return shown.output


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("problem", catalogued())
def test_every_problem_has_every_edition(problem: str, name: str) -> None:
    assert edition(problem, name, hints=50).startswith("# ")


@pytest.mark.parametrize("name", sample([name for name in EDITIONS if name != "solution"], 2))
def test_every_edition_prints_without_complaint(name: str, tmp_path: Path) -> None:
    printed = compiled(edition("logistic" if name == "slides" else "rnn", name, "tex", hints=50), tmp_path)
    assert printed.complaints == []
    assert printed.pages <= {"summary": 1, "sheet": 4, "hints": 4, "guide": 8}.get(name, 300)


def test_the_sheet_has_room_and_no_answer() -> None:
    for text in (edition("rnn", "sheet"), run("show", "rnn", "--to", "md")):
        assert text.count("<br>") > 9 * 5
        assert "0.7616" not in text
        assert "0.9189" not in text
    latex = run("show", "rnn", "--to", "tex")
    assert latex.count("\\vspace{") == 9
    assert "\\boxed" not in latex
    assert "x_{0} = \\begin{bmatrix} 7 \\\\ 0 \\\\ 0 \\end{bmatrix}" in run("show", "rnn", "--set", "x[0]=[7, 0, 0]")


def test_each_hint_is_one_line_more_and_tells_no_result() -> None:
    texts = [edition("rnn", "hints", hints=count) for count in (1, 2, 3, 50)]
    counts = [len(re.findall(r"^- ", text, re.M)) for text in texts]
    assert counts[:3] == [9, 18, 25], "two questions have two hints, each for all indices"
    for fewer, more in pairwise(texts):
        assert set(re.findall(r"^- .*", fewer, re.M)) < set(re.findall(r"^- .*", more, re.M))
    assert not re.search(r"\d\.\d{4}", texts[-1])
    assert "$h_{1}$ acts on $L$ along 2 paths." in texts[0]


def test_the_guide_has_the_marks_and_what_mistakes_lead_to() -> None:
    text = edition("rnn", "guide")
    section = text.split("## (d)")[1].split("## (e)")[0]
    marks = re.findall(r"\| ([\d.]+) \|$", section, re.M)
    assert sum(map(Fraction, marks)) == 2
    # tanh left out of h_0 = tanh(-1, 0, 2); the sigmoid of the same: 1/(1 + e), 1/2, 1/(1 + e^-2).
    first = text.split("## (a)")[1].split("## (b)")[0]
    assert "-1.0000 & 0.0000 & 2.0000 \\end{bmatrix}^{\\top}$: An activation function was left out." in first
    assert "0.2689 & 0.5000 & 0.8808 \\end{bmatrix}^{\\top}$: Another function was used" in first


def test_marks_are_spread_by_halves_and_add_up() -> None:
    assert spread(Fraction(2), 8) == ["0", "0.5", "0", "0.5", "0", "0.5", "0", "0.5"]
    assert spread(Fraction(1), 1) == ["1"]
    assert spread(None, 2) == ["–", "–"]
    for marks in (Fraction(3), Fraction(7, 2), Fraction(5, 3)):
        for count in (1, 2, 5, 11):
            assert sum(map(Fraction, spread(marks, count))) == marks


def test_the_summary_has_the_answers_first() -> None:
    text = edition("rnn", "summary")
    assert [re.sub(r"^## ", "", line) for line in re.findall(r"^## .*", text, re.M)] == [
        "The answers", "The network", "The formulas",
    ]  # fmt: skip
    assert "0.2773 & -0.1984 & 0.1602" in text.split("## The network")[0]


def test_slides_build_up_a_step_at_a_time() -> None:
    text = edition("rnn", "slides", "tex")
    frames = text.split("\\begin{frame}")
    step = next(frame for frame in frames if "Step 26." in frame)
    assert "Step 27." not in step
    assert [int(k) for k in re.findall(r"&\\from\{(\d+)\}", step)] == [1, 2, 3, 4][: step.count("&\\from")]
    assert step.count("&\\from") > 1


def test_no_hint_is_given_again_for_another_index() -> None:
    """Each hint without its indices stands once in a question; no quantity is left out for that."""
    sections = edition("rnn", "hints", hints=50).split("\n## ")[1:]
    for section in sections:
        hints = [
            re.sub(r"_\{[^{}]*\}| In the same way: .*", "", line) for line in re.findall(r"^- (.*)", section, re.M)
        ]
        assert len(hints) == len(set(hints))
    assert "from $\\bar{h}_{0}$. In the same way: $h_{1}$ and $h_{2}$." in sections[0]
    assert all(f"$\\partial l_{{{k}}}/\\partial V$" in sections[4] for k in range(3))


def test_what_stands_between_steps_is_one_slide() -> None:
    """Not a slide for each sentence; nothing is numbered that goes on nowhere, and every answer leads to its step."""
    text = edition("rnn", "slides", "tex")
    frames = text.split("\\begin{frame}")
    assert "Shapes: " in next(frame for frame in frames if "U = " in frame)
    assert len(frames) < 90
    assert set(re.findall(r"\\stepref\{(\d+)\}", text)) <= set(re.findall(r"\\steptarget\{(\d+)\}", text))
    assert "\\stepref{55}" in text
    web = edition("rnn", "slides", "html")
    assert web.count('<section class="slide">') < 90


def test_a_format_without_steps_has_no_editions(tmp_path: Path) -> None:
    for words in (["solve", "rnn", "--edition", "hints"], ["show", "rnn"]):
        shown = CliRunner().invoke(main, [*words, "--to", "json", "-o", "-"])
        assert shown.exit_code == 2
        assert "name another format with --to" in shown.output
    output = run("solve", "mlp", "--edition", "hints", "--to", "md,tex", "-o", str(tmp_path))
    assert {path.name for path in tmp_path.iterdir()} == {"hints.md", "hints.tex"}
    assert "written:" in output


@pytest.mark.parametrize("problem", ["attention", "attention-heads", "attention-masked"])
def test_no_array_of_numbers_stands_in_a_fraction(problem: str) -> None:
    text = derive.load(problem).solve().to_markdown()
    assert "\\frac{\\begin{" not in text
    assert "\\frac{1}{\\sqrt{2}} \\left(\\begin{bmatrix}" in text or "0.7071 \\begin{bmatrix}" in text


def test_no_mistake_of_the_guide_has_the_number_of_the_right_answer() -> None:
    text = edition("lstm", "guide")
    right = r"\begin{bmatrix} -0.0077 & 0.0012 \cr -0.0007 & 0.0001 \end{bmatrix}"
    assert r"$\partial L/\partial W_{f} = \begin{bmatrix} 0.0077" in text
    assert right not in text
