"""The reference exercise with any number of steps."""

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


def inputs(steps: int) -> list[list[int]]:
    return [INPUTS[t % len(INPUTS)] for t in range(steps)]


def labels(steps: int) -> list[int]:
    """Classes, counted from 1."""
    return [LABELS[t % len(LABELS)] for t in range(steps)]


def problem(steps: int) -> str:
    """The problem file; the gradients by all parameters are asked."""
    values = "\n".join(f"{name} = {rows}" for name, rows in PARAMETERS.items())
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
x = {inputs(steps)}
y = {{ one_hot = {labels(steps)} }}
[[questions]]
ask = ["dL/dU", "dL/dW", "dL/dV", "dL/db", "dL/dc"]
"""
