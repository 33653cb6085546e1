# problem: lstm
# check: loss W_f:dWf W_i:dWi W_o:dWo W_g:dWg U_f:dUf U_i:dUi U_o:dUo U_g:dUg b_f:dbf b_i:dbi b_o:dbo b_g:dbg
import numpy as np
W_f = np.array([[0.5, -0.2], [0.1, 0.3]]); W_i = np.array([[0.4, 0.1], [-0.3, 0.2]])
W_o = np.array([[0.2, 0.6], [0.5, -0.1]]); W_g = np.array([[-0.4, 0.3], [0.2, 0.5]])
U_f = np.array([[0.3, 0.1], [-0.2, 0.4]]); U_i = np.array([[0.5, -0.1], [0.2, 0.3]])
U_o = np.array([[-0.3, 0.2], [0.4, 0.1]]); U_g = np.array([[0.6, -0.5], [0.1, 0.2]])
b_f = np.array([[1.0], [1.0]]); b_i = np.array([[0.0], [0.0]]); b_o = np.array([[0.0], [0.0]]); b_g = np.array([[0.0], [0.0]])
X = np.array([[1, 0.5], [-1, 2]])        # a column for each step
y = np.array([[1.0], [-1.0]])
sig = lambda v: 1 / (1 + np.exp(-v))
n, T = X.shape
H, C = np.zeros((n, T + 1)), np.zeros((n, T + 1))
F, I, O, GG = (np.zeros((n, T)) for _ in range(4))
for t in range(T):
    x_t, h_p = X[:, [t]], H[:, [t]]
    F[:, [t]] = sig(W_f @ h_p + U_f @ x_t + b_f)
    I[:, [t]] = sig(W_i @ h_p + U_i @ x_t + b_i)
    O[:, [t]] = sig(W_o @ h_p + U_o @ x_t + b_o)
    GG[:, [t]] = np.tanh(W_g @ h_p + U_g @ x_t + b_g)
    C[:, t + 1] = F[:, t] * C[:, t] + I[:, t] * GG[:, t]
    H[:, t + 1] = O[:, t] * np.tanh(C[:, t + 1])
loss = ((H[:, [T]] - y) ** 2).mean()

dWf, dWi, dWo, dWg = [np.zeros((n, n)) for _ in range(4)]
dUf, dUi, dUo, dUg = [np.zeros((n, n)) for _ in range(4)]
dbf = np.zeros((n, 1)); dbi = np.zeros((n, 1)); dbo = np.zeros((n, 1)); dbg = np.zeros((n, 1))
dh = (H[:, [T]] - y)
dc = np.zeros((n, 1))
for t in range(T - 1, -1, -1):
    f, i, o, g = F[:, [t]], I[:, [t]], O[:, [t]], GG[:, [t]]
    tc = np.tanh(C[:, [t + 1]])
    dc = dc + dh * o * (1 - tc * tc)
    daf = dc * C[:, [t]] * f * (1 - f)
    dai = dc * g * i * (1 - i)
    dao = dh * tc * o * (1 - o)
    dag = dc * i * (1 - g * g)
    dWf += daf @ H[:, [t]].T; dWi += dai @ H[:, [t]].T; dWo += dao @ H[:, [t]].T; dWg += dag @ H[:, [t]].T
    dUf += daf @ X[:, [t]].T; dUi += dai @ X[:, [t]].T; dUo += dao @ X[:, [t]].T; dUg += dag @ X[:, [t]].T
    dbf += daf
    dbi += dai
    dbo += dao
    dbg += dag
    dh = W_f.T @ daf + W_i.T @ dai + W_o.T @ dao + W_g.T @ dag
    dc = dc * f
