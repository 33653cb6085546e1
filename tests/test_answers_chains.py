"""A chain of equalities: what stands in front of the answer must not be false, even where it names the question."""

from __future__ import annotations

import pytest

import derive

ANSWER = r"\begin{bmatrix}0.2773&-0.1984&0.1602\\0.0556&-0.0519&0.1193\\-0.3329&0.2503&-0.2795\end{bmatrix}"
SLOPE = r"\frac{\partial L}{\partial V}"


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("L", "L + 5 = 2.0144"),
        ("L", "3L = 2.0144"),
        ("L", "L = L + 1 = 2.0144"),
        ("L", "L = l_0\nL = 2.0144"),
        ("h[0]", "-h_0 = [-0.7616, 0, 0.9640]"),
        ("dL/dV", f"2{SLOPE} = {ANSWER}"),
        ("dL/dV", rf"\left({SLOPE}\right)^T = {ANSWER}"),
        ("dL/dV", rf"{SLOPE} = \sum_t \frac{{\partial l_t}}{{\partial V}} = {ANSWER}"),
    ],
)
def test_a_false_equality_about_the_question_itself(question: str, answer: str) -> None:
    record = derive.check("rnn", question, answer)
    assert record.verdict in ("wrong", "unread")
    assert record.diagnosis in ("false_equality", None), record


@pytest.mark.parametrize(
    ("question", "answer"),
    [
        ("L", "L = 2.0144"),
        ("L", r"1 \cdot L = 2.0144"),
        ("h[0]", r"h_0^T = \begin{bmatrix}-0.7616 & 0 & 0.9640\end{bmatrix}"),
        ("dL/dV", rf"{SLOPE} = \frac13 \sum_t \frac{{\partial l_t}}{{\partial V}} = {ANSWER}"),
        (
            "dL/dV",
            rf"{SLOPE} = \sum_t \frac{{\partial L}}{{\partial \mu_t}} \frac{{\partial \mu_t}}{{\partial V}} = {ANSWER}",
        ),
        ("L", "\\frac{1}{3}\n\\left(l_0 + l_1\n+ l_2\\right)"),
    ],
)
def test_true_equalities(question: str, answer: str) -> None:
    assert derive.check("rnn", question, answer).verdict == "right"


@pytest.mark.parametrize("index", "ik")
def test_a_sum_over_entries_needs_no_bounds(index: str) -> None:
    assert derive.check("mlp", "L", rf"-\sum_{index} y_{index} \log \hat y_{index}").verdict == "right"
    assert derive.check("layernorm", "m", rf"\frac14 \sum_{index} x_{index}").verdict == "right"
    assert derive.check("mlp", "L", rf"-\sum_{index} y_{index} \hat y_{index}").verdict == "wrong"
