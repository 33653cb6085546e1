#!/usr/bin/env bash
# Flax 0.12.8: LayerNorm of [10000, 10001, 10002] gives [-1000, 0, 1000].
#
# One would guess: a layer that subtracts the mean gives the same for [10000, 10001, 10002] as for [0, 1, 2]: -1.2247,
# 0, 1.2247.
# What happens: the variance is the mean of the squares less the square of the mean, which in float32 is lost at
# 10000: it comes out as 0, and the differences are divided by the root of epsilon, 0.001. With
# use_fast_variance=False the numbers are right.
# Seen: "as it is: [-1000.0, 0.0, 1000.0]; not fast: [-1.2247, 0.0, 1.2247]; near 0: [-1.2247, 0.0, 1.2247]"
# Why it matters: both formulas of the variance are taught as the same. A student who checked with this layer has
# numbers that are off by a factor of 800 although each formula is right; the values of a problem should not lie far
# from 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check flax==0.12.8 jax==0.10.2
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
import flax.linen as nn
import jax.numpy as jnp


def told(start, **options):
    layer = nn.LayerNorm(use_bias=False, use_scale=False, **options)
    return [round(float(entry), 4) for entry in layer.apply({}, jnp.arange(3, dtype="float32") + start)]


print(f"as it is: {told(10000)}; not fast: {told(10000, use_fast_variance=False)}; near 0: {told(0)}")
PY
)
echo "$found"
test "$found" = "as it is: [-1000.0, 0.0, 1000.0]; not fast: [-1.2247, 0.0, 1.2247]; near 0: [-1.2247, 0.0, 1.2247]"
