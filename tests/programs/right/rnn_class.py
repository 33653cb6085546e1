# problem: rnn
# check: loss W:g['W'] U:g['U'] V:g['V'] b:g['b'] c:g['c']
import numpy as np
import argparse
import matplotlib.pyplot as plt
from typing import Dict, List


def softmax(a: np.ndarray) -> np.ndarray:
    a = a - np.max(a)
    ea = np.exp(a)
    return ea / ea.sum()


class RNN:
    """One hidden layer, softmax at each step."""

    def __init__(self, U, W, V, b, c):
        self.U, self.W, self.V = U, W, V
        self.b, self.c = b, c
        self.hidden_size = W.shape[0]

    def forward(self, xs: np.ndarray) -> List[np.ndarray]:
        self.xs = xs
        self.hs = {-1: np.zeros(self.hidden_size)}
        self.ps = []
        for t, x in enumerate(xs):
            a = self.W @ self.hs[t - 1] + self.U @ x + self.b
            self.hs[t] = np.tanh(a)
            self.ps.append(softmax(self.V @ self.hs[t] + self.c))
        return self.ps

    def loss(self, labels) -> float:
        return -np.mean([np.log(p[k]) for p, k in zip(self.ps, labels)])

    def backward(self, labels) -> Dict[str, np.ndarray]:
        T = len(self.xs)
        grads = {name: np.zeros_like(getattr(self, name), dtype=float) for name in ("U", "W", "V", "b", "c")}
        dh_next = np.zeros(self.hidden_size)
        for t in reversed(range(T)):
            do = self.ps[t].copy()
            do[labels[t]] -= 1.0
            do /= T
            grads["V"] += np.outer(do, self.hs[t])
            grads["c"] += do
            dh = self.V.T @ do + dh_next
            dz = dh * (1.0 - self.hs[t] ** 2)
            grads["b"] += dz
            grads["U"] += np.outer(dz, self.xs[t])
            grads["W"] += np.outer(dz, self.hs[t - 1])
            dh_next = self.W.T @ dz
        return grads


U = np.array([[1, 2, 3], [-1, 0, 1], [2, -1, 0]])
W = np.array([[1, 0, -1], [2, 1, 0], [-1, 2, 1]])
V = np.array([[2, -1, 0], [1, 1, -1], [-1, 2, 1]])
b = np.array([0, 1, -1])
c = np.array([1, 1, 0])
x = np.array([[1, -1, 0], [-1, 1, 0], [1, 1, 0]])
labels = [2, 1, 2]
net = RNN(U, W, V, b, c)
net.forward(x)
loss = net.loss(labels)
g = net.backward(labels)
for name, grad in g.items():
    print(name, grad)
assert np.isfinite(loss), "loss is not finite"
