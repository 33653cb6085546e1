"""Networks as libraries calculate them, written with NumPy and differentiated by `autograd`: no line of them is ours.

Each function takes the values of a problem, a `keep` that every quantity passes through, by which one of them can be
held fast for a derivative by it, and what libraries choose differently.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import autograd
import autograd.numpy as np
from autograd.extend import defvjp, primitive

Values = dict[str, Any]
Keep = Callable[[str, Any], Any]
Model = Callable[..., Any]


@primitive
def erf(x: Any) -> Any:
    return np.vectorize(math.erf)(x)


defvjp(erf, lambda result, x: lambda g: g * 2 / np.sqrt(np.pi) * np.exp(-(x**2)))


def sigmoid(x: Any) -> Any:
    return 1 / (1 + np.exp(-x))


def softmax(x: Any, axis: int) -> Any:
    e = np.exp(x - np.max(x, axis=axis, keepdims=True))
    return e / np.sum(e, axis=axis, keepdims=True)


def layernorm(v: Values, keep: Keep, eps: float = 1e-5, ddof: int = 0) -> Any:
    m = keep("m", np.mean(v["x"]))
    d = v["x"] - m
    s2 = keep("s2", np.sum(d**2) / (d.size - ddof))
    xhat = keep("xhat", d / np.sqrt(s2 + eps))
    y = keep("y", v["g"] * xhat + v["b"])
    return keep("L", np.mean((y - v["r"]) ** 2))


def batchnorm(v: Values, keep: Keep, eps: float = 1e-5, ddof: int = 0) -> Any:
    m = keep("m", np.mean(v["X"], axis=0, keepdims=True))
    c = v["X"] - m
    s2 = keep("s2", np.sum(c**2, axis=0, keepdims=True) / (len(c) - ddof))
    xhat = keep("Xhat", c / np.sqrt(s2 + eps))
    return keep("L", np.mean((v["g"] * xhat + v["b"] - v["R"]) ** 2))


def rmsnorm(v: Values, keep: Keep, eps: float = 1e-5) -> Any:
    q = keep("q", np.mean(v["x"] ** 2))
    xhat = keep("xhat", v["x"] / keep("r", np.sqrt(q + eps)))
    return keep("L", np.mean((v["g"] * xhat - v["a"]) ** 2))


def transformer(v: Values, keep: Keep, eps: float = 1e-5, ddof: int = 0) -> Any:
    c = v["X"] - np.mean(v["X"], axis=1, keepdims=True)
    s2 = np.sum(c**2, axis=1, keepdims=True) / (c.shape[1] - ddof)
    n = keep("N", c / np.sqrt(s2 + eps))
    a = softmax((n @ v["Q"]) @ (n @ v["K"]).T / np.sqrt(2), 1)
    z = keep("Z", v["X"] + a @ n @ v["V"])
    y = keep("Y", z + np.maximum(z @ v["W"] + v["b"], 0) @ v["U"])
    return keep("L", np.mean((y - v["R"]) ** 2))


def lstm(v: Values, keep: Keep, forget: float = 0.0) -> Any:
    h, c = v["h[0]"], v["c[0]"]
    for t in (1, 2):
        x = v[f"x[{t}]"]
        f, i, o, g = (v[f"W_{k}"] @ h + v[f"U_{k}"] @ x + v[f"b_{k}"] for k in "fiog")
        c = keep(f"c[{t}]", sigmoid(f + forget) * c + sigmoid(i) * np.tanh(g))
        h = keep(f"h[{t}]", sigmoid(o) * np.tanh(c))
    return keep("L", np.mean((h - v["y"]) ** 2))


def gelu_layer(v: Values, keep: Keep, form: str = "erf") -> Any:
    z = keep("z", v["W"] @ v["x"])
    inner = np.sqrt(2 / np.pi) * (z + 0.044715 * z**3)
    h = z * (1 + (erf(z / np.sqrt(2)) if form == "erf" else np.tanh(inner))) / 2
    return keep("L", np.sum(v["v"] * keep("h", h)))


def hard_layer(v: Values, keep: Keep, slope: float = 1 / 6) -> Any:
    z = keep("z", v["W"] @ v["x"])
    return keep("L", np.sum(v["v"] * keep("h", np.minimum(np.maximum(slope * z + 0.5, 0), 1))))


def huber_loss(v: Values, keep: Keep, divided: bool = False) -> Any:
    r = keep("r", v["W"] @ v["x"] - v["y"])
    size = np.abs(r)
    each = np.where(size <= 2, r**2 / 2, 2 * size - 2)
    return keep("L", np.sum(each) / (2 if divided else 1))


def upsampled(v: Values, keep: Keep, turned: bool = False) -> Any:
    kernel = v["k"][::-1] if turned else v["k"]
    parts = []
    for place in range(5):
        total = 0.0
        for i in range(2):
            tap = place - 2 * i
            if 0 <= tap < 3:
                total = total + v["z"][i, 0] * kernel[tap, 0]
        parts.append(total)
    u = keep("u", np.array(parts).reshape(-1, 1))
    return keep("L", np.sum((u - v["y"]) ** 2) / 2)


def rmsprop(v: Values, keep: Keep, inside: bool = False) -> Any:
    g = 2 * (v["w"] * v["x"] - v["y"]) * v["x"] / 2
    s = keep("s", 0.9 * v["s0"] + 0.1 * g**2)
    root = np.sqrt(s + 0.01) if inside else np.sqrt(s) + 0.01
    return keep("w_new", v["w"] - v["eta"] * g / root)


def adam(v: Values, keep: Keep, hat: bool = False) -> Any:
    g = (v["w"] * v["x"] - v["y"]) * v["x"]
    m, s = 0.1 * g, 0.01 * g**2
    if hat:
        return keep("w_new", v["w"] - v["eta"] * np.sqrt(1 - 0.99) / (1 - 0.9) * m / (np.sqrt(s) + 0.05))
    return keep("w_new", v["w"] - v["eta"] * (m / 0.1) / (np.sqrt(s / 0.01) + 0.05))


def weighted(v: Values, keep: Keep, by_weights: bool = False) -> Any:
    p = keep("P", softmax(v["X"] @ v["W"], 1))
    losses = -np.log(np.sum(v["Y"] * p, axis=1, keepdims=True))
    each = np.sum(v["a"] * losses)
    return keep("L", each / (np.sum(v["a"]) if by_weights else 3))


def spread_of(v: Values, keep: Keep, ddof: int = 0) -> Any:
    z = v["W"] @ v["x"]
    d = z - np.mean(z)
    return keep("L", np.sum(d**2) / (z.size - ddof))


def asked_of(model: Model, values: Values, asked: str, **choice: Any) -> Any:
    """A value or the gradient of a model's last value by a quantity or an input, in the shape that it has."""
    if not asked.startswith("d"):
        found: dict[str, Any] = {}

        def note(name: str, value: Any) -> Any:
            found.setdefault(name, value)
            return value

        model(values, note, **choice)
        return found[asked]
    of, by = asked[1:].split("/d")

    def at(quantity: Any) -> Any:
        result: list[Any] = []

        def hold(name: str, value: Any) -> Any:
            if name == of:
                result.append(value)
            return quantity if name == by else value

        given = {**values, by: quantity} if by in values else values
        model(given, hold, **choice)
        return result[0]

    start = values[by] if by in values else asked_of(model, values, by, **choice)
    return autograd.grad(at)(np.array(start, dtype=float))
