# problem: attention-masked
# check: loss Q:out["dW"]["Q"] K:out["dW"]["K"] V:out["dW"]["V"]
import numpy as np
from numpy import einsum

W = {
    "Q": np.array([[0.5, 0.5], [-1, 1]]),
    "K": np.array([[0.5, 1], [1, 0]]),
    "V": np.array([[1, -1], [0.5, 2]]),
}
X = np.array([[1, 0], [0.5, 1], [-1, 0.5]])
Y = np.array([[1, 0], [0, 1], [1, 1]])


def attention(X, W, Y):
    n, d = X.shape
    Q, K, V = (einsum("nd,de->ne", X, W[k]) for k in "QKV")
    scores = einsum("ie,je->ij", Q, K) / np.sqrt(d)
    allowed = np.tril(np.ones((n, n), dtype=bool))
    scores = np.where(allowed, scores, -np.inf)
    A = np.exp(scores)
    A /= einsum("ij->i", A)[:, None]
    O = einsum("ij,je->ie", A, V)
    dO = 2 / O.size * (O - Y)
    dV = einsum("ij,ie->je", A, dO)
    dA = einsum("ie,je->ij", dO, V)
    row = einsum("ij,ij->i", dA, A)
    dS = A * (dA - row[:, None])
    dQ = einsum("ij,je->ie", dS, K) / np.sqrt(d)
    dK = einsum("ij,ie->je", dS, Q) / np.sqrt(d)
    dW = {k: einsum("nd,ne->de", X, g) for k, g in zip("QKV", (dQ, dK, dV))}
    return {"loss": ((O - Y) ** 2).mean(), "dW": dW}


out = attention(X, W, Y)
loss = out["loss"]
