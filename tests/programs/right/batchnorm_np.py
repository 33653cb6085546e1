# problem: batchnorm
# run: loss, dX, dgamma, dbeta = train_step(X=np.array([[1, -1], [3, 0.5], [0, 2]]), gamma=np.array([1., 2]), beta=np.array([0.5, -0.5]), R=np.array([[0, 1], [1, 0], [-1, 2]]))
# check: loss X:dX gamma:dgamma beta:dbeta
import numpy as np


def train_step(X, gamma, beta, R, eps=1e-5):
    out, cache = batchnorm_forward(X, gamma, beta, eps)
    loss = np.mean((out - R) ** 2)
    dout = 2 * (out - R) / out.size
    dX, dgamma, dbeta = batchnorm_backward(dout, cache)
    return loss, dX, dgamma, dbeta


def batchnorm_forward(x, gamma, beta, eps):
    N, D = x.shape
    mean = np.mean(x, axis=0)
    xmu = x - mean
    var = np.var(x, axis=0)
    ivar = 1.0 / np.sqrt(var + eps)
    xhat = xmu * ivar
    out = gamma * xhat + beta
    return out, (xhat, gamma, xmu, ivar)


def batchnorm_backward(dout, cache):
    xhat, gamma, xmu, ivar = cache
    N = dout.shape[0]
    dbeta = dout.sum(axis=0)
    dgamma = np.sum(dout * xhat, axis=0)
    dxhat = dout * gamma
    dvar = np.sum(dxhat * xmu, axis=0) * -0.5 * ivar ** 3
    dmean = np.sum(-dxhat * ivar, axis=0) + dvar * np.mean(-2.0 * xmu, axis=0)
    dx = dxhat * ivar + dvar * 2 * xmu / N + dmean / N
    return dx, dgamma, dbeta

