# problem: rnn-deep
# check: L U_g:dU_g W_g:dW_g U_h:dU_h W_h:dW_h V:dV
import numpy as np
from numpy import tanh, outer, zeros

U_g = np.array([[1, -1], [0.5, 0.5]]); W_g = np.array([[0.5, 0.5], [-0.5, 0.5]])
U_h = np.array([[1, 0.5], [-1, 1]]);   W_h = np.array([[0, 1], [0.5, -0.5]])
V = np.array([[-0.25, 2]])
X = np.array([[1, 1.5], [-0.5, 1]])
Y = np.array([0.5, -1])
T = 2

G, H = zeros((T + 1, 2)), zeros((T + 1, 2))
G[0] = [0.5, 0]
H[0] = [0, -0.5]
P = zeros(T)
for t in range(1, T + 1):
    G[t] = tanh(W_g @ G[t-1] + U_g @ X[t-1])
    H[t] = tanh(W_h @ H[t-1] + U_h @ G[t])
    P[t-1] = (V @ H[t])[0]
l = (Y - P) ** 2
L = l.sum()

dV, dW_h, dU_h, dW_g, dU_g = (np.zeros_like(M, dtype=float) for M in (V, W_h, U_h, W_g, U_g))
dP = -2 * (Y - P)
dh_rec = dg_rec = zeros(2)
for t in range(T, 0, -1):
    dV += dP[t-1] * H[t][None, :]
    dh = V[0] * dP[t-1] + dh_rec
    dah = dh * (1 - H[t]**2)
    dW_h += outer(dah, H[t-1])
    dU_h += outer(dah, G[t])
    dh_rec = W_h.T @ dah
    dg = U_h.T @ dah + dg_rec
    dag = dg * (1 - G[t]**2)
    dW_g += outer(dag, G[t-1])
    dU_g += outer(dag, X[t-1])
    dg_rec = W_g.T @ dag
