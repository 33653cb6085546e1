"""Networks as a course writes them: autograd finds the same gradients, and no line of the solution is found wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

import autograd.numpy as np
import pytest
from beside_autograd import assert_same


def sigmoid(z: Any) -> Any:
    return 1 / (1 + np.exp(-z))


def softmax(z: Any, axis: int = 0) -> Any:
    powers = np.exp(z)
    return powers / np.sum(powers, axis=axis, keepdims=True)


def momentum(v: Any) -> Any:
    """The gradient of ‖X w − y‖²/6 + λ‖w‖²/2 is written out."""
    w, u = v["w[0]"], v["u[0]"]
    for _ in (1, 2):
        u = 0.9 * u - v["eta"] * (np.dot(v["X"].T, np.dot(v["X"], w) - v["y"]) / 3 + 0.1 * w)
        w = w + u
    return np.sum((np.dot(v["X"], w) - v["y"]) ** 2) / 6 + np.sum(w**2) / 20


def scores(v: Any) -> Any:
    s, states = v["s[0]"], v["h"]
    total = 0.0
    for _ in (1, 2):
        e = np.array([np.dot(v["v"], np.tanh(np.dot(v["W"], s) + h)) for h in states])
        a = softmax(np.ravel(e))
        s = np.tanh(a[0] * states[0] + a[1] * states[1] - s)
        total = total + np.sum(s**2)
    return total


def gates(v: Any) -> Any:
    a = np.dot(v["W"], np.concatenate([v["h"], v["x"]])) + v["b"]
    c = sigmoid(a[2:4]) * v["c"] + sigmoid(a[0:2]) * np.tanh(a[6:8])
    return np.sum((sigmoid(a[4:6]) * np.tanh(c)) ** 2)


def shifted(v: Any) -> Any:
    return np.sum(np.tanh(v["X"] + v["b"]) ** 2)


def smoothed(v: Any) -> Any:
    q = 0.9 * np.array([0, 0, 1]) + 0.1 / 3
    return -np.sum(q * np.log(softmax(np.dot(v["W"], v["x"]))))


class Course(NamedTuple):
    """A problem: its equations, the same in autograd, its values, by what to differentiate, and how."""

    equations: str
    loss: Callable[[Any], Any]
    values: dict[str, Any]
    by: list[str]
    ways: list[tuple[str, str]]
    index: str = ""
    more: str = ""


GATES = [[0.1, 0.2, 0.3], [0.4, -0.5, 0.6], [0.7, 0.8, -0.9], [0.1, -0.2, 0.3]]
PROBLEMS = {
    "momentum with weight decay": Course(
        "E[k] = 1/6 ||X w[k-1] - y||^2 + 1/20 ||w[k-1]||^2\n"
        "u[k] = 0.9 u[k-1] - eta dE[k]/dw[k-1]\nw[k] = w[k-1] + u[k]\nL = 1/6 ||X w[2] - y||^2 + 1/20 ||w[2]||^2",
        momentum,
        {"X": [[1, 2], [-1, 0.5], [0, 1]], "y": [1, 0, -1], "eta": 0.1, "w[0]": [0.5, -0.5], "u[0]": [0, 0]},
        ["eta"],
        [("backprop", "gradient"), ("chain", "gradient")],
        "k = [1, 2]",
    ),
    "scores of attention one below the other": Course(
        "e[t,i] = v tanh(W s[t-1] + h[i])\na[t] = softmax([e[t,1]; e[t,2]])\n"
        "s[t] = tanh(a[t][1] h[1] + a[t][2] h[2] - s[t-1])\nL = sum(t, sqnorm(s[t]))",
        scores,
        {"v": [[1, -0.5]], "W": [[0.3, 0.1], [0.2, -0.4]], "h": [[1, 0.5], [-0.5, 0.3]], "s[0]": [0.2, -0.1]},
        ["W", "v"],
        [("chain", "gradient")],
        "i = [1, 2]\nt = [1, 2]",
    ),
    "eight biases of four gates": Course(
        "a = W [h; x] + b\nc1 = sigmoid(a[2:4]) .* c + sigmoid(a[0:2]) .* tanh(a[6:8])\n"
        "L = sqnorm(sigmoid(a[4:6]) .* tanh(c1))",
        gates,
        {"W": GATES + GATES[::-1], "b": [0, 0.1, 1, 1, -0.1, 0.2, 0, 0.3], "h": [0.1, -0.2], "x": [1], "c": [0.3, 0.2]},
        ["b", "c"],
        [("chain", "jacobian"), ("backprop", "gradient")],
    ),
    "one bias for all of a matrix": Course(
        "C = X + b\nH = tanh(C)\nL = sum(H .* H)",
        shifted,
        {"X": [[1, 2], [0.5, -1]], "b": 0.5},
        ["b"],
        [("forward", "gradient")],
    ),
    "label smoothing": Course(
        "p = softmax(W x)\nq = (1 - eps) y + eps/3\nL = -q' log(p)",
        smoothed,
        {"W": [[0.5, -0.2], [0.1, 0.3], [0.4, -0.6]], "x": [1, 2]},
        ["W", "x"],
        [("index", "gradient")],
        more="eps = { constant = 0.1 }\ny = { one_hot = 3 }",
    ),
}


@pytest.mark.parametrize("name", PROBLEMS)
def test_a_network_as_a_course_writes_it_is_solved_and_its_solution_judged_right(name: str) -> None:
    course = PROBLEMS[name]
    assert_same(course.equations, course.loss, course.values, course.by, course.ways, course.more, course.index)
