# problem: lstm
# check: L f:dW['f'] i:dW['i'] o:dW['o'] g:dW['g']
import numpy as np
from collections import defaultdict

W = {'f': np.array([[0.5, -0.2], [0.1, 0.3]]), 'i': np.array([[0.4, 0.1], [-0.3, 0.2]]),
     'o': np.array([[0.2, 0.6], [0.5, -0.1]]), 'g': np.array([[-0.4, 0.3], [0.2, 0.5]])}
U = {'f': np.array([[0.3, 0.1], [-0.2, 0.4]]), 'i': np.array([[0.5, -0.1], [0.2, 0.3]]),
     'o': np.array([[-0.3, 0.2], [0.4, 0.1]]), 'g': np.array([[0.6, -0.5], [0.1, 0.2]])}
B = {'f': np.array([1., 1.]), 'i': np.zeros(2), 'o': np.zeros(2), 'g': np.zeros(2)}
x = {1: np.array([1, -1]), 2: np.array([0.5, 2])}
y = np.array([1, -1])
act = {'f': lambda z: 1 / (1 + np.exp(-z)), 'i': lambda z: 1 / (1 + np.exp(-z)),
       'o': lambda z: 1 / (1 + np.exp(-z)), 'g': np.tanh}
slope = {'f': lambda s: s * (1 - s), 'i': lambda s: s * (1 - s), 'o': lambda s: s * (1 - s), 'g': lambda s: 1 - s ** 2}

h, c, gate = {0: np.zeros(2)}, {0: np.zeros(2)}, {}
for t in range(1, 3):
    gate[t] = {k: act[k](W[k] @ h[t - 1] + U[k] @ x[t] + B[k]) for k in 'fiog'}
    c[t] = gate[t]['f'] * c[t - 1] + gate[t]['i'] * gate[t]['g']
    h[t] = gate[t]['o'] * np.tanh(c[t])
L = np.sum((h[2] - y) ** 2) / 2

dW = {k: np.zeros((2, 2)) for k in 'fiog'}
dU = {k: np.zeros((2, 2)) for k in 'fiog'}
db = {k: np.zeros(2) for k in 'fiog'}
dh, dc = {2: h[2] - y}, {3: np.zeros(2)}
for t in (2, 1):
    dc[t] = dh[t] * gate[t]['o'] * (1 - np.tanh(c[t]) ** 2)
    if t < 2:
        dc[t] += dc[t + 1] * gate[t + 1]['f']
    d_gate = {'o': dh[t] * np.tanh(c[t]), 'f': dc[t] * c[t - 1], 'i': dc[t] * gate[t]['g'], 'g': dc[t] * gate[t]['i']}
    dh[t - 1] = np.zeros(2)
    for k in 'fiog':
        da = d_gate[k] * slope[k](gate[t][k])
        dW[k] += np.outer(da, h[t - 1])
        dU[k] += np.outer(da, x[t])
        db[k] += da
        dh[t - 1] += W[k].T @ da
