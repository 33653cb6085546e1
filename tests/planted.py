"""Random small networks with planted mistakes, as the program and the independent judge of `mistaken.py` see them."""

from __future__ import annotations

from random import Random
from typing import Any

import numpy as np
from exercises import exercise
from mistaken import Weights

from derive.problem.problem import Problem

EQUATIONS = """hbar[0] = U x[0] + b
hbar[t] = W h[t-1] + U x[t] + b
h[t] = tanh(hbar[t])
mu[t] = V h[t] + c
yhat[t] = softmax(mu[t])
l[t] = CE(y[t], yhat[t])
L = {loss}"""
DIGITS = 6
NEAR = 1.4 * 10**-DIGITS


def drawn(seed: int) -> tuple[Weights, bool, Problem]:
    """A network of 2 to 4 steps and units, whether its loss is written as a mean, and the problem of it."""
    random = Random(seed)
    hidden, inputs, classes, steps = (random.randint(2, 4) for _ in range(4))
    if random.random() < 0.5:
        inputs = classes = hidden

    def table(rows: int, columns: int) -> list[list[float]]:
        return [[random.randint(-99, 99) / 100 or 0.37 for _ in range(columns)] for _ in range(rows)]

    shapes = {"U": (hidden, inputs), "W": (hidden, hidden), "V": (classes, hidden), "b": (hidden, 1), "c": (classes, 1)}
    tables = {name: table(*shape) for name, shape in shapes.items()}
    x = [table(inputs, 1) for _ in range(steps)]
    labels = [random.randint(1, classes) for _ in range(steps)]
    weights = Weights(
        **{name: np.array(value) for name, value in tables.items()},
        x=tuple(map(np.array, x)),
        y=tuple(np.eye(classes)[:, [label - 1]] for label in labels),
    )
    values = [f"{name} = {value}" for name, value in tables.items()]
    values += [f"x = {[[e for (e,) in item] for item in x]}", f"y = {{ one_hot = {labels} }}"]
    is_mean = random.random() < 0.5
    loss = "mean(t, l[t])" if is_mean else f"1/{steps} sum(t, l[t])"
    problem = exercise(
        EQUATIONS.format(loss=loss),
        "\n".join(values),
        "L",
        index=f"t = {list(range(steps))}",
        settings=f"digits = {DIGITS}",
    ).problem
    return weights, is_mean, problem


def questions(steps: int) -> list[str]:
    forward = ["L", f"yhat[{steps - 1}]", "h[1]", "hbar[1]", "l[0]"]
    return [*forward, *(f"dL/d{name}" for name in ("h[0]", "hbar[0]", "mu[0]", "V", "U", "W", "b", "c"))]


def written(value: Any, decimals: int = DIGITS + 2) -> str:
    """A number or an array as somebody writes it down."""
    if np.size(value) == 1:
        return f"{float(np.reshape(value, ())):.{decimals}f}"
    rows = (", ".join(f"{entry:.{decimals}f}" for entry in row) for row in np.atleast_2d(value))
    return f"[[{'], ['.join(rows)}]]"


def is_near(left: Any, right: Any, within: float = NEAR) -> bool:
    return np.shape(left) == np.shape(right) and bool(np.all(np.abs(np.asarray(left) - right) <= within))
