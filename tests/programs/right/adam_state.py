# problem: adam
# check: none
import numpy as np

x = np.array([1.0, -2.0])
y = 1.0
w = np.array([0.5, 0.25])
state = {"m": np.zeros(2), "v": np.zeros(2), "k": 0}
eta, beta1, beta2, eps = 0.1, 0.9, 0.99, 1e-8


def error(w):
    return 0.5 * (w @ x - y) ** 2


def gradient(w):
    return (np.dot(w, x) - y) * x


def adam_step(w, state):
    grad = gradient(w)
    state["k"] += 1
    state["m"] = beta1 * state["m"] + (1 - beta1) * grad
    state["v"] = beta2 * state["v"] + (1 - beta2) * grad * grad
    m_hat = state["m"] / (1 - beta1 ** state["k"])
    v_hat = state["v"] / (1 - beta2 ** state["k"])
    step = eta * m_hat / (np.sqrt(v_hat) + eps)
    return w - step


for _ in range(2):
    w = adam_step(w, state)
L = error(w)
