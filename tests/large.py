"""A problem whose arrays are larger than a line."""

from __future__ import annotations

WIDE = """
title = "Large & wide_1, 100% #2"
[model]
equations = '''
z = W x + b
h = sigmoid(z)
L = 1/2 sqnorm(h - y)
'''
[values]
"""


def wide() -> str:
    """A problem with a 12×14 matrix."""
    entry = [[(7 * i + 5 * j) % 19 / 10 - 0.9 for j in range(14)] for i in range(12)]
    values = {"W": entry, "x": entry[3], "b": [row[2] for row in entry], "y": [row[5] for row in entry]}
    lines = "\n".join(
        f"{name} = {[[round(x, 1) for x in r] if isinstance(r, list) else round(r, 1) for r in rows]}"
        for name, rows in values.items()
    )
    return f'{WIDE}{lines}\n[[questions]]\nask = ["h", "L"]\n[[questions]]\nask = "dL/dW"\nmarks = 1.5\n'
