#!/usr/bin/env bash
# Flax 0.12.8: ConvTranspose is not the transpose of its Conv with the same kernel, unless transpose_kernel is set.
#
# One would guess: a transposed convolution is what the gradient of a convolution by its input is, as its name says
# and as torch, Keras and ONNX have it.
# What happens: the kernel stays as it lies, so that what is spread is turned round: kernel [1, 10, 100], stride 2,
# input [1, 2] give [100, 10, 201, 20, 2]. The gradient of Conv with this kernel gives [1, 10, 102, 20, 200].
# Seen: "layer: [100, 10, 201, 20, 2]; gradient of Conv: [1, 10, 102, 20, 200]"
# Why it matters: a decoder by hand has one of two answers for each entry. The checker knows the other one as a
# dialect (`derive dialects conv_transpose`) and not as a mistake, where a problem names no library.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check flax==0.12.8 jax==0.10.2
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
import flax.linen as nn
import jax
import jax.numpy as jnp

kernel = {"params": {"kernel": jnp.array([1.0, 10.0, 100.0]).reshape(3, 1, 1)}}
options = {"features": 1, "kernel_size": (3,), "strides": (2,), "padding": "VALID", "use_bias": False}
z = jnp.array([1.0, 2.0]).reshape(1, 2, 1)
layer = nn.ConvTranspose(**options).apply(kernel, z)
_, backwards = jax.vjp(lambda x: nn.Conv(**options).apply(kernel, x), jnp.zeros((1, 5, 1)))
told = {"layer": layer, "gradient of Conv": backwards(z)[0]}
print("; ".join(f"{name}: {[int(entry) for entry in value.ravel()]}" for name, value in told.items()))
PY
)
echo "$found"
test "$found" = "layer: [100, 10, 201, 20, 2]; gradient of Conv: [1, 10, 102, 20, 200]"
