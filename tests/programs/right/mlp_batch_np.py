# problem: mlp-batch
# check: loss W1:dW1 b1:db1 W2:dW2 b2:db2
import numpy as np
X = np.array([[1, 2], [-1, 0.5], [0, -2]])
W1 = np.array([[1, -0.5, 0.5], [0.5, 1, -1]])
b1 = np.array([[0, 0.5, 0.25]])
W2 = np.array([[1], [-0.5], [2]])
b2 = 0.0
Y = np.array([[1], [0], [2]])
eta = 0.1
alpha = 0.1
# forward
Z1 = X @ W1 + b1
A1 = np.where(Z1 > 0, Z1, alpha * Z1)
Yhat = A1 @ W2 + b2
m = Y.shape[0]
loss = (1 / m) * np.sum((Yhat - Y) ** 2)
# backward
dYhat = (2 / m) * (Yhat - Y)
dW2 = np.einsum('ni,nj->ij', A1, dYhat)
db2 = np.sum(dYhat)
dA1 = np.einsum('nj,ij->ni', dYhat, W2)
slope = np.ones_like(Z1)
slope[Z1 <= 0] = alpha
dZ1 = dA1 * slope
dW1 = np.einsum('ni,nj->ij', X, dZ1)
db1 = dZ1.sum(axis=0, keepdims=True)
# step
W2_new = W2 - eta * dW2
W1 -= eta * dW1
b1 -= eta * db1
