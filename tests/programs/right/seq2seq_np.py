# problem: seq2seq
# check: loss U:dU W:dW A:dA B:dB C:dC D:dD V:dV v:dv
import numpy as np
U = np.array([[1, -0.5], [0.5, 1]])
W = np.array([[0.5, 0], [-1, 0.5]])
A = np.array([[1, 0], [0, -1]])
B = np.array([[0.5, 1], [1, -0.5]])
v = np.array([1, -1])
C = np.array([[1, 1], [-0.5, 1]])
D = np.array([[0, 0.5], [1, 0]])
V = np.array([[1, 0.5], [-1, 1], [0, -1]])
x = np.array([[0.25, 0], [0, 1], [-1, 1]])
s0 = np.array([0.5, 0])
y = np.array([1, 0, 0])
T = 3
h = np.zeros((T + 1, 2))
for t in range(1, T + 1):
    h[t] = np.tanh(W @ h[t - 1] + U @ x[t - 1])
m = np.tanh(A @ s0 + h[1:] @ B.T)
e = m @ v
alpha = np.exp(e) / np.exp(e).sum()
k = alpha @ h[1:]
s = np.tanh(D @ s0 + C @ k)
o = V @ s
yhat = np.exp(o) / np.exp(o).sum()
loss = -(y * np.log(yhat)).sum()

do = yhat - y
dV = np.outer(do, s)
ds = V.T @ do
dpre = ds * (1 - s ** 2)
dC = np.outer(dpre, k)
dD = np.outer(dpre, s0)
dk = C.T @ dpre
dalpha = h[1:] @ dk
de = alpha * (dalpha - np.sum(alpha * dalpha))
dv = m.T @ de
dm = np.outer(de, v)
dq = dm * (1 - m ** 2)
dA = np.outer(dq.sum(axis=0), s0)
dB = dq.T @ h[1:]
dh = np.zeros_like(h)
dh[1:] = np.outer(alpha, dk) + dq @ B
dW, dU = np.zeros((2, 2)), np.zeros((2, 2))
for t in range(T, 0, -1):
    da = dh[t] * (1 - h[t] ** 2)
    dW += np.outer(da, h[t - 1])
    dU += np.outer(da, x[t - 1])
    dh[t - 1] += W.T @ da
