# problem: gru-torch
# check: loss W_r:g.W_r U_z:g.U_z U_n:g.U_n b_r:g.b_r c_n:g.c_n
from __future__ import annotations

from types import SimpleNamespace as NS

import numpy as np

W_r = np.array([[0.5, -1], [0.25, -0.5]]); U_r = np.array([[1, -0.5], [0.5, -0.5]]); b_r = np.array([1, -0.75])
W_z = np.array([[-0.25, 0.25], [-0.75, -0.25]]); U_z = np.array([[-1, 0.5], [-1, 0.75]]); b_z = np.array([-1, -0.25])
W_n = np.array([[-1, -0.25], [-1, 0.5]]); U_n = np.array([[-0.25, -0.5], [0.5, 0.75]]); b_n = np.array([-0.5, -0.5])
c_n = np.array([-0.25, 0.5])
xs: list[np.ndarray] = [np.array([1, -1]), np.array([0.5, 2])]
y = np.array([1, -0.5])
h0 = np.array([0.5, -0.25])


def sigmoid(v: np.ndarray) -> np.ndarray:
    return np.reciprocal(1 + np.exp(-v))


def forward(h: np.ndarray) -> tuple[np.ndarray, list[tuple]]:
    tape: list[tuple] = []
    for x in xs:
        r = sigmoid(W_r @ x + U_r @ h + b_r)
        z = sigmoid(W_z @ x + U_z @ h + b_z)
        u = U_n @ h + c_n
        n = np.tanh(W_n @ x + b_n + r * u)
        tape.append((x, h, r, z, u, n))
        h = (1 - z) * n + z * h
    return h, tape


h_last, tape = forward(h0)
loss: float = 0.5 * float(np.sum(np.square(h_last - y)))
g = NS(W_r=0, W_z=0, W_n=0, U_r=0, U_z=0, U_n=0, b_r=0, b_z=0, b_n=0, c_n=0)
dh = h_last - y
while tape:
    x, h_prev, r, z, u, n = tape.pop()
    dz = dh * (h_prev - n) * z * (1 - z)
    dn = dh * (1 - z) * (1 - n ** 2)
    dr = dn * u * r * (1 - r)
    du = dn * r
    g.W_n = g.W_n + np.outer(dn, x); g.b_n = g.b_n + dn
    g.U_n = g.U_n + np.outer(du, h_prev); g.c_n = g.c_n + du
    g.W_r = g.W_r + np.outer(dr, x); g.U_r = g.U_r + np.outer(dr, h_prev); g.b_r = g.b_r + dr
    g.W_z = g.W_z + np.outer(dz, x); g.U_z = g.U_z + np.outer(dz, h_prev); g.b_z = g.b_z + dz
    dh = dh * z + U_z.T @ dz + U_r.T @ dr + U_n.T @ du
