# problem: vae
# check: loss M:dM S:dS W:dW c:dc
import tensorflow as tf

M = tf.constant([[0.5, -1., 0.], [1., 0., 0.5]])
S = tf.constant([[-0.5, 0.5, 0.], [0., 1., -0.5]])
W = tf.constant([[1., 0.], [-0.5, 1.], [0.5, 0.5]])
c = tf.constant([[0.], [0.5], [0.]])
x = tf.constant([[1.], [-0.5], [0.5]])
eps = tf.constant([[0.4], [-1.2]])

# encoder
mu = tf.matmul(M, x)
log_var = tf.matmul(S, x)
sigma = tf.exp(log_var / 2)
z = mu + sigma * eps
# decoder
x_rec = tf.matmul(W, z) + c
rec = tf.reduce_sum(tf.square(x_rec - x)) / 2
kl = -0.5 * tf.reduce_sum(1 + log_var - tf.square(mu) - tf.exp(log_var))
loss = rec + kl

dx_rec = x_rec - x
dW = tf.matmul(dx_rec, z, transpose_b=True)
dc = dx_rec
dz = tf.matmul(W, dx_rec, transpose_a=True)
dmu = dz + mu
dsigma = dz * eps
dlog_var = 0.5 * dsigma * sigma + 0.5 * (tf.exp(log_var) - 1)
dM = tf.matmul(dmu, tf.transpose(x))
dS = tf.matmul(dlog_var, tf.transpose(x))
