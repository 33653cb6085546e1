#!/usr/bin/env bash
# MLX 0.32.4: at 0 PReLU has the slope 1 + a, and CELU, which is differentiable there with slope 1, the slope 0.
#
# One would guess: a library chooses one of the two one-sided slopes at a kink (a or 1 for PReLU), and where both sides
# agree it gives that slope.
# What happens: both functions are sums of a maximum and a minimum with 0.  At the tie the gradient goes to the second
# argument; in PReLU 0 is the first, so that both terms give their full slope, in CELU it is the second, so that none does.
# Seen: "PReLU(0.1): 1.1; CELU(0.5): 0.0; CELU(1): 0.0; ELU(1): 1.0"
# Why it matters: "what the library prints" is no judge at such a point: 1.1 is no subgradient, and 0 is wrong for a
# smooth function.  One-sided differences tell both.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'mlx[cpu]==0.32.4'
found=$("$folder/venv/bin/python" - <<'PY'
import mlx.core as mx
import mlx.nn as nn

mx.set_default_device(mx.cpu)


def slope(f):
    return round(mx.grad(lambda z: mx.sum(f(z)))(mx.array([0.0])).item(), 6)


print(
    f"PReLU(0.1): {slope(lambda z: nn.prelu(z, mx.array(0.1)))}; CELU(0.5): {slope(lambda z: nn.celu(z, 0.5))}; "
    f"CELU(1): {slope(lambda z: nn.celu(z, 1.0))}; ELU(1): {slope(lambda z: nn.elu(z, 1.0))}"
)
PY
)
echo "$found"
test "$found" = "PReLU(0.1): 1.1; CELU(0.5): 0.0; CELU(1): 0.0; ELU(1): 1.0"
