# problem: rnn
# check: loss Wxh:grads['dWxh'] Whh:grads['dWhh'] Why:grads['dWhy'] bh:grads['dbh'] by:grads['dby']
import numpy as np

def softmax(z):
    e = np.exp(z - np.max(z))
    return e / np.sum(e)

def rnn_step_forward(x_t, h_prev, params):
    Wxh, Whh, bh = params['Wxh'], params['Whh'], params['bh']
    h_next = np.tanh(Wxh.dot(x_t) + Whh.dot(h_prev) + bh)
    cache = {'x': x_t, 'h_prev': h_prev, 'h': h_next}
    return h_next, cache

def forward(xs, ys, params):
    h = np.zeros((3, 1))
    caches, loss = [], 0
    for t in range(len(xs)):
        h, cache = rnn_step_forward(xs[t], h, params)
        p = softmax(params['Why'].dot(h) + params['by'])
        cache['p'] = p
        caches.append(cache)
        loss += -np.log(p[ys[t], 0]) / len(xs)
    return loss, caches

def rnn_step_backward(dh, cache, params, grads):
    da = (1 - cache['h'] * cache['h']) * dh
    grads['dWxh'] += da.dot(cache['x'].T)
    grads['dWhh'] += da.dot(cache['h_prev'].T)
    grads['dbh'] += da
    return params['Whh'].T.dot(da)

def backward(ys, caches, params):
    grads = {'d' + k: np.zeros_like(v) for k, v in params.items()}
    dh_next = np.zeros((3, 1))
    T = len(caches)
    for t in range(T - 1, -1, -1):
        cache = caches[t]
        dy = cache['p'].copy()
        dy[ys[t]] -= 1
        dy /= T
        grads['dWhy'] += dy.dot(cache['h'].T)
        grads['dby'] += dy
        dh = params['Why'].T.dot(dy) + dh_next
        dh_next = rnn_step_backward(dh, cache, params, grads)
    return grads

params = dict(
    Wxh=np.array([[1., 2, 3], [-1, 0, 1], [2, -1, 0]]),
    Whh=np.array([[1., 0, -1], [2, 1, 0], [-1, 2, 1]]),
    Why=np.array([[2., -1, 0], [1, 1, -1], [-1, 2, 1]]),
    bh=np.array([[0.], [1], [-1]]),
    by=np.array([[1.], [1], [0]]),
)
xs = [np.array([[1.], [-1], [0]]), np.array([[-1.], [1], [0]]), np.array([[1.], [1], [0]])]
ys = [2, 1, 2]
loss, caches = forward(xs, ys, params)
grads = backward(ys, caches, params)
for name in params:
    params[name] -= 0.1 * grads['d' + name]
