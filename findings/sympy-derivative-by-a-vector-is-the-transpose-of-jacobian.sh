#!/usr/bin/env bash
# SymPy 1.14.0: the derivative of A u by u is A transposed with MatrixSymbol, and A with Matrix.jacobian.
#
# One would guess: one library has one layout for the derivative of a vector by a vector, and it is told in the
# documentation of diff.
# What happens: (A u).diff(u) is A.T, and of tanh(A u) it is A.T times the diagonal matrix: denominator layout.
# Matrix.jacobian of the same with entries is the Jacobian, numerator layout. Of u u.T by u diff gives an array of
# four axes, and of det A no formula.
# Seen: "symbols: A.T; entries: A"
# Why it matters: the layout is what the worst mistakes with matrices are about. Whoever takes one of the two for the
# judge of the other finds every Jacobian transposed; the second derivation here goes entry by entry for that reason.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
python3 -m venv "$folder/venv"
"$folder/venv/bin/pip" install -q --disable-pip-version-check sympy==1.14.0
found=$("$folder/venv/bin/python" - 2> /dev/null <<'PY'
from sympy import Matrix, MatrixSymbol, symbols

A, u = MatrixSymbol("A", 2, 2), MatrixSymbol("u", 2, 1)
entries, vector = Matrix(2, 2, symbols("a:d")), Matrix(symbols("x y"))
by_entries = (entries * vector).jacobian(vector)
print(f"symbols: {(A * u).diff(u)}; entries: {'A' if by_entries == entries else 'A.T'}")
PY
)
echo "$found"
test "$found" = "symbols: A.T; entries: A"
