"""Sums within sums, under conditions on the index, and names of the author's own that are those of operations."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from exercises import WAYS, exercise, toml

from derive.api import Exercise
from derive.language.errors import ProblemError
from derive.problem.assembly import load_text
from derive.problem.build import read
from derive.problem.scope import Scope

SCOPE = Scope({"h": (2, 1), "b": (2, 1), "s": ()}, {"h": 1, "b": 0, "s": 0}, {"t": range(1, 4), "j": range(2)})
VALUES = "W = [[1, 2], [-1, 0.5]]\nv = [[1, -1], [0.5, 0.3], [-0.2, 0.7]]"
W, V = np.array([[1, 2], [-1, 0.5]]), np.array([[1, -1], [0.5, 0.3], [-0.2, 0.7]])


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("sum(t, t < 3, h[t])", "sum(t=1..2, h[t])"),
        ("sum(t, t >= 2, h[t])", "sum(t=2..3, h[t])"),
        ("sum(t=1..9, t ≤ 5, t > 2, h[t])", "sum(t=3..5, h[t])"),
        ("sum(k=1..3, k != t, h[k])", "sum(k=1..t-1, h[k]) + sum(k=t+1..3, h[k])"),
        ("sum(k=1..3, k ≠ t-1, h[k])", "sum(k=1..t-2, h[k]) + sum(k=t..3, h[k])"),
        ("mean(t, t > 1, h[t])", "mean(t=2..3, h[t])"),
        ("sum(j < t, h[j])", "sum(j=0..t-1, h[j])"),
        ("sum(t != 2, h[t])", "sum(t=1..1, h[t]) + sum(t=3..3, h[t])"),
        ("mean(t <= 2, h[t])", "mean(t=1..2, h[t])"),
        ("‖b‖^2", "sqnorm(b)"),
        ("||b - h[1]||^2 / |s|", "sqnorm(b - h[1])/abs(s)"),
        ("2 |s| |s - |s||", "2 abs(s) abs(s - abs(s))"),
        ("‖b‖ b", "(‖b‖) b"),
    ],
)
def test_conditions_and_bars(text: str, same: str) -> None:
    assert read(text, SCOPE) == read(same, SCOPE)


@pytest.mark.parametrize(
    ("text", "at", "told"),
    [
        ("sum(k=1..3, j != t, h[k])", "j", "expected a condition on k, such as k != 1"),
        ("mean(t, t != 1, h[t])", "t !", "a mean leaves no index out"),
        ("sum(t, t != 1, t != 2, h[t])", "t != 2", "only one value of an index is left out"),
    ],
)
def test_conditions_that_are_none(text: str, at: str, told: str) -> None:
    with pytest.raises(ProblemError, match=told.replace("!=", "!=")) as caught:
        read(text, SCOPE)
    assert caught.value.complaints[0].column == text.index(at) + 1


def pairs(keep: Callable[[int, int], bool]) -> Callable[[np.ndarray], float]:
    def loss(weight: np.ndarray) -> float:
        states = np.tanh(V @ weight.T)
        return float(sum(states[t] @ states[k] for t in range(3) for k in range(3) if keep(t, k)))

    return loss


NESTED = {
    "sum(t, sum(k=1..3, n[t]' n[k]))": pairs(lambda t, k: True),
    "sum(t, sum(k=1..t, n[t]' n[k]))": pairs(lambda t, k: k <= t),
    "sum(t, sum(k=1..3, k < t, n[t]' n[k]))": pairs(lambda t, k: k < t),
    "sum(t, sum(k=1..3, k != t, n[t]' n[k]))": pairs(lambda t, k: k != t),
}


def slope(loss: Callable[[np.ndarray], float]) -> np.ndarray:
    result = np.zeros_like(W)
    for place in np.ndindex(W.shape):
        sides = [loss(W + step * (place == np.indices(W.shape).T).all(-1).T) for step in (1e-6, -1e-6)]
        result[place] = (sides[0] - sides[1]) / 2e-6
    return result


@pytest.mark.parametrize("text", NESTED)
def test_gradients_of_sums_within_sums(text: str) -> None:
    problem = load_text(toml(f"n[t] = tanh(W v[t])\nL = {text}", VALUES, "dL/dW", "t = '1..3'"), "p", "p.toml")
    for method, layout in WAYS:
        solution = Exercise(problem).solve(method=method, layout=layout)
        found = np.array([[float(entry) for entry in row] for row in solution["dL/dW"].value])
        assert np.abs(found - slope(NESTED[text])).max() < 6e-5
        assert solution.to_markdown()


OWN = """
norm[t] = tanh(W v[t])
mean[i, t] = w[i, t] norm[t]
e[t] = ‖norm[t] - I‖ + |d|
L = sum(i, sum(t, ones' mean[i, t])) + sum(t, e[t]^2)
"""


def own_loss(given: np.ndarray) -> float:
    states, weights = np.tanh(V @ W.T), np.array([[1, 2, 3], [-1, 0.5, 2]])
    total = sum(np.array([1, 2]) @ (weights[i, t] * states[t]) for i in range(2) for t in range(3))
    return float(total + sum((np.linalg.norm(state - given[:2]) + abs(given[2])) ** 2 for state in states))


def test_names_of_operations_that_the_file_does_not_call_are_the_authors() -> None:
    own = "w = [[1, 2, 3], [-1, 0.5, 2]]\nI = [0.5, 0.1]\nones = [1, 2]\nd = -0.7"
    text = toml(OWN, f"{VALUES}\n{own}", "dL/dI dL/dd dL/dones", "t = '1..3'\ni = [0, 1]")
    solution = Exercise(load_text(text, "own", "own.toml")).solve()
    given = np.array([0.5, 0.1, -0.7])
    expected = [(own_loss(given + s) - own_loss(given - s)) / 2e-6 for s in 1e-6 * np.eye(3)]
    found = [*(float(row[0]) for row in solution["dL/dI"].value), float(str(solution["dL/dd"].value))]
    assert np.abs(np.array(found) - expected).max() < 6e-5


def test_a_name_that_is_called_is_the_operation() -> None:
    text = toml("mean = sum(x)\nL = mean(x) + mean", "x = [1, 2]", "L")
    with pytest.raises(ProblemError, match="mean is the name of an operation"):
        load_text(text, "own", "own.toml")


def test_a_sum_under_a_function_gets_a_name() -> None:
    found = exercise(
        "s[i] = w x[i]\nL = log(sum(i, exp(s[i]))) - s[1]", "w = 0.5\nx = [1, 2, -1]", "L dL/dw", index="i = [1, 2, 3]"
    )
    solution = found.solve(digits=9)
    x = np.array([1, 2, -1])
    weights = np.exp(x / 2) / np.sum(np.exp(x / 2))
    assert float(solution["L"].value) == pytest.approx(np.log(np.sum(np.exp(x / 2))) - 0.5, abs=1e-8)
    assert float(solution["dL/dw"].value) == pytest.approx(weights @ x - 1, abs=1e-8)


def test_weights_that_add_up_to_one_leave_nothing_of_a_constant() -> None:
    equations = "e[j] = w h[j]\na[j] = exp(e[j]) / sum(k, exp(e[k]))\nL = sum(j, a[j] (c + tanh(d)))"
    found = exercise(equations, "w = 0.5\nh = [1, 0.3]\nc = 2\nd = 0.3", "dL/dw", index="j = [1, 2]\nk = [1, 2]")
    assert float(found.solve()["dL/dw"].value) == 0
