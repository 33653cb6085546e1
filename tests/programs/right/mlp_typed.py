# problem: mlp
# check: loss W1:g["dW1"] b1:g["db1"] W2:g["dW2"] b2:g["db2"]
from __future__ import annotations
import numpy as np
from typing import Dict, Tuple

Array = np.ndarray


def affine_forward(x: Array, w: Array, b: Array) -> Tuple[Array, tuple]:
    out = w @ x + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout: Array, cache: tuple) -> Tuple[Array, Array, Array]:
    x, w, _ = cache
    dx = w.T @ dout
    dw = dout[:, None] * x[None, :]
    db = dout.copy()
    return dx, dw, db


def relu_forward(x: Array) -> Tuple[Array, Array]:
    return np.maximum(0, x), x


def relu_backward(dout: Array, cache: Array) -> Array:
    x = cache
    dx = np.where(x > 0, dout, 0.0)
    return dx


def softmax_loss(scores: Array, label: int) -> Tuple[float, Array]:
    logp = scores - scores.max()
    logp = logp - np.log(np.exp(logp).sum())
    loss = -logp[label]
    dscores = np.exp(logp)
    dscores[label] -= 1.0
    return loss, dscores


W1 = np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 1.0]])
b1 = np.array([0.0, 0.5, -1.0])
W2 = np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.0]])
b2 = np.array([0.0, 1.0])
x = np.array([2.0, 0.5])
label = 1

a, c1 = affine_forward(x, W1, b1)
h, c2 = relu_forward(a)
s, c3 = affine_forward(h, W2, b2)
loss, ds = softmax_loss(s, label)
g: Dict[str, Array] = {}
dh, g["dW2"], g["db2"] = affine_backward(ds, c3)
da = relu_backward(dh, c2)
g["dx"], g["dW1"], g["db1"] = affine_backward(da, c1)
for k in sorted(g):
    print(f"{k}: {np.round(g[k], 4)}")
