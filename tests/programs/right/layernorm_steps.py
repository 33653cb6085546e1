# problem: layernorm
# check: L x:dx g:dg b:db
import numpy as np
x = np.array([1.0, 3, -2, 2])
g = np.array([1, 2, 0.5, 1])
b = np.array([0, 1, 0, -1])
r = np.array([1, 0, -1, 0])
D = len(x)
eps = 1e-5
mu = x.sum() / D
d = x - mu
sq = d ** 2
var = np.mean(sq)
std = np.sqrt(var + eps)
istd = 1 / std
xhat = d * istd
y = g * xhat + b
L = ((y - r) ** 2).sum() / D

dy = 2 * (y - r) / D
db = dy
dg = dy * xhat
dxhat = dy * g
distd = np.sum(dxhat * d)
dd = dxhat * istd
dstd = -distd / std ** 2
dvar = 0.5 * dstd / std
dsq = np.ones(D) * dvar / D
dd = dd + 2 * d * dsq
dmu = -np.sum(dd)
dx = dd + np.ones(D) * dmu / D
