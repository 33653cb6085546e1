#!/usr/bin/env bash
# PyTorch 2.13.0: the mean of a weighted cross-entropy is another number for a class than for the same class as one-
# hot probabilities.
#
# One would guess: the label 2 and the label [0, 0, 1] are one label, and cross_entropy takes both.
# What happens: with classes the sum is divided by the weights of the labels, with probabilities by the number of
# examples; without weights both are the same.
# Seen: "classes 0.44, one-hot 1.76; without weights 0.3377, 0.3377"
# Why it matters: class weights are asked about in courses on unbalanced data. What the mean divides by has to stand
# on the sheet; the checker knows the other one as a dialect.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check torch==2.13.0 numpy==2.4.6
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
import torch
from torch.nn.functional import cross_entropy, one_hot

scores = torch.tensor([[2.0, 0.5], [1.0, 1.5]], dtype=torch.float64)
weights = torch.tensor([1.0, 7.0], dtype=torch.float64)
classes = torch.tensor([0, 1])
both = (classes, one_hot(classes, 2).double())


def told(**options):
    return [round(cross_entropy(scores, labels, **options).item(), 4) for labels in both]


first, second = told(weight=weights)
print(f"classes {first}, one-hot {second}; without weights {', '.join(map(str, told()))}")
PY
)
echo "$found"
test "$found" = "classes 0.44, one-hot 1.76; without weights 0.3377, 0.3377"
