#!/usr/bin/env bash
# SymPy 1.14.0: the derivative of a one-by-one matrix expression by a weight matrix has three axes, that of a trace one.
#
# One would guess: diff(y.T * tanh(W z), W) is the gradient of a scalar by a 3 by 3 matrix and has the shape of W, in one
# layout or the other; diff(Trace(y.T * log(z)), z) is a column like z.
# What happens: the first has the shape (3, 1, 3), the second (3,); neither is a matrix that could be multiplied on, and
# nothing is raised.  Two equal applications of a function to a matrix also compare unequal.
# Seen: "by W: (3, 1, 3), trace by z: (3,), tanh(W z) == tanh(W z): False"
# Why it matters: the matrix form of a backpropagation step cannot be taken from SymPy's matrix calculus; its scalar
# derivatives are the authority, and matrix forms are proved from them, entry by entry.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sympy==1.14.0
found=$("$folder/venv/bin/python" - <<'PY'
from sympy import MatrixSymbol, Trace, diff, log, tanh

W, y, z = MatrixSymbol("W", 3, 3), MatrixSymbol("y", 3, 1), MatrixSymbol("z", 3, 1)
by_weights = diff(y.T * (W * z).applyfunc(tanh), W).shape
by_column = diff(Trace(y.T * z.applyfunc(log)), z).shape
same = (W * z).applyfunc(tanh) == (W * z).applyfunc(tanh)
print(f"by W: {by_weights}, trace by z: {by_column}, tanh(W z) == tanh(W z): {same}")
PY
)
echo "$found"
test "$found" = "by W: (3, 1, 3), trace by z: (3,), tanh(W z) == tanh(W z): False"
