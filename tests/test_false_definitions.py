"""What a clause behind an answer says of the problem's own quantities is judged with the answer."""

from __future__ import annotations

import pytest

from derive.feedback.check_answer import Checker
from derive.problem.catalogue import load

CHECKERS = {name: Checker(load(name)) for name in ("rnn", "logistic", "mlp")}
SUM = r"1/3 \sum_t (\hat y_t - y_t) h_t^T"


@pytest.mark.parametrize(
    ("problem", "question", "answer"),
    [
        ("rnn", "yhat[0]", r"\mathrm{softmax}(V h_0 + c) \text{ where } h_0 = \tanh(U x_0)"),
        ("rnn", "dL/dV", rf"{SUM}, \text{{ where }} h_t = \tanh(U x_t + b)"),
        ("rnn", "dL/dV", rf"{SUM} \text{{ with }} \hat y_t = \sigma(V h_t + c) \text{{ and }} h_0 = \tanh(U x_0 + b)"),
        ("rnn", "dl[1]/dmu[1]", r"\hat y_t - y_t \text{ with } y_t = [0, 0, 1]^T"),
        ("logistic", "dL/dw", r"(\hat y - y) x \text{ with } \hat y = \tanh(z)"),
        ("mlp", "dL/dW_2", r"(\hat y - y) h^T \text{ where } h = \mathrm{relu}(W_1 x)"),
    ],
)
def test_a_right_formula_with_a_false_clause_is_wrong(problem: str, question: str, answer: str) -> None:
    record = CHECKERS[problem].check(question, answer)
    assert (record.verdict, record.diagnosis) == ("wrong", "false_definition")


@pytest.mark.parametrize(
    ("problem", "question", "answer"),
    [
        ("rnn", "dL/dV", rf"{SUM}, \text{{ where }} h_t = \tanh(W h_{{t-1}} + U x_t + b)"),
        ("rnn", "dl[0]/dmu[0]", r"\hat y_t - y_t \text{ with } y_t = [0, 0, 1]^T"),
        ("logistic", "dL/dw", r"(\hat y - y) x \text{ with } \hat y = σ(z)"),
        ("mlp", "dL/dW_2", r"(\hat y - y) h^T \text{ where } h = \mathrm{relu}(W_1 x + b_1)"),
        ("mlp", "dL/dW_2", r"(\hat y - y) h^T \text{ where } \hat y = [0.2689, 0.7311]^T"),
    ],
)
def test_a_right_formula_with_a_true_clause_is_right(problem: str, question: str, answer: str) -> None:
    assert CHECKERS[problem].check(question, answer).verdict == "right"
