#!/usr/bin/env bash
# MLX 0.32.4: the mean of a weighted cross-entropy is divided by the number of examples, not by the sum of their weights.
#
# One would guess: `weights` with reduction="mean" is a weighted mean, as in PyTorch and ONNX.
# What happens: each loss is multiplied by its weight, and the sum is divided by how many there are.
# Seen: "MLX 2.6114; sum over count 2.6114; weighted mean 1.7409"
# Why it matters: the same exercise ("weighted cross-entropy, mean") has two values and two gradients that differ by a
# constant factor, which is easily taken for a forgotten 1/N.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'mlx[cpu]==0.32.4'
found=$("$folder/venv/bin/python" - <<'PY'
import math

import mlx.core as mx
from mlx.nn.losses import cross_entropy

mx.set_default_device(mx.cpu)
scores, labels, weights = [1.0, 2.0, 3.0], [0, 1], [1.0, 2.0]
losses = [math.log(sum(map(math.exp, scores))) - scores[label] for label in labels]
total = sum(weight * loss for weight, loss in zip(weights, losses, strict=True))
found = cross_entropy(mx.array([scores, scores]), mx.array(labels), weights=mx.array(weights), reduction="mean")
print(f"MLX {found.item():.4f}; sum over count {total / 2:.4f}; weighted mean {total / sum(weights):.4f}")
PY
)
echo "$found"
test "$found" = "MLX 2.6114; sum over count 2.6114; weighted mean 1.7409"
