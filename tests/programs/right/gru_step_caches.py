# problem: gru
# check: loss W_r:grads['W_r'] W_z:grads['W_z'] W_n:grads['W_n'] U_r:grads['U_r'] U_z:grads['U_z'] U_n:grads['U_n']
import numpy as np

params = dict(
    W_r=np.array([[0.5, -1], [0.25, -0.5]]),
    W_z=np.array([[-0.25, 0.25], [-0.75, -0.25]]),
    W_n=np.array([[-1, -0.25], [-1, 0.5]]),
    U_r=np.array([[1, -0.5], [0.5, -0.5]]),
    U_z=np.array([[-1, 0.5], [-1, 0.75]]),
    U_n=np.array([[-0.25, -0.5], [0.5, 0.75]]),
)
xs = np.array([[1, -1], [0.5, 2]])
target = np.array([1, -0.5])
h0 = np.array([0.5, -0.25])

sigmoid = lambda a: 1 / (1 + np.exp(-a))
dsigmoid = lambda s: s * (1 - s)
dtanh = lambda s: 1 - s ** 2


def gru_step_forward(x, h_prev, p):
    r = sigmoid(p['W_r'].dot(x) + p['U_r'].dot(h_prev))
    z = sigmoid(p['W_z'].dot(x) + p['U_z'].dot(h_prev))
    rh = r * h_prev
    n = np.tanh(p['W_n'].dot(x) + p['U_n'].dot(rh))
    h = z * h_prev + (1 - z) * n
    cache = (x, h_prev, r, z, rh, n)
    return h, cache


def gru_step_backward(dh, cache, p, grads):
    x, h_prev, r, z, rh, n = cache
    dz = dh * (h_prev - n)
    dn = dh * (1 - z)
    dh_prev = dh * z
    da_n = dn * dtanh(n)
    drh = p['U_n'].T.dot(da_n)
    dr = drh * h_prev
    dh_prev += drh * r
    da_r = dr * dsigmoid(r)
    da_z = dz * dsigmoid(z)
    dh_prev += p['U_r'].T.dot(da_r)
    dh_prev += p['U_z'].T.dot(da_z)
    for gate, da, inp in zip('rzn', (da_r, da_z, da_n), (h_prev, h_prev, rh)):
        grads['W_' + gate] += np.outer(da, x)
        grads['U_' + gate] += np.outer(da, inp)
    return dh_prev, grads


caches = []
h = h0
for x in xs:
    h, cache = gru_step_forward(x, h, params)
    caches.append(cache)
loss = 0.5 * np.sum((h - target) ** 2)

grads = {k: np.zeros_like(v) for k, v in params.items()}
dh = h - target
for cache in reversed(caches):
    dh, grads = gru_step_backward(dh, cache, params, grads)

for k, v in grads.items():
    print('d' + k, v)
