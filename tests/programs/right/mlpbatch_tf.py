# problem: mlp-batch
import tensorflow as tf

X = tf.constant([[1., 2.], [-1., 0.5], [0., -2.]])
W1 = tf.Variable([[1., -0.5, 0.5], [0.5, 1., -1.]])
b1 = tf.Variable([[0., 0.5, 0.25]])
W2 = tf.Variable([[1.], [-0.5], [2.]])
b2 = tf.Variable(0.)
Y = tf.constant([[1.], [0.], [2.]])
eta = 0.1

A = tf.matmul(X, W1) + b1
H = tf.where(A > 0, A, 0.1 * A)
P = tf.matmul(H, W2) + b2
L = tf.reduce_mean(tf.square(P - Y))

n = tf.cast(tf.shape(X)[0], tf.float32)
dP = 2. * (P - Y) / n
dW2 = tf.matmul(H, dP, transpose_a=True)
db2 = tf.reduce_sum(dP)
dH = tf.matmul(dP, W2, transpose_b=True)
dA = tf.where(A > 0, dH, 0.1 * dH)
dW1 = tf.matmul(X, dA, transpose_a=True)
db1 = tf.reduce_sum(dA, axis=0, keepdims=True)
W2.assign_sub(eta * dW2)
W1.assign_sub(eta * dW1)
