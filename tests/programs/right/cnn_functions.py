# problem: cnn
# check: loss K:dK b:db V:dV c:dc
import numpy as np

X = np.array([[2, 0, 0.5, -1, -1], [-1, -1, 0.5, 1, 2], [1, 0, 1, 1, 0], [2, 0.5, 0.5, 1, -1], [1, 0, 0, 2, -1]])
K = np.array([[1, -0.5], [0.5, -1]])
b = -1.0
V = np.array([[1, 0, -1, 0.5], [0.5, -2, 0, 0.5]])
c = np.array([0.25, -1])
y = np.array([1, 0])


def conv_forward(X, K, b):
    kh, kw = K.shape
    out_h, out_w = X.shape[0] - kh + 1, X.shape[1] - kw + 1
    Z = np.zeros((out_h, out_w))
    for i in range(out_h):
        for j in range(out_w):
            Z[i, j] = np.sum(X[i:i + kh, j:j + kw] * K) + b
    return Z


def conv_backward(dZ, X, K):
    dK = np.zeros_like(K)
    for i in range(dZ.shape[0]):
        for j in range(dZ.shape[1]):
            dK += dZ[i, j] * X[i:i + K.shape[0], j:j + K.shape[1]]
    return dK, dZ.sum()


def pool_forward(Z, s=2):
    P = np.zeros((Z.shape[0] // s, Z.shape[1] // s))
    where = {}
    for i in range(P.shape[0]):
        for j in range(P.shape[1]):
            block = Z[i * s:(i + 1) * s, j * s:(j + 1) * s]
            P[i, j] = block.max()
            where[i, j] = np.unravel_index(np.argmax(block), block.shape)
    return P, where


Z = conv_forward(X, K, b)
P, where = pool_forward(Z)
R = np.maximum(P, 0)
flat = R.flatten()
logits = V @ flat + c
probs = np.exp(logits) / np.exp(logits).sum()
loss = -np.sum(y * np.log(probs))

dlogits = probs - y
dV = np.outer(dlogits, flat)
dc = dlogits
dflat = V.T @ dlogits
dR = dflat.reshape(R.shape)
dP = dR * (P > 0)
dZ = np.zeros_like(Z)
for (i, j), (r, s) in where.items():
    dZ[2 * i + r, 2 * j + s] = dP[i, j]
dK, db = conv_backward(dZ, X, K)
print(dV, dZ, dK, db, sep="\n\n")
