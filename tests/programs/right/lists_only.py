# problem: mlp
import math
W1 = [[1, -2], [0.5, 1], [-1, 1]]
b1 = [0, 0.5, -1]
W2 = [[1.0, 0, 2], [-1, 1, 0]]
b2 = [0.0, 1]
x = [2, 0.5]
y = [0, 1]
z1 = [sum(W1[i][j] * x[j] for j in range(2)) + b1[i] for i in range(3)]
a1 = [max(0, z) for z in z1]
z2 = [sum(W2[k][i] * a1[i] for i in range(3)) + b2[k] for k in range(2)]
exps = [math.exp(z) for z in z2]
total = sum(exps)
p = [e / total for e in exps]
loss = -sum(y[k] * math.log(p[k]) for k in range(2))
dz2 = [p[k] - y[k] for k in range(2)]
dW2 = [[dz2[k] * a1[i] for i in range(3)] for k in range(2)]
db2 = dz2[:]
da1 = [sum(W2[k][i] * dz2[k] for k in range(2)) for i in range(3)]
dz1 = [da1[i] if z1[i] > 0 else 0 for i in range(3)]
dW1 = [[0.0] * 2 for _ in range(3)]
for i in range(3):
    for j in range(2):
        dW1[i][j] = dz1[i] * x[j]
db1 = list(dz1)
