# problem: softmax-regression
import jax.numpy as jnp
from jax import nn

X = jnp.array([[1., 2.], [0., -1.], [2., .5]])
W = jnp.array([[.5, -1., 0.], [1., 0., -.5]])
b = jnp.array([0., .5, 0.])
labels = jnp.array([1, 2, 0])
Y = nn.one_hot(labels, 3)

def forward(W, b):
    logits = jnp.einsum("nd,dk->nk", X, W) + b
    return logits, nn.softmax(logits, axis=-1)

logits, probs = forward(W, b)
loss = -jnp.mean(jnp.take_along_axis(jnp.log(probs), labels[:, None], axis=1))
grad_logits = probs.at[jnp.arange(3), labels].add(-1.) / 3
grad_W = jnp.einsum("nd,nk->dk", X, grad_logits)
grad_b = grad_logits.sum(0)
W = W - 0.1 * grad_W
b = b - 0.1 * grad_b
