#!/usr/bin/env bash
# autograd 1.9.1: np.prod of numbers of which one is 0 has the gradient nan, and the product written out has it right.
#
# One would guess: the product of x1, x2, x3 is a polynomial; by x1 its slope is x2 x3, whatever x1 is.
# What happens: the rule divides the product by each factor. At [0, 2, 3] np.prod gives [nan, 0, 0]; x[0] * x[1] *
# x[2] gives [6, 0, 0]. The largest absolute value does the same: linalg.norm(x, inf) of [2, -3], where no two entries
# tie, has the gradient [nan, nan].
# Seen: "prod: [nan, 0.0, 0.0]; written out: [6.0, 0.0, 0.0]; largest: [nan, nan]"
# Why it matters: it is the usual judge for derivatives by NumPy. A nan at a smooth point says nothing of the problem:
# gates and masks of zeros in a product have to be written out before this judge is asked, and `derive dialects prod`
# tells who divides.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check autograd==1.9.1 numpy==2.4.6
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
import autograd.numpy as np
from autograd import grad

x = np.array([0.0, 2.0, 3.0])
told = {
    "prod": grad(np.prod)(x),
    "written out": grad(lambda v: v[0] * v[1] * v[2])(x),
    "largest": grad(lambda v: np.linalg.norm(v, np.inf))(np.array([2.0, -3.0])),
}
print("; ".join(f"{name}: {[float(entry) for entry in slope]}" for name, slope in told.items()))
PY
)
echo "$found"
test "$found" = "prod: [nan, 0.0, 0.0]; written out: [6.0, 0.0, 0.0]; largest: [nan, nan]"
