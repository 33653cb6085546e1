"""The documents as readers get them: they compile, they fit the page, every renderer takes them."""

from __future__ import annotations

import re
import subprocess
from itertools import product
from pathlib import Path

import pytest
from exercises import RENAMED, toml
from large import wide
from tex import compiled, need
from tiers import catalogued, sample

import derive
from derive.api import Exercise
from derive.documents.formats import USUAL
from derive.documents.words import Words
from derive.problem.assembly import load_text
from derive.problem.spec import DETAILS, LAYOUTS, METHODS
from derive.table.row import COMPOSITIONS, TABLE

ROOT = Path(__file__).parent.parent
INLINE = re.compile(r"(?<!\$)\$([^$\n]+)\$(?!\$)")
DISPLAY = re.compile(r"\$\$\n(.*?)\n\$\$", re.S)

FORMULAS = """
title = "Formulas only"
[index]
t = "1..4"
[model]
equations = '''
h[0] = h0
h[t] = tanh(W h[t-1] + U x[t] + b)
yhat = softmax(V h[4])
L = CE(y, yhat) + 1/2 lam sqnorm(W)
'''
[values]
h0 = "vector 3"
W = "matrix 3 x 3"
U = "matrix 3 x 4"
x = "vector 4"
b = "vector 3"
V = "matrix 2 x 3"
y = { one_hot = "vector 2" }
lam = "scalar"
[[questions]]
ask = ["dL/dW", "dL/dh[2]", "dL/dlam"]
marks = 2
"""


@pytest.fixture
def problem(tmp_path: Path, request: pytest.FixtureRequest) -> str:
    texts = {"wide": wide(), "formulas": FORMULAS}
    if request.param not in texts:
        return str(request.param)
    path = tmp_path / f"{request.param}.toml"
    path.write_text(texts[request.param], encoding="utf-8")
    return str(path)


def document(problem: str, form: str = "md", **settings: str) -> str:
    return derive.load(problem).solve(**settings).render(form)  # type: ignore[arg-type]


@pytest.mark.parametrize(("method", "layout", "detail"), sample(product(METHODS, LAYOUTS, DETAILS), 6))
def test_the_reference_exercise_prints_without_complaint(method: str, layout: str, detail: str, tmp_path: Path) -> None:
    printed = compiled(document("rnn", "tex", method=method, layout=layout, detail=detail), tmp_path)
    assert printed.complaints == []
    assert printed.pages <= (20 if detail == "full" else 11)


OTHERS = ("attention", "lstm", "mazur", "rnn-scalar", "wide", "formulas")


@pytest.mark.parametrize(("problem", "method"), sample(product(OTHERS, METHODS), 6), indirect=["problem"])
def test_other_problems_print_without_complaint(problem: str, method: str, tmp_path: Path) -> None:
    printed = compiled(document(problem, "tex", method=method), tmp_path)
    assert printed.complaints == []
    assert printed.pages


def test_a_fragment_fits_into_a_document(tmp_path: Path) -> None:
    fragment = derive.load("rnn").solve("dL/dV").to_latex(fragment=True)
    assert "\\documentclass" not in fragment
    (tmp_path / "part.tex").write_text(fragment, encoding="utf-8")
    packages = "\\usepackage{amsmath,amssymb,booktabs,longtable}\\usepackage[margin=20mm]{geometry}"
    whole = f"\\documentclass{{article}}{packages}\\begin{{document}}\\input{{part}}\\end{{document}}"
    assert compiled(whole, tmp_path).complaints == []


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("problem", [*catalogued(), "wide", "formulas"], indirect=True)
def test_markdown_has_nothing_that_a_renderer_refuses_or_eats(problem: str, method: str) -> None:
    text = document(problem, method=method)
    assert not re.search(r"\\(operatorname|phantom|mbox)\b", text)
    for math in INLINE.findall(DISPLAY.sub("", text)):
        assert not re.search(r"\\[^A-Za-z|]", math), math
    assert text.count("$$") % 2 == 0
    assert all(math.count("{") == math.count("}") for math in DISPLAY.findall(text))


@pytest.mark.parametrize("method", METHODS)
def test_every_left_bracket_has_a_right_one_on_its_line(method: str) -> None:
    for math in DISPLAY.findall(document("rnn", method=method, detail="full")):
        for line in math.split("\\\\[4pt]"):
            assert line.count("\\left") == line.count("\\right"), line


@pytest.mark.parametrize("form", USUAL)
@pytest.mark.parametrize("problem", [*catalogued(), "wide"], indirect=True)
def test_negative_numbers_stand_in_brackets_where_they_are_multiplied(problem: str, form: str) -> None:
    for method in METHODS:
        text = document(problem, form, method=method, detail="full")
        assert not re.search(r"\\cdot\s*-|[\d}]\s*--|\\odot\s*-|\+\s*-\d", text)
        assert not re.search(r"-0\.0*(?![\d.])", text)


def test_pandoc_takes_the_markdown(tmp_path: Path) -> None:
    pandoc = need("pandoc")
    (tmp_path / "solution.md").write_text(document("rnn"), encoding="utf-8")
    command = [pandoc, "-f", "markdown", "-t", "html", "--mathml", "solution.md", "-o", "solution.html"]
    run = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (run.returncode, run.stderr) == (0, "")
    assert (tmp_path / "solution.html").read_text(encoding="utf-8").count('<math display="block"') > 60


def measured(text: str) -> str:
    """The text without the size of the disagreements, which depends on the version of the arithmetic."""
    return re.sub(r"(disagreement[^$]*)\$[^$]+\$", r"\1", text)


def test_the_solution_in_the_repository_is_current() -> None:
    solution = derive.load("rnn").solve()
    for form in USUAL:
        written = (ROOT / f"output/rnn/solution.{form}").read_text(encoding="utf-8")
        assert measured(written) == measured(solution.render(form)), "run: derive solve rnn"


def test_every_rule_has_its_sentence() -> None:
    words = Words("en")
    rules = [rule for operation in TABLE.values() for rules in operation.rules for rule in rules]
    rules += [rule for pair in COMPOSITIONS for rule in pair.rules]
    assert [rule.reason for rule in rules if words.find(f"rules.{rule.reason}") is None] == []


def test_a_document_says_what_it_is_asked_to_say() -> None:
    text = document("rnn")
    for phrase in (
        "What is given", "y_{t}$ is one-hot", "(f) $\\partial L/\\partial U$ (3 marks)", "Local derivatives",
        "$l_{0}$ is calculated before $h_{1}$", "Why an outer product?", "Why is column 3 exactly zero?",
        "softmax and cross-entropy together", "The answers", "SymPy built the unrolled network", "Central differences",
        "A reader who calculates on with the displayed values",
    ):  # fmt: skip
        assert phrase in text


def test_only_keeps_the_question_and_the_steps_it_uses() -> None:
    text = derive.load("rnn").solve("dL/dV").to_markdown()
    assert "(e) $\\partial L/\\partial V$ (2 marks)" in text
    assert "\\partial L/\\partial U" not in text
    assert "\\partial l_{2}/\\partial h_{1}" not in text
    assert "\nl_{2} =" not in text
    assert "\\hat{y}_{2} =" in text


def test_only_keeps_the_letters_of_the_questions() -> None:
    text = derive.load("rnn").solve(["dL/dx[0]", "dL/dU", "h[1]", "h[0]"]).to_markdown()
    letters = re.findall(r"^## \((\w)\) (.*)", text, re.M)
    assert letters == [
        ("j", "$\\partial L/\\partial x_{0}$"),
        ("f", "$\\partial L/\\partial U$ (3 marks)"),
        ("a", "$h_{1}$ and $h_{0}$"),
    ]


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("problem", [*catalogued(), "formulas", str(RENAMED)], indirect=True)
def test_steps_are_numbered_in_the_order_of_the_page(problem: str, method: str) -> None:
    text = document(problem, method=method)
    found = [int(number) for number in re.findall(r"Step (\d+)(?:\.\*\*|: \})", text)]
    assert found == list(range(1, len(found) + 1))


def test_values_come_before_derivatives_within_a_question_and_in_the_numbers() -> None:
    file = toml("a = tanh(x)\nb = exp(x)\nL = a + a\nM = b + b", "x = 1")
    both = Exercise(load_text(f'{file}\n[[questions]]\nask = ["dL/dx", "dM/dx"]', "test", "test.toml"))
    text = both.solve().to_markdown()
    found = [int(number) for number in re.findall(r"Step (\d+)\.", text)]
    assert found == list(range(1, len(found) + 1))


def test_formulas_have_their_forward_steps_and_say_how_they_were_checked(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(FORMULAS, encoding="utf-8")
    text = document(str(path))
    assert "h_{1} &= " in text or "h_{1} = \\tanh(\\mu_{1})" in text
    checked = text.split("## How this was checked")[1]
    assert re.search(r"random ones .* largest disagreement .* \$\d\.\d\\cdot 10\^\{-\d\d\}\$", checked)
    assert text == document(str(path))


def test_the_reader_of_a_label_that_need_not_add_up_gets_the_general_rule(tmp_path: Path) -> None:
    path = tmp_path / "p.toml"
    path.write_text(
        "[model]\nequations = '''\nyhat = softmax(z)\nL = CE(y, yhat)\n'''\n[values]\nz = [1, 2]\ny = [0.5, 1]\n"
        '[[questions]]\nask = "dL/dz"\n',
        encoding="utf-8",
    )
    text = document(str(path))
    assert "need not add up to 1" in text
    assert "\\mathrm{sum}(y)" in text


def test_an_own_template_wins(tmp_path: Path) -> None:
    (tmp_path / "md").mkdir()
    (tmp_path / "md" / "solution.md.j2").write_text("My own << document.title | md >>", encoding="utf-8")
    solution = derive.load("rnn").solve("L")
    assert solution.render("md", templates=tmp_path) == "My own Backpropagation through time, three steps\n"
