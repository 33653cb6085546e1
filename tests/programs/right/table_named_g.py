# problem: mlp
import numpy as np


def softmax(z):
    e = np.exp(z - z.max())
    return e / e.sum()


class Net:
    def __init__(self, W1, b1, W2, b2):
        self.p = {"W1": W1, "b1": b1, "W2": W2, "b2": b2}

    def forward(self, x):
        a1 = self.p["W1"] @ x + self.p["b1"]
        h = np.maximum(0, a1)
        z2 = self.p["W2"] @ h + self.p["b2"]
        yhat = softmax(z2)
        self.cache = (x, a1, h, yhat)
        return yhat

    def backward(self, y):
        x, a1, h, yhat = self.cache
        g = {}
        dz2 = yhat - y
        g["W2"] = np.outer(dz2, h)
        g["b2"] = dz2
        dh = self.p["W2"].T @ dz2
        da1 = dh * (a1 > 0)
        g["W1"] = np.outer(da1, x)
        g["b1"] = da1
        return g
