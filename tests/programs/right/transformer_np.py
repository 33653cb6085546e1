# problem: transformer
import numpy as np
X = np.array([[1, 2, 0.5], [2, 0, 1.5]])
Q = np.array([[1, 0], [0.5, -1], [0, 1]])
K = np.array([[0, 1], [0, 0.5], [-0.5, 1.5]])
V = np.array([[1, 0, 0.5], [0.5, -1, 1], [0.5, 1, -0.5]])
W = np.array([[1, -1], [0.5, 1], [-1, 0]])
b = np.array([[0.5, -0.5]])
U = np.array([[1, -1, -1], [-0.5, 1, 0]])
R = np.array([[1, 1, 0], [0, -1, 1]])
def softmax(x):
    e = np.exp(x - x.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)
mu = X.mean(axis=1, keepdims=True)
C = X - mu
var = (C ** 2).mean(axis=1, keepdims=True)
std = np.sqrt(var + 1e-5)
N = C / std
q, k, v = N @ Q, N @ K, N @ V
S = q @ k.T / np.sqrt(2)
A = softmax(S)
att = A @ v
Z = X + att
pre = Z @ W + b
H = np.maximum(pre, 0)
Y = Z + H @ U
L = ((Y - R) ** 2).mean()
dY = 2 * (Y - R) / Y.size
dU = H.T @ dY
dH = dY @ U.T
dpre = dH * (pre > 0)
dW = Z.T @ dpre
db = dpre.sum(axis=0, keepdims=True)
dZ = dY + dpre @ W.T
datt = dZ
dA = datt @ v.T
dv = A.T @ datt
dS = A * (dA - (dA * A).sum(axis=1, keepdims=True)) / np.sqrt(2)
dq = dS @ k
dk = dS.T @ q
dQ, dK, dV = N.T @ dq, N.T @ dk, N.T @ dv
dN = dq @ Q.T + dk @ K.T + dv @ V.T
dC = dN / std
dX = dZ + (dN - dN.mean(axis=1, keepdims=True) - N * (dN * N).mean(axis=1, keepdims=True)) / std
