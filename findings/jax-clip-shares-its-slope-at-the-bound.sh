#!/usr/bin/env bash
# JAX 0.10.2: clip has the slope 1/2 at its bound, hard_tanh with the same bounds the slope 1, and lax.clamp 0.
#
# One would guess: three spellings of one function in one library have one derivative.
# What happens: clip is made of maximum and minimum, which share a tie; hard_tanh is made of where, clamp has a rule
# of its own. A largest entry with an initial value shares with that too: max([2, 2, 1], initial=2) gives 1/4 to each
# of the tied entries, since the whole shares with the constant.
# Seen: "clip 0.5, hard_tanh 1.0, clamp 0.0; max [0.25, 0.25, 0.0]"
# Why it matters: values on a bound are what exercises with clipping are set at. All numbers between the sides are
# right here unless the problem names a library, and then the row of `derive dialects clip` is the one that holds.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check jax==0.10.2
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
import jax
import jax.numpy as jnp

spelt = {"clip": lambda x: jnp.clip(x, -1.0, 1.0), "hard_tanh": jax.nn.hard_tanh, "clamp": lambda x: jax.lax.clamp(-1.0, x, 1.0)}
slopes = ", ".join(f"{name} {float(jax.grad(function)(1.0))}" for name, function in spelt.items())
shares = jax.grad(lambda x: jnp.max(x, initial=2.0))(jnp.array([2.0, 2.0, 1.0]))
print(f"{slopes}; max {[float(share) for share in shares]}")
PY
)
echo "$found"
test "$found" = "clip 0.5, hard_tanh 1.0, clamp 0.0; max [0.25, 0.25, 0.0]"
