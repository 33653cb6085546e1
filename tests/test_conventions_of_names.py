"""Names that are also those of functions, signs or letters: solved in every way, read back, set by pdflatex."""

from __future__ import annotations

from pathlib import Path

import autograd.numpy as np
import pytest
from autograd import grad
from exercises import exercise, numbers
from read_back import misjudged
from tex import compiled

from derive import check_writeup
from derive.language.errors import ProblemError
from derive.problem.assembly import load_text

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


DEVIATION = "s = W x\nsigma = exp(s)\nz = sigma .* u\nxhat = sigmoid(D z)\nL = sum(xhat)"
DRAWN = "W = [[1, -1], [0.5, 2]]\nx = [0.5, 0.25]\nu = [1, -2]\nD = [[0.7, -0.2], [0.3, 0.5], [-0.4, 0.9]]"


def test_the_logistic_function_beside_a_deviation_is_a_word_and_read_as_a_sign() -> None:
    found = exercise(DEVIATION, DRAWN, "xhat L dL/dW")
    assert r"\mathrm{sigmoid}(D z)" in found.solve().to_latex()
    sigma = np.exp(np.array([0.25, 0.75]))
    a = np.dot([[0.7, -0.2], [0.3, 0.5], [-0.4, 0.9]], sigma * np.array([1, -2]))
    shown = [f"{value:.4f}" for value in 1 / (1 + np.exp(-a))]
    column = r"\left(\begin{bmatrix} " + r" \\ ".join(f"{value:.6f}" for value in a) + r" \end{bmatrix}\right)"
    text = rf"$\hat x = \sigma(D z)$ and $\hat x = \sigma{column} = ({', '.join(shown)})$, $\sigma = e^s$".replace(
        r"\hat x", r"\mathrm{xhat}"
    )
    assert [line.verdict for line in check_writeup(found.problem, text).lines] == ["right"] * 4


def test_a_factor_that_may_be_a_function_is_not_judged() -> None:
    found = exercise("sigma = w^2\np = sigmoid(sigma x)\nL = -log(p)", "w = 1.2\nx = 0.5", "dL/dw")
    text = r"$p = \sigma(0.72) = 0.6726$ and $p = \sigma(\sigma x)$"
    assert [line.verdict for line in check_writeup(found.problem, text).lines] == ["unread", "right", "right"]


STEP = "L = 1/2 sqnorm(X w - y)\nw1 = w - 1/2 dL/dw\nL1 = 1/2 sqnorm(X w1 - y)"
STEPPED = "X = [[2, 1], [1, -3]]\nw = [1, 0.5]\ny = [1, -1]"


@pytest.mark.parametrize(("method", "layout"), WAYS)
def test_new_weights_w1_are_kept_apart_from_the_first_entry_of_w(method: str, layout: str) -> None:
    found = exercise(STEP, STEPPED, "w1 L1 dL1/dw")
    text = found.solve(method=method, layout=layout).to_markdown()
    assert "w^{(1)}" in text
    verdicts = {line.verdict for line in check_writeup(found.problem, text).lines}
    assert verdicts <= {"right", "rounded", "restated"}


def test_w_1_is_what_makes_a_line_true() -> None:
    found = exercise(STEP, STEPPED, "w1 L1 dL1/dw")
    text = r"$\partial L/\partial w_1 = 3.5$, $\frac{\partial L}{\partial w_2} = 0$, $w_1 = (-0.75, 0.5)$"
    assert [line.verdict for line in check_writeup(found.problem, text).lines] == ["right", "right", "right"]
    assert check_writeup(found.problem, r"$\partial L/\partial w_1 = 2.5$").lines[0].verdict == "wrong"


def test_a_script_is_no_symbol_of_a_name() -> None:
    with pytest.raises(ProblemError, match=r"script without a symbol.*W\^\{\(#1\)\}"):
        load_text("[notation]\nW = '^{(l)}'\n[model]\nequations = 'L = W^2'\n[values]\nW = 1\n", "t", "t.toml")


def test_raised_behind_an_array_t_is_a_transpose_though_a_temperature_has_that_name() -> None:
    values = "Q = [[1, 2], [0, 1]]\nK = [[1, 0.5], [0.2, 1]]\nw = [1, 2]\nc = 1.5\nT = 3"
    found = exercise("S = Q K^T / T\nL = w^T S w + c^T + sum(w .^ T)", values, "L dL/dT").solve(digits=9)
    q, k, w = np.array([[1.0, 2], [0, 1]]), np.array([[1, 0.5], [0.2, 1]]), np.array([1.0, 2])

    def theirs(t: float) -> float:
        return w @ q @ k.T @ w / t + 1.5**t + np.sum(w**t)

    assert abs(float(found["L"].value) - theirs(3.0)) < 1e-8
    assert abs(float(found["dL/dT"].value) - grad(theirs)(3.0)) < 1e-8
