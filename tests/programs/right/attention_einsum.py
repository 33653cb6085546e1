# problem: attention
# check: loss W_Q:dW_Q W_K:dW_K W_V:dW_V
import numpy as np

X = np.array([[1.0, 0], [0, 1], [1, 1]])
W_Q = np.array([[1.0, 0], [1, -1]])
W_K = np.array([[0.0, 1], [1, 0]])
W_V = np.array([[1.0, -1], [0, 2]])
Y = X
n, d = X.shape

Q = np.einsum('nd,dk->nk', X, W_Q)
K = np.einsum('nd,dk->nk', X, W_K)
V = np.einsum('nd,dk->nk', X, W_V)
S = np.einsum('ik,jk->ij', Q, K) / np.sqrt(d)
A = np.exp(S) / np.exp(S).sum(axis=-1, keepdims=True)
O = np.einsum('ij,jk->ik', A, V)
loss = ((O - Y) ** 2).mean()

dO = 2 * (O - Y) / O.size
dA = np.einsum('ik,jk->ij', dO, V)
dV = np.einsum('ij,ik->jk', A, dO)
dS = A * (dA - np.einsum('ij,ij->i', dA, A)[:, None])
dQ = np.einsum('ij,jk->ik', dS, K) / np.sqrt(d)
dK = np.einsum('ij,ik->jk', dS, Q) / np.sqrt(d)
dW_Q = np.einsum('nd,nk->dk', X, dQ)
dW_K = np.einsum('nd,nk->dk', X, dK)
dW_V = np.einsum('nd,nk->dk', X, dV)
