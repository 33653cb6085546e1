# problem: rnn-one-output
import numpy as np
U = np.array([[1, -0.5], [0.5, 1]])
W = np.array([[0.5, -1], [1, 0.25]])
b = np.array([[0], [0.5]])
v = np.array([[1], [-2]])
c = 0.5
x = np.array([[1, 0, -1], [0, 1, 1]])   # a column per step
y = 1
T = x.shape[1]
h = np.zeros((2, T + 1))
for t in range(1, T + 1):
    h[:, [t]] = np.tanh(W @ h[:, [t-1]] + U @ x[:, [t-1]] + b)
z = float(v.T @ h[:, [T]]) + c
p = 1 / (1 + np.exp(-z))
loss = -(y * np.log(p) + (1 - y) * np.log(1 - p))
dz = p - y
dv = dz * h[:, [T]]
dc = dz
dW = np.zeros((2, 2)); dU = np.zeros((2, 2)); db = np.zeros((2, 1))
dh = v * dz
for t in range(T, 0, -1):
    da = (1 - h[:, [t]] ** 2) * dh
    dW += da @ h[:, [t-1]].T
    dU += da @ x[:, [t-1]].T
    db += da
    dh = W.T @ da
