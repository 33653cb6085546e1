# problem: char_rnn
# check: loss Wxh:grads['Wxh'] Whh:grads['Whh'] Why:grads['Why'] bh:grads['bh'] by:grads['by']
import numpy as np

params = dict(
    Wxh=np.array([[0.5, -0.3, 0.2, 0.1], [0.1, 0.4, -0.6, 0.3], [-0.2, 0.6, 0.5, -0.4]]),
    Whh=np.array([[0.3, -0.1, 0.2], [0.4, 0.1, -0.5], [-0.2, 0.6, 0.1]]),
    Why=np.array([[0.7, -0.4, 0.1], [-0.3, 0.2, 0.5], [0.2, 0.6, -0.1], [-0.5, 0.3, 0.4]]),
    bh=np.array([0.1, -0.2, 0.05]),
    by=np.array([0, 0.1, -0.1, 0.2]),
)
h_prev = np.array([0.2, -0.1, 0.3])
inputs, targets = [0, 2, 1], [2, 1, 3]
vocab = 4

hs, ps, xs = [h_prev], [], []
for ix in inputs:
    x = np.zeros(vocab)
    x[ix] = 1
    xs.append(x)
    hs.append(np.tanh(params['Wxh'].dot(x) + params['Whh'].dot(hs[-1]) + params['bh']))
    scores = params['Why'].dot(hs[-1]) + params['by']
    e = np.exp(scores)
    ps.append(e / np.sum(e))
loss = sum(-np.log(p[k]) for p, k in zip(ps, targets))

grads = {k: np.zeros_like(v) for k, v in params.items()}
dhnext = np.zeros_like(h_prev)
for t in range(len(inputs) - 1, -1, -1):
    dy = np.array(ps[t])
    dy[targets[t]] -= 1
    grads['Why'] += np.outer(dy, hs[t + 1])
    grads['by'] += dy
    dh = np.dot(params['Why'].T, dy) + dhnext
    dhraw = (1 - hs[t + 1] * hs[t + 1]) * dh
    grads['bh'] += dhraw
    grads['Wxh'] += np.outer(dhraw, xs[t])
    grads['Whh'] += np.outer(dhraw, hs[t])
    dhnext = np.dot(params['Whh'].T, dhraw)
for k in grads:
    np.clip(grads[k], -5, 5, out=grads[k])
lr = 0.1
for k in params:
    params[k] = params[k] - lr * grads[k]
