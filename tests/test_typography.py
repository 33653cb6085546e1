"""What a tutor with a red pen would mark on a page: where answers stand, what is said twice, numbers shown twice."""

import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from exercises import exercise
from tex import compiled

import derive
from derive import load
from derive.documents.formats import Choices
from derive.language.errors import ProblemError


@cache
def page(name: str) -> str:
    return load(name).solve(verify=False).to_markdown()


def solved(equations: str, values: str, ask: str) -> str:
    return exercise(equations, values, ask).solve(verify=False).to_markdown()


def test_answers_stand_before_the_first_question_with_its_letter_and_the_step() -> None:
    headings = re.findall(r"^## (.*)$", page("rnn"), re.M)
    assert headings.index("The answers") == headings.index("What is asked") + 1
    row = next(line for line in page("rnn").splitlines() if line.startswith(r"| $\partial L/\partial b$ |"))
    letter, step = row.split("|")[3:5]
    assert letter.strip() == "(h)"
    assert rf"**Step {step.strip()}.** $\partial L/\partial b$" in page("rnn")


def test_on_slides_answers_come_last() -> None:
    text = str(load("rnn").solve("L", verify=False).written("md", Choices(edition="slides")))
    assert text.index("## The answers") > text.index("**Step 1")


@pytest.mark.parametrize(
    ("label", "shown"),
    [("[0, 1]", r"-\log(0.7311)"), ("[0.25, 0.75]", r"-(0.2500 \log(0.2689) + 0.7500 \log(0.7311))")],
)
def test_a_cross_entropy_is_written_with_the_probabilities_that_count(label: str, shown: str) -> None:
    text = solved("p = softmax(z)\nL = CE(y, p)", f"z = [0, 1]\ny = {label}", "L")
    assert rf"\approx {shown} \approx" in text


def test_a_squared_error_is_written_with_its_differences() -> None:
    text = solved("a = W x\nM = MSE(y, a)", "W = [[1, 2], [0, 1]]\nx = [1, 2]\ny = [1, 0]", "M")
    assert r"\frac{1}{2} ((1 - 5)^{2} + (0 - 2)^{2}) = \boxed{10}" in text


def test_the_rows_of_a_softmax_are_exponentials_times_one_over_their_sums() -> None:
    text = solved('A = softmax(S, axis="rows")\nL = sum(A)', "S = [[0, 1], [2, 0]]", "A")
    powers = np.exp([[0, 1], [2, 0]])
    over = ", ".join(f"{1 / total:.4f}" for total in powers.sum(axis=1))
    rows = r" \\ ".join(" & ".join(f"{entry:.4f}" for entry in row) for row in powers)
    assert rf"\mathrm{{diag}}({over})" in text
    assert rf"\begin{{bmatrix}} {rows} \end{{bmatrix}}" in text


@pytest.mark.parametrize(("values", "entries"), [("x = [2, -4]", r"1 \\ -2"), ("x = [1, -4]", r"0.5000 \\ -2.0000")])
def test_no_exact_value_is_shown_twice(values: str, entries: str) -> None:
    text = solved("z = 0.5 x\nL = sum(z)", values, "z")
    shown = rf"= \boxed{{\begin{{bmatrix}} {entries} \end{{bmatrix}}}}"
    boxed = next(line for line in text.splitlines() if shown in line)
    assert boxed.count(r"\begin{bmatrix}") == 2


def test_a_fraction_that_no_decimal_equals_is_shown_with_it() -> None:
    text = solved("z = x / 3\nL = sum(z)", "x = [1, 2]", "z")
    assert r"\frac{1}{3}" in text
    assert r"\approx \boxed{\begin{bmatrix} 0.3333 \\ 0.6667 \end{bmatrix}}" in text


def test_a_kind_of_local_derivative_is_explained_once() -> None:
    text = page("lstm")
    assert text.count(r"\sigma\cdot (1 - \sigma)$, entry by entry") == 1
    alike = text.split("In the same way:")[1].split("##")[0]
    assert len(re.findall(r"Step \d+", alike)) > 4


def test_of_scalars_nothing_is_told_entry_by_entry() -> None:
    assert "entry by entry" not in page("mazur")
    assert "in index notation" not in page("mazur")


@pytest.mark.parametrize("name", ["rnn", "lstm", "mazur", "attention", "mlp-batch"])
def test_nothing_is_minus_zero(name: str) -> None:
    assert not re.search(r"(?<![\d.])-0(?:\.0+)?(?![.\d])", page(name))


@pytest.mark.parametrize("name", ["adam", "cnn", "rnn"])
def test_every_step_says_what_happens_in_it(name: str) -> None:
    """No title is a bare symbol: what is done for the first time is said, then by the step that it is like."""
    titles = re.findall(r"^\*\*Step (\d+)\.\*\* (\$[^$]+\$)(.*)$", page(name), re.M)
    assert len(titles) > 10
    assert [number for number, _, said in titles if not said.startswith(": ")] == []


def test_a_step_like_an_earlier_one_says_which_of_the_same_name_first() -> None:
    assert "$c_{2}$: as in step 9 " in page("lstm")
    assert "$c_{1}$: products entry by entry " in page("lstm")


def test_an_array_over_an_array_is_an_array_of_quotients() -> None:
    text = solved("y = a ./ (b + e)\nL = sum(y)", "a = [1, 3]\nb = [1, 4]\ne = 0.5", "y")
    assert r"\begin{bmatrix} \frac{1}{1.5000} \\ \frac{3}{4.5000} \end{bmatrix}" in text
    assert not re.search(r"\\frac\{[^{}]*\\begin", page("adam"))


def test_a_diagonal_of_whole_numbers_has_no_decimals() -> None:
    assert r"\mathrm{diag}(0, 0)" in page("lstm")


def test_matrices_in_the_table_of_answers_are_as_large_as_their_brackets() -> None:
    """Typst sets a matrix within a sentence in small digits between tall brackets, which run into the next row."""
    text = str(load("attention").solve(verify=False).written("typ"))
    assert re.findall(r'#m\("[^"]*matrix', text) == []
    assert len(re.findall(r"#large\(", text)) == 8


def test_what_is_said_before_the_first_step_stays_with_it() -> None:
    text = str(load("word2vec").solve(verify=False).written("typ"))
    ways = re.findall(r"^.*acts on.*$", text, re.M)
    assert len(ways) == 4
    assert all(line.startswith("#block(sticky: true") for line in ways)


def test_scalars_are_few_pages_also_by_latex(tmp_path: Path) -> None:
    """A short formula stands behind what is said of it, and answers that are numbers in two columns."""
    printed = compiled(load("mazur").solve(verify=False).to_latex(), tmp_path)
    assert printed.complaints == []
    assert 0 < printed.pages <= 6


PARTS = "out = tanh(W x + b)\nL = sum(tanh(V out + c))"
PART_VALUES = "W = [[1, 2], [0, 1]]\nx = [1, 2]\nb = [0, 1]\nV = [[1, 0], [0, 1]]\nc = [1, 1]"


def test_names_of_parts_are_the_courses_and_words_stand_as_it_sets_them() -> None:
    """Its own solution is read with them as any other."""
    usual = exercise(PARTS, PART_VALUES, "dL/dW")
    chosen = exercise(PARTS, PART_VALUES, "dL/dW", settings='parts = ["c", "z"]\nwords = "italic"')
    assert [d.equation.target.name for d in usual.problem.definitions if d.is_part] == ["mu", "z", "a"]
    assert [d.equation.target.name for d in chosen.problem.definitions if d.is_part] == ["z", "mu", "a"]
    text = chosen.solve(verify=False).to_markdown()
    assert r"\mathit{out} &= \tanh(W x + b)" in text
    assert r"\mathrm{out}" not in text
    report = derive.check_writeup(chosen, text)
    assert {line.verdict for line in report.lines} == {"right"}


def test_what_is_no_name_for_a_part_is_told() -> None:
    with pytest.raises(ProblemError, match=r"settings\.parts: found '2z'; expected names"):
        exercise(PARTS, PART_VALUES, "dL/dW", settings='parts = ["2z"]')


def test_no_line_ends_with_the_sign_of_a_sum() -> None:
    equations = "p = sigmoid(X w + b)\nL = 1/3 BCE(y, p) + c sum(abs(w))"
    values = "X = [[1, 2], [0, -1], [0.5, 1]]\nw = [0.5, -0.3]\nb = 0.1\ny = [1, 0, 1]\nc = 0.1"
    text = exercise(equations, values, "dL/dw").solve().to_markdown()
    assert "\\sum_{r=1}^{3}" in text
    assert re.search(r"\\sum_\{r=1\}\^\{3\} *\\\\", text) is None
