"""What a name means at other indices, names explained behind their use, asides without an index."""

from __future__ import annotations

import numpy as np
import pytest
from handwriting import B, U, V, W, X, Y, shown, write

from derive import catalogue
from derive.marker import WriteUps

CHECKER = WriteUps(catalogue.load("rnn"), "full")
TRUE = write().values
DELTAS = [TRUE[f"e{t}"] for t in range(3)]
BY_BAR = r"\frac{\partial L}{\partial \bar h_2}"
BY_B = r"\frac{\partial L}{\partial b}"


def judged(*statements: str) -> list[tuple[str, str | None]]:
    report = CHECKER.check("student.md", "\n\n".join(f"$${each}$$" for each in statements).encode())
    assert not report.unread
    return [(line.verdict, line.diagnosis) for line in report.lines]


def verdicts(*statements: str) -> list[str]:
    return [verdict for verdict, _ in judged(*statements)]


@pytest.mark.parametrize("meaning", [BY_BAR, r"(1 - h_2^2) \odot \frac{\partial L}{\partial h_2}"])
def test_one_delta_tells_what_the_others_are(meaning: str) -> None:
    wrong = DELTAS[1] * np.array([[-1], [1], [1]])
    found = judged(
        rf"\delta_2 = {meaning} = {shown(DELTAS[2], 4)}",
        rf"\delta_1 = {shown(wrong, 4)}",
        rf"\delta_0 = {shown(DELTAS[0], 4)}",
        rf"{BY_B} = \sum_t \delta_t = {shown(DELTAS[0] + wrong + DELTAS[2], 4)}",
    )
    assert found[1] == ("wrong", "sign_in_one_entry")
    assert [verdict for verdict, _ in found] == ["right", "wrong", "right", "right", "carried"]


def test_a_formula_at_another_index_is_held_against_the_meaning() -> None:
    first = rf"\delta_2 = {BY_BAR}"
    false = r"\delta_1 = (1 - h_2^2) \odot \frac{\partial L}{\partial h_1}"
    assert judged(first, false)[0] == ("wrong", "activation_derivative_wrong_time")
    assert verdicts(first, rf"{false} = {shown(DELTAS[1], 4)}") == ["wrong", "slip"]


def test_a_formula_that_is_a_gradient_at_the_last_step_only_says_nothing_of_the_others() -> None:
    """The direct part of ∂L/∂h is all of it at the last step."""
    parts = [V.T @ (TRUE[f"p{t}"] - Y[t]) / 3 for t in range(3)]
    found = verdicts(
        rf"g_2 = \frac13 V^T (\hat y_2 - y_2) = {shown(parts[2], 4)}",
        rf"g_1 = \frac13 V^T (\hat y_1 - y_1) = {shown(parts[1], 4)}",
    )
    assert found == ["right", "right"]
    assert verdicts(r"g_2 = \frac13 V^T (\hat y_2 - y_2)", rf"g_1 = {shown(parts[1], 4)}") == ["unread"]


def test_another_index_may_be_given_a_meaning_of_its_own() -> None:
    """Deltas counted by layers, not by steps."""
    found = verdicts(
        rf"\delta_2 = {BY_BAR}",
        r"\delta_1 = \frac13 (\hat y_2 - y_2)",
        rf"\delta_1 = {shown((TRUE['p2'] - Y[2]) / 3, 4)}",
        r"\frac{\partial L}{\partial h_2} = V^T \delta_1",
    )
    assert found == ["right", "right"]


ENTRIES = r"\frac{\partial L}{\partial h_{1,1}} = -0.1165 + \delta_{2,1} + 2 \delta_{2,2} - \delta_{2,3}"


def test_a_delta_explained_behind_its_use_is_not_kronecker_s() -> None:
    value = TRUE["g1"][0, 0]
    assert verdicts(rf"{ENTRIES} = {value:.4f}", rf"\delta_2 = {BY_BAR}") == ["right", "right"]


def test_a_variable_explained_behind_a_derivative_by_it() -> None:
    slope = r"\frac{\partial l_t}{\partial z_t}"
    assert verdicts(rf"{slope} = \hat y_t - y_t", "z_t = V h_t + c") == ["right"]
    assert verdicts(rf"{slope} = y_t - \hat y_t", "z_t = V h_t + c") == ["wrong"]


def test_the_entry_of_a_label_is_no_derivative() -> None:
    assert verdicts("y_{0,3} = 1", "y_{0,1} = 0") == ["right", "right"]
    assert verdicts("y_{0,2} = 1") == ["wrong"]


@pytest.mark.parametrize(
    "aside", [r"\hat y = \mathrm{softmax}(\mu)", r"h = \tanh(a)", "y = (0, 0, 1)^T", r"\ell = 2", "x = x_0"]
)
def test_an_aside_without_an_index_is_no_definition(aside: str) -> None:
    bar = W @ TRUE["h0"] + U @ X[1] + B
    found = verdicts(
        aside,
        rf"\bar h_1 = W h_0 + U x_1 + b = {shown(bar, 4)}",
        r"\hat y_0 = \mathrm{softmax}(V h_0 + c)",
        r"\ell_0 = -y_0^T \log \hat y_0 = 0.1754",
    )
    assert found[-5:] == ["right"] * 5
    assert found[0] not in ("wrong", "slip")
