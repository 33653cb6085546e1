# problem: rnn
# check: L U:dU W:dW V:dV b:db c:dc
import numpy as np
# vectorised over time, rows are time steps
U = np.array([[1, 2, 3], [-1, 0, 1], [2, -1, 0]], dtype=float)
W = np.array([[1, 0, -1], [2, 1, 0], [-1, 2, 1]], dtype=float)
V = np.array([[2, -1, 0], [1, 1, -1], [-1, 2, 1]], dtype=float)
b = np.array([0, 1, -1.0]); c = np.array([1.0, 1, 0])
X = np.array([[1, -1, 0], [-1, 1, 0], [1, 1, 0]], dtype=float)
Y = np.eye(3)[[2, 1, 2]]
T = len(X)

XU = X @ U.T + b
H = np.zeros((T, 3))
prev = np.zeros(3)
for t in range(T):
    H[t] = prev = np.tanh(XU[t] + W @ prev)
M = H @ V.T + c
M -= M.max(1, keepdims=True)
Yhat = np.exp(M) / np.exp(M).sum(1, keepdims=True)
losses = -(Y * np.log(Yhat)).sum(axis=1)
L = losses.mean()

dM = (Yhat - Y) / T
dV = dM.T @ H
dc = dM.sum(axis=0)
dHout = dM @ V
dA = np.empty((T, 3))
carry = np.zeros(3)
for t in range(T)[::-1]:
    dA[t] = (dHout[t] + carry) * (1 - H[t] ** 2)
    carry = dA[t] @ W
Hprev = np.vstack([np.zeros((1, 3)), H[:-1]])
dW = dA.T @ Hprev
dU = dA.T @ X
db = dA.sum(axis=0)
