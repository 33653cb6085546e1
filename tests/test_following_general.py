"""Following what is said in general: case distinctions, the last step T, names explained behind their use."""

from __future__ import annotations

import pytest

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
SLOPE = r"\frac{\partial \hat{y}_{t,i}}{\partial \mu_{t,j}}"


def verdicts(text: str) -> list[str]:
    return [line.verdict for line in CHECKER.check("student.md", text.encode()).lines]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (
            SLOPE + r" = \begin{cases} \hat{y}_{t,i}(1 - \hat{y}_{t,i}) & \text{if } i = j \\"
            r" -\hat{y}_{t,i}\hat{y}_{t,j} & \text{if } i \neq j \end{cases}",
            "right",
        ),
        (
            SLOPE + r" = \begin{dcases} \hat{y}_{t,i}(1 - \hat{y}_{t,j}), & i = j, \\"
            r" -\hat{y}_{t,j}\hat{y}_{t,i}, & \text{otherwise.} \end{dcases}",
            "right",
        ),
        (
            SLOPE + r" = \begin{cases} \hat{y}_{t,i}(1 - \hat{y}_{t,j}) & i = j \\"
            r" \hat{y}_{t,j}\hat{y}_{t,i} & \text{otherwise} \end{cases}",
            "wrong",
        ),
        (
            SLOPE + r" = \begin{cases} -\hat{y}_{t,i}\hat{y}_{t,j} & i = j \\"
            r" \hat{y}_{t,i}(1 - \hat{y}_{t,i}) & i \ne j \end{cases}",
            "wrong",
        ),
        (
            r"\bar h_t = \begin{cases} U x_t + b & t = 0 \\ W h_{t-1} + U x_t + b & t > 0\end{cases}",
            "right",
        ),
        (
            r"\bar h_t = \begin{cases} U x_t + b & t \le 1 \\ W h_{t-1} + U x_t + b & t > 1\end{cases}",
            "wrong",
        ),
        (
            r"\frac{\partial l_t}{\partial \mu_{t,k}} = \begin{cases} \hat y_{t,k} - 1 & k = y_t \\"
            r" \hat y_{t,k} & k \ne y_t\end{cases}",
            "right",
        ),
        (
            r"\frac{\partial l_t}{\partial \mu_{t,k}} = \begin{cases} \hat y_{t,k} & k = y_t \\"
            r" \hat y_{t,k} - 1 & \text{else}\end{cases}",
            "wrong",
        ),
        (
            r"\frac{\partial h_{t,i}}{\partial \bar h_{t,j}} = \left\{ \begin{array}{ll} 1 - h_{t,i}^2 & \text{if } i=j"
            r" \\ 0 & \text{otherwise} \end{array} \right.",
            "right",
        ),
        (SLOPE + r" = \begin{cases} 1 \\ 2 \\ 3 \end{cases}", "unread"),
        (SLOPE + r" = \begin{cases} 1 & \text{it is fine} \\ 2 & \text{it is not} \end{cases}", "unread"),
    ],
)
def test_case_distinctions(statement: str, verdict: str) -> None:
    assert verdicts(f"$${statement}$$") == [verdict]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (r"$L = \frac13 \sum_{t=0}^T l_t$", ["right"]),
        (r"$L = \frac13 \sum_{t=0}^Tl_t$", ["right"]),
        (r"$L = \frac1T \sum_{t=0}^{T-1} l_t$", ["right"]),
        (r"$L = \frac1T \sum_{t=1}^{T} l_t$", ["unread"]),
        (r"With $T = 2$ we have $L = \frac{1}{T+1} \sum_{t=0}^{T} l_t$", ["right"]),
        (r"With $T = 2$ we have $L = \frac{1}{T} \sum_{t=1}^{T} l_t$", ["wrong"]),
        (r"With $T = 3$ we have $L = \frac{1}{T} \sum_{t=0}^{T-1} l_t$", ["right"]),
        (r"$\frac{\partial L}{\partial h_T} = \frac13 V^T (\hat y_T - y_T)$", ["right"]),
        (r"Let $T = 3$. $\frac{\partial L}{\partial h_{T-1}} = \frac1T V^T (\hat y_{T-1} - y_{T-1})$", ["right"]),
        (r"$h_T = \tanh(W h_{T-1} + U x_T + b)$", ["right"]),
    ],
)
def test_the_last_step(text: str, expected: list[str]) -> None:
    assert verdicts(text) == expected


def test_names_explained_behind_their_use() -> None:
    formula = r"$\frac{\partial L}{\partial h_1} = \frac13\left[ V^\top e_1 + W^\top D_2 V^\top e_2\right]$"
    right = r", where $D_t = \mathrm{diag}(1 - h_t^2)$ and $e_t = \hat y_t - y_t$."
    assert verdicts(formula + right) == ["right"]
    assert verdicts(formula + right.replace("1 - h_t^2", "1 - h_t")) == ["wrong"]
    assert verdicts(formula) == ["unread"]


def test_the_identity_begins_a_formula() -> None:
    assert verdicts(r"$\frac{\partial h_t}{\partial \bar h_t} = I - \mathrm{diag}(h_t)^2$") == ["right"]
    assert verdicts(r"$\frac{\partial h_t}{\partial \bar h_t} = I - \mathrm{diag}(h_t)$") == ["wrong"]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (r"\tanh'(z) = 1 - \tanh^2(z)", "right"),
        (r"\tanh'(x) = 1 - \tanh(x)", "wrong"),
        (r"\frac{d}{dx} \tanh(x) = 1 - \tanh^2(x)", "right"),
        (r"\frac{d \tanh(x)}{dx} = \frac{4}{(e^x + e^{-x})^2}", "right"),
        (r"\frac{\partial \tanh(z)}{\partial z} = 1 - z^2", "wrong"),
        (r"(\tanh z)' = 1 - \tanh^2 z", "right"),
        (r"\sigma'(z) = \sigma(z)(1-\sigma(z))", "right"),
        (r"\frac{d}{du}\log u = \frac{1}{u}", "right"),
        (r"\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j e^{z_j}}", "right"),
        (r"\mathrm{softmax}(z)_i = \frac{e^{z_i}}{\sum_j z_j}", "wrong"),
        (
            r"\frac{\partial\, \mathrm{softmax}(z)_i}{\partial z_j}"
            r" = \mathrm{softmax}(z)_i (\delta_{ij} - \mathrm{softmax}(z)_j)",
            "right",
        ),
        (
            r"\frac{\partial \mathrm{softmax}(z)_i}{\partial z_j}"
            r" = \mathrm{softmax}(z)_i (1 - \mathrm{softmax}(z)_j)",
            "wrong",
        ),
        (r"\frac{\partial}{\partial h_t} (V h_t + c) = V", "right"),
        (r"\frac{\partial (V h_t + c)}{\partial h_t} = V^\top", "wrong"),
        (r"\frac{\partial \tanh(\bar h_t)}{\partial \bar h_t} = \mathrm{diag}(1 - h_t^2)", "right"),
        (r"\frac{\partial (V h_t + h_t)}{\partial h_t} = V", "unread"),
        (r"(\tanh(\bar h_t))' = 1 - h_t^2", "unread"),
        (r"\hat y_{t,i} = \mathrm{softmax}(V h_t + c)_i", "right"),
    ],
)
def test_lemmas_about_functions(statement: str, verdict: str) -> None:
    assert verdicts(f"$${statement}$$") == [verdict]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [("y_0 = 3", "right"), ("y_1 = 2", "right"), ("y_1 = 3", "unread"), ("y_1 = 2.0", "wrong")],
)
def test_classes_told_as_numbers(statement: str, verdict: str) -> None:
    assert verdicts(f"The classes: ${statement}$.") == [verdict]


def test_the_full_stop_behind_the_last_condition() -> None:
    cases = r"$$\bar h_t = \begin{cases} U x_t + b & t = 0 \\ W h_{t-1} + U x_t + b & t \geq 1.\end{cases}$$"
    assert verdicts(cases) == ["right"]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (r"\hat y = \mathrm{softmax}(\mu)", "right"),
        (r"\frac{\partial \hat{y}_i}{\partial \mu_j} = \hat{y}_i(\delta_{ij} - \hat{y}_j)", "right"),
        (r"\frac{\partial \hat{y}_i}{\partial \mu_j} = \hat{y}_i(1 - \hat{y}_j)", "unread"),
        (r"\frac{\partial h}{\partial \bar h} = \mathrm{diag}(1 - h^2)", "right"),
        (r"\frac{\partial h}{\partial \bar h} = \mathrm{diag}(1 - h)", "unread"),
        (r"\hat y_i = \frac{e^{\mu_i}}{\sum_j e^{\mu_j}}", "right"),
        (r"h_i = \tanh(\bar h_i)", "right"),
        (r"\bar h_i = W h_{i-1} + U x_i + b \quad (i > 0)", "right"),
    ],
)
def test_what_holds_for_every_step_is_said_without_it(statement: str, verdict: str) -> None:
    assert verdicts(f"$${statement}$$") == [verdict]


def test_index_sets_have_names() -> None:
    told = r"Let $\mathcal{T} = \{0,1,2\}$. "
    assert verdicts(told + r"$L = \frac13 \sum_{t\in\mathcal T} l_t$") == ["right"]
    assert verdicts(told + r"$L = \frac12 \sum_{t\in\mathcal T} l_t$") == ["wrong"]
    dots = r"Let $S = \{1, \dots, 2\}$. "
    by_w = r"$\frac{\partial L}{\partial W} = \sum_{t \in S} \frac{\partial L}{\partial \bar h_t} h_{t-1}^T$"
    by_u = r"$\frac{\partial L}{\partial U} = \sum_{t \in S} \frac{\partial L}{\partial \bar h_t} x_t^T$"
    assert verdicts(dots + by_w + " and " + by_u) == ["right", "wrong"]
    assert verdicts(r"$L = \frac13 \sum_{t\in\mathcal T} l_t$") == ["unread"]


def test_two_renamings_in_a_sentence() -> None:
    told = r"I write $a_t$ for $\bar h_t$ and $p_t$ for $\hat y_t$. "
    assert verdicts(told + "$p_0 = [0.0885,0.0723,0.8391]$, $p_1 = [9, 9, 9]$, $a_0 = [-1, 0, 2]$.") == [
        "right",
        "wrong",
        "right",
    ]
