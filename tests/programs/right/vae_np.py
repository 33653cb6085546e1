# problem: vae
# check: loss M:dM S:dS W:dW c:dc
import numpy as np
M = np.array([[0.5, -1, 0], [1, 0, 0.5]])
S = np.array([[-0.5, 0.5, 0], [0, 1, -0.5]])
W = np.array([[1, 0], [-0.5, 1], [0.5, 0.5]])
c = np.array([0, 0.5, 0])
x = np.array([1, -0.5, 0.5])
eps = np.array([0.4, -1.2])
mu = M @ x
logvar = S @ x
std = np.exp(0.5 * logvar)
z = mu + std * eps
x_hat = W @ z + c
rec = 0.5 * np.sum((x_hat - x) ** 2)
kl = -0.5 * np.sum(1 + logvar - mu ** 2 - np.exp(logvar))
loss = rec + kl
dx_hat = x_hat - x
dW = np.outer(dx_hat, z)
dc = dx_hat
dz = W.T @ dx_hat
dmu = dz + mu
dstd = dz * eps
dlogvar = dstd * 0.5 * std + 0.5 * (np.exp(logvar) - 1)
dM = np.outer(dmu, x)
dS = np.outer(dlogvar, x)
