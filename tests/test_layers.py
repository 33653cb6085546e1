"""Layers that are compositions: layer, batch, RMS and group norm, dropout by a mask, embeddings, heads of attention."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import autograd.numpy as np
import pytest
from beside_autograd import assert_same, drawn

WAYS = [("chain", "gradient"), ("backprop", "jacobian")]


def softmax(s: Any) -> Any:
    powers = np.exp(s)
    return powers / np.sum(powers, axis=1, keepdims=True)


def layer_norm(v: Any) -> Any:
    x = v["X"]
    n = (x - np.mean(x, axis=1, keepdims=True)) / np.sqrt(np.var(x, axis=1, keepdims=True) + 0.00001)
    return np.sum((n * v["g"] + v["b"]) ** 2) / 2


def batch_norm(v: Any) -> Any:
    x = v["X"]
    n = (x - np.mean(x, axis=0)) / np.sqrt(np.var(x, axis=0) + 0.001)
    return np.sum(np.tanh(n * v["g"] + v["b"]))


def rms_norm(v: Any) -> Any:
    x = v["X"]
    n = x / np.sqrt(np.mean(x**2, axis=1, keepdims=True) + 0.001)
    return np.sum((n * v["g"] + v["b"]) ** 2) / 2


def group_norm(v: Any) -> Any:
    x = v["X"]
    parts = [x[:, :2], x[:, 2:]]
    return sum(np.sum(((p - np.mean(p)) / np.sqrt(np.var(p) + 0.001)) ** 3) for p in parts) + np.sum(v["g"] * v["b"])


def dropout(v: Any) -> Any:
    return np.sum((v["X"] * np.array([[1, 0, 1, 1], [0, 1, 1, 0]]) / 0.8 * v["g"] + v["b"]) ** 2)


def embedding(v: Any) -> Any:
    return np.sum(np.tanh(np.dot(v["X"], v["E"])[1] * 1.0) ** 2) + np.sum(v["E"][2] * v["E"][0])


def attention(v: Any) -> Any:
    heads = []
    for name in ("U", "V"):
        q = np.dot(v["X"], v[name])
        heads.append(np.dot(softmax(np.dot(q, q.T) / np.sqrt(2)), v["X"]))
    return np.sum(np.dot(np.concatenate(heads, axis=1), v["O"]) ** 2)


X, ROW = (2, 4), (1, 4)
NORMS: dict[str, tuple[str, Callable[[Any], Any], dict[str, tuple[int, ...]], str, str]] = {
    "layer norm": (
        'N = (X - mean(X, axis="rows")) ./ sqrt(var(X, axis="rows") + 0.00001)\nL = 1/2 norm2(N .* g + b)',
        layer_norm,
        {"X": X, "g": ROW, "b": ROW},
        "Xgb",
        "",
    ),
    "batch norm": (
        'N = (X - mean(X, axis="columns")) ./ sqrt(var(X, axis="columns") + 0.001)\nL = sum(tanh(N .* g + b))',
        batch_norm,
        {"X": X, "g": ROW, "b": ROW},
        "Xgb",
        "",
    ),
    "RMS norm": (
        'N = X ./ sqrt(mean(X .* X, axis="rows") + 0.001)\nL = 1/2 norm2(N .* g + b)',
        rms_norm,
        {"X": X, "g": ROW, "b": ROW},
        "Xgb",
        "",
    ),
    "group norm": (
        "A = X[:, 0:2]\nB = X[:, 2:4]\n"
        "P = (A - mean(A)) / sqrt(var(A) + 0.001)\nQ = (B - mean(B)) / sqrt(var(B) + 0.001)\n"
        "L = sum(P .* P .* P) + sum(Q .* Q .* Q) + sum(g .* b)",
        group_norm,
        {"X": X, "g": ROW, "b": ROW},
        "Xgb",
        "",
    ),
    "dropout": (
        "H = X .* M / 0.8\nL = norm2(H .* g + b)",
        dropout,
        {"X": X, "g": ROW, "b": ROW},
        "Xgb",
        "M = { mask = [[1, 0, 1, 1], [0, 1, 1, 0]] }",
    ),
    "embedding": (
        "Z = X E\nz = Z[2, :]\nL = norm2(tanh(z)) + E[3, :] E[1, :]'",
        embedding,
        {"X": (2, 3), "E": (3, 2)},
        "E",
        "",
    ),
    "two heads": (
        'P = softmax(X U (X U)\' / sqrt(2), axis="rows") X\nQ = softmax(X V (X V)\' / sqrt(2), axis="rows") X\n'
        "L = norm2([P, Q] O)",
        attention,
        {"X": (2, 2), "U": (2, 2), "V": (2, 2), "O": (4, 2)},
        "UVO",
        "",
    ),
}


@pytest.mark.parametrize("name", NORMS)
def test_a_layer_made_of_simpler_functions_is_what_autograd_says(name: str) -> None:
    equations, loss, shapes, by, more = NORMS[name]
    assert_same(equations, loss, drawn(shapes, 7), by, WAYS, more)
