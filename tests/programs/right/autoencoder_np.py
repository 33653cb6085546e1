# problem: autoencoder
# check: loss W:dW b:db c:dc x:dx
import numpy as np
W = np.array([[0.5, -1, 1], [1, 0.5, -0.5]])
x = np.array([1, -0.5, 2]).reshape(-1, 1)
b = np.array([0.5, 0]).reshape(-1, 1)
c = np.array([0, 0.5, -0.5]).reshape(-1, 1)


def sigmoid(z):
    return 1 / (1 + np.exp(-z))


def sigmoid_prime(z):
    return sigmoid(z) * (1 - sigmoid(z))


z = np.dot(W, x) + b
h = sigmoid(z)
x_rec = np.dot(W.T, h) + c
error = x_rec - x
loss = 0.5 * np.sum(error ** 2)

delta_out = error
dW_dec = np.dot(h, delta_out.T)
dc = delta_out
dh = np.dot(W, delta_out)
delta_hid = dh * sigmoid_prime(z)
dW_enc = np.dot(delta_hid, x.T)
db = delta_hid
dW = dW_enc + dW_dec
dx = np.dot(W.T, delta_hid) - delta_out
