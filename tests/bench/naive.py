"""What one would write with SymPy alone: the loss of the unrolled network as one expression, differentiated by each entry.

    python naive.py STEPS UNITS

The network is that of `steps.py`.  Printed are the seconds it took, and the first entry of dL/dU.
"""

from __future__ import annotations

import sys
import time
from typing import Any

import sympy
from steps import inputs, labels, parameters


def loss(steps: int, units: int, U: Any, W: Any, V: Any, b: Any, c: Any) -> Any:
    total = sympy.Integer(0)
    state = None
    for x, label in zip(inputs(steps, units), labels(steps, units), strict=True):
        before = U * sympy.Matrix(x) + b
        state = (before if state is None else W * state + before).applyfunc(sympy.tanh)
        powers = (V * state + c).applyfunc(sympy.exp)
        total -= sympy.log(powers[label - 1] / sum(powers))
    return total / steps


def gradients(steps: int, units: int) -> list[Any]:
    """The number of every entry of every gradient, dL/dU first."""
    given = {name: sympy.Matrix(rows) for name, rows in parameters(units).items()}
    symbols = {n: sympy.Matrix(*m.shape, lambda i, j, n=n: sympy.Symbol(f"{n}_{i}_{j}")) for n, m in given.items()}
    whole = loss(steps, units, **symbols)
    numbers = {symbols[name][k]: given[name][k] for name in given for k in range(len(given[name]))}
    return [sympy.diff(whole, entry).evalf(15, subs=numbers) for entry in numbers]


if __name__ == "__main__":
    start = time.perf_counter()
    first, *_ = gradients(int(sys.argv[1]), int(sys.argv[2]))
    print(time.perf_counter() - start, first)
