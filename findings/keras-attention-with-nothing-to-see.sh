#!/usr/bin/env bash
# Keras 3.15.1: where every value is masked, the layer Attention attends to all of them, evenly or as if there were no
# mask, and MultiHeadAttention to none.
#
# One would guess: two layers of one library do the same with a row in which nothing may be seen: zeros, or an error.
# What happens: Attention subtracts 1e9 from every score of the row, of which softmax takes no notice: in double
# precision the weights are those of the bare scores, in single the scores are rounded away and the weights are even.
# MultiHeadAttention gives weights of 0.
# Seen: "single 0.5, 0.5; double 0.982, 0.018; several heads 0.0, 0.0"
# Why it matters: masks with -inf have no softmax in such a row, and a mask of large numbers hides that. Here a
# declared mask has to leave something to see; `derive dialects attention` lists seven libraries and four answers.
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

nothing = jnp.zeros((1, 2), dtype=bool)


def given(kind):
    return jnp.array([[[4.0]]], dtype=kind), jnp.array([[[1.0], [0.0]]], dtype=kind)


def single(kind):
    layer = keras.layers.Attention(dtype=kind)
    return layer([*given(kind)], mask=[None, nothing], return_attention_scores=True)[1]


heads = keras.layers.MultiHeadAttention(num_heads=1, key_dim=1)
several = heads(*given("float32"), attention_mask=nothing[:, None, :], return_attention_scores=True)[1]
told = {"single": single("float32"), "double": single("float64"), "several heads": several}
print("; ".join(f"{name} {', '.join(str(round(float(w), 3)) for w in weights.ravel())}" for name, weights in told.items()))
PY
)
echo "$found"
test "$found" = "single 0.5, 0.5; double 0.982, 0.018; several heads 0.0, 0.0"
