# problem: rnn
import numpy as np
U = np.array([[1, 2, 3], [-1, 0, 1], [2, -1, 0]])
W = np.array([[1, 0, -1], [2, 1, 0], [-1, 2, 1]])
V = np.array([[2, -1, 0], [1, 1, -1], [-1, 2, 1]])
b = np.array([0, 1, -1])
c = np.array([1, 1, 0])
x = np.array([[1, -1, 0], [-1, 1, 0], [1, 1, 0]])
y = np.eye(3)[[2, 1, 2]]
T, n = x.shape
H = np.zeros((T + 1, n))
for t in range(T):
    H[t + 1] = np.tanh(W @ H[t] + U @ x[t] + b)
S = H[1:] @ V.T + c
Yhat = np.exp(S) / np.exp(S).sum(axis=1, keepdims=True)
L = -np.sum(y * np.log(Yhat)) / T
dS = (Yhat - y) / T
dV = dS.T @ H[1:]
dc = dS.sum(axis=0)
dH = dS @ V
dA = np.zeros((T, n))
for t in reversed(range(T)):
    g = dH[t].copy()
    if t < T - 1:
        g += W.T @ dA[t + 1]
    dA[t] = g * (1 - H[t + 1] ** 2)
dU = dA.T @ x
dW = dA.T @ H[:-1]
db = dA.sum(axis=0)
