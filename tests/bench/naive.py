"""What one would write with SymPy alone: the unrolled loss as one expression, differentiated by every entry.

The network is that of `network.py`.  The derivatives are evaluated through `lambdify`, the fastest way there is.
"""

from __future__ import annotations

from typing import Any

import sympy
from network import PARAMETERS, inputs, labels


def loss(steps: int, *, U: Any, W: Any, V: Any, b: Any, c: Any) -> Any:
    total = sympy.Integer(0)
    state = None
    for x, label in zip(inputs(steps), labels(steps), strict=True):
        before = U * sympy.Matrix(x) + b
        state = (before if state is None else W * state + before).applyfunc(sympy.tanh)
        powers = (V * state + c).applyfunc(sympy.exp)
        total -= sympy.log(powers[label - 1] / sum(powers))
    return total / steps


def gradients(steps: int) -> list[float]:
    """The numbers of all entries of all gradients, dL/dU first, row by row."""
    given = {name: sympy.Matrix(rows) for name, rows in PARAMETERS.items()}
    symbols = {n: sympy.Matrix(*m.shape, lambda i, j, n=n: sympy.Symbol(f"{n}_{i}_{j}")) for n, m in given.items()}
    whole = loss(steps, **symbols)
    entries = [entry for matrix in symbols.values() for entry in matrix]
    derivatives = [sympy.diff(whole, entry) for entry in entries]
    numbers = [float(entry) for matrix in given.values() for entry in matrix]
    return list(sympy.lambdify(entries, derivatives, "math")(*numbers))
