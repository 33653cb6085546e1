# problem: mlp-batch
# check: L W1:grads['W1'] b1:grads['b1'] W2:grads['W2'] b2:grads['b2']
import numpy as np
params = {
    'W1': np.array([[1, -0.5, 0.5], [0.5, 1, -1]]),
    'b1': np.array([[0, 0.5, 0.25]]),
    'W2': np.array([[1], [-0.5], [2.0]]),
    'b2': np.array([[0.0]]),
}
X = np.array([[1, 2], [-1, 0.5], [0, -2]])
Y = np.array([[1.0], [0], [2]])
alpha, eta = 0.1, 0.1

def lrelu(a, slope=alpha): return np.where(a > 0, a, slope * a)
def dlrelu(a, slope=alpha): return np.where(a > 0, 1.0, slope)

A = X @ params['W1'] + params['b1']
H = lrelu(A)
P = H @ params['W2'] + params['b2']
err = P - Y
L = np.mean(err ** 2)

grads = {}
delta = 2 * err / err.size
grads['W2'] = H.T @ delta
grads['b2'] = delta.sum(0, keepdims=True)
delta = (delta @ params['W2'].T) * dlrelu(A)
grads['W1'] = X.T @ delta
grads['b1'] = delta.sum(0, keepdims=True)

for name, p in params.items():
    assert p.shape == grads[name].shape, name
Wnew = params['W2'] - eta * grads['W2']
params = {name: params[name] - eta * grads[name] for name in params}

for name, g in grads.items():
    print(name, g)
