# problem: rmsnorm
# check: loss g:grad['g'] x:grad['x']
import numpy as np
x = np.array([1, -2, 0.5, -0.5])
g = np.array([1, 2, -1, 0.5])
a = np.array([0, -1, 1, 0.5])
n = x.size
ms = (x @ x) / n
rms = (ms + 1e-5) ** 0.5
xhat = x / rms
y = g * xhat
loss = np.mean((y - a) ** 2)
grad = {}
grad['y'] = 2 * (y - a) / n
grad['g'] = grad['y'] * xhat
grad['xhat'] = grad['y'] * g
grad['rms'] = -np.sum(grad['xhat'] * x) / rms ** 2
grad['x'] = grad['xhat'] / rms + grad['rms'] * x / (n * rms)
