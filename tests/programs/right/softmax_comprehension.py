# problem: softmax-regression
# check: L W:grad_W b:grad_b
from math import exp, log

X = [[1.0, 2.0], [0.0, -1.0], [2.0, 0.5]]
W = [[0.5, -1.0, 0.0], [1.0, 0.0, -0.5]]
b = [0.0, 0.5, 0.0]
labels = [1, 2, 0]
N, D, C = 3, 2, 3

Z = [[sum(X[n][d] * W[d][c] for d in range(D)) + b[c] for c in range(C)] for n in range(N)]
P = []
for z in Z:
    es = [exp(v) for v in z]
    total = sum(es)
    P.append([e / total for e in es])
L = -sum(log(P[n][labels[n]]) for n in range(N)) / N

delta = [[(P[n][c] - (1 if c == labels[n] else 0)) / N for c in range(C)] for n in range(N)]
grad_W = [[0.0] * C for _ in range(D)]
grad_b = [0.0] * C
for n in range(N):
    for c in range(C):
        grad_b[c] += delta[n][c]
        for d in range(D):
            grad_W[d][c] += X[n][d] * delta[n][c]
print(grad_W, grad_b)
