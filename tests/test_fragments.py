"""Fragments of a solution in other people's documents: they fit the column, and steps can be referred to."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner
from tex import compiled
from tiers import swept

import derive
from derive.cli import main
from derive.documents.page import label_word, line_of
from derive.language.errors import ProblemError
from derive.language.width import LINE, width
from derive.problem.catalogue import names

PACKAGES = "\\usepackage{amsmath,amssymb}\\begin{document}"
CLASSES = {
    "\\linewidth": ("\\documentclass{article}", "", ""),
    "\\columnwidth": ("\\documentclass[twocolumn,a4paper]{article}", "", ""),
    "9.7cm": ("\\documentclass[a5paper]{article}", "", ""),
    "beamer": ("\\documentclass{beamer}", "\\begin{frame}[allowframebreaks=0.9]", "\\end{frame}"),
}
"""For each width a class whose lines are as wide, and what stands around a fragment there."""


@pytest.mark.parametrize("problem", [name if name == "rnn" else swept(name) for name in names()])
@pytest.mark.parametrize("across", CLASSES)
def test_a_fragment_of_its_width_leaves_no_overfull_box(across: str, problem: str, tmp_path: Path) -> None:
    head, before, after = CLASSES[across]
    fragment = derive.load(problem).solve().render("tex", fragment=True, width=across)
    refers = f"See step~\\ref{{{problem}:3}}."
    printed = compiled(f"{head}{PACKAGES}{refers}{before}\n{fragment}{after}\\end{{document}}", tmp_path)
    assert printed.complaints == []
    assert printed.pages


def test_a_narrow_document_has_only_narrow_lines() -> None:
    text = derive.load("rnn").solve().render("md", width="\\columnwidth")
    displays = [line for line in text.splitlines() if line.lstrip(" ").startswith(("&", "\\frac", "\\left"))]
    assert len(displays) > 100
    assert max(width(line.removesuffix(" \\\\[4pt]").replace("&", "")) for line in displays) <= LINE * 219 / 483 + 1


def test_a_step_keeps_its_number_in_the_whole_solution() -> None:
    for only in ((), ("--only", "dL/dV")):
        shown = CliRunner().invoke(
            main, ["solve", "rnn", "--step", "26", "--fragment", "--to", "tex", "-o", "-", *only]
        )
        assert shown.exit_code == 0
        assert (
            "\\step{Step 26}{$\\partial l_{2}/\\partial h_{1}$: chain rule along one path (uses steps 20 and 25).}"
            in shown.output
        )
        assert "\\steplabel{26}{rnn:26}" in shown.output
        assert "Step 25" not in shown.output
        assert "documentclass" not in shown.output


def test_a_local_derivative_that_stands_among_others_is_a_step_of_its_own() -> None:
    solution = derive.load("lstm").solve()
    steps = [solution.render("md", step=k) for k in range(1, 40)]
    assert [f"**Step {k}.**" in text for k, text in enumerate(steps, 1)] == [True] * len(steps)


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (["--step", "99"], "--step: there is no step 99; expected 1 to 55"),
        (["--step", "3", "--to", "json"], "--step: json has every step"),
        (["--width", "8.5 furlongs"], "--width: found '8.5 furlongs'; expected a length such as 8.5cm"),
        (["--width", "1cm"], "--width: found 1cm; expected between 5.3cm and 70cm"),
    ],
)
def test_what_cannot_be_set_is_told(words: list[str], expected: str) -> None:
    shown = CliRunner().invoke(main, ["solve", "rnn", "-o", "-", *words])
    assert shown.exit_code == 2
    assert expected in shown.output


def test_widths_are_lengths_or_names() -> None:
    assert line_of("17cm") == pytest.approx(LINE, rel=1e-3)
    assert line_of("170mm") == line_of("17 cm") == line_of("17cm")
    with pytest.raises(ProblemError):
        line_of("cm")


def test_labels_hold_no_sign_that_latex_reads() -> None:
    assert label_word("my_net #2 {a}") == "my-net-2-a"
    assert label_word("Übung") == "bung"
    assert label_word("練習") == "step"
