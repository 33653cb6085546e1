"""The index of a step as a number, `beta^t`: values and gradients against autograd, and read back."""

from __future__ import annotations

import math

import autograd.numpy as np
import pytest
from beside_autograd import Values, assert_same, problem
from exercises import exercise

from derive import check_writeup
from derive.language.errors import ProblemError
from derive.problem.spec import ALL_METHODS

WAYS = [("chain", "gradient"), ("index", "jacobian"), ("forward", "gradient"), ("backprop", "gradient")]
STEPS = "t = [1, 2, 3]"
DISCOUNTED = "h[0] = c\nh[t] = tanh(w h[t-1] + t/10)\nL = sum(t, gamma^t (h[t] - 0.2)^2)"


def discounted(v: Values) -> float:
    h, total = v["c"], 0.0
    for t in (1, 2, 3):
        h = np.tanh(v["w"] * h + t / 10)
        total = total + v["gamma"] ** t * (h - 0.2) ** 2
    return total


def powers(v: Values) -> float:
    w, x = v["w"], v["x"]
    return sum(w**i + i * x[i - 1] * w for i in (1, 2, 3)) + sum(np.sin(k * w / 3) for k in range(1, 5))


def momentum(v: Values) -> float:
    """Two steps with averages that are corrected for where they start."""
    w, m = v["w"], 0.0
    for t in (1, 2):
        m = 0.75 * m + 0.25 * (2 * w - v["c"])
        w = w - 0.1 * m / (1 - 0.75**t)
    return w**2 - v["c"] * w


CASES = {
    "a discount": (DISCOUNTED, discounted, {"w": 0.7, "gamma": 0.9, "c": 0.3}, STEPS),
    "powers": (
        "L = sum(t, w^t) + sum(t, t x[t] w) + sum(k=1..4, sin(k w / 3))",
        powers,
        {"w": 0.7, "x": [0.5, -1, 2]},
        STEPS,
    ),
    "a correction of averages": (
        "l[t] = w[t]^2 - c w[t]\nm[t+1] = 3/4 m[t] + 1/4 dl[t]/dw[t]\n"
        "w[t+1] = w[t] - 0.1 m[t+1] / (1 - 0.75^(t+1))\nm[0] = 0\nw[0] = w0\nL = w[2]^2 - c w[2]",
        lambda v: momentum({"w": v["w0"], "c": v["c"]}),
        {"w0": 0.5, "c": 1.5},
        "t = [0, 1]",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_an_index_is_a_number(name: str) -> None:
    equations, loss, values, index = CASES[name]
    by = [key for key in values if key != "x"]
    assert_same(equations, loss, values, by, WAYS, index=index)
    assert len(WAYS) == len(ALL_METHODS)


def test_a_number_of_a_step_in_a_line_is_that_number() -> None:
    found = problem(DISCOUNTED, {"w": 0.7, "gamma": 0.9, "c": 0.3}, "L", index=STEPS)
    lines = r"$h_t = \tanh(w h_{t-1} + t/10)$, $h_t = \tanh(w h_{t-1} + t/5)$ and $L = \sum_t \gamma^t (h_t - 0.2)^2$"
    assert [line.verdict for line in check_writeup(found, lines).lines] == ["right", "wrong", "right"]


def test_a_number_of_a_step_that_nothing_counts_is_told() -> None:
    with pytest.raises(ProblemError, match="the index t appears on the right only"):
        problem("L = t w", {"w": 2}, "L", index=STEPS)


@pytest.mark.parametrize(
    ("equations", "slope"),
    [
        ("R[t] = cos(t a)\nL = sum(t, R[t])", -math.sin(0.5) - 2 * math.sin(1)),
        ("R[t] = cos(t a) + cos((t-1) a)\nL = sum(t, R[t])", -2 * math.sin(0.5) - 2 * math.sin(1)),
        ("R[t] = tanh(a^t)\nL = sum(t, R[t])", 2 - math.tanh(0.5) ** 2 - math.tanh(0.25) ** 2),
        ("R[t] = [cos(t a), 2; 1, 2]\nL = sum(t, sum(R[t]))", -math.sin(0.5) - 2 * math.sin(1)),
    ],
)
def test_a_part_without_a_name_in_which_an_index_is_a_number_has_that_index(equations: str, slope: float) -> None:
    found = exercise(equations, "a = 0.5", "dL/da", index="t = [1, 2]").solve(digits=12)
    assert float(found["dL/da"].value) == pytest.approx(slope, abs=1e-11)
