# problem: residual
# check: loss W_1:dW_1 b_1:db_1 W_2:dW_2 x:dx
import tensorflow as tf

W_1 = tf.constant([[1., -0.5], [0.5, 1.], [-1., 0.5]])
b_1 = tf.constant([[0.5], [0.], [1.]])
W_2 = tf.constant([[1., 0.5, -0.5], [-1., 2., 1.]])
x = tf.constant([[0.6], [-1.5]])
r = tf.constant([[1.], [0.5]])
a = tf.matmul(W_1, x) + b_1
h = tf.nn.relu(a)
y = x + tf.matmul(W_2, h)
loss = tf.reduce_mean(tf.square(y - r))

dy = 2. * (y - r) / 2.
dW_2 = tf.matmul(dy, h, transpose_b=True)
dh = tf.matmul(W_2, dy, transpose_a=True)
da = dh * tf.cast(a > 0, tf.float32)
dW_1 = tf.matmul(da, tf.transpose(x))
db_1 = tf.identity(da)
dx = dy + tf.matmul(tf.transpose(W_1), da)
