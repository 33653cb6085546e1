# problem: mlp_rows
# check: loss W1:grads['W1'] b1:grads['b1'] W2:grads['W2'] b2:grads['b2']
import numpy as np


def affine_forward(x, w, b):
    out = x.dot(w) + b
    cache = (x, w, b)
    return out, cache


def affine_backward(dout, cache):
    x, w, b = cache
    dx = dout.dot(w.T)
    dw = x.T.dot(dout)
    db = np.sum(dout, axis=0)
    return dx, dw, db


def relu_forward(x):
    return np.maximum(0, x), x


def relu_backward(dout, cache):
    dx, x = None, cache
    dx = np.where(x > 0, dout, 0)
    return dx


def softmax_loss(x, y):
    probs = np.exp(x - np.max(x, axis=1, keepdims=True))
    probs /= np.sum(probs, axis=1, keepdims=True)
    N = x.shape[0]
    loss = -np.sum(np.log(probs[np.arange(N), y])) / N
    dx = probs.copy()
    dx[np.arange(N), y] -= 1
    dx /= N
    return loss, dx


X = np.array([[1, -0.5], [0.5, 2], [-1.5, 1], [2, 0.25]])
y = np.array([2, 0, 3, 2])
W1 = np.array([[0.5, -1, 1], [1, 0.75, -0.5]])
b1 = np.array([0.1, -0.2, 0.3])
W2 = np.array([[1, -0.5, 0.25, 0], [0.5, 1, -1, 0.75], [-1, 0.5, 0, 1]])
b2 = np.array([0, 0.1, -0.1, 0.2])
grads = {}
a1, fc1_cache = affine_forward(X, W1, b1)
h1, relu_cache = relu_forward(a1)
scores, fc2_cache = affine_forward(h1, W2, b2)
loss, dscores = softmax_loss(scores, y)
dh1, grads['W2'], grads['b2'] = affine_backward(dscores, fc2_cache)
da1 = relu_backward(dh1, relu_cache)
dX, grads['W1'], grads['b1'] = affine_backward(da1, fc1_cache)
