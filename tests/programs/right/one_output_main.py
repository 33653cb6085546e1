# problem: rnn-one-output
# check: loss W:grads['W'] U:grads['U'] b:grads['b'] v:grads['v']
import argparse
import sys

import numpy as np


def parse_args():
    parser = argparse.ArgumentParser()
    parser.add_argument("--lr", type=float, default=0.1)
    return parser.parse_args([])


def forward(x, p):
    h = np.zeros(2)
    states = [h]
    for step in x:
        h = np.tanh(p["W"] @ h + p["U"] @ step + p["b"])
        states.append(h)
    z = p["v"] @ h + p["c"]
    return 1 / (1 + np.exp(-z)), states


def bce(y, yhat):
    return -(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))


def backward(x, y, yhat, states, p):
    dz = yhat - y
    grads = {"v": dz * states[-1], "c": dz}
    for k in ("W", "U", "b"):
        grads[k] = np.zeros_like(p[k], dtype=float)
    dh = dz * p["v"]
    for t in range(len(x), 0, -1):
        da = dh * (1 - states[t] ** 2)
        grads["W"] += np.outer(da, states[t - 1])
        grads["U"] += np.outer(da, x[t - 1])
        grads["b"] += da
        dh = p["W"].T @ da
    return grads


def gradient_check(x, y, p, grads, eps=1e-6):
    for name in ("W", "U"):
        for idx in np.ndindex(p[name].shape):
            old = p[name][idx]
            p[name][idx] = old + eps
            up = bce(y, forward(x, p)[0])
            p[name][idx] = old - eps
            down = bce(y, forward(x, p)[0])
            p[name][idx] = old
            num = (up - down) / (2 * eps)
            assert abs(num - grads[name][idx]) < 1e-5, name


args = parse_args()
params = {
    "U": np.array([[1, -0.5], [0.5, 1]]),
    "W": np.array([[0.5, -1], [1, 0.25]]),
    "b": np.array([0, 0.5]),
    "v": np.array([1, -2]),
    "c": 0.5,
}
x = np.array([[1, 0], [0, 1], [-1, 1]])
y = 1
yhat, states = forward(x, params)
loss = bce(y, yhat)
grads = backward(x, y, yhat, states, params)
print("loss:", loss, file=sys.stderr)
for name, grad in grads.items():
    print(name, "\n", grad)
