"""Marks: each clause of the policy, its settings in the problem file, a tutor's overrides, and the reasons."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest
from cases import writeups
from exercises import toml
from handwriting import shown, write
from planted_steps import slips

import derive
from derive.feedback.check_writeup import WriteUps
from derive.marking.report import Marked, Report
from derive.problem.assembly import load_text

TOML = (Path(derive.__file__).parent / "problem" / "networks" / "rnn.toml").read_text()
VALUES = {name: shown(value, 4) for name, value in write().values.items()}
WORKING = r"$$\frac{\partial L}{\partial V} = \frac{1}{3} \sum_{t=0}^{2} (\hat{y}_t - y_t) h_t^\top$$"
ANSWER = rf"$$\frac{{\partial L}}{{\partial V}} = {VALUES['dV']}$$"
WRONG = r"$$\frac{\partial L}{\partial V} = \begin{bmatrix} 1 & 2 & 3 \\ 4 & 5 & 6 \\ 7 & 8 & 9 \end{bmatrix}$$"


def checker(marking: str = "") -> WriteUps:
    return WriteUps(load_text(f"{TOML}\n[marking]\n{marking}\n", "rnn", "rnn.toml"), "full")


def report(text: str, marking: str = "") -> Report:
    return checker(marking).check("student.md", text.encode())


def question(name: str, report: Report) -> Marked:
    return next(marked for marked in report.questions if marked.name == name)


def earned(text: str, marking: str = "", name: str = "dL/dV") -> Fraction | None:
    return question(name, report(text, marking)).marks


def test_the_right_value_with_working_earns_all() -> None:
    assert earned(f"{WORKING}\n\n{ANSWER}") == 2


@pytest.mark.parametrize(("share", "marks"), [("full", 2), ("half", 1), ("none", 0)])
def test_a_bare_right_answer_earns_what_the_problem_says(share: str, marks: int) -> None:
    assert earned(ANSWER, f'bare_answer = "{share}"') == marks


SHORT = rf"$$\frac{{\partial L}}{{\partial V}} = {shown(write().values['dV'], 1)}$$"


@pytest.mark.parametrize(("share", "marks"), [("full", 2), ("half", 1), ("none", 0)])
def test_one_decimal_where_four_are_asked_earns_what_the_problem_says(share: str, marks: int) -> None:
    assert earned(f"{WORKING}\n\n{SHORT}", f'few_digits = "{share}"') == marks
    assert earned(f"{WORKING}\n\n{ANSWER}", f'few_digits = "{share}"') == 2


def test_few_digits_without_working_earn_the_less_of_both() -> None:
    assert earned(SHORT, 'few_digits = "half"\nbare_answer = "none"') == 0
    assert earned(SHORT, 'few_digits = "none"\nbare_answer = "half"') == 0


def test_few_digits_earn_half_without_a_setting() -> None:
    assert earned(f"{WORKING}\n\n{SHORT}") == 1


def test_a_matrix_of_zeros_and_one_number_is_not_the_gradient() -> None:
    """To four decimals it is [[-0.0077, 0.0012], [-0.0007, 0.0001]] (NumPy)."""
    found = writeups("lstm").check("student.md", rb"$\partial L/\partial W_f = [[-0.01, 0.00], [0.00, 0.00]]$")
    (line,) = found.lines
    assert (line.verdict, line.diagnosis) == ("rounded", "too_coarse")
    assert question("dL/dW_f, dL/dU_i", found).marks == 0


def test_a_bare_answer_earns_all_without_a_setting() -> None:
    assert earned(ANSWER) == 2


@pytest.mark.parametrize(("share", "marks"), [("full", 2), ("half", 1), ("none", 0)])
def test_a_right_method_with_a_wrong_number(share: str, marks: int) -> None:
    assert earned(f"{WORKING}\n\n{WRONG}", f'method = "{share}"') == marks


def test_a_wrong_number_alone_earns_nothing() -> None:
    assert earned(WRONG) == 0


def test_a_right_number_under_a_wrong_formula_earns_nothing() -> None:
    assert earned(f"{WORKING.replace('1', '2', 1)}\n\n{ANSWER}") == 0


@pytest.mark.parametrize(("share", "marks"), [("full", 2), ("half", 1), ("none", 0)])
def test_what_is_carried_from_a_named_mistake(share: str, marks: int) -> None:
    slip = next(each for each in slips() if each.at == "z0" and each.name == "bias_missing")
    assert earned(write(slip=slip).text, f'carried = "{share}"') == marks


def test_a_senseless_early_number_does_not_buy_the_later_parts() -> None:
    slip = next(each for each in slips() if each.at == "h0")
    invented = replace(slip, formula=None, compute=lambda values: values["z0"] * 0 + [[0.3], [-0.8], [0.1]])
    page = write(slip=invented, formulas=False)
    found = report(page.text)
    assert question("dL/dV", found).verdict == "carried"
    assert question("dL/dV", found).marks == 0


def test_no_answer_earns_nothing_and_says_so() -> None:
    marked = question("dL/dV", report("Nothing."))
    assert marked.marks == 0
    assert "No answer" in marked.reason


def test_a_tutor_overrides_a_verdict() -> None:
    with_working = checker()
    found = with_working.check("student.md", f"{WORKING}\n\n{WRONG}".encode())
    lines = tuple(replace(line, override="right") if line.verdict == "wrong" else line for line in found.lines)
    assert question("dL/dV", with_working.marked(replace(found, lines=lines))).marks == 2


@pytest.mark.parametrize("text", [ANSWER, WRONG, WORKING, f"{WORKING}\n\n{ANSWER}", f"{WORKING}\n\n{WRONG}", ""])
def test_every_mark_has_its_reason(text: str) -> None:
    for marked in report(text).questions:
        assert marked.reason


def test_the_parts_of_a_question_share_its_marks() -> None:
    text = "\n\n".join(f"$h_{t} = {VALUES[f'h{t}']}$" for t in (0, 1))
    assert earned(text, name="h[0], h[1], h[2]") == Fraction(4, 3)


H_0 = [r"h_{0,1} = \tanh(-1) = -0.7616", r"h_{0,2} = \tanh(0) = 0", r"h_{0,3} = \tanh(2) = 0.9640"]
STATES = "h[0], h[1], h[2]"
LOSSES = "l[0], l[1], l[2], L"


def test_a_vector_told_entry_by_entry_is_an_answer() -> None:
    assert earned("\n\n".join(f"$${each}$$" for each in H_0), name=STATES) == Fraction(2, 3)
    assert earned("\n\n".join(f"$${each}$$" for each in H_0[:2]), name=STATES) == 0
    wrong = [*H_0[:2], r"h_{0,3} = 0.9460"]
    assert earned("\n\n".join(f"$${each}$$" for each in wrong), name=STATES) == 0


@pytest.mark.parametrize(
    ("text", "marks"),
    [
        (r"$L = \frac13 (-\ln 0.8391 - \ln 0.7337 - \ln 0.00386) = 2.0144$", 1),
        (r"$L = \frac13 (0.1754 + 0.3097 + 5.5581) = 2.0144$", 1),
        (r"$L = \frac{0.1754 + 0.3097 + 5.5581}{3} = 2.0144$", 1),
        (r"$L = \frac13 (0.3097 + 0.1754 + 5.5581) = 2.0144$", Fraction(1, 4)),
        (r"$L = \frac13 (0.1754 + 0.3197 + 5.5581)$", 0),
        (r"$(l_0, l_1, l_2) = (0.1754, 0.3097, 5.5581)$", Fraction(3, 4)),
        (r"$(l_0, l_1, l_2) = (0.1754, 0.3197, 5.5581)$", 0),
    ],
)
def test_losses_told_as_summands_or_together(text: str, marks: Fraction) -> None:
    assert earned(text, name=LOSSES) == marks


def test_an_error_elsewhere_takes_nothing_from_a_number_that_follows_from_a_named_mistake() -> None:
    values = write().values
    turned = shown(np.asarray(values["dU"]).T, 4)
    formula = r"\sum_t x_t \left(\frac{\partial L}{\partial \bar h_t}\right)^\top"
    text = rf"$$\frac{{\partial L}}{{\partial U}} = {formula} = {turned}$$"
    true = shown(values["g1"], 4)
    elsewhere = rf"$$\frac{{\partial L}}{{\partial h_1}} = V^\top W^\top (\hat y_2 - y_1) = {true}$$"
    assert earned(text, name="dL/dU") == Fraction(3, 2)
    assert earned(f"{elsewhere}\n\n{text}", name="dL/dU") == Fraction(3, 2)


@pytest.mark.parametrize(
    ("text", "name"),
    [
        (r"$\frac{\partial L}{\partial U} = \frac{\partial L}{\partial U}$", "dL/dU"),
        (r"$\frac{\partial L}{\partial U} = \frac{\partial L}{\partial U} + 0$", "dL/dU"),
        (r"Let $G = \frac{\partial L}{\partial U}$. $\frac{\partial L}{\partial U} = G$", "dL/dU"),
        (r"$\frac{\partial L}{\partial U} = \frac13 \sum_t \frac{\partial l_t}{\partial U}$", "dL/dU"),
        (
            r"$\frac{\partial L}{\partial V} = 1 \cdot \frac{\partial L}{\partial V}"
            r" = \begin{bmatrix}1&2&3\\1&2&3\\1&2&3\end{bmatrix}$",
            "dL/dV",
        ),
        (r"$h_t = \tanh(\bar h_t)$", "h[0], h[1], h[2]"),
    ],
)
def test_what_is_asked_or_given_earns_nothing_when_it_is_said_again(text: str, name: str) -> None:
    assert earned(text, name=name) == 0


def test_numbers_in_front_are_no_working() -> None:
    assert earned(f"$c = [1, 1, 0]$\n\n{ANSWER}", 'bare_answer = "none"') == 0
    assert earned(f"$l_0 = 0.1754$\n\n{ANSWER}", 'bare_answer = "half"') == 1


def test_senseless_numbers_do_not_buy_the_later_parts() -> None:
    text = "$l_0 = 7$, $l_1 = 8$, $l_2 = 9.5$, so $L = \\frac13(l_0 + l_1 + l_2) = 8.1667$"
    assert earned(text, 'carried = "full"\nmethod = "none"', "l[0], l[1], l[2], L") == 0


def test_a_number_for_a_name_that_nobody_introduced_is_unread() -> None:
    (line,) = report("$q_0 = [9, 9, 9]$").lines
    assert line.verdict == "unread"


def test_what_follows_from_an_error_that_a_tutor_overruled_earns_all() -> None:
    with_working = checker()
    text = r"$h_0 = \tanh(U x_0 + b) = [-0.7616, 0.5, 0.9640]$, $\hat y_0 = \mathrm{softmax}(V h_0 + c) = %s$"
    h = np.array([-0.7616, 0.5, 0.9640])
    e = np.exp(np.array([[2, -1, 0], [1, 1, -1], [-1, 2, 1]]) @ h + np.array([1, 1, 0]))
    found = with_working.check("student.md", (text % shown((e / e.sum()).reshape(3, 1), 4)).encode())
    name = "yhat[0], yhat[1], yhat[2]"
    assert [line.verdict for line in found.lines] == ["right", "wrong", "right", "carried"]
    assert question(name, found).marks == Fraction(1, 3)
    lines = tuple(replace(line, override="right") if line.verdict == "wrong" else line for line in found.lines)
    assert question(name, with_working.marked(replace(found, lines=lines))).marks == Fraction(2, 3)


SCORE = "z, yhat, L"
SLOPES = "dL/dw, dL/db, dL/dx"
CHAIN = r"\frac{\partial L}{\partial w} = \frac{\partial L}{\partial z}\frac{\partial z}{\partial w}"
FARMED = [
    (r"$z = 2$\n\n$z = 2$", SCORE, 0),
    (r"$z = 1.25$\n\n$z = 1.25$", SCORE, 0),
    (r"$z = w^\top x + b = 2$\n\n$z = 2$", SCORE, 0),
    (r"$z = w^\top x + b$, $\hat y = \sigma(z)$, $L = -y\log\hat y - (1-y)\log(1-\hat y)$", SCORE, 0),
    (r"Let $a = w^\top x$. $z = a + b$, $\hat y = \sigma(a + b)$", SCORE, 0),
    (r"$z = 1.25$\n\n$z = 1.5$\n\n$z = 1.75$", SCORE, 0),
    (r"$z = 1.25 = 1.5 = 1.75$", SCORE, 0),
    (r"$z = 1.25$, $z = 1.5$, $z = 1.75$", SCORE, 0),
    (r"$z = 1.2$\n\n$z = 1.7$\n\n$z = 1.75$", SCORE, 0),
    (r"$z = 1.7$\n\n$z = 1.7500$", SCORE, Fraction(2, 3)),
    (r"$z = 1.25$\n\n$z = 1.5$\n\n$z = 0.5 \cdot 2 + 0.5 - 0.25 + 0.5 = 1.75$", SCORE, Fraction(2, 3)),
    (r"$z = 1.25$\n\n$z = 1.5$\n\nCorrection: $z = 1.75$", SCORE, Fraction(2, 3)),
    (rf"${CHAIN}$", SLOPES, 0),
    (rf"${CHAIN} = [1, 2, 3]$", SLOPES, 0),
    (r"$z = 1.25$\n\n$z = 1.75$", SCORE, Fraction(2, 3)),
    (r"$z = w^\top x + b = 0.5 \cdot 2 + 0.5 - 0.25 + 0.5 = 2$", SCORE, Fraction(1, 3)),
    (r"$z = w^\top x + b = 1.75$", SCORE, Fraction(2, 3)),
    (r"$L = -\log \hat y$", SCORE, Fraction(1, 3)),
    (r"$\frac{\partial L}{\partial w} = (\hat y - y) x = [1, 2, 3]$", SLOPES, Fraction(1, 2)),
    (rf"$\frac{{\partial L}}{{\partial z}} = -0.1480$, so ${CHAIN} = [1, 2, 3]$", SLOPES, Fraction(1, 2)),
]


@pytest.mark.parametrize(("text", "name", "marks"), FARMED)
def test_marks_are_for_work_and_not_for_saying_things(text: str, name: str, marks: Fraction) -> None:
    """0.5·2 + 0.5 - 0.25 is w·x, and 1.75 is z; ∂L/∂z is σ(1.75) - 1 = -0.1480."""
    found = writeups("logistic").check("student.md", text.replace(r"\n", "\n").encode())
    assert question(name, found).marks == marks


def test_where_only_formulas_are_asked_the_bare_chain_rule_is_none() -> None:
    equations = "z = W x\nh = tanh(z)\nL = sqnorm(h)"
    text = toml(equations, 'W = "matrix 2 x 3"\nx = "vector 3"', "dL/dW")
    problem = load_text(f"{text}marks = 2\n", "bare", "bare.toml")
    factors = (r"\frac{\partial L}{\partial h}", r"\frac{\partial h}{\partial z}", r"\frac{\partial z}{\partial W}")
    chain = rf"$\frac{{\partial L}}{{\partial W}} = {' '.join(factors)}$"
    factor = r"$\frac{\partial L}{\partial z} = 2h \odot (1 - h^2)$"
    whole = r"$\frac{\partial L}{\partial W} = (2h \odot (1 - h^2)) x^\top$"
    texts = (chain, f"{factor}\n\n{chain}", f"{factor}\n\n{whole}", whole)
    found = [question("dL/dW", WriteUps(problem).check("a.md", text.encode())).marks for text in texts]
    assert found == [0, 1, 2, 2]


SLOPE_Q = r"\begin{bmatrix} 0.1287 & -0.1881 \\ 0.0415 & -0.0747 \end{bmatrix}"
ENTRIES = {"11": "0.1287", "12": "-0.1881", "21": "0.0415", "22": "-0.0747"}


@pytest.mark.parametrize(
    "text",
    [
        rf"$dW^Q = X^\top dQ = {SLOPE_Q}$",
        rf"$dW^{{Q}} = X^T dQ = {SLOPE_Q}$",
        rf"Let $dQ = \frac{{1}}{{\sqrt 2}} dS\, K$. $dW^Q = X^T dQ = {SLOPE_Q}$",
        rf"Let $G = \frac{{\partial L}}{{\partial W^Q}}$. $G = X^T \frac{{\partial L}}{{\partial Q}} = {SLOPE_Q}$",
        rf"$G_Q = X^T \frac{{\partial L}}{{\partial Q}} = {SLOPE_Q}$",
        "\n\n".join(f"$dW^Q_{{{place}}} = {value}$" for place, value in ENTRIES.items()),
        "\n\n".join(rf"$(\frac{{\partial L}}{{\partial W^Q}})_{{{k}}} = {v}$" for k, v in ENTRIES.items()),
        ", ".join(rf"$\frac{{\partial L}}{{\partial W^Q_{{{k}}}}} = {v}$" for k, v in ENTRIES.items()),
    ],
)
def test_an_answer_under_a_name_of_ones_own_or_in_components_earns_all(text: str) -> None:
    """NumPy has these numbers for the gradient by W_Q, one of three that share four marks."""
    found = writeups("attention").check("student.md", text.encode())
    assert question("dL/dW_V, dL/dW_Q, dL/dW_K", found).marks == Fraction(4, 3)
