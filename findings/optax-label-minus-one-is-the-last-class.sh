#!/usr/bin/env bash
# optax 0.2.8: in a cross-entropy with class numbers the label -1 is the last class, and a label too large gives nan.
#
# One would guess: -1, the usual mark of padding, is left out or refused, and so is a class that does not exist; PyTorch
# raises for both and skips -100.
# What happens: labels index the logits as JAX indexes: from behind for negative ones, nan outside.  No error either way.
# Seen: "label 2: 0.4076; label -1: 0.4076; label 3: nan"
# Why it matters: a language model whose padded places have the label -1 trains on the last word of its vocabulary, and
# its loss looks plausible.  In an exercise, -1 is no class, whatever a program prints for it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check optax==0.2.8 jax==0.10.2 numpy==2.3.5
found=$(JAX_PLATFORMS=cpu "$folder/venv/bin/python" - <<'PY'
import jax.numpy as jnp
import optax

logits = jnp.array([1.0, 2.0, 3.0])
loss = optax.softmax_cross_entropy_with_integer_labels
print("; ".join(f"label {label}: {loss(logits, jnp.array(label)):.4f}" for label in (2, -1, 3)))
PY
)
echo "$found"
test "$found" = "label 2: 0.4076; label -1: 0.4076; label 3: nan"
