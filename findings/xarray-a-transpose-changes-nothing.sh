#!/usr/bin/env bash
# xarray 2026.9.0: W.T @ h is W @ h, W + W.T is twice W, and W @ W is one number.
#
# One would guess: @ on a matrix and a column is NumPy's product of matrices, and .T exchanges rows and columns in it.
# What happens: @ sums over every name of an axis that both sides have, so that .T has no effect on any product or sum;
# W @ W sums over both names and is the sum of the squares, and two vectors with other names make their outer product.
# Seen: "W @ h: [21, 43]; W.T @ h: [21, 43]; W + W.T: [[2, 4], [6, 8]]; W @ W: 30; d @ h: [[1, 10], [2, 20]]"
# Why it matters: the mistake that is made most in backpropagation, W for its transpose, cannot be made in it, and a
# student who tries the formula out there to see whether it needs a transpose is told that both are right.  Code that
# is handed in is read under NumPy's rules: DataArray is no call that derive knows, and what depends on it is unread.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check xarray==2026.9.0 numpy==2.3.5 2> /dev/null
found=$("$folder/venv/bin/python" - <<'PY'
import xarray

W = xarray.DataArray([[1, 2], [3, 4]], dims=("i", "j"))
h = xarray.DataArray([1, 10], dims="j")
d = xarray.DataArray([1, 2], dims="i")
told = {"W @ h": W @ h, "W.T @ h": W.T @ h, "W + W.T": W + W.T, "W @ W": W @ W, "d @ h": d @ h}
print("; ".join(f"{text}: {value.values.tolist()}" for text, value in told.items()))
PY
)
echo "$found"
test "$found" = "W @ h: [21, 43]; W.T @ h: [21, 43]; W + W.T: [[2, 4], [6, 8]]; W @ W: 30; d @ h: [[1, 10], [2, 20]]"
