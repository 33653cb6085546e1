# problem: lstm-concat
# check: loss W_f:dW[:2] W_i:dW[2:4] W_o:dW[4:6] W_c:dW[6:] b_f:db[0:2] b_i:db[2:4] b_o:db[4:6] b_c:db[6:8]
import numpy as np

def sigmoid(s):
    return 1.0 / (1.0 + np.exp(-s))

W_f = np.array([[0.5, -0.2, 0.3], [0.1, 0.3, -0.4]])
W_i = np.array([[0.4, 0.1, -0.5], [-0.3, 0.2, 0.6]])
W_o = np.array([[0.2, 2, 0.1], [0.5, -0.1, 0.4]])
W_c = np.array([[-0.4, 0.3, 0.8], [2, 0.5, -0.6]])
b_f = np.array([1.0, -2])
b_i = np.array([0, 0.5])
b_o = np.array([0.2, 0])
b_c = np.array([0.5, -0.1])
W = np.concatenate((W_f, W_i, W_o, W_c), axis=0)
b = np.hstack([b_f, b_i, b_o, b_c])
n = 2
xs = np.array([[-0.25], [-2.0]])
y = np.array([1.0, -1.0])
h, c = np.array([0.5, -0.5]), np.array([0.2, 0.4])
cache = []
for x in xs:
    q = np.concatenate([h, x])
    a = W @ q + b
    f, i, o = sigmoid(a[:n]), sigmoid(a[n:2 * n]), sigmoid(a[2 * n:3 * n])
    cbar = np.tanh(a[3 * n:])
    c_old = c
    c = f * c_old + i * cbar
    tc = np.tanh(c)
    h = o * tc
    cache.append((q, f, i, o, cbar, c_old, tc))
loss = ((y - h) ** 2).mean()
dW, db = np.zeros_like(W), np.zeros_like(b)
dh, dc = -(y - h), np.zeros(n)
for q, f, i, o, cbar, c_old, tc in cache[::-1]:
    dc += dh * o * (1 - tc ** 2)
    da = np.zeros(4 * n)
    da[:n] = dc * c_old * f * (1 - f)
    da[n:2 * n] = dc * cbar * i * (1 - i)
    da[2 * n:3 * n] = dh * tc * o * (1 - o)
    da[3 * n:] = dc * i * (1 - cbar ** 2)
    dW += np.outer(da, q)
    db += da
    dq = W.T @ da
    dh = dq[:n]
    dc = dc * f
