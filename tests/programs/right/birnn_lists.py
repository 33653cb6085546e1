# problem: rnn-bidirectional
# check: L W_f:dWf U_f:dUf W_r:dWr U_r:dUr V:dV
import numpy as np

U_f = np.array([[1, 0.5], [-0.5, 1]])
W_f = np.array([[0.5, 1], [-1, 0.5]])
U_r = np.array([[-1, 0.5], [1, 1]])
W_r = np.array([[0.5, 1], [0, 1]])
V = np.array([[1, 0, -1, 0.5], [0, 1, 1, -1]])
xs = np.array([[1, 0], [0.5, -1], [0, -2]])
labels = [0, 1, 1]
T = len(xs)

def scan(W, U, seq):
    state = np.zeros(2)
    states = []
    for x in seq:
        state = np.tanh(W @ state + U @ x)
        states.append(state)
    return states

fwd = scan(W_f, U_f, xs)
bwd = scan(W_r, U_r, xs[::-1])[::-1]

L = 0.0
dV = np.zeros_like(V)
dfwd, dbwd = [], []
for f, r, label in zip(fwd, bwd, labels):
    both = np.concatenate((f, r))
    s = V @ both
    prob = np.exp(s - s.max())
    prob = prob / prob.sum()
    L -= np.log(prob[label])
    ds = prob.copy()
    ds[label] -= 1
    dV += np.outer(ds, both)
    dboth = V.T @ ds
    dfwd.append(dboth[:2])
    dbwd.append(dboth[2:])

dWf, dUf, dWr, dUr = (np.zeros((2, 2)) for _ in range(4))
carry = np.zeros(2)
for t in range(T - 1, -1, -1):
    da = (dfwd[t] + carry) * (1 - fwd[t] ** 2)
    if t > 0:
        dWf += np.outer(da, fwd[t - 1])
    dUf += np.outer(da, xs[t])
    carry = W_f.T @ da
carry = np.zeros(2)
for t in range(T):
    da = (dbwd[t] + carry) * (1 - bwd[t] ** 2)
    if t + 1 < T:
        dWr += np.outer(da, bwd[t + 1])
    dUr += np.outer(da, xs[t])
    carry = W_r.T @ da
