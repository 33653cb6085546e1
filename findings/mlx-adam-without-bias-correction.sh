#!/usr/bin/env bash
# MLX 0.32.4: Adam does not correct its moments for their start at 0 unless it is asked to.
#
# One would guess: the optimiser of that name is the published one, whose first step is as long as the learning rate,
# whatever the gradient.
# What happens: bias_correction is False.  The first step is (1 - 0.9) / sqrt(1 - 0.999) = 3.16 learning rates long, the
# second 4.25; with bias_correction=True both are one.
# Seen: "as it is: -3.1623, -7.4119; corrected: -1.0, -2.0"
# Why it matters: "do two steps of Adam" has two answers.  The sheet has to write the correction out, and a student who
# checked with this library is not wrong by a slip: `derive dialects adam` tells where the factor comes from.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'mlx[cpu]==0.32.4'
found=$("$folder/venv/bin/python" - <<'PY'
import mlx.core as mx
from mlx.optimizers import Adam

mx.set_default_device(mx.cpu)


def two_steps(optimiser):
    weights, told = {"w": mx.array(0.0)}, []
    for _ in range(2):
        weights = optimiser.apply_gradients({"w": mx.array(1.0)}, weights)
        told.append(str(round(weights["w"].item(), 4)))
    return ", ".join(told)


print(f"as it is: {two_steps(Adam(1.0))}; corrected: {two_steps(Adam(1.0, bias_correction=True))}")
PY
)
echo "$found"
test "$found" = "as it is: -3.1623, -7.4119; corrected: -1.0, -2.0"
