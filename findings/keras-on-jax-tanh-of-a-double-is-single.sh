#!/usr/bin/env bash
# Keras 3.15.1 on JAX: with float64 asked for everywhere, tanh and cos give float32, sigmoid and exp float64.
#
# One would guess: floatx is float64, JAX has 64 bits switched on, the argument is a float64: so is what comes back,
# from every function.
# What happens: tanh, sin and cos of it are float32, sigmoid, exp and log float64. In a recurrent cell the gates have
# 16 digits and the candidate 8, and the type of the whole is float64 again.
# Seen: "tanh float32, cos float32, sigmoid float64, exp float64"
# Why it matters: numbers of this library beside ours agree to 8 digits only: tests/test_library_cells.py holds the
# unit of Keras to 1e-6 for that, and all other libraries to 1e-10.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check keras==3.15.1 jax==0.10.2
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
import os

os.environ["KERAS_BACKEND"] = "jax"
import jax

jax.config.update("jax_enable_x64", True)
import jax.numpy as jnp
import keras

keras.config.set_floatx("float64")
x = jnp.array([0.5], dtype="float64")
print(", ".join(f"{name} {getattr(keras.ops, name)(x).dtype}" for name in ("tanh", "cos", "sigmoid", "exp")))
PY
)
echo "$found"
test "$found" = "tanh float32, cos float32, sigmoid float64, exp float64"
