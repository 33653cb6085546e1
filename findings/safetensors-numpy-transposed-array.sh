#!/usr/bin/env bash
# safetensors 0.8.0: saving a transposed NumPy array and loading it again gives the entries in another order, silently.
#
# One would guess: save_file({"W": A.T}) keeps the matrix A.T, as numpy.save does, or refuses an array that is not laid
# out row by row (its PyTorch half does refuse).
# What happens: the bytes are written as they lie in memory under the shape of the transpose.  A of shape 2 x 3 comes
# back from its transpose as the 3 x 2 matrix with rows (1, 2), (3, 4), (5, 6); the transpose is (1, 4), (2, 5), (3, 6).
# Seen: "saved [[1, 4], [2, 5], [3, 6]], loaded [[1, 2], [3, 4], [5, 6]]"
# Why it matters: weights that a library stores as outputs by inputs are transposed for a worked example, saved, and named
# in a problem file; every number of the sheet is then that of another network.  Save numpy.ascontiguousarray(W.T).
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check safetensors==0.8.0 numpy==2.3.5
found=$(cd "$folder" && venv/bin/python - <<'PY'
import numpy as np
from safetensors.numpy import load_file, save_file

weights = np.array([[1, 2, 3], [4, 5, 6]]).T
save_file({"W": weights}, "weights.safetensors")
loaded = load_file("weights.safetensors")["W"]
print(f"saved {weights.tolist()}, loaded {loaded.tolist()}")
PY
)
echo "$found"
test "$found" = "saved [[1, 4], [2, 5], [3, 6]], loaded [[1, 2], [3, 4], [5, 6]]"
