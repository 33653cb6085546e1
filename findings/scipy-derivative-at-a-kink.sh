#!/usr/bin/env bash
# SciPy 1.16.3: scipy.differentiate.derivative reports success, with an estimated error of 0, at a kink.
#
# One would guess: at 0 the derivative of |x| or of ReLU does not exist, so the method, which estimates its own error over
# shrinking steps, does not converge there or reports a large error.
# What happens: central differences of a function with two straight sides are the same at every step, so the estimate
# is the mean of both slopes, the error 0 and `success` true.
# Seen: "|x|: 0.0, error 0.0, success True; ReLU: 0.5, error 0.0, success True"
# Why it matters: agreement of central differences at several steps proves no derivative.  Only one-sided differences that
# disagree show the kink.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check scipy==1.16.3 numpy==2.3.5
found=$("$folder/venv/bin/python" - <<'PY'
import numpy as np
from scipy.differentiate import derivative

told = []
for name, f in (("|x|", np.abs), ("ReLU", lambda x: np.maximum(x, 0))):
    found = derivative(f, 0.0)
    told.append(f"{name}: {round(float(found.df), 12)}, error {float(found.error)}, success {bool(found.success)}")
print("; ".join(told))
PY
)
echo "$found"
test "$found" = "|x|: 0.0, error 0.0, success True; ReLU: 0.5, error 0.0, success True"
