"""Networks of any width, with values that a seed decides."""

from __future__ import annotations

import random
from collections.abc import Sequence


def entries(chance: random.Random, rows: int, columns: int) -> list[list[float]]:
    """A matrix whose products with vectors stay near one."""
    return [[round(chance.uniform(-1, 1) / columns**0.5, 4) for _ in range(columns)] for _ in range(rows)]


def recurrent(units: int, steps: int = 3, ask: Sequence[str] = ("dL/dU", "dL/dW", "dL/dV")) -> str:
    """The problem file of a recurrent network with half as many inputs and classes as units."""
    chance = random.Random(units)
    half = units // 2
    values = {
        "U": entries(chance, units, half),
        "W": entries(chance, units, units),
        "V": entries(chance, half, units),
        "b": entries(chance, units, 1),
        "c": entries(chance, half, 1),
        "x": [entries(chance, half, 1) for _ in range(steps)],
    }
    labels = [chance.randint(1, half) for _ in range(steps)]
    return f"""
title = "A recurrent network with {units} units"
settings.method = "backprop"
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
{chr(10).join(f"{name} = {array}" for name, array in values.items())}
y = {{ one_hot = {labels} }}
[[questions]]
ask = {list(ask)}
"""


def perceptron(inputs: int, units: int, classes: int) -> str:
    """The problem file of a network with one hidden layer of rectifiers."""
    chance = random.Random(inputs)
    values = {
        "W1": entries(chance, units, inputs),
        "W2": entries(chance, classes, units),
        "b1": entries(chance, units, 1),
        "b2": entries(chance, classes, 1),
        "x": entries(chance, inputs, 1),
    }
    lines = "\n".join(f"{name} = {array}" for name, array in values.items())
    return PERCEPTRON.format(values=lines, label=min(3, classes))


PERCEPTRON = """
title = "One hidden layer"
settings.method = "backprop"
model.equations = '''
z1 = W1 x + b1
h = relu(z1)
z2 = W2 h + b2
p = softmax(z2)
L = CE(y, p)
'''
[values]
{values}
y = {{ one_hot = {label} }}
[[questions]]
ask = ["dL/dW1", "dL/db1", "dL/dW2", "dL/db2"]
"""
