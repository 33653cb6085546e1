"""Activation functions, the larger and the smaller of two, bounds, logarithms: against autograd, and as answers."""

from __future__ import annotations

import math
from math import sqrt
from typing import Any

import autograd.numpy as np
import numpy
import pytest
from autograd.extend import defvjp, primitive
from beside_autograd import assert_same, drawn, problem
from exercises import exercise
from tiers import in_ways

from derive.feedback.check_answer import Checker
from derive.language.errors import ProblemError

erf = primitive(numpy.vectorize(math.erf))
defvjp(erf, lambda y, x: lambda g: g * 2 / sqrt(np.pi) * np.exp(-(x**2)))


def normal_cdf(x: Any) -> Any:
    return (1 + erf(x / sqrt(2))) / 2


def normal_pdf(x: Any) -> Any:
    return np.exp(-(x**2) / 2) / sqrt(2 * np.pi)


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def exponential(x: Any, alpha: float, scale: float = 1) -> Any:
    return np.where(x > 0, x, alpha * (np.exp(x / scale) - 1))


SMOOTH = """
a = silu(W x)
b = gelu(3 a)
c = gelu_tanh(b + a)
d = softsign(c - a)
e = erf(d) + log2(2 + d .* d) + log10(1 + c .* c)
L = 1/2 sqnorm(e) + pi mean(normal_cdf(b) .* normal_pdf(a)) + mean(log_sigmoid(mish(c)))
"""


def smooth(v: Any) -> Any:
    u = np.dot(v["W"], v["x"])
    a = u * sigmoid(u)
    b = 3 * a * normal_cdf(3 * a)
    s = b + a
    c = s / 2 * (1 + np.tanh(sqrt(2 / np.pi) * (s + 0.044715 * s**3)))
    d = (c - a) / (1 + np.abs(c - a))
    e = erf(d) + np.log2(2 + d**2) + np.log10(1 + c**2)
    mish = c * np.tanh(np.log(1 + np.exp(c)))
    return np.sum(e**2) / 2 + np.pi * np.mean(normal_cdf(b) * normal_pdf(a)) + np.mean(np.log(sigmoid(mish)))


RECTIFIERS = """
z = W x
e = elu(z, 1/2) + elu(z - 1) + celu(z - 1/3, alpha=2)
f = selu(e) + prelu(e - 1, s) + prelu(-z, r)
L = 1/2 sqnorm(f)
"""
BOUNDS = """
z = W x
g = max(z, x) + min(x, -z, 1/3) - max(0, z)
h = clip(g, -1, high=1/2) + hardtanh(z)
L = 1/2 sqnorm(h) + sum(hardsigmoid(3 g))
"""


def rectifiers(v: Any) -> Any:
    z = np.dot(v["W"], v["x"])
    e = exponential(z, 0.5) + exponential(z - 1, 1) + exponential(z - 1 / 3, 2, 2)
    f = 1.0507009873554805 * exponential(e, 1.6732632423543772)
    f = f + np.where(e > 1, e - 1, v["s"] * (e - 1)) + np.where(z < 0, -z, -v["r"] * z)
    return np.sum(f**2) / 2


def bounds(v: Any) -> Any:
    z = np.dot(v["W"], v["x"])
    g = np.maximum(z, v["x"]) + np.minimum(np.minimum(v["x"], -z), 1 / 3) - np.maximum(z, 0)
    h = np.clip(g, -1, 0.5) + np.clip(z, -1, 1)
    return np.sum(h**2) / 2 + np.sum(np.clip(3 * g / 6 + 0.5, 0, 1))


@in_ways
def test_smooth_activations_are_what_autograd_says(ways: list[tuple[str, str]]) -> None:
    assert_same(SMOOTH, smooth, drawn({"W": (3, 2), "x": (2, 1)}, 5), "Wx", ways)


@in_ways
def test_activations_in_pieces_are_what_autograd_says(ways: list[tuple[str, str]]) -> None:
    assert_same(RECTIFIERS, rectifiers, drawn({"W": (2, 2), "x": (2, 1), "s": (), "r": (2, 1)}, 1), "Wsr", ways)
    assert_same(BOUNDS, bounds, drawn({"W": (2, 2), "x": (2, 1)}, 1), "Wx", ways)


NETWORK = problem(
    "z = W x\nu = silu(z)\nq = gelu(z)\np = prelu(z, s)\nm = max(0, z)\nk = clip(z, -1, 1)\n"
    "n = mish(z)\no = log_sigmoid(z)\nL = sum(u + q + p + m + k + n + o)",
    {"W": [[1, -0.5], [0.5, 1], [-1, 2]], "x": [0.6, 0.8], "s": 0.25},
    "u q p m k n o L dL/du",
)


@pytest.mark.parametrize(
    ("question", "answer", "verdict", "diagnosis"),
    [
        ("u", r"z \odot \sigma(z)", "right", None),
        ("u", "F.silu(z)", "right", None),
        ("u", r"\mathrm{swish}(z)", "right", None),
        ("u", r"\sigma(z)", "wrong", "other_function"),
        ("u", "z", "wrong", "activation_missing"),
        ("q", r"z \odot \Phi(z)", "right", None),
        ("q", r"\frac{z}{2} \odot (1 + \mathrm{erf}(z/\sqrt{2}))", "right", None),
        ("q", "0.5 * z * (1 + erf(z / sqrt(2)))", "right", None),
        ("q", "gelu_tanh(z)", "wrong", "other_function"),
        ("p", r"\mathrm{PReLU}(z, s)", "right", None),
        ("p", "np.where(z > 0, z, s * z)", "right", None),
        ("m", r"\max(0, z)", "right", None),
        ("m", "np.maximum(z, 0)", "right", None),
        ("m", "relu(z)", "right", None),
        ("k", "np.clip(z, -1, 1)", "right", None),
        ("k", r"\min(\max(z, -1), 1)", "right", None),
        ("k", "torch.clamp(z, min=-1, max=1)", "right", None),
        ("k", "hardtanh(z)", "right", None),
        ("k", "clip(z, 0, 1/2)", "wrong", None),
        ("n", r"\operatorname{Mish}(z)", "right", None),
        ("n", "F.mish(z)", "right", None),
        ("n", "z * np.tanh(np.log(1 + np.exp(z)))", "right", None),
        ("n", "z * sigmoid(z)", "wrong", "other_function"),
        ("n", "z", "wrong", "activation_missing"),
        ("o", r"\mathrm{LogSigmoid}(z)", "right", None),
        ("o", "F.logsigmoid(z)", "right", None),
        ("o", r"\log \sigma(z)", "right", None),
        ("o", r"-\log(1 + e^{z})", "wrong", "sign"),
        ("o", r"\sigma(z)", "wrong", "other_function"),
    ],
)
def test_answers_are_read_and_mistakes_named(question: str, answer: str, verdict: str, diagnosis: str | None) -> None:
    found = Checker(NETWORK).check(question, answer)
    assert (found.verdict, found.diagnosis) == (verdict, diagnosis)


def test_the_document_shows_the_author_s_text() -> None:
    document = exercise("a = max(0, z)\nL = sum(clip(a, -1, 1))", "z = [1, -2]", "L dL/dz").solve().to_markdown()
    assert r"a = \max(0, z)" in document
    assert r"\mathrm{clip}(a, -1, 1)" in document


def test_a_problem_may_have_a_function_of_its_own_by_the_name_of_an_activation() -> None:
    own = '[functions]\nsilu = "x tanh(x)"\n'
    text = exercise("L = sum(silu(z))", f"z = [1, -2]\n{own}", "L").solve(digits=8)
    assert float(text["L"].value) == pytest.approx(np.tanh(1) + 2 * np.tanh(2), abs=1e-7)


def test_bounds_that_are_quantities_are_those_of_max_and_min() -> None:
    """∂L/∂a of clip(z, 1 − a, 1 + a) counts −1 for each entry below the bounds, 1 for each above."""
    solution = exercise("L = sum(clip(z, 1 - a, 1 + a))", "z = [1, -2, 3, 4]\na = 0.5", "L dL/dz dL/da").solve()
    assert [float(solution[name].value) for name in ("L", "dL/da")] == [4.5, 1]
    assert solution["dL/dz"].value == [["1.0000"], ["0.0000"], ["0.0000"], ["0.0000"]]


@pytest.mark.parametrize(
    ("call", "way_out"),
    [
        ("clip(z, 1, -1)", "must be smaller than the upper one"),
        ("clip(z, b, 1)", "the bounds of clip must be numbers or quantities with one entry"),
        ("clip(z)", "clip takes 3 argument"),
        ("elu(z, a)", "must be a number"),
        ("prelu(a, z)", "more than a scalar needs"),
        ("max(z, b)", "the shapes 2×1 and 3×1 differ"),
    ],
)
def test_what_does_not_fit_is_said_with_the_way_out(call: str, way_out: str) -> None:
    with pytest.raises(ProblemError) as caught:
        exercise(f"L = sum({call})", "z = [1, -2]\na = 1\nb = [1, 2, 3]", "L")
    assert way_out in str(caught.value)
