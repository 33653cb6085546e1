# problem: batchnorm
# check: loss X:dX g:dg b:db
import numpy as np
X = np.array([[1, -1], [3, 0.5], [0, 2]])
g = np.array([1.0, 2]); b = np.array([0.5, -0.5])
R = np.array([[0, 1.0], [1, 0], [-1, 2]])
eps = 1e-5

def bn_forward(X, gamma, beta, eps=1e-5):
    mu = X.mean(axis=0)
    var = X.var(axis=0)
    std = np.sqrt(var + eps)
    xhat = (X - mu) / std
    out = gamma * xhat + beta
    return out, (xhat, gamma, std)

def bn_backward(dout, cache):
    xhat, gamma, std = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = (dout * xhat).sum(axis=0)
    dxhat = dout * gamma
    dx = (dxhat - dxhat.mean(axis=0) - xhat * (dxhat * xhat).mean(axis=0)) / std
    return dx, dgamma, dbeta

Y, cache = bn_forward(X, g, b)
loss = np.mean((Y - R) ** 2)
dY = 2 * (Y - R) / Y.size
dX, dg, db = bn_backward(dY, cache)
