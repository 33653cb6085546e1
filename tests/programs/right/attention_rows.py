# problem: attention
# check: loss W_Q:dW_Q W_K:dW_K W_V:dW_V
import numpy as np
X = np.array([[1.0, 0], [0, 1], [1, 1]])
W_Q = np.array([[1.0, 0], [1, -1]])
W_K = np.array([[0.0, 1], [1, 0]])
W_V = np.array([[1.0, -1], [0, 2]])
Y = np.array([[1.0, 0], [0, 1], [1, 1]])
n, d = X.shape
Q, K, V = X @ W_Q, X @ W_K, X @ W_V
S = np.zeros((n, n))
for i in range(n):
    for j in range(n):
        S[i, j] = Q[i] @ K[j] / np.sqrt(d)
A = np.zeros_like(S)
for i in range(n):
    row = np.exp(S[i] - S[i].max())
    A[i] = row / row.sum()
O = A @ V
loss = np.mean((O - Y) ** 2)

dO = 2 * (O - Y) / O.size
dA = dO @ V.T
dV = A.T @ dO
dS = np.zeros_like(S)
for i in range(n):
    jacobian = np.diag(A[i]) - np.outer(A[i], A[i])
    dS[i] = jacobian @ dA[i]
dS /= np.sqrt(d)
dQ = dS @ K
dK = dS.T @ Q
dW_Q = X.T @ dQ
dW_K = X.T @ dK
dW_V = X.T @ dV
dX = dQ @ W_Q.T + dK @ W_K.T
dX += dV @ W_V.T
