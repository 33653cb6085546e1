"""Quantities named e, T, d, L, I and θ beside the function or the sign of that name: what is true is read as true."""

from __future__ import annotations

import pytest
from exercises import exercise

from derive.feedback.check_writeup import WriteUps

PAIR = "W = [[0.5, 1], [1, 0]]\nx = [1, 0.5]\ny = [0, 1]"
MODELS = {
    "error e": ("z = W x\ne = z - y\ns = exp(z)\nL = 1/2 sqnorm(e) + sum(s)", PAIR, "dL/dx"),
    "scalar e": ("e = w x - y\ns = exp(w)\nL = e^2 + s", "w = 0.5\nx = 2\ny = 3", "dL/dw"),
    "base e": ("y = e^w\nL = y^2", "e = 0.5\nw = 2", "dL/dw"),
    "temperature T": ("z = W x\np = softmax(z / T)\nL = CE(y, p)", PAIR + "\nT = 2", "dL/dz"),
    "exponent T": ("g = w^T\nL = g^2", "w = 0.5\nT = 3", "dL/dw"),
    "matrix T": ("y = T x\nL = 1/2 sqnorm(y)", "T = [[0.5, 1], [2, 0.25]]\nx = [1, 0.5]", "dL/dx"),
    "difference d": ("d = w x - y\nL = d^2", "w = 0.5\nx = 2\ny = 3", "dL/dw"),
    "matrix L": ("z = L x\nJ = 1/2 sqnorm(z)", "L = [[0.5, 1], [1, 0.25]]\nx = [1, 0.5]", "dJ/dL"),
    "input I": ("z = W I + b\nL = 1/2 sqnorm(z)", "W = [[0.5, 1], [1, 2]]\nI = [1, 0.5]\nb = [0.1, 0]", "dL/dW"),
    "image I": ("Z = I K\nL = 1/2 sqnorm(Z)", "I = [[0.5, 1], [1, 2]]\nK = [[1, 0.5], [2, 1]]", "dL/dK"),
    "weights θ": ("z = theta' x\nL = 1/2 z^2", "theta = [0.5, 1]\nx = [1, 0.5]", "dL/dtheta"),
}
"""Models by what they show: equations, values and a question."""


@pytest.mark.parametrize(
    ("model", "text", "verdict"),
    [
        ("error e", r"s = e^z", "right"),
        ("error e", r"\frac{\partial L}{\partial z} = e + e^{z}", "right"),
        ("error e", r"\frac{\partial L}{\partial e} = e", "right"),
        ("error e", r"L = \frac12 e^T e + \sum_i e^{z_i}", "right"),
        ("error e", r"L = \frac12 \sum_i e_i^2 + \sum_i e^{z_i}", "right"),
        ("error e", r"s = e^{-z}", "wrong"),
        ("scalar e", r"L = e^2 + e^w", "right"),
        ("scalar e", r"\frac{dL}{dw} = 2 e x + e^{w}", "right"),
        ("scalar e", r"\frac{dL}{dw} = 2 e x + e^{-w}", "wrong"),
        ("scalar e", r"L = e^2 + e^{-2}", "wrong"),
        ("base e", r"y = e^w", "right"),
        ("base e", r"y = \exp(w)", "wrong"),
        ("temperature T", r"\frac{\partial L}{\partial x} = W^T (p-y)/T", "right"),
        ("temperature T", r"\frac{\partial L}{\partial x} = \frac{1}{T} W^{T} (p-y)", "right"),
        ("temperature T", r"\frac{\partial L}{\partial W} = \frac{1}{T} (p-y) x^T", "right"),
        ("temperature T", r"\frac{\partial L}{\partial x} = W^T (p-y)", "wrong"),
        ("exponent T", r"g = w^T", "right"),
        ("exponent T", r"\frac{dL}{dw} = 2 g T w^{T-1}", "right"),
        ("exponent T", r"g = w", "wrong"),
        ("matrix T", r"\frac{\partial L}{\partial x} = T^T T x", "right"),
        ("matrix T", r"\frac{\partial L}{\partial T} = y x^T", "right"),
        ("matrix T", r"\frac{\partial L}{\partial x} = T y", "wrong"),
        ("difference d", r"\frac{dd}{dw} = x", "right"),
        ("difference d", r"\frac{dL}{dd} = 2d", "right"),
        ("matrix L", r"\frac{\partial J}{\partial L} = z x^T", "right"),
        ("matrix L", r"J = \frac12 x^T L^T L x", "right"),
        ("input I", r"\frac{\partial L}{\partial W} = z I^T", "right"),
        ("input I", r"\frac{\partial z}{\partial b} = I", "right"),
        ("input I", r"\frac{\partial z}{\partial b} = I_2", "right"),
        ("input I", r"\frac{\partial z}{\partial I} = I", "wrong"),
        ("image I", r"\frac{\partial L}{\partial K} = I^T Z", "right"),
        ("image I", r"\frac{\partial L}{\partial K} = Z", "wrong"),
        ("weights θ", r"\nabla_\theta L = (\theta^T x) x", "right"),
        ("weights θ", "dL/dθ = z x", "right"),
    ],
)
def test_a_letter_is_the_quantity_or_the_sign_that_fits(model: str, text: str, verdict: str) -> None:
    equations, values, ask = MODELS[model]
    report = WriteUps(exercise(equations, values, ask).problem, "full").check("a.md", f"${text}$".encode())
    assert [line.verdict for line in report.lines] == [verdict]


DELTAS = exercise(
    "z[t] = W x[t]\na[t] = tanh(z[t])\ndelta[t] = a[t] - y[t]\nL = sum(t, 1/2 sqnorm(delta[t]))",
    "W = [[0.5, 1], [1, 0]]\nx = [[1, 0.5], [2, 1]]\ny = [[0, 1], [1, 0]]",
    "dL/dW",
    index="t = [1, 2]",
).problem


@pytest.mark.parametrize(
    ("lines", "verdicts"),
    [
        ([r"\frac{\partial L}{\partial z_t} = \delta_t \odot (1 - a_t^2)"], ["right"]),
        ([r"\frac{\partial L}{\partial W} = \sum_t (\delta_t \odot (1 - a_t^2)) x_t^T"], ["right"]),
        ([r"\frac{\partial L}{\partial W} = \sum_t \delta_t x_t^T"], ["wrong"]),
        ([r"\frac{\partial a_{t,i}}{\partial z_{t,j}} = \delta_{ij} (1 - a_{t,i}^2)"], ["right"]),
        (
            [r"\delta_t := \frac{\partial L}{\partial z_t}", r"\frac{\partial L}{\partial W} = \sum_t \delta_t x_t^T"],
            ["right"],
        ),
        ([r"\delta_2 := \frac{\partial L}{\partial a_2}", r"\delta_2 = a_2 - y_2"], ["right", "right"]),
    ],
)
def test_delta_is_what_the_problem_means_by_it_unless_the_writer_lets_it_be_a_derivative(
    lines: list[str], verdicts: list[str]
) -> None:
    report = WriteUps(DELTAS, "full").check("a.md", "\n\n".join(f"${line}$" for line in lines).encode())
    assert [line.verdict for line in report.lines] == verdicts


def test_a_number_among_the_values_of_a_vector_fills_it() -> None:
    values = 'W = [[0.5, 1], [1, 0]]\nx = [1, 0.5]\n"h[0]" = 0'
    found = exercise("h[t] = tanh(W h[t-1] + x)\nL = sum(h[2])", values, "dL/dW h[1]", index="t = [1, 2]").solve()
    assert found["h[1]"].value == [["0.7616"], ["0.4621"]]


@pytest.mark.parametrize("letter", ["T", "N"])
def test_an_index_may_have_the_letter_that_elsewhere_is_the_last_step(letter: str) -> None:
    equations = "z[#] = w h[#-1] + x[#]\nh[#] = tanh(z[#])\nL = sum(#, h[#]^2)"
    found = exercise(
        equations.replace("#", letter),
        'w = 0.5\n"h[0]" = 0.2\nx = [1, -1]',
        "dL/dw",
        index=f"{letter} = [1, 2]",
    )
    text = "$\\frac{\\partial z_{#+1}}{\\partial h_{#}} = w$\n\n$z_{#+1} = w h_{#} + x_{#+1}$\n\n$z_{#} = w x_{#}$"
    report = WriteUps(found.problem).check("a.md", text.replace("#", letter).encode())
    assert [line.verdict for line in report.lines] == ["right", "right", "wrong"]
