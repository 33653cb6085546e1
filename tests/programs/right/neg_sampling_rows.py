# problem: word2vec-negative
# check: J v:grad_center o:grad_outside n:grad_negs
import numpy as np

def sigmoid(x):
    return 1 / (1 + np.exp(-x))

v = np.array([1, -0.5, 0.5])
o = np.array([0.5, 1, 2])
n = np.array([[-1, 0.5, 1], [2, 1, 0.5]])
K = n.shape[0]

s = o @ v
r = n @ v
J = -np.log(sigmoid(s)) - np.sum(np.log(sigmoid(-r)))

grad_center = (sigmoid(s) - 1) * o
grad_outside = (sigmoid(s) - 1) * v
grad_negs = np.zeros_like(n)
for k in range(K):
    coeff = 1 - sigmoid(-r[k])
    grad_center += coeff * n[k]
    grad_negs[k] = coeff * v
