# problem: lstm-concat
# check: loss W_f:dW_f W_i:dW_i W_o:dW_o W_c:dW_c b_f:db_f b_c:db_c
import numpy as np

W_f = np.array([[0.5, -0.2, 0.3], [0.1, 0.3, -0.4]])
W_i = np.array([[0.4, 0.1, -0.5], [-0.3, 0.2, 0.6]])
W_o = np.array([[0.2, 2, 0.1], [0.5, -0.1, 0.4]])
W_c = np.array([[-0.4, 0.3, 0.8], [2, 0.5, -0.6]])
b_f, b_i = np.array([1.0, -2]), np.array([0, 0.5])
b_o, b_c = np.array([0.2, 0]), np.array([0.5, -0.1])
x = np.array([-0.25, -2])
y = np.array([1, -1])
h0 = np.array([0.5, -0.5])
c0 = np.array([0.2, 0.4])


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


n = 2
W = np.vstack([W_f, W_i, W_o, W_c])
b = np.concatenate((b_f, b_i, b_o, b_c))
h, c = h0, c0
caches = []
for t in range(2):
    q = np.hstack([h, x[t:t + 1]])
    a = W @ q + b
    f = sigmoid(a[:n])
    i = sigmoid(a[n:2 * n])
    o = sigmoid(a[2 * n:3 * n])
    g = np.tanh(a[3 * n:])
    c_prev = c
    c = f * c_prev + i * g
    tc = np.tanh(c)
    h = o * tc
    caches.append((q, f, i, o, g, c_prev, tc))
loss = np.mean((h - y) ** 2)

dW, db = np.zeros_like(W), np.zeros_like(b)
dh = 2 * (h - y) / y.size
dc = np.zeros(n)
for q, f, i, o, g, c_prev, tc in caches[::-1]:
    dc = dc + dh * o * (1 - tc ** 2)
    da = np.concatenate([
        dc * c_prev * f * (1 - f),
        dc * g * i * (1 - i),
        dh * tc * o * (1 - o),
        dc * i * (1 - g ** 2),
    ])
    dW += np.outer(da, q)
    db += da
    dq = W.T @ da
    dh = dq[:n]
    dc = dc * f
dW_f, dW_i, dW_o, dW_c = np.split(dW, 4)
db_f, db_i, db_o, db_c = db[:n], db[n:2 * n], db[2 * n:3 * n], db[3 * n:]
