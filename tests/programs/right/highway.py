# problem: highway
import numpy as np

def highway_backward(W_h, W_t, b_h, b_t, x, r):
    a_h = W_h @ x + b_h
    h = np.tanh(a_h)
    a_t = W_t @ x + b_t
    T = 1 / (1 + np.exp(-a_t))
    y = T * h + (1 - T) * x
    loss = np.mean((y - r) ** 2)
    dy = 2 / len(r) * (y - r)
    dT = dy * (h - x)
    dh = dy * T
    dx = dy * (1 - T)
    dah = dh * (1 - h ** 2)
    dat = dT * T * (1 - T)
    dW_h = np.outer(dah, x)
    dW_t = np.outer(dat, x)
    db_h, db_t = dah, dat
    dx += W_h.T @ dah
    dx += W_t.T @ dat
    return dW_h, dW_t, db_h, db_t, dx
