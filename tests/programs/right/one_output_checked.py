# problem: rnn-one-output
# check: loss U:dU W:dW b:db v:dv c:dc
import numpy as np
U = np.array([[1, -0.5], [0.5, 1]])
W = np.array([[0.5, -1], [1, 0.25]])
b = np.array([0, 0.5])
v = np.array([1.0, -2])
c = 0.5
xs = np.array([[1.0, 0], [0, 1], [-1, 1]])
y = 1

hs = [np.zeros(2)]
for x in xs:
    hs.append(np.tanh(W @ hs[-1] + U @ x + b))
z = v @ hs[-1] + c
yhat = 1 / (1 + np.exp(-z))
loss = -(y * np.log(yhat) + (1 - y) * np.log(1 - yhat))

dz = yhat - y
dv = dz * hs[-1]
dc = dz
dU, dW, db = np.zeros((2, 2)), np.zeros((2, 2)), np.zeros(2)
dhs = [None] * len(hs)
dhs[-1] = dz * v
for t in reversed(range(len(xs))):
    da = dhs[t + 1] * (1 - hs[t + 1] ** 2)
    dU += np.outer(da, xs[t])
    dW += np.outer(da, hs[t])
    db += da
    dhs[t] = W.T @ da

# gradient check
eps = 1e-6
num = np.zeros_like(W)
for i in range(2):
    for j in range(2):
        for s in (1, -1):
            Wp = W.copy()
            Wp[i, j] += s * eps
            h = np.zeros(2)
            for x in xs:
                h = np.tanh(Wp @ h + U @ x + b)
            p = 1 / (1 + np.exp(-(v @ h + c)))
            num[i, j] += s * -(y * np.log(p) + (1 - y) * np.log(1 - p)) / (2 * eps)
print(np.abs(num - dW).max())
