"""A problem file drafted from a sheet: what a sheet of ours says comes back, what is not read stands as a comment."""

from __future__ import annotations

from pathlib import Path

import pytest
from click.testing import CliRunner

from derive.cli import main
from derive.documents.render import render_problem
from derive.handout.latex_draft import Met, NotPlain, SheetFormula
from derive.handout.sheet_draft import draft
from derive.problem import catalogue
from derive.problem.assembly import load_text

SHEET = r"""
# My sheet

We have $W = \begin{pmatrix} 1 & -0.5 \\ 2 & 0 \end{pmatrix}$ and $x = \begin{pmatrix} 1 \\ 2 \end{pmatrix}$, and

$$a = \tanh(W x), \qquad L = \frac{1}{2} \lVert a \rVert^2$$

$$b = \oint a$$

(a) $a$ and $L$ (2 marks)
(b) $\frac{\partial L}{\partial W}$
(c) What does $\spadesuit$ mean?
"""


@pytest.mark.parametrize("name", ["rnn", "mlp", "lstm", "attention", "cnn", "word2vec", "rnn-language"])
def test_a_sheet_of_ours_gives_the_exercise_back(name: str) -> None:
    problem = catalogue.load(name)
    text = draft(name, "sheet.md", render_problem(problem, "md").encode())
    again = load_text(text, name, "again")
    assert again.title == problem.title
    assert {ref: number.entries for ref, number in again.given.items() if number} == {
        ref: number.entries for ref, number in problem.given.items() if number
    }
    assert {e.target: e.rhs for e in again.equations} == {e.target: e.rhs for e in problem.equations}
    assert [q.targets for q in again.questions] == [q.targets for q in problem.questions]
    assert [q.asked.marks for q in again.questions] == [q.asked.marks for q in problem.questions]


def test_what_is_not_read_is_a_comment_and_no_guess() -> None:
    text = draft("mine", "sheet.md", SHEET.encode())
    assert 'title = "My sheet"' in text
    assert "a = tanh(W x)\n" in text
    assert "W = [[1, -0.5], [2, 0]]\nx = [1, 2]\n" in text
    assert 'ask = ["a", "L"]\nmarks = 2\n' in text
    assert 'ask = ["dL/dW"]\n' in text
    comments = [line for line in text.splitlines() if line.startswith("#")]
    assert any(r"b = \oint a" in line for line in comments)
    assert any(r"\spadesuit" in line for line in comments)
    assert "oint" not in text.split("[model]")[1]
    load_text(text, "mine", "mine.toml")


def test_lists_and_derivatives_may_be_typed() -> None:
    sheet = "We have $z = W x + b$, $L = z' z$, W = [[1, -0.5],[0.5, 2]], x = [1, -1], and\nb = [0.2 , 0]. Hence\n"
    text = draft("mine", "sheet.md", f"{sheet}find dL/dW and dL/db (3 marks).\n".encode())
    assert "W = [[1, -0.5], [0.5, 2]]\nx = [1, -1]\nb = [0.2, 0]\n" in text
    assert 'ask = ["dL/dW", "dL/db"]\nmarks = 3\n' in text
    problem = load_text(text, "mine", "mine.toml")
    assert [str(equation.target) for equation in problem.equations] == ["z", "L"]


def test_what_is_still_wrong_with_a_draft_stands_at_its_head() -> None:
    text = draft("mine", "sheet.md", b"$$h = \\tanh(W x)$$\n")
    assert text.startswith("# still wrong: ")


@pytest.mark.parametrize(
    ("latex", "text"),
    [
        (r"\hat{y}_{t-1}", "yhat[t-1]"),
        (r"V^\top (\hat{y} - y)", "V' (yhat - y)"),
        (r"\frac{1}{3} \sum_{t=0}^{2} l_t + 1", "1/3 sum(t=0..2, l[t]) + 1"),
        (r"\mathrm{ReLU}(W_{1} x)", "relu(W_1 x)"),
        (r"(1 - h_t \odot h_t)", "(1 - h[t] .* h[t])"),
        (r"\mathrm{softmax}_{\mathrm{rows}}(S)", "softmax_rows(S)"),
        (r"W^{Q} x", "W_Q x"),
        (r"x^2", "x^2"),
    ],
)
def test_formulas_have_a_plain_reading(latex: str, text: str) -> None:
    assert SheetFormula(latex, Met(indices={"t"})).formula() == text


@pytest.mark.parametrize("latex", [r"\oint x", r"\sum x", r"\frac{1}", r"x_{\spadesuit}", "}", "x }"])
def test_what_has_none_is_refused(latex: str) -> None:
    with pytest.raises(NotPlain):
        SheetFormula(latex, Met()).formula()


def test_the_command_drafts_a_file(tmp_path: Path) -> None:
    (tmp_path / "sheet.md").write_text(SHEET, encoding="utf-8")
    (tmp_path / "sheet.xyz").write_text("x = 1")
    target = tmp_path / "mine.toml"
    done = CliRunner().invoke(main, ["new", str(target), "--from", str(tmp_path / "sheet.md")])
    assert done.exit_code == 0, done.output
    assert catalogue.load(target).title == "My sheet"
    for sheet, told in (("no.md", "no such file"), ("sheet.xyz", "expected a sheet")):
        wrong = CliRunner().invoke(main, ["new", str(tmp_path / "other.toml"), "--from", str(tmp_path / sheet)])
        assert wrong.exit_code == 2
        assert told in wrong.output
