# problem: word2vec
# check: loss A:dA B:dB
import numpy as np

A = np.array([[1, -1], [0.5, 1], [-0.5, 0], [2, 1]], dtype=float)   # input vectors, one word a row
B = np.array([[1, 0.5], [0, -1], [-1, 1], [0.5, 2]], dtype=float)
center, outside = 1, 3


def softmax(s):
    s = s - np.max(s)
    return np.exp(s) / np.sum(np.exp(s))


def naive_softmax_loss_and_gradient(v_c, outside_idx, outside_vectors):
    scores = np.dot(outside_vectors, v_c)
    y_hat = softmax(scores)
    loss = -np.log(y_hat[outside_idx])
    d_scores = y_hat.copy()
    d_scores[outside_idx] -= 1
    grad_v = np.dot(outside_vectors.T, d_scores)
    grad_outside = d_scores[:, np.newaxis] @ v_c[np.newaxis, :]
    return loss, grad_v, grad_outside


v_c = A[center]
loss, grad_v, dB = naive_softmax_loss_and_gradient(v_c, outside, B)
dA = np.zeros_like(A)
np.add.at(dA, center, grad_v)
print("dL/dA", dA, sep="\n")
print("dL/dB", dB, sep="\n")
