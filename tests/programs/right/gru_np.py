# problem: gru
import numpy as np

W_r = np.array([[0.5, -1], [0.25, -0.5]])
W_z = np.array([[-0.25, 0.25], [-0.75, -0.25]])
W_n = np.array([[-1, -0.25], [-1, 0.5]])
U_r = np.array([[1, -0.5], [0.5, -0.5]])
U_z = np.array([[-1, 0.5], [-1, 0.75]])
U_n = np.array([[-0.25, -0.5], [0.5, 0.75]])
xs = [np.array([1, -1]), np.array([0.5, 2])]
y = np.array([1, -0.5])
h = np.array([0.5, -0.25])
sigma = lambda a: 1 / (1 + np.exp(-a))

cache = []
for x in xs:
    r = sigma(W_r @ x + U_r @ h)
    z = sigma(W_z @ x + U_z @ h)
    n = np.tanh(W_n @ x + U_n @ (r * h))
    h_new = z * h + (1 - z) * n
    cache.append((x, h, r, z, n))
    h = h_new
L = 0.5 * np.sum((h - y) ** 2)

grads = {k: np.zeros((2, 2)) for k in ("W_r", "W_z", "W_n", "U_r", "U_z", "U_n")}
dh = h - y
for x, h_prev, r, z, n in reversed(cache):
    dz = dh * (h_prev - n)
    dn = dh * (1 - z)
    da_n = dn * (1 - n ** 2)
    da_z = dz * z * (1 - z)
    drh = U_n.T @ da_n
    dr = drh * h_prev
    da_r = dr * r * (1 - r)
    grads["W_n"] += np.outer(da_n, x)
    grads["U_n"] += np.outer(da_n, r * h_prev)
    grads["W_z"] += np.outer(da_z, x)
    grads["U_z"] += np.outer(da_z, h_prev)
    grads["W_r"] += np.outer(da_r, x)
    grads["U_r"] += np.outer(da_r, h_prev)
    dh = dh * z + drh * r + U_z.T @ da_z + U_r.T @ da_r
