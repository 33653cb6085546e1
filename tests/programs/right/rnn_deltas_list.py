# problem: rnn
# check: total U:dU W:dW V:dV b:db c:dc
import numpy as np
U = np.array([[1, 2, 3], [-1, 0, 1], [2, -1, 0]], dtype=float)
W = np.array([[1, 0, -1], [2, 1, 0], [-1, 2, 1]], dtype=float)
V = np.array([[2, -1, 0], [1, 1, -1], [-1, 2, 1]], dtype=float)
b = np.array([0, 1, -1], dtype=float)
c = np.array([1, 1, 0], dtype=float)
x = [np.array([1, -1, 0]), np.array([-1, 1, 0]), np.array([1, 1, 0])]
y = [np.array([0, 0, 1]), np.array([0, 1, 0]), np.array([0, 0, 1])]

hs, yhats, losses = [], [], []
h = np.zeros(3)
for x_t, y_t in zip(x, y):
    h = np.tanh(U @ x_t + W @ h + b)
    s = V @ h + c
    yhat = np.exp(s - s.max())
    yhat /= yhat.sum()
    hs.append(h)
    yhats.append(yhat)
    losses.append(-np.dot(y_t, np.log(yhat)))
total = np.mean(losses)

deltas = [None] * 3
for t in (2, 1, 0):
    err = V.T @ (yhats[t] - y[t]) / 3
    if t < 2:
        err = err + W.T @ deltas[t + 1]
    deltas[t] = err * (1 - np.square(hs[t]))

dV = sum(np.outer(yhats[t] - y[t], hs[t]) for t in range(3)) / 3
dc = sum(yhats[t] - y[t] for t in range(3)) / 3
dU = sum(np.outer(d, x_t) for d, x_t in zip(deltas, x))
dW = sum(np.outer(deltas[t], hs[t - 1]) for t in range(1, 3))
db = np.sum(deltas, axis=0)
print("dL/dW =", dW)
print(f"dL/db = {db}")
