# problem: lstm
# check: loss W_f:G.W['f'] W_i:G.W['i'] W_o:G.W['o'] W_g:G.W['g'] U_f:G.U['f'] U_i:G.U['i'] U_o:G.U['o'] U_g:G.U['g'] b_f:G.b['f'] b_i:G.b['i'] b_o:G.b['o'] b_g:G.b['g']
from dataclasses import dataclass, field
import numpy as np


@dataclass
class Cell:
    W: dict
    U: dict
    b: dict


@dataclass
class Tape:
    x: np.ndarray
    h_prev: np.ndarray
    c_prev: np.ndarray
    f: np.ndarray
    i: np.ndarray
    o: np.ndarray
    g: np.ndarray
    c: np.ndarray
    tanh_c: np.ndarray


def sigmoid(z):
    return 1.0 / (1.0 + np.exp(-z))


def step(cell, x, h, c):
    pre = {k: cell.W[k] @ h + cell.U[k] @ x + cell.b[k] for k in 'fiog'}
    f, i, o = sigmoid(pre['f']), sigmoid(pre['i']), sigmoid(pre['o'])
    g = np.tanh(pre['g'])
    c_new = f * c + i * g
    tanh_c = np.tanh(c_new)
    return o * tanh_c, c_new, Tape(x, h, c, f, i, o, g, c_new, tanh_c)


def step_back(cell, grad, tape, dh, dc):
    do = dh * tape.tanh_c
    dc = dc + dh * tape.o * (1 - tape.tanh_c ** 2)
    df = dc * tape.c_prev
    di = dc * tape.g
    dg = dc * tape.i
    d_pre = {
        'f': df * tape.f * (1 - tape.f),
        'i': di * tape.i * (1 - tape.i),
        'o': do * tape.o * (1 - tape.o),
        'g': dg * (1 - tape.g ** 2),
    }
    dh_prev = np.zeros_like(dh)
    for k, d in d_pre.items():
        grad.W[k] += np.outer(d, tape.h_prev)
        grad.U[k] += np.outer(d, tape.x)
        grad.b[k] += d
        dh_prev += cell.W[k].T @ d
    dc_prev = dc * tape.f
    return dh_prev, dc_prev


W_f = np.array([[0.5, -0.2], [0.1, 0.3]])
W_i = np.array([[0.4, 0.1], [-0.3, 0.2]])
W_o = np.array([[0.2, 0.6], [0.5, -0.1]])
W_g = np.array([[-0.4, 0.3], [0.2, 0.5]])
U_f = np.array([[0.3, 0.1], [-0.2, 0.4]])
U_i = np.array([[0.5, -0.1], [0.2, 0.3]])
U_o = np.array([[-0.3, 0.2], [0.4, 0.1]])
U_g = np.array([[0.6, -0.5], [0.1, 0.2]])
b_f = np.array([1.0, 1.0])
b_i = np.array([0.0, 0.0])
b_o = np.array([0.0, 0.0])
b_g = np.array([0.0, 0.0])
cell = Cell({'f': W_f, 'i': W_i, 'o': W_o, 'g': W_g}, {'f': U_f, 'i': U_i, 'o': U_o, 'g': U_g}, {'f': b_f, 'i': b_i, 'o': b_o, 'g': b_g})
G = Cell({k: np.zeros((2, 2)) for k in 'fiog'}, {k: np.zeros((2, 2)) for k in 'fiog'}, {k: np.zeros(2) for k in 'fiog'})
inputs = [np.array([1.0, -1.0]), np.array([0.5, 2.0])]
target = np.array([1.0, -1.0])
h, c = np.zeros(2), np.zeros(2)
tapes = []
for x in inputs:
    h, c, tape = step(cell, x, h, c)
    tapes.append(tape)
loss = np.mean((h - target) ** 2)
dh = 2 * (h - target) / h.size
dc = np.zeros(2)
while tapes:
    dh, dc = step_back(cell, G, tapes.pop(), dh, dc)
