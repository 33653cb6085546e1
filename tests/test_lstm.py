"""The LSTM of the catalogue against the autograd package, and the names that its parts get."""

from __future__ import annotations

from typing import Any

import autograd.numpy as np
import pytest
from autograd import grad

import derive
from derive.language.expr import Ref
from derive.problem.name_parts import NAMES, free_names
from derive.table import FUNCTIONS


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def loss(values: dict[str, Any]) -> Any:
    h, c = values["h"], values["c"]
    for x in values["x"]:
        before = {k: values[f"W_{k}"] @ h + values[f"U_{k}"] @ x + values[f"b_{k}"] for k in "fiog"}
        c = sigmoid(before["f"]) * c + sigmoid(before["i"]) * np.tanh(before["g"])
        h = sigmoid(before["o"]) * np.tanh(c)
    return np.mean((values["y"] - h) ** 2)


def given(problem: Any) -> dict[str, Any]:
    def array(ref: Ref) -> Any:
        return np.array([int(e.p) / int(e.q) for e in problem.given[ref].entries], dtype=float).reshape(ref.shape)

    steps = [ref for ref in problem.given if ref.name == "x"]
    plain = {ref.name: array(ref) for ref in problem.given if ref.name != "x"}
    return {**plain, "x": [array(ref) for ref in sorted(steps, key=lambda ref: ref.index[0].offset)]}


@pytest.mark.parametrize("method", ["chain", "backprop", "index"])
def test_the_gradients_of_an_lstm_are_what_autograd_says(method: str) -> None:
    exercise = derive.load("lstm")
    parameters = [f"{kind}_{gate}" for kind in "WUb" for gate in "fiog"]
    solution = exercise.solve([f"dL/d{name}" for name in parameters], method=method, digits=12)
    slopes = grad(loss)(given(exercise.problem))
    for name in parameters:
        ours = np.array(solution[f"dL/d{name}"].value, dtype=float)
        assert np.max(np.abs(ours - slopes[name])) < 1e-10, name


def test_parts_without_a_name_get_letters_that_are_no_steps_in_time() -> None:
    parts = [d.equation.target.name for d in derive.load("lstm").problem.definitions if d.is_part]
    assert sorted(parts) == ["a", "mu", "nu", "xi", "z"]


def test_the_names_for_parts_are_free_and_numbered_only_when_they_run_out() -> None:
    assert not set(NAMES) & {*FUNCTIONS, "delta", "e", "I", "let"}
    names = free_names({"z", "rho"})
    assert [next(names) for _ in range(4)] == ["mu", "a", "nu", "xi"]
    assert next(free_names(set(NAMES))) == "mu1"
