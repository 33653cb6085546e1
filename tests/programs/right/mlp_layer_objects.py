# problem: mlp
# check: loss W_1:dW1 b_1:db1 W_2:dW2 b_2:db2 x:dx
"""Exercise 2: backprop by hand with small layer objects."""
from __future__ import annotations
import numpy as np
from typing import Optional

W_1 = np.array([[1.0, -2.0], [0.5, 1.0], [-1.0, 1.0]])
b_1 = np.array([0.0, 0.5, -1.0])
W_2 = np.array([[1.0, 0.0, 2.0], [-1.0, 1.0, 0.0]])
b_2 = np.array([0.0, 1.0])
x = np.array([2.0, 0.5])
target: int = 1


class Layer:
    def forward(self, inp: np.ndarray) -> np.ndarray:
        raise NotImplementedError

    def backward(self, grad: np.ndarray) -> np.ndarray:
        raise NotImplementedError


class Linear(Layer):
    def __init__(self, W: np.ndarray, b: np.ndarray) -> None:
        self.W, self.b = W, b
        self.inp: Optional[np.ndarray] = None
        self.grads: dict[str, np.ndarray] = {}

    def forward(self, inp):
        self.inp = inp
        return self.W @ inp + self.b

    def backward(self, grad):
        self.grads["W"] = np.outer(grad, self.inp)
        self.grads["b"] = grad.copy()
        return self.W.T @ grad


class ReLU(Layer):
    def forward(self, inp):
        self.mask = inp > 0
        return np.where(self.mask, inp, 0.0)

    def backward(self, grad):
        out = grad.copy()
        out[~self.mask] = 0
        return out


class SoftmaxCrossEntropy:
    def forward(self, logits: np.ndarray, k: int) -> float:
        shifted = logits - logits.max()
        e = np.exp(shifted)
        self.p = e / e.sum()
        self.k = k
        return -np.log(self.p[k])

    def backward(self) -> np.ndarray:
        g = self.p.copy()
        g[self.k] -= 1.0
        return g


layers = [Linear(W_1, b_1), ReLU(), Linear(W_2, b_2)]
criterion = SoftmaxCrossEntropy()

out = x
for layer in layers:
    out = layer.forward(out)
loss = criterion.forward(out, target)

delta = criterion.backward()
for layer in reversed(layers):
    delta = layer.backward(delta)
dx = delta
dW1, db1 = layers[0].grads["W"], layers[0].grads["b"]
dW2, db2 = layers[2].grads["W"], layers[2].grads["b"]
for name, g in (("dW1", dW1), ("db1", db1), ("dW2", dW2), ("db2", db2), ("dx", dx)):
    print(f"{name}:\n{g}")
