# problem: rnn-scalar
# check: loss Whh:dWhh Wxh:dWxh
import math
Whh, Wxh = 0.5, 0.8
x = [1, 1, 1]
h = [0.0]
for t in range(3):
    h.append(math.tanh(Whh * h[t] + Wxh * x[t]))
loss = h[-1]
dWhh = 0
dWxh = 0
dh = 1
for t in [3, 2, 1]:
    dz = dh * (1 - h[t] ** 2)
    dWhh = dWhh + dz * h[t - 1]
    dWxh = dWxh + dz * x[t - 1]
    dh = dz * Whh
