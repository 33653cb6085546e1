# problem: softmax-regression
# check: loss W:dW b:db
import numpy as np

X = np.array([[1, 2], [0, -1], [2, 0.5]])
W = np.array([[0.5, -1, 0], [1, 0, -0.5]])
b = np.array([0, 0.5, 0])
y = np.array([1, 2, 0])
Y = np.eye(3)[y]

def softmax(z, axis=1):
    z = z - z.max(axis=axis, keepdims=True)
    return np.exp(z) / np.exp(z).sum(axis=axis, keepdims=True)

def cross_entropy(P, Y):
    return -np.mean(np.sum(Y * np.log(P), axis=1))

m = len(X)
Z = X @ W + b
P = softmax(Z)
loss = cross_entropy(P, Y)

dZ = (P - Y) / m
dW = X.T @ dZ
db = dZ.sum(axis=0)

def numerical(f, A, h=1e-5):
    G = np.zeros_like(A)
    for i in np.ndindex(*A.shape):
        old = A[i]
        A[i] = old + h
        up = f()
        A[i] = old - h
        down = f()
        A[i] = old
        G[i] = (up - down) / (2 * h)
    return G

f = lambda: cross_entropy(softmax(X @ W + b), Y)
assert np.allclose(dW, numerical(f, W), atol=1e-6)
assert np.allclose(db, numerical(f, b), atol=1e-6)
