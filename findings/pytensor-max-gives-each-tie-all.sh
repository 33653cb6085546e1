#!/usr/bin/env bash
# PyTensor 3.0.7: the gradient of the largest entry goes in full to every entry that is largest.
#
# One would guess: the slopes of a maximum add up to 1, shared among the largest (PyTorch, JAX, TensorFlow), or all to one.
# What happens: each of them gets 1.  A constant added to all entries raises the maximum by that constant, and yet the
# slopes add up to 2.  The maximum of two numbers gives all to the first.
# Seen: "max of [2, 2, 1]: [1. 1. 0.]; maximum(x, 0) at 0: 1.0; maximum(0, x) at 0: 0.0"
# Why it matters: such a gradient is no subgradient.  The checker accepts what lies between the sides; 1 and 1 does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check pytensor==3.0.7
found=$(PYTENSOR_FLAGS="cxx=,base_compiledir=$folder/compiled" "$folder/venv/bin/python" - <<'PY' 2>/dev/null
import numpy as np
import pytensor
import pytensor.tensor as pt

x = pt.dvector("x")


def slopes(f, *at):
    gradient = pytensor.function([x], pytensor.grad(f(x).sum(), x), mode="FAST_COMPILE")
    return gradient(np.array(at))


print(
    f"max of [2, 2, 1]: {slopes(pt.max, 2.0, 2.0, 1.0)}; maximum(x, 0) at 0: {slopes(lambda z: pt.maximum(z, 0.0), 0.0)[0]}; "
    f"maximum(0, x) at 0: {slopes(lambda z: pt.maximum(0.0, z), 0.0)[0]}"
)
PY
)
echo "$found"
test "$found" = "max of [2, 2, 1]: [1. 1. 0.]; maximum(x, 0) at 0: 1.0; maximum(0, x) at 0: 0.0"
