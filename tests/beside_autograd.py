"""Small networks solved here and by the autograd package: the same values and gradients, by every method and layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import autograd.numpy as np
from autograd import grad
from exercises import WAYS, toml

import derive
from derive.api import Exercise
from derive.problem.assembly import load_text
from derive.problem.problem import Problem

Values = Mapping[str, Any]


def drawn(shapes: Mapping[str, tuple[int, ...]], seed: int) -> dict[str, Any]:
    """Random arrays with one decimal and no zeros."""
    random = np.random.RandomState(seed)
    return {
        name: np.round(random.choice([-1, 1], shape) * random.uniform(0.15, 1.5, shape), 1)
        for name, shape in shapes.items()
    }


def problem(
    equations: str, values: Values, ask: str, *, settings: str = "", more: str = "", index: str = ""
) -> Problem:
    """The problem of these equations; an array of one axis is a column."""
    given = "\n".join(f"'{name}' = {np.asarray(value).tolist()}" for name, value in values.items())
    return load_text(toml(equations, f"{given}\n{more}", ask, index, settings), "test", "test.toml")


def assert_same(
    equations: str,
    loss: Callable[[Values], Any],
    values: Values,
    by: Sequence[str],
    ways: Sequence[tuple[str, str]] = WAYS,
    more: str = "",
    index: str = "",
) -> None:
    """That L and its gradients are what autograd finds of `loss`, and that the solution passes its own check."""
    ask = "L " + " ".join(f"dL/d{name}" for name in by)
    given = {name: np.asarray(value, dtype=float) for name, value in values.items()}
    slopes = grad(loss)(given)
    for method, layout in ways:
        found = problem(equations, values, ask, settings=f'layout = "{layout}"', more=more, index=index)
        solution = Exercise(found).solve(method=method, digits=12)
        assert abs(float(solution["L"].value) - loss(given)) < 1e-11, (method, layout)
        for name in by:
            ours = np.array(solution[f"dL/d{name}"].value, dtype=float).ravel()
            assert np.max(np.abs(ours - np.ravel(slopes[name]))) < 1e-10, (method, layout, name)
        assert solution.proof is not None
        assert solution.proof.differences is not None, (method, layout)
    text = Exercise(found).solve(method=ways[-1][0]).to_markdown()
    lines = derive.check_writeup(found, text).lines
    assert [line for line in lines if line.verdict not in ("right", "rounded")] == []
