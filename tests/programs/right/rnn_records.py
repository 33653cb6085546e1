# problem: rnn
# check: loss U:g.U W:g.W V:g.V b:g.b c:g.c
from dataclasses import dataclass
import numpy as np

U = np.array([[1., 2, 3], [-1, 0, 1], [2, -1, 0]])
W = np.array([[1., 0, -1], [2, 1, 0], [-1, 2, 1]])
V = np.array([[2., -1, 0], [1, 1, -1], [-1, 2, 1]])
b = np.array([0., 1, -1])
c = np.array([1., 1, 0])


@dataclass
class Params:
    U: np.ndarray
    W: np.ndarray
    V: np.ndarray
    b: np.ndarray
    c: np.ndarray


x = np.array([[1, -1, 0], [-1, 1, 0], [1, 1, 0]])
labels = [2, 1, 2]
onehot = (np.arange(3) == np.array(labels)[:, np.newaxis]).astype(float)
T = len(labels)
p = Params(U, W, V, b, c)

# forward: row t of h is time t
h = np.zeros((T, 3))
probs = np.empty((T, 3))
for t, x_t in enumerate(x):
    a = p.U @ x_t + p.b
    if t > 0:
        a += p.W @ h[t - 1]
    h[t] = np.tanh(a)
    o = p.V @ h[t] + p.c
    probs[t] = np.exp(o) / np.exp(o).sum()
assert np.allclose(probs.sum(axis=1), 1)
loss = -np.log(probs[range(T), labels]).mean()

# backward
g = Params(*(np.zeros_like(w) for w in (U, W, V, b, c)))
d_o = (probs - onehot) / T
g.V = np.einsum('ti,tj->ij', d_o, h)
g.c = d_o.sum(axis=0)
dh_next = np.zeros(3)
for t in range(T)[::-1]:
    dh = p.V.T @ d_o[t] + dh_next
    da = (1 - h[t] ** 2) * dh
    g.b += da
    g.U += da[:, None] * x[t]
    if t:
        g.W += da[:, None] * h[t - 1]
    dh_next = p.W.T @ da
print(g)
