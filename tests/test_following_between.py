"""Following what is said of two index letters under a condition between them: `k < t`, `k = 0, …, t-1`."""

from __future__ import annotations

import pytest

from derive import catalogue
from derive.answers.between import conditions, holds
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
BACK = (
    r"$\frac{\partial l_t}{\partial\bar h_k} = "
    r"\operatorname{diag}(1-h_k^2)W^\top\frac{\partial l_t}{\partial\bar h_{k+1}}$"
)
FORTH = r"$\frac{\partial h_t}{\partial h_k} = \operatorname{diag}(1-h_t^2)W\frac{\partial h_{t-1}}{\partial h_k}$"
NONE = r"$\frac{\partial h_t}{\partial h_k} = 0$"
SLOPE = r"$\frac{\partial\hat y_{t,i}}{\partial\mu_{t,j}} = -\hat y_{t,i}\hat y_{t,j}$"


def verdicts(text: str) -> list[str]:
    return [line.verdict for line in CHECKER.check("student.md", text.encode()).lines]


@pytest.mark.parametrize(
    ("statement", "verdict"),
    [
        (f"{BACK} for $k<t$.", "right"),
        (f"{BACK} for $t>k$.", "right"),
        (f"{BACK} for $0 \\le k < t \\le 2$.", "right"),
        (f"{BACK} for $k = 0,\\dots,t-1$.", "right"),
        (f"{BACK} for $k = t-1, t-2, \\dots, 0$.", "right"),
        (f"{BACK} ($t > k$)", "right"),
        (f"{BACK} for $k \\le t$.", "wrong"),
        (f"{BACK} for $k = 0,\\dots,t$.", "wrong"),
        (f"{BACK}.", "wrong"),
        (f"{BACK.replace('W^', 'V^')} for $k<t$.", "wrong"),
        (f"For $t>k$: {FORTH}", "right"),
        (f"For $t\\geq k$: {FORTH}", "wrong"),
        (f"{NONE} if $k>t$.", "right"),
        (f"{NONE} if $k \\geq t$.", "wrong"),
        (r"For $k<t$ we have $\frac{\partial l_k}{\partial h_t} = 0$.", "right"),
        (r"For $k>t$ we have $\frac{\partial l_k}{\partial h_t} = 0$.", "wrong"),
        (f"Let $\\mu_t = V h_t + c$. For $i \\ne j$: {SLOPE}", "right"),
        (f"Let $\\mu_t = V h_t + c$. {SLOPE}", "wrong"),
    ],
)
def test_a_statement_is_judged_where_its_condition_holds(statement: str, verdict: str) -> None:
    assert verdicts(statement)[-1] == verdict


@pytest.mark.parametrize(
    ("text", "pairs"),
    [
        ("k<t", [(0, 1), (0, 2), (1, 2)]),
        (r"t \geq k+1", [(0, 1), (0, 2), (1, 2)]),
        (r"0 \leqslant k < t", [(0, 1), (0, 2), (1, 2)]),
        (r"k \in \{0, \ldots, t-1\}", [(0, 1), (0, 2), (1, 2)]),
        (r"k = t, t-1, \dots, 1", [(0, 0), (0, 1), (0, 2), (1, 1), (1, 2), (2, 2)]),
        ("k = t", [(0, 0), (1, 1), (2, 2)]),
        ("h_t < k", [(k, t) for k in range(3) for t in range(3)]),
    ],
)
def test_the_pairs_for_which_conditions_hold(text: str, pairs: list[tuple[int, int]]) -> None:
    said = conditions(text)
    assert [(k, t) for k in range(3) for t in range(3) if holds(said, {"k": k, "t": t})] == pairs


def test_a_list_that_ends_with_a_letter_begins_with_its_number() -> None:
    line = r"$h_t = \tanh(W h_{t-1} + U x_t + b)$ for $t = 0, 1, \dots, T$."
    right, wrong = verdicts(line), verdicts(line.replace("0, 1,", "1, 2,").replace("W h", "2 W h"))
    assert (right, wrong) == (["right"], ["wrong"])
