# problem: mlp
# check: loss W1:fc1.dW b1:fc1.db W2:fc2.dW b2:fc2.db
import numpy as np


class Layer:
    def forward(self, x):
        raise NotImplementedError

    def backward(self, grad):
        raise NotImplementedError


class Linear(Layer):
    def __init__(self, W, b):
        self.W = W
        self.b = b
        self.dW = None
        self.db = None

    def forward(self, x):
        self.x = x
        return self.W @ x + self.b

    def backward(self, grad):
        self.dW = np.outer(grad, self.x)
        self.db = grad
        return self.W.T @ grad


class ReLU(Layer):
    def forward(self, x):
        self.mask = x > 0
        return x * self.mask

    def backward(self, grad):
        return grad * self.mask


class SoftmaxCrossEntropy:
    def forward(self, scores, label):
        shifted = scores - scores.max()
        self.p = np.exp(shifted) / np.exp(shifted).sum()
        self.label = label
        return -np.log(self.p[label])

    def backward(self):
        grad = self.p.copy()
        grad[self.label] -= 1
        return grad


W1 = np.array([[1, -2], [0.5, 1], [-1, 1]])
b1 = np.array([0, 0.5, -1])
W2 = np.array([[1.0, 0, 2], [-1, 1, 0]])
b2 = np.array([0.0, 1])
x = np.array([2, 0.5])
fc1, act, fc2 = Linear(W1, b1), ReLU(), Linear(W2, b2)
layers = [fc1, act, fc2]
criterion = SoftmaxCrossEntropy()
out = x
for layer in layers:
    out = layer.forward(out)
loss = criterion.forward(out, 1)
grad = criterion.backward()
for layer in reversed(layers):
    grad = layer.backward(grad)
