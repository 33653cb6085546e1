# problem: batchnorm
# check: loss X:dX g:dgamma b:dbeta
import jax.numpy as jnp

X = jnp.array([[1.0, -1.0], [3.0, 0.5], [0.0, 2.0]])
g = jnp.array([1.0, 2.0])
b = jnp.array([0.5, -0.5])
R = jnp.array([[0.0, 1.0], [1.0, 0.0], [-1.0, 2.0]])
EPS = 1e-5


def forward(X, gamma, beta):
    """normalise each column, then scale and shift"""
    mu = jnp.mean(X, axis=0)
    xc = X - mu[jnp.newaxis, :]
    var = jnp.mean(jnp.square(xc), axis=0)
    inv_std = 1.0 / jnp.sqrt(var + EPS)
    xhat = xc * inv_std
    Y = gamma * xhat + beta
    return Y, {"xhat": xhat, "xc": xc, "inv_std": inv_std, "gamma": gamma}


def backward(dY, cache):
    xhat, xc, inv_std, gamma = (cache[k] for k in ("xhat", "xc", "inv_std", "gamma"))
    N = dY.shape[0]
    dbeta = jnp.sum(dY, axis=0)
    dgamma = jnp.sum(dY * xhat, axis=0)
    dxhat = dY * gamma
    dvar = -0.5 * jnp.sum(dxhat * xc, axis=0) * inv_std ** 3
    dmu = -inv_std * dxhat.sum(0) - 2.0 * dvar * xc.mean(0)
    dX = dxhat * inv_std + 2.0 * dvar * xc / N + dmu / N
    return dX, dgamma, dbeta


Y, cache = forward(X, g, b)
loss = jnp.mean((Y - R) ** 2)
dY = 2 * (Y - R) / Y.size
dX, dgamma, dbeta = backward(dY, cache)
print("dX =", dX)
print("dgamma =", dgamma, "dbeta =", dbeta)
