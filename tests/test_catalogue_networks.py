"""A hidden layer and a layer normalisation of the catalogue, against the autograd package."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad

import derive
from derive.problem.problem import Problem
from derive.problem.spec import METHODS

Values = dict[str, Any]


def hidden_layer(v: Values) -> Any:
    hidden = np.maximum(v["W_1"] @ v["x"] + v["b_1"], 0)
    logits = v["W_2"] @ hidden + v["b_2"]
    return -np.sum(v["y"] * (logits - np.log(np.sum(np.exp(logits)))))


def layer_normalised(v: Values) -> Any:
    centred = v["x"] - np.mean(v["x"])
    scaled = centred / np.sqrt(np.mean(centred**2) + 1e-5)
    return np.mean((v["g"] * scaled + v["b"] - v["r"]) ** 2)


LOSSES: dict[str, Callable[[Values], Any]] = {"mlp": hidden_layer, "layernorm": layer_normalised}


def given(problem: Problem) -> Values:
    return {
        ref.name: np.array([int(e.p) / int(e.q) for e in number.entries]).reshape(ref.shape)
        for ref, number in problem.given.items()
        if number
    }


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", LOSSES)
def test_all_gradients_asked_for_are_what_autograd_says(name: str, method: str) -> None:
    exercise = derive.load(name)
    solution = exercise.solve(method=method, digits=12)
    slopes = grad(LOSSES[name])(given(exercise.problem))
    asked = [result for result in solution if result.name.startswith("dL/d")]
    assert len(asked) >= 3
    for result in asked:
        assert np.max(np.abs(np.array(result.value, dtype=float) - slopes[result.name[4:]])) < 1e-10, result.name


def test_factors_of_ones_and_signs_within_a_sum_are_carried_out() -> None:
    exercise = derive.load("layernorm")
    assert "= \\frac{1}{2} d^{\\top}" in exercise.solve().to_markdown()
    by_entries = exercise.solve(method="index").to_markdown()
    assert "\\frac{\\partial z}{\\partial \\mu} &= \\frac{1}{2 z}" in by_entries
    assert "+ 0.0425 + 0.0665" in by_entries


def test_a_unit_that_relu_stops_is_the_reason_for_a_row_of_zeros() -> None:
    text = derive.load("mlp").solve().to_markdown()
    stopped = "$\\partial L/\\partial \\mu$ has a zero there, so $L$ does not react"
    assert f"**Why is row 3 exactly zero?** In $\\partial L/\\partial W_{{1}}$, {stopped}" in text
    assert "**Why is column 3 exactly zero?** In $\\partial L/\\partial W_{2}$, $h$ has a zero there" in text
