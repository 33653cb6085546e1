"""Answers of those who let a library calculate: right with a note, or wrong with its name where one is fixed.

The numbers are those of `dialect_models.py`, not of the program.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from typing import Any

import dialect_models as models
import numpy as np
import pytest
from exercises import exercise

import derive
from derive.api import Exercise
from derive.feedback.check_answer import Checker
from derive.problem import catalogue
from derive.problem.assembly import load_text

W, X = "W = [[1, -0.5], [0.5, 1], [-1, 0.25]]", "x = [0.8, -0.4]"
OWN = {
    "gelu": ("z = W x\nh = gelu(z)\nL = v' h", f"{W}\n{X}\nv = [2, -3, 3]"),
    "hard": ("z = W x\nh = hardsigmoid(z)\nL = v' h", f"{W}\n{X}\nv = [2, -3, 3]"),
    "huber": ("r = W x - y\nL = sum(huber(r, 2))", f"{W}\n{X}\ny = [4, 0.5, -1]"),
    "upsampled": (
        "u = conv1d_transpose(z, k, stride=2)\nL = 1/2 sqnorm(u - y)",
        "z = [1, 2]\nk = [1, 3, -2]\ny = [1, 0, 2, 1, -1]",
    ),
    "rmsprop": (
        "E = 1/2 (w x - y)^2\ns = 0.9 s0 + 0.1 dE/dw^2\nw_new = w - eta dE/dw / (sqrt(s) + 0.01)",
        "w = 0.5\nx = 2\ny = 1.25\ns0 = 0.002\neta = 0.1",
    ),
    "adam": (
        "E = 1/2 (w x - y)^2\nm = 0.1 dE/dw\ns = 0.01 dE/dw^2\nmhat = m / 0.1\nshat = s / 0.01\n"
        "w_new = w - eta mhat / (sqrt(shat) + 0.05)",
        "w = 0.5\nx = 2\ny = 1.25\neta = 0.1",
    ),
    "weighted": (
        'P = softmax(X W, axis="rows")\nl = -log(sum(Y .* P, axis="rows"))\nL = 1/3 sum(a .* l)',
        "X = [[1, 2], [0, -1], [2, 0.5]]\nW = [[0.5, -1, 0], [1, 0, -0.5]]\nY = [[0, 1, 0], [0, 0, 1], [1, 0, 0]]\n"
        "a = [2, 0.5, 1]",
    ),
    "spread": ("z = W x\nL = var(z)", f"{W}\n{X}"),
}
"""Problems of our own, for what the catalogue does not have."""

UNBIASED, EPSILON = {"ddof": 1}, {"eps": 1e-3}
ANSWERS: list[tuple[str, models.Model, dict[str, Any], str, list[str]]] = [
    ("layernorm", models.layernorm, EPSILON, "other_epsilon", ["xhat", "y", "dL/dg", "dL/dx"]),
    ("layernorm", models.layernorm, UNBIASED, "unbiased_variance", ["s2", "xhat", "L", "dL/dg", "dL/dx"]),
    ("batchnorm", models.batchnorm, EPSILON, "other_epsilon", ["Xhat", "dL/dXhat", "dL/dX"]),
    ("batchnorm", models.batchnorm, UNBIASED, "unbiased_variance", ["s2", "Xhat", "dL/dg", "dL/ds2", "dL/dX"]),
    ("rmsnorm", models.rmsnorm, EPSILON, "other_epsilon", ["r", "xhat", "dL/dx"]),
    ("transformer", models.transformer, EPSILON, "other_epsilon", ["N", "dL/dQ"]),
    ("transformer", models.transformer, UNBIASED, "unbiased_variance", ["N", "Y", "dL/dV", "dL/dX"]),
    ("lstm", models.lstm, {"forget": 1.0}, "forget_bias_one", ["c[2]", "h[2]", "L", "dL/dW_g", "dL/dU_f"]),
    ("gelu", models.gelu_layer, {"form": "tanh"}, "gelu_form", ["L", "dL/dz", "dL/dW", "dL/dx"]),
    ("hard", models.hard_layer, {"slope": 0.2}, "hard_sigmoid_slope", ["h", "dL/dz", "dL/dW"]),
    ("huber", models.huber_loss, {"divided": True}, "smooth_l1", ["L", "dL/dW", "dL/dx"]),
    ("upsampled", models.upsampled, {"turned": True}, "kernel_spread_turned", ["u", "L", "dL/dz", "dL/dk"]),
    ("rmsprop", models.rmsprop, {"inside": True}, "epsilon_in_root", ["w_new"]),
    ("adam", models.adam, {"hat": True}, "epsilon_hat", ["w_new"]),
    ("weighted", models.weighted, {"by_weights": True}, "divided_by_weights", ["L", "dL/dP", "dL/dW"]),
    ("spread", models.spread_of, UNBIASED, "unbiased_variance", ["L", "dL/dW", "dL/dx"]),
]
LONGER = {("transformer", "other_epsilon"), ("transformer", "unbiased_variance"), ("batchnorm", "other_epsilon")}
"""Left to the sweep, as all questions but one of each row are."""
ALIKE = [
    ("layernorm", models.layernorm, {"eps": 1e-6}, ["xhat", "dL/dx"]),
    ("batchnorm", models.batchnorm, {"eps": 1.1e-5}, ["Xhat", "dL/dX"]),
]
"""Dialects whose digits are the same."""


def cases() -> Iterator[Any]:
    for problem, model, choice, note, questions in ANSWERS:
        for asked in questions:
            often = () if asked == questions[-1] and (problem, note) not in LONGER else pytest.mark.sweep
            yield pytest.param(problem, model, choice, note, asked, id=f"{problem}-{note}-{asked}", marks=often)


@cache
def loaded(name: str, library: str = "") -> Exercise:
    settings = f'dialect = "{library}"' if library else ""
    if name in OWN:
        return exercise(*OWN[name], "L" if "L =" in OWN[name][0] else "w_new", settings=settings)
    if not library:
        return derive.load(name)
    text = catalogue.locate(name).read_text(encoding="utf-8")
    return Exercise(load_text(text.replace("[model]", f"[settings]\n{settings}\n[model]", 1), name, f"{name}.toml"))


@cache
def checker(name: str, library: str = "") -> Checker:
    return Checker(loaded(name, library).problem, "full")


def values(name: str) -> models.Values:
    found = {}
    for ref, number in loaded(name).problem.given.items():
        assert number is not None
        found[str(ref)] = np.array([int(e.p) / int(e.q) for e in number.entries]).reshape(ref.shape)
    return found


def written(value: Any, decimals: int = 4) -> str:
    return str(np.vectorize(lambda entry: f"{entry:.{decimals}f}")(value).tolist()).replace("'", "")


@pytest.mark.parametrize(("problem", "model", "choice", "note", "asked"), list(cases()))
def test_what_a_library_calculates_is_right_unless_another_is_named(
    problem: str, model: models.Model, choice: dict[str, Any], note: str, asked: str
) -> None:
    given = values(problem)
    assert checker(problem).find(asked, written(models.asked_of(model, given, asked))).notes == ()
    answer = written(models.asked_of(model, given, asked, **choice))
    finding = checker(problem).find(asked, answer)
    assert (finding.verdict, finding.notes) == ("right", (f"dialect_{note}",))
    finding = checker(problem, "torch").find(asked, answer)
    assert (finding.verdict, finding.diagnosis) == ("wrong", note)


@pytest.mark.parametrize(("problem", "model", "choice", "questions"), ALIKE)
def test_what_has_the_same_digits_is_right_without_a_note(
    problem: str, model: models.Model, choice: dict[str, Any], questions: list[str]
) -> None:
    for asked in questions:
        finding = checker(problem).find(asked, written(models.asked_of(model, values(problem), asked, **choice)))
        assert (finding.verdict, finding.notes) == ("right", ())
