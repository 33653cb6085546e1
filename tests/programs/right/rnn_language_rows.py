# problem: rnn-language
# check: loss E:dE U:dU W:dW V:dV
import numpy as np
E = np.array([[1, 0], [0, 1], [0.5, -0.5], [-1, 0.5]])
U = np.array([[1, -1], [0.5, 1]])
W = np.array([[0.5, 1], [-2, 0.5]])
V = np.array([[1, 0], [0, 1], [1, 0.5], [-1, 0.5]])
words = [0, 2, 2]
targets = [2, 2, 1]
T = len(words)
e = E[words]
H = np.zeros((T + 1, 2))
for t in range(T):
    H[t + 1] = np.tanh(H[t] @ W.T + e[t] @ U.T)
logits = H[1:] @ V.T
P = np.exp(logits - logits.max(1, keepdims=True))
P = P / P.sum(1, keepdims=True)
loss = -np.log(P[range(T), targets]).mean()
dlogits = P.copy()
dlogits[range(T), targets] -= 1
dlogits = dlogits / T
dV = dlogits.T @ H[1:]
dH = dlogits @ V
dU, dW = np.zeros_like(U), np.zeros_like(W)
de = np.zeros_like(e)
da = np.zeros(2)
for t in range(T - 1, -1, -1):
    dh = dH[t] + da @ W if t < T - 1 else dH[t]
    da = dh * (1 - H[t + 1] ** 2)
    dU += np.outer(da, e[t])
    dW += np.outer(da, H[t])
    de[t] = da @ U
dE = np.zeros_like(E)
np.add.at(dE, words, de)
