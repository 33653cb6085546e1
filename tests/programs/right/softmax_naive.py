# problem: softmax-regression
# run: loss, dW, db = softmax_loss_naive(W=np.array([[0.5, -1, 0], [1, 0, -0.5]]), b=np.array([0, 0.5, 0]), X=np.array([[1, 2], [0, -1], [2, 0.5]]), y=[1, 2, 0])
# check: loss W:dW b:db
import numpy as np


def softmax_loss_naive(W, b, X, y):
    """X: rows are examples, y: list of class indices."""
    num_train = X.shape[0]
    num_classes = W.shape[1]
    loss = 0.0
    dW = np.zeros(W.shape)
    db = np.zeros(num_classes)
    for i in range(num_train):
        scores = X[i].dot(W) + b
        scores -= scores.max()
        p = np.exp(scores) / np.sum(np.exp(scores))
        loss += -np.log(p[y[i]])
        for j in range(num_classes):
            ds = p[j] - (j == y[i])
            dW[:, j] += ds * X[i]
            db[j] += ds
    loss /= num_train
    dW /= num_train
    db /= num_train
    return loss, dW, db

