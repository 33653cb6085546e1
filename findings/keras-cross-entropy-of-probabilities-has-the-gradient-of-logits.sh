#!/usr/bin/env bash
# Keras 3.15.1: the gradient of the cross-entropy by the probabilities is not -y/p, since they are divided by their
# sum first.
#
# One would guess: for y = [1, 0, 0] and p = [0.5, 0.3, 0.2], which adds up to 1, the loss is -log 0.5 and its
# gradient [-2, 0, 0].
# What happens: categorical_crossentropy divides p by its sum inside, also where the sum is 1, and differentiates that
# too: the gradient is [-1, 1, 1]. The value does not show it.
# Seen: "loss 0.6931, gradient [-1.0, 1.0, 1.0]"
# Why it matters: dL/dp is asked in every first exercise, and p - y comes out of either. A student who asks this
# library for the link in between is told a number that no sheet has; `derive dialects categorical_crossentropy` has
# the row.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check keras==3.15.1 jax==0.10.2
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
import os

os.environ["KERAS_BACKEND"] = "jax"
import jax
import jax.numpy as jnp
import keras

y, p = jnp.array([[1.0, 0.0, 0.0]]), jnp.array([[0.5, 0.3, 0.2]])
loss, slope = jax.value_and_grad(lambda q: keras.losses.categorical_crossentropy(y, q)[0])(p)
print(f"loss {float(loss):.4f}, gradient {[round(float(entry), 4) + 0.0 for entry in slope[0]]}")
PY
)
echo "$found"
test "$found" = "loss 0.6931, gradient [-1.0, 1.0, 1.0]"
