# problem: word2vec
# check: loss A:dA B:dB
import numpy as np
A = np.array([[1, -1], [0.5, 1], [-0.5, 0], [2, 1]])
B = np.array([[1, 0.5], [0, -1], [-1, 1], [0.5, 2]])
center, context = 1, 3
v = A[center]
scores = B @ v
exp_scores = np.exp(scores)
y_hat = exp_scores / exp_scores.sum()
loss = -np.log(y_hat[context])

one_hot = np.eye(4)[context]
delta = y_hat - one_hot
dB = np.outer(delta, v)
dv = B.T @ delta
dA = np.zeros_like(A)
np.add.at(dA, center, dv)
