# problem: rnn-language
# check: loss E:grads['E'] U:grads['U'] W:grads['W'] V:grads['V']
import numpy as np

E = np.array([[1., 0.], [0., 1.], [0.5, -0.5], [-1., 0.5]])
U = np.array([[1., -1.], [0.5, 1.]])
W = np.array([[0.5, 1.], [-2., 0.5]])
V = np.array([[1., 0.], [0., 1.], [1., 0.5], [-1., 0.5]])
theta = {'E': E, 'U': U, 'W': W, 'V': V}
words = [0, 2, 2]
targets = [2, 2, 1]


def forward(theta, words, targets):
    h = {-1: np.zeros(2)}
    e, p = {}, {}
    loss = 0.0
    for t in range(len(words)):
        e[t] = theta['E'][words[t]]
        h[t] = np.tanh(theta['W'] @ h[t - 1] + theta['U'] @ e[t])
        z = theta['V'] @ h[t]
        z -= z.max()
        p[t] = np.exp(z) / np.sum(np.exp(z))
        loss += -np.log(p[t][targets[t]])
    return loss / len(words), (e, h, p)


def backward(theta, words, targets, cache):
    e, h, p = cache
    T = len(words)
    dE, dU, dW, dV = map(np.zeros_like, (theta['E'], theta['U'], theta['W'], theta['V']))
    dh_next = np.zeros_like(h[0])
    for t in reversed(range(T)):
        dz = np.copy(p[t])
        dz[targets[t]] -= 1
        dz /= T
        dV += np.outer(dz, h[t])
        dh = theta['V'].T @ dz + dh_next
        dpre = dh * (1 - h[t] * h[t])
        dW += np.outer(dpre, h[t - 1])
        dU += np.outer(dpre, e[t])
        dE[words[t]] += theta['U'].T @ dpre
        dh_next = theta['W'].T @ dpre
    return {'E': dE, 'U': dU, 'W': dW, 'V': dV}


loss, cache = forward(theta, words, targets)
grads = backward(theta, words, targets, cache)


def gradient_check(name, eps=1e-6):
    num = np.zeros_like(theta[name])
    it = np.nditer(theta[name], flags=['multi_index'])
    while not it.finished:
        ix = it.multi_index
        keep = theta[name][ix]
        theta[name][ix] = keep + eps
        up, _ = forward(theta, words, targets)
        theta[name][ix] = keep - eps
        down, _ = forward(theta, words, targets)
        theta[name][ix] = keep
        num[ix] = (up - down) / (2 * eps)
        it.iternext()
    return np.abs(num - grads[name]).max()


for name in theta:
    print(name, gradient_check(name))
    print(grads[name])
