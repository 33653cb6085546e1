# problem: rnn-bidirectional
import numpy as np
U_f = np.array([[1, 0.5], [-0.5, 1]])
W_f = np.array([[0.5, 1], [-1, 0.5]])
U_r = np.array([[-1, 0.5], [1, 1]])
W_r = np.array([[0.5, 1], [0, 1]])
V = np.array([[1, 0, -1, 0.5], [0, 1, 1, -1]])
xs = {1: np.array([1, 0]), 2: np.array([0.5, -1]), 3: np.array([0, -2])}
y = {1: 0, 2: 1, 3: 1}
f, r, p = {0: np.zeros(2)}, {4: np.zeros(2)}, {}
for t in (1, 2, 3):
    f[t] = np.tanh(W_f @ f[t-1] + U_f @ xs[t])
for t in (3, 2, 1):
    r[t] = np.tanh(W_r @ r[t+1] + U_r @ xs[t])
L = 0.0
for t in (1, 2, 3):
    s = V @ np.concatenate([f[t], r[t]])
    p[t] = np.exp(s) / np.sum(np.exp(s))
    L += -np.log(p[t][y[t]])
dV = np.zeros_like(V)
df, dr = {4: np.zeros(2)}, {0: np.zeros(2)}
dcat = {}
for t in (1, 2, 3):
    ds = p[t].copy()
    ds[y[t]] -= 1
    dV = dV + np.outer(ds, np.concatenate([f[t], r[t]]))
    dcat[t] = V.T @ ds
dW_f, dU_f = np.zeros((2, 2)), np.zeros((2, 2))
carry = np.zeros(2)
for t in (3, 2, 1):
    df[t] = dcat[t][:2] + carry
    da = df[t] * (1 - f[t]**2)
    dW_f += np.outer(da, f[t-1])
    dU_f += np.outer(da, xs[t])
    carry = W_f.T @ da
dW_r, dU_r = np.zeros((2, 2)), np.zeros((2, 2))
carry = np.zeros(2)
for t in (1, 2, 3):
    dr[t] = dcat[t][2:] + carry
    da = dr[t] * (1 - r[t]**2)
    dW_r += np.outer(da, r[t+1])
    dU_r += np.outer(da, xs[t])
    carry = W_r.T @ da
