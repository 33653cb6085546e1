# problem: cnn
# check: loss K:dK b:db V:dV c:dc
import numpy as np
X = np.array([[2, 0, 0.5, -1, -1], [-1, -1, 0.5, 1, 2], [1, 0, 1, 1, 0], [2, 0.5, 0.5, 1, -1], [1, 0, 0, 2, -1]])
K = np.array([[1, -0.5], [0.5, -1]])
b = -1.0
V = np.array([[1, 0, -1, 0.5], [0.5, -2, 0, 0.5]])
c = np.array([0.25, -1])
label = 0


def im2col(X, k):
    rows = []
    H, W = X.shape
    for i in range(H - k + 1):
        for j in range(W - k + 1):
            rows.append(X[i:i + k, j:j + k].ravel())
    return np.array(rows)


cols = im2col(X, 2)
Z = (cols @ K.reshape(-1) + b).reshape(4, 4)
blocks = Z.reshape(2, 2, 2, 2).transpose(0, 2, 1, 3).reshape(4, 4)
where = blocks.argmax(axis=1)
P = blocks[np.arange(4), where].reshape(2, 2)
A = np.maximum(P, 0)
f = A.ravel()
scores = V @ f + c
probs = np.exp(scores) / np.sum(np.exp(scores))
loss = -np.log(probs[label])

dscores = probs.copy()
dscores[label] -= 1
dV = dscores[:, None] * f[None, :]
dc = dscores
df = dscores @ V
dA = df.reshape(2, 2)
dP = dA * (P > 0)
dblocks = np.zeros((4, 4))
dblocks[np.arange(4), where] = dP.ravel()
dZ = dblocks.reshape(2, 2, 2, 2).transpose(0, 2, 1, 3).reshape(4, 4)
dK = (cols.T @ dZ.reshape(-1)).reshape(2, 2)
db = dZ.sum()
