# problem: gru
# check: L W_r:grads['W_r'] W_z:grads['W_z'] W_n:grads['W_n'] U_r:grads['U_r'] U_z:grads['U_z'] U_n:grads['U_n']
import numpy as np

def sigmoid(a): return 1 / (1 + np.exp(-a))
def dsigmoid(s): return s * (1 - s)
def dtanh(t): return 1 - t ** 2

W_r = np.array([[0.5, -1], [0.25, -0.5]])
W_z = np.array([[-0.25, 0.25], [-0.75, -0.25]])
W_n = np.array([[-1, -0.25], [-1, 0.5]])
U_r = np.array([[1, -0.5], [0.5, -0.5]])
U_z = np.array([[-1, 0.5], [-1, 0.75]])
U_n = np.array([[-0.25, -0.5], [0.5, 0.75]])
params = {'W_r': W_r, 'W_z': W_z, 'W_n': W_n, 'U_r': U_r, 'U_z': U_z, 'U_n': U_n}
xs = {1: np.array([1, -1]), 2: np.array([0.5, 2])}
y = np.array([1, -0.5])

def forward(params, xs):
    h = {0: np.array([0.5, -0.25])}
    r, z, n = {}, {}, {}
    for t in sorted(xs):
        r[t] = sigmoid(params['W_r'] @ xs[t] + params['U_r'] @ h[t - 1])
        z[t] = sigmoid(params['W_z'] @ xs[t] + params['U_z'] @ h[t - 1])
        n[t] = np.tanh(params['W_n'] @ xs[t] + params['U_n'] @ (r[t] * h[t - 1]))
        h[t] = z[t] * h[t - 1] + (1 - z[t]) * n[t]
    return h, r, z, n

h, r, z, n = forward(params, xs)
L = 0.5 * np.sum((h[2] - y) ** 2)

def backward(params, xs, h, r, z, n):
    grads = {name: np.zeros_like(value) for name, value in params.items()}
    dh = h[2] - y
    for t in sorted(xs, reverse=True):
        dz = dh * (h[t - 1] - n[t])
        dn = dh * (1 - z[t])
        dh_prev = dh * z[t]
        da_n = dn * dtanh(n[t])
        grads['W_n'] += np.outer(da_n, xs[t])
        grads['U_n'] += np.outer(da_n, r[t] * h[t - 1])
        drh = params['U_n'].T @ da_n
        dr = drh * h[t - 1]
        dh_prev += drh * r[t]
        da_z = dz * dsigmoid(z[t])
        da_r = dr * dsigmoid(r[t])
        for gate, da in (('z', da_z), ('r', da_r)):
            grads[f'W_{gate}'] += np.outer(da, xs[t])
            grads[f'U_{gate}'] += np.outer(da, h[t - 1])
            dh_prev += params[f'U_{gate}'].T @ da
        dh = dh_prev
    return grads, dh

grads, dh0 = backward(params, xs, h, r, z, n)
