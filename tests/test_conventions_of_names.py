"""Names that are also those of functions, signs or letters: solved in every way, read back, set by pdflatex."""

from __future__ import annotations

from pathlib import Path

import autograd.numpy as np
import pytest
from autograd import grad
from exercises import exercise, numbers
from read_back import misjudged
from tex import compiled

WAYS = [("chain", "gradient"), ("backprop", "jacobian"), ("index", "gradient"), ("forward", "gradient")]
EQUATIONS = "e = tanh(T x + d)\nI = sigmoid(θ' e)\nL = -log(I)"
VALUES = 'T = [[0.5, -1], [2, 1]]\nd = [0.1, 0.2]\n"θ" = [1, -1]\nx = [1, 2]'


def loss(t: np.ndarray, d: np.ndarray, theta: np.ndarray) -> float:
    return -np.log(1 / (1 + np.exp(-np.dot(theta, np.tanh(np.dot(t, np.array([1.0, 2.0])) + d)))))


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_quantities_may_be_called_e_i_t_d_and_theta(method: str, layout: str) -> None:
    found = exercise(EQUATIONS, VALUES, "e I L dL/dT dL/dd dL/dθ")
    values = np.array([[0.5, -1], [2, 1]]), np.array([0.1, 0.2]), np.array([1.0, -1.0])
    theirs = np.concatenate([grad(loss, place)(*values).ravel() for place in range(3)])
    solution = found.solve(method=method, layout=layout, digits=9)
    ours = [float(v) for name in ("dL/dT", "dL/dd", "dL/dθ") for v in numbers(solution[name].value)]
    assert np.allclose(ours, theirs, atol=1e-8)
    assert list(misjudged(found, method, layout)) == []


def test_greek_letters_in_names_are_set_as_commands(tmp_path: Path) -> None:
    found = exercise(EQUATIONS + "\nΔ_λ = L θ", VALUES, "L Δ_λ dL/dθ")
    text = found.solve().to_latex()
    assert r"\frac{\partial L}{\partial \theta}" in text
    assert r"\Delta_{\lambda}" in text
    assert compiled(text, tmp_path).complaints == []


@pytest.mark.parametrize("written", ["[[1, 2]]", "[[1], [2]]"])
def test_a_bias_beside_a_square_batch_says_which_way_it_goes(written: str) -> None:
    values = f"X = [[1, 2], [3, 4]]\nb = {written}\nY = [[1, 2], [3, 5]]"
    found = exercise("L = 1/2 sqnorm(X + b - Y)", values, "dL/db").solve()["dL/db"].value
    x, y = np.array([[1.0, 2], [3, 4]]), np.array([[1.0, 2], [3, 5]])
    b = np.array([[1.0, 2]] if "], [" not in written else [[1.0], [2.0]])
    theirs = grad(lambda b: np.sum((x + b - y) ** 2) / 2)(b)
    assert np.allclose([float(v) for v in numbers(found)], theirs.ravel())
