# problem: word2vec-negative
# check: loss v:grad_v o:grad_o
import numpy as np


def sigmoid(s):
    return 1.0 / (1.0 + np.exp(-s))


v = np.array([1, -0.5, 0.5])
o = np.array([0.5, 1, 2])
negatives = [np.array([-1, 0.5, 1]), np.array([2, 1, 0.5])]

pos = sigmoid(o @ v)
loss = -np.log(pos)
grad_v = (pos - 1) * o
grad_o = (pos - 1) * v
grad_negatives = []
for n in negatives:
    neg = sigmoid(-(n @ v))
    loss -= np.log(neg)
    grad_v += (1 - neg) * n
    grad_negatives.append((1 - neg) * v)
grad_n1, grad_n2 = grad_negatives
