# problem: cnn
import numpy as np
X = np.array([[2, 0, 0.5, -1, -1], [-1, -1, 0.5, 1, 2], [1, 0, 1, 1, 0], [2, 0.5, 0.5, 1, -1], [1, 0, 0, 2, -1]])
K = np.array([[1, -0.5], [0.5, -1]])
b = -1
V = np.array([[1, 0, -1, 0.5], [0.5, -2, 0, 0.5]])
c = np.array([0.25, -1])
y = np.array([1, 0])

Z = np.zeros((4, 4))
for i in range(4):
    for j in range(4):
        Z[i, j] = np.sum(X[i:i+2, j:j+2] * K) + b
P = np.zeros((2, 2))
for i in range(2):
    for j in range(2):
        P[i, j] = np.max(Z[2*i:2*i+2, 2*j:2*j+2])
A = np.maximum(P, 0)
f = A.flatten()
s = V @ f + c
e = np.exp(s - np.max(s))
yhat = e / e.sum()
L = -np.log(yhat[0])

ds = yhat - y
dV = np.outer(ds, f)
dc = ds
df = V.T @ ds
dA = df.reshape(A.shape)
dP = dA * (P > 0)
dZ = np.zeros_like(Z)
for i in range(2):
    for j in range(2):
        window = Z[2*i:2*i+2, 2*j:2*j+2]
        mask = (window == np.max(window))
        dZ[2*i:2*i+2, 2*j:2*j+2] = mask * dP[i, j]
dK = np.zeros_like(K)
for i in range(4):
    for j in range(4):
        dK += dZ[i, j] * X[i:i+2, j:j+2]
db = np.sum(dZ)
