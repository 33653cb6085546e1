"""The gradients that libraries give at kinks and ties, beside the equations whose dialect is to give the same.

The libraries are imported where they are run.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Gradient = Callable[[Any, list[float]], list[float]]
KINKS: dict[str, tuple[str, list[float]]] = {
    "relu": ("sum(relu(x))", [0.0, 1.0]),
    "leaky_relu": ("sum(leaky_relu(x, 0.1))", [0.0, -1.0]),
    "abs": ("sum(abs(x))", [0.0, -2.0]),
    "elu": ("sum(elu(x, 0.5))", [0.0, 1.0]),
    "clip": ("sum(clip(x, -1, 1))", [1.0, 0.5]),
    "max": ("max(x)", [2.0, 2.0]),
    "norm": ("norm(x)", [0.0, 0.0]),
}
"""What stands at a kink, as in a problem file, and the values at which it does."""


def by_torch(function: Callable[[Any, Any], Any]) -> Gradient:
    def gradient(torch: Any, x: list[float]) -> list[float]:
        point = torch.tensor(x, dtype=torch.float64, requires_grad=True)
        function(torch, point).backward()
        found: list[float] = point.grad.tolist()
        return found

    return gradient


def by_jax(function: Callable[[Any, Any], Any]) -> Gradient:
    def gradient(jax: Any, x: list[float]) -> list[float]:
        found: list[float] = jax.grad(lambda point: function(jax, point))(jax.numpy.array(x)).tolist()
        return found

    return gradient


RUN: dict[tuple[str, str], Gradient] = {
    ("torch", "relu"): by_torch(lambda torch, x: torch.relu(x).sum()),
    ("torch", "leaky_relu"): by_torch(lambda torch, x: torch.nn.functional.leaky_relu(x, 0.1).sum()),
    ("torch", "abs"): by_torch(lambda torch, x: x.abs().sum()),
    ("torch", "elu"): by_torch(lambda torch, x: torch.nn.functional.elu(x, 0.5).sum()),
    ("torch", "clip"): by_torch(lambda torch, x: x.clamp(-1, 1).sum()),
    ("torch", "max"): by_torch(lambda torch, x: x.max()),
    ("torch", "norm"): by_torch(lambda torch, x: x.norm()),
    ("jax", "relu"): by_jax(lambda jax, x: jax.nn.relu(x).sum()),
    ("jax", "leaky_relu"): by_jax(lambda jax, x: jax.nn.leaky_relu(x, 0.1).sum()),
    ("jax", "abs"): by_jax(lambda jax, x: abs(x).sum()),
    ("jax", "elu"): by_jax(lambda jax, x: jax.nn.elu(x, 0.5).sum()),
    ("jax", "clip"): by_jax(lambda jax, x: jax.numpy.clip(x, -1, 1).sum()),
    ("jax", "max"): by_jax(lambda jax, x: x.max()),
}
