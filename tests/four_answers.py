"""Four answers that each format must mark: exact, rounded, a usual mistake, the last digit off; right ones by NumPy."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import numpy as np

NAME = "softmax-regression"


def truth(text: str) -> dict[str, Any]:
    """All answers of softmax regression on a batch of three rows, by NumPy."""
    n = {name: np.array(value, float) for name, value in tomllib.loads(text)["values"].items()}
    z = n["X"] @ n["W"] + n["b"]
    p = np.exp(z) / np.exp(z).sum(axis=1, keepdims=True)
    d = (p - n["Y"]) / 3
    loss = np.array([[-(n["Y"] * np.log(p)).sum() / 3]])
    return {"Z": z, "P": p, "L": loss, "dL/dZ": d, "dL/dW": n["X"].T @ d, "dL/db": d.sum(axis=0, keepdims=True)}


def typed(value: Any, off: float = 0.0, digits: int = 4) -> list[str]:
    """The entries as somebody types them; the last one may be off."""
    found = [f"{entry:.{digits}f}" for entry in np.ravel(value)]
    return [*found[:-1], f"{Decimal(found[-1]) + Decimal(str(off)):f}"]


def ways(value: Any) -> Iterator[tuple[list[str], float, str]]:
    """Four answers with what they earn and what is told: exact, rounded, with the wrong sign, the last digit off."""
    yield typed(value, digits=9), 1.0, ""
    yield typed(value), 1.0, ""
    yield typed(-value), 0.5, "Check the signs."
    last = np.ravel(value)[-1]
    yield typed(value, off=0.0001 if round(last, 4) > last else -0.0001), 0.0, ""


def rows(name: str, entries: list[str], value: Any) -> Any:
    width = np.atleast_2d(value).shape[1]
    return entries[0] if len(entries) == 1 else [entries[k : k + width] for k in range(0, len(entries), width)]
