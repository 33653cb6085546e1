#!/usr/bin/env bash
# scikit-learn 1.9.1: MLPClassifier fitted with one-hot labels has no softmax.
#
# One would guess: one-hot rows and class numbers say the same thing, as they do for a cross-entropy anywhere else.
# What happens: a matrix of labels is a problem of several yes-or-no questions, also where each row has a single 1.  The
# output is one sigmoid a class, the loss the sum of the binary cross-entropies, and the rows of predict_proba do not add
# up to 1.
# Seen: "class numbers: softmax, rows add up to 1; one-hot rows: logistic, rows do not add up to 1"
# Why it matters: a student who checks the loss of an exercise with softmax and one-hot targets by this class gets another
# network's loss, from the same data and the same weights.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check scikit-learn==1.9.1 numpy==2.3.5
found=$("$folder/venv/bin/python" -W ignore - <<'PY'
import numpy as np
from sklearn.neural_network import MLPClassifier

inputs = np.array([[1.0, 2.0], [3.0, -1.0], [0.5, 0.0]])


def told(labels):
    network = MLPClassifier(hidden_layer_sizes=(2,), max_iter=1, random_state=0).fit(inputs, labels)
    sums = network.predict_proba(inputs).sum(axis=1)
    return f"{network.out_activation_}, rows {'add' if np.allclose(sums, 1) else 'do not add'} up to 1"


print(f"class numbers: {told(np.array([0, 1, 2]))}; one-hot rows: {told(np.eye(3, dtype=int))}")
PY
)
echo "$found"
test "$found" = "class numbers: softmax, rows add up to 1; one-hot rows: logistic, rows do not add up to 1"
