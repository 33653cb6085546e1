# problem: logistic
# check: loss w:dw b:db
from math import exp, log

w = [0.5, -1, 0.25]
x = [2, -0.5, -1]
b = 0.5
y = 1
z = b
for wi, xi in zip(w, x):
    z += wi * xi
p = 1 / (1 + exp(-z))
loss = -log(p) if y == 1 else -log(1 - p)
dp = -1 / p if y == 1 else 1 / (1 - p)
dz = dp * p * (1 - p)
dw = [dz * xi for xi in x]
db = dz
dx = []
for wi in w:
    dx.append(dz * wi)
