#!/usr/bin/env bash
# SymPy 1.14.0: by a matrix X, exp(tr(A X)) and log(det X) have the derivative 0, and so has an entry of x' A x by x.
#
# One would guess: SymPy derives by matrices (tr(A X) gives A', x' A x gives A x + A' x), and where it knows no rule it
# leaves the derivative as it stands, or refuses.
# What happens: with a function of one number around the trace or the determinant, or an index behind the product of 1 by
# 1, the rule is lost and the result is 0, without a word.
# Seen: "tr(A X): A.T; exp(tr(A X)): 0; log(det X): 0; x' A x: A*x + A.T*x; (x' A x)[0, 0]: 0"
# Why it matters: a loss is a scalar, and exp, log and a square around it are what losses are made of: who checks a
# gradient in this way finds that it vanishes. Our second derivation goes entry by entry: derive/solving/sympy_graph.py.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check 'sympy==1.14.0'
found=$("$folder/venv/bin/python" - <<'PY'
from sympy import Determinant, MatrixSymbol, Trace, exp, log

X, A, x = MatrixSymbol("X", 2, 2), MatrixSymbol("A", 2, 2), MatrixSymbol("x", 2, 1)
told = {
    "tr(A X)": Trace(A * X).diff(X),
    "exp(tr(A X))": exp(Trace(A * X)).diff(X),
    "log(det X)": log(Determinant(X)).diff(X),
    "x' A x": (x.T * A * x).diff(x),
    "(x' A x)[0, 0]": (x.T * A * x)[0, 0].diff(x),
}
print("; ".join(f"{name}: {value}" for name, value in told.items()))
PY
)
echo "$found"
test "$found" = "tr(A X): A.T; exp(tr(A X)): 0; log(det X): 0; x' A x: A*x + A.T*x; (x' A x)[0, 0]: 0"
