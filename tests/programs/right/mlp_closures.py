# problem: mlp
# check: loss W_1:g1['W'] b_1:g1['b'] W_2:g2['W'] b_2:g2['b']
from functools import partial
import numpy as np


def linear(W, b, inp):
    out = np.dot(W, inp) + b

    def back(grad_out):
        return {"W": np.outer(grad_out, inp), "b": grad_out, "x": np.dot(W.T, grad_out)}

    return out, back


def relu(inp):
    mask = inp > 0

    def back(grad_out):
        return grad_out * mask

    return inp * mask, back


def cross_entropy(target, logits):
    shifted = logits - np.max(logits)
    probs = np.exp(shifted) / np.sum(np.exp(shifted))
    value = -np.log(probs[target])

    def back():
        grad = probs.copy()
        grad[target] -= 1.0
        return grad

    return value, back


W_1 = np.array([[1, -2], [0.5, 1], [-1, 1]])
b_1 = np.array([0, 0.5, -1])
W_2 = np.array([[1.0, 0, 2], [-1, 1, 0]])
b_2 = np.array([0.0, 1])
x = np.array([2, 0.5])
first, second = partial(linear, W_1, b_1), partial(linear, W_2, b_2)
a, back_first = first(x)
h, back_relu = relu(a)
z, back_second = second(h)
loss, back_loss = cross_entropy(1, z)
g2 = back_second(back_loss())
g1 = back_first(back_relu(g2["x"]))
