#!/usr/bin/env bash
# MLX 0.32.4: where two numbers are equal, the gradient of maximum and minimum goes to the second argument alone.
#
# One would guess: half to each, as in PyTorch, JAX and autograd, or all to the first, as in TensorFlow.
# What happens: all to the second.  So maximum(x, 0) has slope 0 at 0 and maximum(0, x) slope 1, the opposite of
# TensorFlow, and clip(x, -1, 1) slope 0 at both bounds; the largest entries of an array share.
# Seen: "maximum(x, 0): 0.0; maximum(0, x): 1.0; minimum(x, 0): 0.0; clip at 1: 0.0; max of [2, 2, 1]: [0.5, 0.5, 0.0]"
# Why it matters: two ways to write the same rectifier give two slopes, and which is which turns round between libraries.
# `derive dialects max --of mlx` tells it; an answer that is right in one of them is no mistake.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'mlx[cpu]==0.32.4'
found=$("$folder/venv/bin/python" - <<'PY'
import mlx.core as mx

mx.set_default_device(mx.cpu)


def slope(f, *at):
    found = mx.grad(lambda z: mx.sum(f(z)))(mx.array(at)).tolist()
    return found[0] if len(found) == 1 else found


print(
    f"maximum(x, 0): {slope(lambda z: mx.maximum(z, 0.0), 0.0)}; maximum(0, x): {slope(lambda z: mx.maximum(0.0, z), 0.0)}; "
    f"minimum(x, 0): {slope(lambda z: mx.minimum(z, 0.0), 0.0)}; clip at 1: {slope(lambda z: mx.clip(z, -1.0, 1.0), 1.0)}; "
    f"max of [2, 2, 1]: {slope(mx.max, 2.0, 2.0, 1.0)}"
)
PY
)
echo "$found"
test "$found" = "maximum(x, 0): 0.0; maximum(0, x): 1.0; minimum(x, 0): 0.0; clip at 1: 0.0; max of [2, 2, 1]: [0.5, 0.5, 0.0]"
