# problem: rnn-deep
# check: L U_g:dU_g W_g:dW_g U_h:dU_h W_h:dW_h V:dV
import numpy as np
U_g = np.array([[1, -1], [0.5, 0.5]])
W_g = np.array([[0.5, 0.5], [-0.5, 0.5]])
U_h = np.array([[1, 0.5], [-1, 1]])
W_h = np.array([[0, 1], [0.5, -0.5]])
V = np.array([-0.25, 2])
x = np.array([[1, 1.5], [-0.5, 1]])
y = [0.5, -1]
g, h = [np.array([0.5, 0])], [np.array([0, -0.5])]
p = []
for xt in x:
    g += [np.tanh(W_g @ g[-1] + U_g @ xt)]
    h += [np.tanh(W_h @ h[-1] + U_h @ g[-1])]
    p += [V @ h[-1]]
L = sum((pt - yt) ** 2 for pt, yt in zip(p, y))
dV = np.zeros_like(V)
dU_g, dW_g, dU_h, dW_h = (np.zeros((2, 2)) for _ in range(4))
dh_carry = np.zeros(2)
dg_carry = np.zeros(2)
for t in range(2, 0, -1):
    dp = 2 * (p[t - 1] - y[t - 1])
    dV += dp * h[t]
    dh = dp * V + dh_carry
    dah = dh * (1 - h[t] ** 2)
    dU_h += np.outer(dah, g[t])
    dW_h += np.outer(dah, h[t - 1])
    dh_carry = dah @ W_h
    dg = dah @ U_h + dg_carry
    dag = dg * (1 - g[t] ** 2)
    dU_g += np.outer(dag, x[t - 1])
    dW_g += np.outer(dag, g[t - 1])
    dg_carry = dag @ W_g
