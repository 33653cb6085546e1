# problem: lstm-concat
# check: L W_f:dW_f W_i:dW_i W_o:dW_o W_c:dW_c b_f:db_f b_i:db_i b_o:db_o b_c:db_c
import numpy as np

W_f = np.array([[0.5, -0.2, 0.3], [0.1, 0.3, -0.4]])
W_i = np.array([[0.4, 0.1, -0.5], [-0.3, 0.2, 0.6]])
W_o = np.array([[0.2, 2, 0.1], [0.5, -0.1, 0.4]])
W_c = np.array([[-0.4, 0.3, 0.8], [2, 0.5, -0.6]])
b_f, b_i, b_o, b_c = np.array([1., -2]), np.array([0, 0.5]), np.array([0.2, 0]), np.array([0.5, -0.1])
x = [-0.25, -2.0]
y = np.array([1.0, -1.0])
h0, c0 = np.array([0.5, -0.5]), np.array([0.2, 0.4])

sig = lambda a: 1.0 / (1.0 + np.exp(-a))

h, c = {0: h0}, {0: c0}
q, f, i, o, g = {}, {}, {}, {}, {}
for t in (1, 2):
    q[t] = np.concatenate([h[t - 1], [x[t - 1]]])
    f[t] = sig(W_f @ q[t] + b_f)
    i[t] = sig(W_i @ q[t] + b_i)
    o[t] = sig(W_o @ q[t] + b_o)
    g[t] = np.tanh(W_c @ q[t] + b_c)
    c[t] = f[t] * c[t - 1] + i[t] * g[t]
    h[t] = o[t] * np.tanh(c[t])
L = np.mean((y - h[2]) ** 2)

dW_f = dW_i = dW_o = dW_c = 0
db_f = db_i = db_o = db_c = 0
dh = h[2] - y
dc = 0
for t in (2, 1):
    tc = np.tanh(c[t])
    do = dh * tc
    dc = dc + dh * o[t] * (1 - tc ** 2)
    df, di, dg = dc * c[t - 1], dc * g[t], dc * i[t]
    daf, dai, dao = df * f[t] * (1 - f[t]), di * i[t] * (1 - i[t]), do * o[t] * (1 - o[t])
    dag = dg * (1 - g[t] ** 2)
    dW_f = dW_f + np.outer(daf, q[t])
    dW_i = dW_i + np.outer(dai, q[t])
    dW_o = dW_o + np.outer(dao, q[t])
    dW_c = dW_c + np.outer(dag, q[t])
    db_f, db_i, db_o, db_c = db_f + daf, db_i + dai, db_o + dao, db_c + dag
    dq = W_f.T @ daf + W_i.T @ dai + W_o.T @ dao + W_c.T @ dag
    dh = dq[:2]
    dc = dc * f[t]
