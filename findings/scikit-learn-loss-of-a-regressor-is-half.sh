#!/usr/bin/env bash
# scikit-learn 1.9.1: the loss that MLPRegressor reports is half the mean squared error, and alpha counts half, over n.
#
# One would guess: a regressor's loss_ is its mean_squared_error, and alpha times the squared norm of the weights is added,
# as Ridge does with its alpha.
# What happens: loss_ is 1/2 of the mean over examples and outputs; the penalty is alpha/2 times the squared weights,
# divided by the number of examples of the batch.
# Seen: "loss_ / mean_squared_error 0.5; penalty / squared weights 0.25 with alpha 1 and 2 examples"
# Why it matters: the gradients asked in an exercise differ by these factors.  An answer that is off by 2 or by n here is a
# right answer for another loss of the same name.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check scikit-learn==1.9.1 numpy==2.3.5
found=$("$folder/venv/bin/python" -W ignore - <<'PY'
import numpy as np
from sklearn.metrics import mean_squared_error
from sklearn.neural_network import MLPRegressor

inputs, targets = np.array([[1.0, 2.0], [3.0, -1.0]]), np.array([1.0, 2.0])


def fitted(alpha):
    still = {"solver": "sgd", "learning_rate_init": 1e-12, "momentum": 0, "max_iter": 1, "random_state": 0}
    return MLPRegressor(hidden_layer_sizes=(2,), alpha=alpha, **still).fit(inputs, targets)


free, bound = fitted(0.0), fitted(1.0)
half = free.loss_ / mean_squared_error(targets, free.predict(inputs))
penalty = (bound.loss_ - free.loss_) / sum((weights**2).sum() for weights in free.coefs_)
print(f"loss_ / mean_squared_error {half:.6g}; penalty / squared weights {penalty:.6g} with alpha 1 and 2 examples")
PY
)
echo "$found"
test "$found" = "loss_ / mean_squared_error 0.5; penalty / squared weights 0.25 with alpha 1 and 2 examples"
