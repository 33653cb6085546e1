"""The reference exercise with any number of steps, and with as many of its units as wanted."""

from __future__ import annotations

PARAMETERS = {
    "U": [[1, 2, 3], [-1, 0, 1], [2, -1, 0]],
    "W": [[1, 0, -1], [2, 1, 0], [-1, 2, 1]],
    "V": [[2, -1, 0], [1, 1, -1], [-1, 2, 1]],
    "b": [[0], [1], [-1]],
    "c": [[1], [1], [0]],
}
INPUTS = [[1, -1, 0], [-1, 1, 0], [1, 1, 0]]
LABELS = [3, 2, 3]


def parameters(units: int = 3) -> dict[str, list[list[int]]]:
    return {name: [row[:units] for row in rows[:units]] for name, rows in PARAMETERS.items()}


def inputs(steps: int, units: int = 3) -> list[list[int]]:
    return [INPUTS[t % len(INPUTS)][:units] for t in range(steps)]


def labels(steps: int, units: int = 3) -> list[int]:
    """Classes, counted from 1."""
    return [min(LABELS[t % len(LABELS)], units) for t in range(steps)]


def problem(steps: int, units: int = 3) -> str:
    """The problem file; the gradients by all parameters are asked."""
    values = "\n".join(f"{name} = {rows}" for name, rows in parameters(units).items())
    return f"""
title = "{steps} steps"
index.t = "0..{steps - 1}"
model.equations = '''
s[0] = U x[0] + b
s[t] = W h[t-1] + U x[t] + b
h[t] = tanh(s[t])
p[t] = softmax(V h[t] + c)
l[t] = CE(y[t], p[t])
L = 1/{steps} sum(t, l[t])
'''
[values]
{values}
x = {inputs(steps, units)}
y = {{ one_hot = {labels(steps, units)} }}
[[questions]]
ask = ["dL/dU", "dL/dW", "dL/dV", "dL/db", "dL/dc"]
"""
