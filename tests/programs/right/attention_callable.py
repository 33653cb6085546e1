# problem: attention
# check: loss WQ:att.gWQ WK:att.gWK WV:att.gWV
import numpy as np


class SelfAttention:
    """softmax(Q K^T / sqrt(d)) V for the rows of X"""

    def __init__(self, WQ, WK, WV):
        self.WQ = WQ
        self.WK = WK
        self.WV = WV

    def __call__(self, X):
        self.X = X
        self.Q = X.dot(self.WQ)
        self.K = X.dot(self.WK)
        self.V = X.dot(self.WV)
        self.scale = self.Q.shape[1] ** -0.5
        S = self.Q.dot(self.K.transpose()) * self.scale
        E = np.exp(S - np.max(S, axis=-1, keepdims=True))
        self.A = E / E.sum(axis=-1, keepdims=True)
        return self.A.dot(self.V)

    def grad(self, dO):
        dA = dO.dot(self.V.transpose())
        dV = self.A.transpose().dot(dO)
        inner = np.sum(dA * self.A, axis=-1, keepdims=True)
        dS = self.A * (dA - inner)
        dQ = dS.dot(self.K) * self.scale
        dK = dS.transpose().dot(self.Q) * self.scale
        self.gWQ = self.X.transpose().dot(dQ)
        self.gWK = self.X.transpose().dot(dK)
        self.gWV = self.X.transpose().dot(dV)


X = np.array([[1., 0], [0, 1], [1, 1]])
Y = np.array([[1., 0], [0, 1], [1, 1]])
WQ = np.array([[1., 0], [1, -1]])
WK = np.array([[0., 1], [1, 0]])
WV = np.array([[1., -1], [0, 2]])
att = SelfAttention(WQ, WK, WV)
O = att(X)
diff = O - Y
loss = (diff * diff).mean()
att.grad(2.0 / diff.size * diff)
